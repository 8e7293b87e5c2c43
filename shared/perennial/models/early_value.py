"""Early value: how well the worth of customers is seen who have placed their first order only."""

from collections.abc import Mapping

from perennial.models.contest import Contest
from perennial.models.metrics import normalised_gini
from perennial.models.panel import FEATURE_NAMES, Examples
from perennial.models.yardsticks import YARDSTICKS
from perennial.records import Json

FIRST_ORDER_CUSTOMERS = "first_order_customers"


def first_order_figures(contest: Contest) -> dict[str, dict[str, Json]]:
    """By candidate its figures on the untouched horizon over the customers with one order by then.

    `share_of_customers` and `share_of_total` (of the spend, or of those who stayed away) say how much they are of all;
    of spend, `normalised_gini_of_first_basket` is what ranking them by the size of that order alone comes to. Empty
    where there was no such customer.
    """
    judged = contest.backtest.judged_examples(contest.backtest.calendar.report)
    once = judged.matrix[:, FEATURE_NAMES.index("frequency")] == 1
    if not once.any():
        return {}
    cohort = judged.rows(once)
    total = float(judged.target.sum())
    of_all: dict[str, Json] = {
        "share_of_customers": float(once.mean()),
        "share_of_total": float(cohort.target.sum()) / total if total else None,
        **_by_first_basket(contest, cohort),
    }
    figures = YARDSTICKS[contest.target].figures
    return {
        name: of_all | figures(cohort.target, outcome.corrected.report[once])
        for name, outcome in contest.outcomes.items()
    }


def early_value_in_words(contest: Contest, figures: Mapping[str, Json]) -> str:
    """What the winner's figures of that cohort say about its spend."""
    day = contest.backtest.calendar.report.judge_days[0]
    by_basket = figures["normalised_gini_of_first_basket"]
    return (
        f"{figures['customers']} customers ({_percent(figures['share_of_customers'])} of all) had placed one order by "
        f"{day}; of the spend of the {contest.horizon_days} days after it {_percent(figures['share_of_total'])} came "
        f"from them. The forecasts rank them with a normalised Gini of {_number(figures['normalised_gini'])}, the size "
        f"of that order alone with {_number(by_basket)}; their sum was missed by {_percent(figures['total_error'])}."
    )


def _by_first_basket(contest: Contest, cohort: Examples) -> dict[str, Json]:
    if contest.target != "spend":
        return {}
    basket = cohort.matrix[:, FEATURE_NAMES.index("total_spend")]
    return {"normalised_gini_of_first_basket": normalised_gini(cohort.target, basket)}


def _percent(share: Json) -> str:
    return "an unknown share" if not isinstance(share, float) else f"{share:.0%}"


def _number(figure: Json) -> str:
    return "nothing to tell" if not isinstance(figure, float) else f"{figure:.2f}"
