"""Rules of segments: every customer gets exactly one name that a marketer understands, whatever is unknown of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.segment_rules import (
    SEGMENT_NAMES,
    SEGMENTS,
    UNKNOWN,
    SegmentThresholds,
    buying,
    fit_thresholds,
    named_by_rules,
)
from tests.hand_made import THRESHOLDS, customers

number = st.one_of(st.just(float("nan")), st.floats(0, 1e6))
NAMES = ("recency_days", "frequency", "monetary", "avg_interpurchase_days")
populations = st.lists(st.tuples(number, number, number, number), max_size=40).map(
    lambda rows: dict(zip(NAMES, np.array(rows).reshape(-1, 4).T, strict=True))
)


def segment(columns: dict[str, np.ndarray], thresholds: SegmentThresholds) -> np.ndarray:
    """The names the rules give these customers."""
    return named_by_rules(buying(columns), thresholds)


def population(
    recency_days: list[float], frequency: list[float], monetary: list[float], gaps: list[float] | None = None
) -> dict[str, np.ndarray]:
    """Columns of customers; without `gaps` nobody came back on another day."""
    unknown = [np.nan] * len(recency_days)
    return customers(
        recency_days=recency_days, frequency=frequency, monetary=monetary, avg_interpurchase_days=gaps or unknown
    )


@pytest.mark.parametrize(
    ("recency_days", "frequency", "monetary", "name"),
    [
        (5, 9, 900, "champions"),
        (5, 9, 20, "loyal"),
        (60, 9, 900, "loyal"),
        (5, 1, 900, "new"),
        (5, 2, 20, "promising"),
        (60, 1, 900, "needs attention"),
        (120, 9, 20, "at risk"),
        (120, 1, 900, "at risk"),
        (400, 9, 900, "at risk"),
        (120, 1, 20, "hibernating"),
        (400, 1, 20, "lost"),
        (np.nan, 9, 900, "unknown"),
        (5, np.nan, 900, "unknown"),
        (5, 9, np.nan, "loyal"),
        (400, np.nan, np.nan, "lost"),
    ],
)
def test_a_way_of_buying_has_its_name(recency_days: float, frequency: float, monetary: float, name: str) -> None:
    columns = customers(recency_days=[recency_days], frequency=[frequency], monetary=[monetary])
    assert segment(columns, THRESHOLDS).tolist() == [name]


@given(populations)
def test_everybody_gets_a_name_and_it_does_not_depend_on_the_others_in_the_table(
    columns: dict[str, np.ndarray],
) -> None:
    thresholds = fit_thresholds(columns)
    names = segment(columns, thresholds)
    assert names.shape == columns["recency_days"].shape
    assert set(names) <= set(SEGMENT_NAMES)
    one_by_one = [
        segment({name: column[[row]] for name, column in columns.items()}, thresholds)[0] for row in range(len(names))
    ]
    assert names.tolist() == one_by_one


@given(populations)
def test_only_those_of_whom_something_needed_is_unknown_are_unknown(columns: dict[str, np.ndarray]) -> None:
    known = ~(np.isnan(columns["recency_days"]) | np.isnan(columns["frequency"]))
    thresholds = fit_thresholds(columns)
    if not np.isnan([thresholds.recency_days_low, thresholds.monetary_high]).any():
        assert UNKNOWN.name not in segment(columns, thresholds)[known]


@given(populations, st.randoms(use_true_random=False))
def test_the_cuts_do_not_depend_on_the_order_of_customers(columns: dict[str, np.ndarray], random) -> None:
    order = list(range(len(columns["recency_days"])))
    random.shuffle(order)
    shuffled = {name: column[order] for name, column in columns.items()}
    assert repr(fit_thresholds(shuffled)) == repr(fit_thresholds(columns))


@given(populations)
def test_the_cuts_stand_in_order(columns: dict[str, np.ndarray]) -> None:
    cuts = fit_thresholds(columns)
    assert not cuts.recency_days_low > cuts.recency_days_high
    assert not cuts.recency_days_high > cuts.recency_days_gone
    assert cuts.frequency_high >= 2


def test_one_order_never_makes_a_regular_even_where_nobody_has_two() -> None:
    columns = population([1, 50, 200], [1, 1, 1], [10.0, 10.0, 900.0])
    assert not {"champions", "loyal"} & set(segment(columns, fit_thresholds(columns)))


def test_a_population_of_nobody_teaches_nothing() -> None:
    nobody = population([], [], [])
    thresholds = fit_thresholds(nobody)
    assert segment(nobody, thresholds).tolist() == []
    assert segment(population([3], [5], [50.0]), thresholds).tolist() == ["unknown"]


def test_a_single_customer_is_neither_silent_nor_gone() -> None:
    once = population([300], [1], [10.0])
    assert segment(once, fit_thresholds(once)).tolist() == ["new"]


def test_of_two_customers_the_one_who_is_back_is_told_from_the_one_who_left() -> None:
    two = population([2, 300], [6, 1], [500.0, 10.0], [10.0, np.nan])
    assert segment(two, fit_thresholds(two)).tolist() == ["champions", "lost"]


def test_where_nearly_all_have_left_the_last_to_leave_have_not_bought_lately() -> None:
    left = population([5.0, *range(400, 500)], [9, *[3] * 100], [900.0, *[50.0] * 100], [30.0] * 101)
    thresholds = fit_thresholds(left)
    assert thresholds.recency_days_low == 30
    assert segment(left, thresholds)[:2].tolist() == ["champions", "at risk"]


def test_in_a_lively_shop_the_quantiles_cut_and_not_the_rhythm() -> None:
    lively = population(list(range(100)), [5] * 100, [50.0] * 100, [1000.0] * 100)
    assert fit_thresholds(lively).recency_days_low == pytest.approx(np.quantile(np.arange(100), 0.4))


def test_names_are_unique_and_each_has_its_sentence() -> None:
    assert len(set(SEGMENT_NAMES)) == len(SEGMENTS) + 1
    assert all(rule.meaning.endswith(".") for rule in (*SEGMENTS, UNKNOWN))
