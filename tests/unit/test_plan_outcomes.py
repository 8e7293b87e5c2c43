"""What past plans brought: which can be measured, and whether an effect put into the orders is found again."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from perennial.plan_outcomes import CAVEAT, PastPlan, past_plan, plan_effect
from tests.order_lines import Line, staged

DAY = date(2024, 6, 30)
PLAN = PastPlan("p1", DAY, 30, margin=0.4, incentive_cost=1.5)
TERMS: dict[str, Any] = {
    "as_of": "2024-06-30",
    "held_out": 7,
    "assumptions": {"margin": 0.4, "incentive_cost": 1.5, "contact_success_rate": 0.1, "horizon_days": 30},
}


def listed(folder: Path, **groups: list[str]) -> Path:
    path = folder / "plan.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("customer_id", "group", "segment"))
        writer.writerows((customer, group, "lost") for group, ids in groups.items() for customer in ids)
    return path


def bought(customer: str, day: str, amount: float) -> Line:
    return Line(customer, f"{customer} {day}", day, f"{amount:.2f}")


def test_a_plan_is_measured_from_the_day_its_horizon_has_passed():
    assert past_plan("p1", TERMS, DAY + timedelta(days=30)) == PLAN
    assert past_plan("p1", TERMS, DAY + timedelta(days=29)) is None


@pytest.mark.parametrize("changed", [{"held_out": 0}, {"as_of": None}], ids=["nobody held out", "subscribers"])
def test_a_plan_without_holdout_or_without_a_day_is_not_measured(changed: dict[str, Any]):
    assert past_plan("p1", TERMS | changed, date(2030, 1, 1)) is None


def test_an_effect_put_into_the_orders_is_found_again(tmp_path: Path):
    random = np.random.default_rng(11)
    everybody = [f"c{number:04}" for number in range(2_000)]
    held_out = [one for one, share in zip(everybody, random.random(2_000), strict=True) if share < 0.3]
    contacted = sorted(set(everybody) - set(held_out))
    spend = dict(zip(everybody, random.gamma(2.0, 20.0, 2_000), strict=True))
    lines = [bought(one, "2024-06-01", 10.0) for one in everybody]
    lines += [bought(one, "2024-07-15", spend[one] + 8.0 * (one in contacted)) for one in everybody]
    with staged(tmp_path, lines) as con:
        found = plan_effect(con, PLAN, listed(tmp_path, contacted=contacted, held_out=held_out))
    low, difference, high = (found[name] for name in ("low", "difference", "high"))
    assert isinstance(low, float)
    assert isinstance(high, float)
    assert low < 8.0 < high
    assert high - low < 8.0
    assert low > 0
    assert found["return_per_contact"] == pytest.approx(0.4 * difference)  # type: ignore[operator]  # a number
    assert (found["contacted"], found["held_out"]) == (len(contacted), len(held_out))
    assert "more than chance" in str(found["in_words"])


def test_only_what_was_spent_within_the_horizon_counts_and_only_of_those_on_the_list(tmp_path: Path):
    groups = {"contacted": ["a", "b", "c"], "held_out": ["x", "y", "z"], "not_chosen": ["n"]}
    lines = [bought(one, "2024-06-01", 10.0) for ids in groups.values() for one in ids]
    lines += [bought(one, "2024-07-30", 9.0) for one in "abc"] + [bought("x", "2024-07-31", 500.0)]
    lines += [bought("n", "2024-07-02", 700.0), bought("stranger", "2024-07-02", 900.0)]
    with staged(tmp_path, lines) as con:
        found = plan_effect(con, PLAN, listed(tmp_path, **groups))
    assert (found["mean_contacted"], found["mean_held_out"], found["difference"]) == (9.0, 0.0, 9.0)
    assert (found["plan_id"], found["as_of"], found["horizon_days"]) == ("p1", "2024-06-30", 30)


def test_a_customer_whose_id_a_spreadsheet_would_run_is_found_and_one_no_longer_known_is_not_counted(tmp_path: Path):
    known = ["=a", "-b", "c, d", 'e"f', "g", "h"]
    written = ["'=a", "'-b", "c, d", 'e"f', "g", "h"]
    with staged(tmp_path, [bought(one, "2024-06-01", 10.0) for one in known]) as con:
        found = plan_effect(con, PLAN, listed(tmp_path, contacted=written[:3], held_out=[*written[3:], "erased"]))
    assert (found["contacted"], found["held_out"]) == (3, 3)


def test_too_few_in_a_group_say_why_nothing_can_be_told(tmp_path: Path):
    with staged(tmp_path, [bought(one, "2024-06-01", 10.0) for one in "abc"]) as con:
        found = plan_effect(con, PLAN, listed(tmp_path, contacted=["a", "b", "c"], held_out=[]))
    assert (found["difference"], found["low"], found["high"], found["return_per_contact"]) == (None,) * 4
    assert (found["mean_contacted"], found["mean_held_out"]) == (0.0, None)
    assert "hold out a larger share" in str(found["in_words"])


def test_the_words_do_not_claim_that_anybody_was_contacted(tmp_path: Path):
    with staged(tmp_path, [bought(one, "2024-06-01", 10.0) for one in "abcxyz"]) as con:
        found = plan_effect(con, PLAN, listed(tmp_path, contacted=["a", "b", "c"], held_out=["x", "y", "z"]))
    words = str(found["in_words"])
    assert words.endswith(CAVEAT)
    assert "At a margin of 40 %" in words
    assert "before its cost of 1.50" in words
