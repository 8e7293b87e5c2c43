"""A plan in words: what it does, what it assumes, and from where on it pays."""

from perennial.dataset import Economics
from perennial.plan import Plan, Prospects
from perennial.score_index import IndexTerms

LEAST_WITHOUT_CENTS = 10.0


def money(amount: float, currency: str | None) -> str:
    """An amount as it is read: whole, but for a price of a few units, which has cents."""
    whole = abs(amount) >= LEAST_WITHOUT_CENTS or amount == round(amount)
    return f"{amount:,.{0 if whole else 2}f}" + ("" if currency is None else f" {currency}")


def assumptions_in_words(economics: Economics, terms: IndexTerms, horizon_days: int, currency: str | None) -> str:
    """What every number of a plan rests on."""
    contact = f"A contact costs {money(economics.incentive_cost, currency)}, needed or not, and keeps"
    share = f"{economics.contact_success_rate:.0%} of those who would"
    margin = f"{economics.margin:.0%}"
    if terms.kind == "subscribers":
        return (
            f"{contact} {share} leave within {terms.churn_horizon_days} days. Whoever is kept is worth what their stay "
            f"is expected to bring over {horizon_days} days, at a margin of {margin}."
        )
    return (
        f"{contact} {share} not order within {horizon_days} days. Whoever is kept spends in that time what is expected "
        f"of them without a contact, which is on the low side, and {margin} of it is margin."
    )


def plan_in_words(plan: Plan, prospects: Prospects, economics: Economics, currency: str | None) -> str:
    """What becomes of the budget."""
    if not plan.chosen:
        return _why_nobody(plan, prospects, economics, currency)
    spent = money(plan.cost, currency)
    words = (
        f"With {money(plan.budget, currency)}, {plan.contacted:,} of the {plan.worth_contacting:,} customers worth "
        f"contacting are contacted. They cost {spent} and are expected to bring "
        f"{money(plan.expected_return, currency)}{_range(plan, currency)}: {money(plan.net, currency)} above the cost."
    )
    if plan.held_out:
        words += f" {plan.held_out:,} more are held out at random, so that the effect can be measured."
    return words


def break_even_in_words(plan: Plan, economics: Economics) -> str:
    """How far contacting may fall short of what is assumed."""
    if plan.break_even_success_rate is None:
        return "Nobody is contacted, so nothing has to be earned back."
    return (
        f"The plan pays for itself as long as contacting keeps at least {plan.break_even_success_rate:.1%} of those "
        f"who would leave; it assumes {economics.contact_success_rate:.1%}."
    )


def _range(plan: Plan, currency: str | None) -> str:
    if plan.expected_return_low is None or plan.expected_return_high is None:
        return ""
    low, high = (money(end, currency) for end in (plan.expected_return_low, plan.expected_return_high))
    return f" ({low} if all of them spend at the low end of their range, {high} at the high end)"


def _why_nobody(plan: Plan, prospects: Prospects, economics: Economics, currency: str | None) -> str:
    cost = money(economics.incentive_cost, currency)
    if plan.worth_contacting:
        return f"{money(plan.budget, currency)} pays for no contact: one costs {cost}."
    most = prospects.returned(float(prospects.at_stake[0]), economics) if len(prospects.rows) else 0.0
    return f"Nobody is worth contacting: it brings at most {money(most, currency)} and costs {cost}."
