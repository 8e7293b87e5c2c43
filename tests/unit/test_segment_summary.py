"""Segments at a glance: every customer counted once, and no sum but that of the customers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.segment_rules import SEGMENT_NAMES, SEGMENTS
from perennial.segment_summary import segment_summary
from perennial.tables import SEGMENT_SUMMARY

NUMBERS = ("recency_days", "frequency", "monetary", "expected_spend", "value_at_risk", "churn_probability")

number = st.one_of(st.just(float("nan")), st.floats(0, 1e6))
bases = st.lists(
    st.tuples(st.sampled_from(SEGMENT_NAMES), st.sampled_from(["Call.", "Write."]), *[number] * len(NUMBERS)),
    max_size=30,
)


def table(rows: list[tuple], value_horizon_days: int | None = 90) -> list[dict]:
    """The summary of customers (segment, action, the NUMBERS), a dictionary a row."""
    columns = [np.array([row[at] for row in rows], dtype=object if at < 2 else np.float64) for at in range(8)]
    summary = segment_summary(
        dict(zip(("segment", "action", *NUMBERS), columns, strict=True)),
        value_horizon_days=value_horizon_days,
        churn_horizon_days=30,
    )
    assert set(summary) == set(SEGMENT_SUMMARY.column_names)
    return [dict(zip(summary, row, strict=True)) for row in zip(*(c.tolist() for c in summary.values()), strict=True)]


def test_a_segment_is_told_by_its_middle_its_sums_and_what_most_of_its_customers_need() -> None:
    lost, loyal = table(
        [
            ("loyal", "Write.", 10, 5, 400.0, 100.0, 30.0, 0.3),
            ("lost", "Spend nothing.", 300, 1, 20.0, 4.0, 3.6, 0.9),
            ("loyal", "Call.", 20, 7, 600.0, 200.0, 40.0, 0.2),
            ("loyal", "Call.", 90, 6, 800.0, 150.0, 75.0, 0.5),
        ]
    )[::-1]
    assert (lost["segment"], lost["customers"], lost["customers_share"]) == ("lost", 1, 0.25)
    assert loyal == {
        "segment": "loyal",
        "meaning": SEGMENTS[1].meaning,
        "customers": 3,
        "customers_share": 0.75,
        "median_recency_days": 20,
        "median_frequency": 6,
        "median_monetary": 600,
        "value_horizon_days": 90,
        "expected_spend": pytest.approx(450),
        "value_at_risk": pytest.approx(145),
        "churn_horizon_days": 30,
        "mean_churn_probability": pytest.approx(1 / 3),
        "action": "Call.",
    }


@given(bases)
def test_everybody_is_counted_once_and_nothing_is_lost_from_the_sums(rows: list[tuple]) -> None:
    told = table(rows)
    names = [row["segment"] for row in told]
    assert names == [name for name in SEGMENT_NAMES if name in {row[0] for row in rows}]
    assert sum(row["customers"] for row in told) == len(rows)
    assert sum(row["customers_share"] for row in told) == pytest.approx(1.0 if rows else 0.0)
    for at, column in ((5, "expected_spend"), (6, "value_at_risk")):
        assert np.nansum([row[column] for row in told]) == pytest.approx(np.nansum([row[at] for row in rows]))


@given(bases, st.randoms(use_true_random=False))
def test_the_order_of_customers_does_not_matter(rows: list[tuple], random) -> None:
    shuffled = random.sample(rows, len(rows))
    for one, other in zip(table(rows), table(shuffled), strict=True):
        assert one.pop("action") == other.pop("action")
        assert (one.pop("segment"), one.pop("meaning")) == (other.pop("segment"), other.pop("meaning"))
        np.testing.assert_allclose([*one.values()], [*other.values()])


def test_what_is_withheld_of_all_is_unknown_of_the_segment_and_not_zero() -> None:
    nan = float("nan")
    (row,) = table([("new", "Write.", 3, 1, 20.0, nan, nan, 0.5)] * 2, value_horizon_days=None)
    assert np.isnan([row["expected_spend"], row["value_at_risk"], row["value_horizon_days"]]).all()
    assert row["mean_churn_probability"] == 0.5
