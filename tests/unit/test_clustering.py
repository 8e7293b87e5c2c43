"""Finding segments: clusters that are there are found, named truly, and named the same again after a retrain."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial.clustering import FEWEST_CUSTOMERS, LEARNT_FROM, NAMES, fit_segments
from perennial.segment_rules import buying, named_by_rules
from perennial.segments import Clusters, SegmentModel, segment, to_json

type Base = dict[str, np.ndarray]

# Kinds of customers that leave no doubt, by name: how many, and their median recency in days, orders and money.
KINDS = {
    "champions": (50, 6, 14, 2000),
    "new": (100, 8, 1, 40),
    "at risk": (50, 150, 12, 1500),
    "lost": (200, 300, 1, 25),
}
SEED = 20


def kinds_of_customers(seed: int = 1) -> tuple[Base, list[str]]:
    """Customers of every kind, and of which kind each is."""
    random = np.random.default_rng(seed)
    rows = [np.round(random.lognormal(np.log(middle), 0.1, (many, 3))) for many, *middle in KINDS.values()]
    recency_days, frequency, monetary = np.concatenate(rows).T
    gaps = np.where(frequency > 1, random.lognormal(np.log(30), 0.2, len(frequency)), np.nan)
    return base(recency_days, frequency, monetary, gaps), [
        kind for kind, (many, *_) in KINDS.items() for _ in range(many)
    ]


def simulated(customers: int, seed: int = 1) -> Base:
    """Customers who come at rates of their own and leave one day: groups run into each other as in life."""
    random = np.random.default_rng(seed)
    tenure_days = random.uniform(20, 400, customers)
    alive_days = np.minimum(tenure_days, random.exponential(250, customers))
    frequency = 1 + random.poisson(random.gamma(0.8, 0.03, customers) * alive_days)
    last_day = np.where(frequency > 1, alive_days * random.beta(frequency, 1), 0.0)
    monetary = frequency * random.lognormal(3.5, 0.6, customers)
    gaps = np.where(frequency > 1, last_day / np.maximum(frequency - 1, 1), np.nan)
    return base(np.round(tenure_days - last_day), frequency, monetary, gaps)


def base(recency_days, frequency, monetary, gaps) -> Base:
    columns = (recency_days, frequency, monetary, gaps)
    names = ("recency_days", "frequency", "monetary", "avg_interpurchase_days")
    return {name: np.asarray(column, dtype=np.float64) for name, column in zip(names, columns, strict=True)}


def some(columns: Base, rows: np.ndarray) -> Base:
    return {name: column[rows] for name, column in columns.items()}


def clusters_of(model: SegmentModel) -> Clusters:
    assert model.clusters is not None
    return model.clusters


def test_kinds_that_leave_no_doubt_are_found_and_named() -> None:
    columns, kinds = kinds_of_customers()
    model = fit_segments(columns, None, SEED)
    assert sorted(clusters_of(model).names) == sorted(KINDS)
    assert segment(columns, model).tolist() == kinds
    assert clusters_of(model).silhouette > 0.8


def test_a_centroid_lies_where_its_customers_are() -> None:
    columns, _ = kinds_of_customers()
    clusters = clusters_of(fit_segments(columns, None, SEED))
    for name, centroid in zip(clusters.names, clusters.centroids, strict=True):
        np.testing.assert_allclose(np.expm1(centroid), KINDS[name][1:], rtol=0.1)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 400), st.integers(0, 1000), st.floats(0, 0.2))
def test_every_cluster_has_a_name_of_its_own_that_is_true_of_its_customers(
    customers: int, seed: int, unknown: float
) -> None:
    columns = simulated(customers, seed)
    columns["monetary"][np.random.default_rng(seed).random(customers) < unknown] = np.nan
    model = fit_segments(columns, None, SEED)
    assert set(segment(columns, model)) <= {*NAMES, "unknown"}
    if model.clusters is not None:
        assert 3 <= len(model.clusters.names) == len(set(model.clusters.names)) <= 8
        by_rules, names = named_by_rules(buying(columns), model.thresholds), segment(columns, model)
        assert all((by_rules[names == name] == name).mean() > 0.1 for name in model.clusters.names)


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 1000))
def test_the_order_of_customers_does_not_matter(seed: int) -> None:
    columns = simulated(300, seed)
    shuffled = some(columns, np.random.default_rng(seed).permutation(300))
    assert to_json(fit_segments(shuffled, None, SEED)) == to_json(fit_segments(columns, None, SEED))


@pytest.mark.parametrize("seed", range(3))
def test_nine_in_ten_keep_their_segment_when_a_resample_is_learnt_next(seed: int) -> None:
    columns = simulated(2_000)
    model = fit_segments(columns, None, SEED)
    resample = some(columns, np.random.default_rng(seed).integers(0, 2_000, 2_000))
    again = fit_segments(resample, model, SEED)
    assert clusters_of(again).names == clusters_of(model).names
    assert (segment(columns, again) == segment(columns, model)).mean() >= 0.9


@pytest.mark.parametrize("seed", range(3))
def test_nine_in_ten_keep_their_segment_between_two_halves_of_the_customers(seed: int) -> None:
    columns = simulated(3_000)
    order = np.random.default_rng(seed).permutation(3_000)
    first = fit_segments(some(columns, order[:1_500]), None, SEED)
    second = fit_segments(some(columns, order[1_500:]), first, SEED)
    assert (segment(columns, first) == segment(columns, second)).mean() >= 0.9


def test_a_name_that_is_true_stays_even_where_another_would_fit_better() -> None:
    columns = simulated(2_000)
    model = fit_segments(columns, None, SEED)
    clusters = clusters_of(model)
    by_rules, names = named_by_rules(buying(columns), model.thresholds), segment(columns, model)
    shares = {
        (own, other): (by_rules[names == own] == other).mean()
        for own in clusters.names
        for other in set(NAMES) - set(clusters.names)
    }
    (own, other), share = max(shares.items(), key=lambda item: item[1])
    assert share > 0.25
    renamed = replace(clusters, names=tuple(other if name == own else name for name in clusters.names))
    again = fit_segments(columns, SegmentModel(model.thresholds, renamed), SEED)
    assert clusters_of(again).names == renamed.names


def test_a_name_that_is_no_longer_true_is_given_up() -> None:
    columns, kinds = kinds_of_customers()
    model = fit_segments(columns, None, SEED)
    turned = replace(clusters_of(model), names=clusters_of(model).names[::-1])
    again = fit_segments(columns, SegmentModel(model.thresholds, turned), SEED)
    assert segment(columns, again).tolist() == kinds


def test_clusters_that_fit_no_more_make_room_for_better_ones() -> None:
    columns, kinds = kinds_of_customers()
    fits_badly = Clusters(("new", "lost", "loyal"), np.log1p([[8, 1, 40], [8, 1, 45], [8, 1, 50]]), np.ones(3), 0.1)
    again = fit_segments(columns, SegmentModel(fit_segments(columns, None, SEED).thresholds, fits_badly), SEED)
    assert segment(columns, again).tolist() == kinds


@pytest.mark.parametrize("customers", [0, 1, 2, FEWEST_CUSTOMERS - 1])
def test_few_customers_are_named_by_the_rules(customers: int) -> None:
    columns = simulated(customers)
    model = fit_segments(columns, fit_segments(simulated(500), None, SEED), SEED)
    assert model.clusters is None
    assert segment(columns, model).tolist() == named_by_rules(buying(columns), model.thresholds).tolist()


def test_customers_who_are_all_the_same_are_no_clusters() -> None:
    same = base(np.full(200, 5), np.full(200, 2), np.full(200, 50.0), np.full(200, 30.0))
    model = fit_segments(same, fit_segments(simulated(500), None, SEED), SEED)
    assert model.clusters is None
    assert len(set(segment(same, model))) == 1


def test_where_nobody_ordered_twice_nobody_is_called_a_regular() -> None:
    columns = simulated(1_000)
    once = base(columns["recency_days"], np.ones(1_000), columns["monetary"], np.full(1_000, np.nan))
    assert not {"champions", "loyal", "promising"} & set(segment(once, fit_segments(once, None, SEED)))


def test_of_very_many_customers_a_sample_teaches_nearly_the_same() -> None:
    columns = simulated(3 * LEARNT_FROM)
    one, other = fit_segments(columns, None, 1), fit_segments(columns, None, 2)
    assert to_json(one) == to_json(fit_segments(columns, None, 1))
    assert to_json(one) != to_json(other)
    assert (segment(columns, one) == segment(columns, other)).mean() > 0.9
