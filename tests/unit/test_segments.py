"""Segments: everybody gets exactly one name a marketer understands, by cluster where there are any, else by rule."""

import json
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.segment_rules import SEGMENT_NAMES, SegmentThresholds, buying, named_by_rules
from perennial.segments import Clusters, SegmentModel, from_json, segment, to_json
from tests.hand_made import THRESHOLDS, customers

CLUSTERS = Clusters(
    names=("champions", "new", "lost"),
    centroids=np.log1p([[5.0, 12.0, 900.0], [8.0, 1.0, 40.0], [300.0, 1.0, 30.0]]),
    scale=np.array([1.4, 0.7, 1.3]),
    silhouette=0.5,
)
MODEL = SegmentModel(THRESHOLDS, CLUSTERS)

number = st.one_of(st.just(float("nan")), st.floats(-1e6, 1e6))
bases = st.lists(st.tuples(number, number, number), max_size=30).map(
    lambda rows: dict(zip(("recency_days", "frequency", "monetary"), np.array(rows).reshape(-1, 3).T, strict=True))
)
cuts = st.one_of(st.just(float("nan")), st.floats(0, 1e6))
thresholds = st.builds(SegmentThresholds, cuts, cuts, cuts, cuts, cuts)
clusters = st.integers(3, 8).flatmap(
    lambda k: st.builds(
        Clusters,
        st.permutations(SEGMENT_NAMES).map(lambda names: tuple(names[:k])),
        st.lists(st.lists(st.floats(0, 20), min_size=3, max_size=3), min_size=k, max_size=k).map(np.array),
        st.lists(st.floats(0.1, 5), min_size=3, max_size=3).map(np.array),
        st.floats(-1, 1),
    )
)


@pytest.mark.parametrize(
    ("recency_days", "frequency", "monetary", "name"),
    [
        (5, 12, 900, "champions"),
        (20, 7, 500, "champions"),
        (8, 1, 40, "new"),
        (3, 1, 10, "new"),
        (300, 1, 30, "lost"),
        (200, 2, 60, "lost"),
        (300, 1, -75, "lost"),
    ],
)
def test_a_customer_is_of_the_cluster_whose_centroid_is_nearest(
    recency_days: float, frequency: float, monetary: float, name: str
) -> None:
    columns = customers(recency_days=[recency_days], frequency=[frequency], monetary=[monetary])
    assert segment(columns, MODEL).tolist() == [name]


def test_distances_count_in_the_scale_of_each_number() -> None:
    between = customers(recency_days=[8], frequency=[4], monetary=[200.0])
    money_hardly_counts = Clusters(CLUSTERS.names, CLUSTERS.centroids, np.array([1.0, 0.1, 9.0]), 0.5)
    recency_counts_alone = Clusters(CLUSTERS.names, CLUSTERS.centroids, np.array([0.1, 9.0, 9.0]), 0.5)
    assert segment(between, SegmentModel(THRESHOLDS, money_hardly_counts)).tolist() == ["new"]
    between["recency_days"] = np.array([5])
    assert segment(between, SegmentModel(THRESHOLDS, recency_counts_alone)).tolist() == ["champions"]


@given(bases)
def test_everybody_gets_one_name_and_it_does_not_depend_on_the_others_in_the_table(
    columns: dict[str, np.ndarray],
) -> None:
    names = segment(columns, MODEL)
    assert names.shape == columns["recency_days"].shape
    assert set(names) <= set(SEGMENT_NAMES)
    one_by_one = [
        segment({name: column[[row]] for name, column in columns.items()}, MODEL)[0] for row in range(len(names))
    ]
    assert names.tolist() == one_by_one


@given(bases)
def test_who_is_known_in_part_is_named_by_the_rules_and_the_rest_by_the_clusters(
    columns: dict[str, np.ndarray],
) -> None:
    names, by_rules = segment(columns, MODEL), named_by_rules(buying(columns), THRESHOLDS)
    known = ~np.isnan(np.stack([*columns.values()])).any(axis=0)
    assert set(names[known]) <= set(CLUSTERS.names)
    assert names[~known].tolist() == by_rules[~known].tolist()


@given(bases)
def test_without_clusters_the_rules_name_everybody(columns: dict[str, np.ndarray]) -> None:
    names = segment(columns, SegmentModel(THRESHOLDS, None))
    assert names.tolist() == named_by_rules(buying(columns), THRESHOLDS).tolist()


@given(thresholds, st.one_of(st.none(), clusters))
def test_a_manifest_keeps_the_whole_model_as_plain_json(
    thresholds: SegmentThresholds, clusters: Clusters | None
) -> None:
    model = SegmentModel(thresholds, clusters)
    kept = from_json(json.loads(json.dumps(to_json(model), allow_nan=False)))
    assert to_json(kept) == to_json(model)
    np.testing.assert_equal(astuple(kept), astuple(model))
