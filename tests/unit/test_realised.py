"""Realised against predicted: which forecasts are due, and what their figures say."""

from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from perennial.realised import LEAST_CUSTOMERS, PastForecast, auc_error, past_forecasts, realised_forecast
from tests.order_lines import Line, staged

DAY = date(2024, 6, 30)
BUYERS = 40


def history(as_of: str, *, scored_at: str = "2024-01-01", backfilled: bool = False, snapshot: str = "s") -> dict:
    totals = [
        {"horizon_days": days, "expected": 100.0 * days, "low": 50.0 * days, "high": 200.0 * days} for days in (30, 90)
    ]
    return {
        "snapshot": snapshot,
        "as_of": as_of,
        "scored_at": scored_at,
        "model_version": "v1",
        "backfilled": backfilled,
        "totals": totals,
    }


def lines() -> list[Line]:
    """Everybody bought before the day; those with an odd number come back and spend ten times their number."""
    before = [Line(f"c{number:02}", f"a{number}", "2024-06-01", "10.00") for number in range(BUYERS)]
    after = [Line(f"c{number:02}", f"b{number}", "2024-07-10", f"{10 * number}.00") for number in range(1, BUYERS, 2)]
    return [*before, *after, Line("c01", "late", "2024-07-31", "5000.00"), Line("new", "n", "2024-07-05", "70.00")]


def scored(folder: Path, customers: int = BUYERS, *, spend: str = "10.0 * range", churn: str = "0.5") -> Path:
    path = folder / "scores.parquet"
    duckdb.sql(
        f"select 'c' || lpad(cast(range as varchar), 2, '0') as customer_id, {spend} as expected_spend_30d, "
        f"{churn} as churn_probability_30d from range({customers})"
    ).write_parquet(str(path))
    return path


def forecast(low: float | None = 0.0, high: float | None = 1e6) -> PastForecast:
    return PastForecast("s", DAY, 30, "v1", False, 7000.0, low, high)


def test_a_horizon_is_due_on_the_day_it_ends_and_not_before() -> None:
    due = past_forecasts([history("2024-06-30")], date(2024, 7, 30))
    assert [one.horizon_days for one in due] == [30]
    assert past_forecasts([history("2024-06-30")], date(2024, 7, 29)) == []


def test_of_a_week_the_last_scoring_counts_and_of_a_day_one_made_in_time() -> None:
    monday, friday = "2024-06-24", "2024-06-28"
    found = past_forecasts(
        [
            history(friday, snapshot="first", scored_at="2024-06-28"),
            history(friday, snapshot="again", scored_at="2024-06-29"),
            history(friday, snapshot="afterwards", scored_at="2024-09-01", backfilled=True),
            history(monday, snapshot="earlier"),
        ],
        date(2024, 8, 1),
    )
    assert [(one.snapshot, one.horizon_days) for one in found] == [("again", 30)]


def test_who_came_and_what_they_spent_is_held_against_each_customers_forecast(tmp_path: Path) -> None:
    with staged(tmp_path, lines()) as con:
        churn = "case when range % 2 = 0 then 0.9 else 0.2 end"
        found = realised_forecast(con, forecast(), scored(tmp_path, churn=churn), {"roc_auc": 0.8, "brier": 0.1})
    odd = range(1, BUYERS, 2)
    assert found["customers"] == BUYERS  # whoever came later was not forecast
    assert found["realised"] == sum(10.0 * number for number in odd)  # and what came after the horizon does not count
    assert found["mae"] == pytest.approx(np.mean([0.0 if number % 2 else 10.0 * number for number in range(BUYERS)]))
    assert found["churned"] == BUYERS // 2
    assert (found["roc_auc"], found["roc_auc_at_training"]) == (1.0, 0.8)
    assert found["brier"] == pytest.approx((0.1**2 + 0.2**2) / 2)
    assert len(found["spend_deciles"]) == 10  # type: ignore[arg-type]  # a list of ten


@pytest.mark.parametrize(
    ("low", "high", "inside"),
    [(3000.0, 5000.0, True), (4001.0, 5000.0, False), (0.0, 3999.0, False), (None, None, None)],
)
def test_a_total_lies_inside_its_range_or_not(tmp_path: Path, low, high, inside) -> None:
    with staged(tmp_path, lines()) as con:
        found = realised_forecast(con, forecast(low, high), scored(tmp_path), {})
    assert (found["realised"], found["inside"]) == (4000.0, inside)


def test_customers_who_are_no_longer_known_are_left_out(tmp_path: Path) -> None:
    with staged(tmp_path, lines()) as con:
        assert realised_forecast(con, forecast(), scored(tmp_path, customers=60), {})["customers"] == BUYERS


@pytest.mark.parametrize("customers", [LEAST_CUSTOMERS - 1, LEAST_CUSTOMERS])
def test_with_too_few_customers_no_figure_is_given(tmp_path: Path, customers: int) -> None:
    with staged(tmp_path, lines()) as con:
        found = realised_forecast(con, forecast(), scored(tmp_path, customers=customers), {})
    assert (found["gini"] is None) is (customers < LEAST_CUSTOMERS)
    assert (found["brier"] is None) is (customers < LEAST_CUSTOMERS)


def test_a_number_that_was_withheld_is_not_judged(tmp_path: Path) -> None:
    with staged(tmp_path, lines()) as con:
        found = realised_forecast(con, forecast(), scored(tmp_path, spend="cast(null as double)"), {})
    assert (found["gini"], found["mae"], found["spend_deciles"]) == (None, None, None)
    assert found["brier"] == 0.25


def test_the_error_of_a_roc_auc_is_about_what_resampling_finds() -> None:
    random = np.random.default_rng(5)
    drawn = [
        roc_auc_score(np.r_[np.ones(80), np.zeros(120)], np.r_[random.normal(1.0, 1.0, 80), random.normal(size=120)])
        for _ in range(400)
    ]
    assert auc_error(float(np.mean(drawn)), 80, 120) == pytest.approx(np.std(drawn), rel=0.15)
    assert auc_error(0.8, 0, 10) == float("inf")
