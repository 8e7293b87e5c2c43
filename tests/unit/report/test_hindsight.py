"""Past forecasts against what came, and when the first can be judged."""

from typing import Any

from perennial.report.hindsight import hindsight
from perennial.report.words import NOTHING
from tests.report_facts import sources


def judged(as_of: str, *, inside: bool | None, **more: Any) -> dict[str, Any]:
    return {"as_of": as_of, "horizon_days": 30, "expected": 100.0, "low": 80.0, "high": 130.0, "realised": 90.0,
            "inside": inside, "gini": 0.6, "backfilled": False} | more  # fmt: skip


def reading(*drifted: str) -> dict[str, Any]:
    features = [{"name": name, "psi": 0.5, "drifted": True} for name in drifted]
    reasons = [f"{name} has drifted" for name in drifted]
    return {"as_of": "2024-06-30", "model_version": "v1", "features": features, "predictions": {}, "reasons": reasons,
            "decision": "Training is called." if drifted else "Nothing has moved further than it may."}  # fmt: skip


def test_how_many_held_what_came_is_the_title_and_the_newest_comes_first():
    past = [judged("2024-03-01", inside=True), judged("2024-04-01", inside=False, realised=200.0)]
    section = hindsight(sources(realised=past))
    assert section.title == "1 of 2 past forecasts held what came within their range"
    assert section.tables[0].rows[0] == ("1 April 2024, 30 days", "£100", "£80 to £130", "£200", "outside", "0.60")


def test_expected_and_came_are_drawn_for_the_horizon_with_most_of_them():
    past = [judged("2024-03-01", inside=True), judged("2024-04-01", inside=True),
            judged("2024-01-01", inside=True, horizon_days=90, realised=7.0)]  # fmt: skip
    (chart,) = hindsight(sources(realised=past)).charts
    assert [line.y for line in chart.series] == [(100.0, 100.0), (90.0, 90.0)]


def test_a_withheld_forecast_is_not_judged_and_one_without_a_range_is_not_called_inside():
    past = [judged("2024-03-01", inside=None, expected=None), judged("2024-04-01", inside=None, low=None, high=None)]
    section = hindsight(sources(realised=past))
    assert section.title.startswith("0 of 1 past forecast")
    assert section.tables[0].rows[0][2:5] == (NOTHING, "£90", NOTHING)


def test_without_a_past_it_says_when_the_first_can_be_judged():
    assert hindsight(sources()).title == "The first forecast can be judged once orders up to 30 July 2024 are here"
    silent = sources(scores=dict(sources().scores) | {"totals": []})
    assert hindsight(silent).title == "No forecast has been given yet that could be judged"


def test_forecasts_made_afterwards_are_said_to_be():
    section = hindsight(sources(realised=[judged("2024-03-01", inside=True, backfilled=True)]))
    assert section.notes[0].startswith("1 of them was made afterwards")


def test_every_check_is_told_newest_first_with_what_moved_and_what_followed():
    section = hindsight(sources(readings=[reading(), reading("frequency", "monetary")]))
    (table,) = section.tables
    assert table.rows == (
        ("30 June 2024", "v1", "frequency and monetary", "Training is called."),
        ("30 June 2024", "v1", "nothing", "Nothing has moved further than it may."),
    )
    assert section.points[0] == "The last check found the model out of date: frequency has drifted."
