"""What it would pay to do: the plan at a few budgets, how it turns on each assumption, and from where on it pays."""

from perennial.contact_list import outcome_for, prospects_of
from perennial.errors import NotReadyError
from perennial.plan import Plan, Sensitivity, curve, plan_for, sensitivities
from perennial.plan_outcomes import CAVEAT
from perennial.plan_words import assumptions_in_words, break_even_in_words, plan_in_words
from perennial.report.charts import Lines, Series, Told
from perennial.report.document import Section, Slide, Table
from perennial.report.sources import Sources
from perennial.report.words import NOTHING, counted, day, money, percent, sentence, spoken
from perennial.score_index import ScoreIndex

QUESTION = "What would it pay to do about it?"
NOTE = "Customers are contacted in order of what that is expected to bring; beyond the dot nobody is worth a contact."
SHARES_OF_THE_BUDGET = (0.1, 0.25, 0.5, 1.0)
HOLD_OUT = "Hold out one customer in ten at random first: only so can it be measured what contacting brought."


def economy(sources: Sources, index: ScoreIndex) -> Section:
    """The plan over the horizon at which customers are compared, nobody held out."""
    economics, currency = sources.description.economics, sources.currency
    try:
        outcome = outcome_for(index, None)
    except NotReadyError as error:
        return Section("economy", QUESTION, "What a contact would bring cannot be told yet", points=(str(error),))
    prospects = prospects_of(index, outcome, 0.0)
    most = prospects.worth_contacting(economics) * economics.incentive_cost
    full = plan_for(most, prospects, economics)
    assumed = assumptions_in_words(economics, index.terms, outcome.horizon_days, currency)
    notes = (CAVEAT,) if sources.plan_effects else ()
    if not full.contacted:
        words = plan_in_words(full, prospects, economics, currency)
        title = "At these assumptions no contact pays"
        return Section("economy", QUESTION, title, paragraphs=(assumed, words), tables=past_plans(sources), notes=notes)
    title = (
        f"Contacting {counted(full.contacted, 'customer')} for {money(full.cost, currency)} is expected to bring "
        f"{money(full.net, currency)} more than it costs"
    )
    chart = _chart(curve(most, prospects, economics), currency, title)
    contacts = sorted({round(share * full.contacted) for share in SHARES_OF_THE_BUDGET} - {0})
    budgets = _budgets([plan_for(n * economics.incentive_cost, prospects, economics) for n in contacts], currency)
    paragraphs = (assumed, *_range(full, currency), break_even_in_words(full, economics))
    turned = _sensitivity(sensitivities(most, prospects, economics), full, currency)
    return Section(
        "economy", QUESTION, title, paragraphs=paragraphs, charts=(chart,),
        tables=(budgets, turned, *past_plans(sources)), points=(HOLD_OUT,), notes=notes,
        slides=(Slide(title, points=(assumed, HOLD_OUT), chart=chart),),
        advice=f"{title}. {HOLD_OUT}",
    )  # fmt: skip


def _range(full: Plan, currency: str | None) -> tuple[str, ...]:
    if full.expected_return_low is None or full.expected_return_high is None:
        return ()
    low, high = (money(end, currency) for end in (full.expected_return_low, full.expected_return_high))
    return (
        f"It is expected to bring {money(full.expected_return, currency)} before its cost: {low} if everybody spends "
        f"at the low end of their own range, {high} at the high end.",
    )


def _budgets(plans: list[Plan], currency: str | None) -> Table:
    rows = tuple(
        (
            money(plan.budget, currency),
            f"{plan.contacted:,}",
            money(plan.expected_return, currency),
            money(plan.net, currency),
        )
        for plan in plans
    )
    columns = ("budget", "customers contacted", "expected to bring", "above the cost")
    return Table("The same plan with less money", columns, rows, numeric=frozenset(range(4)))


def _sensitivity(found: list[Sensitivity], full: Plan, currency: str | None) -> Table:
    rows = tuple(
        (sentence(spoken(one.assumption))[:-1], _value(one), f"{one.contacted:,}", money(one.net, currency))
        for one in found
    )
    rows = (("As assumed", "", f"{full.contacted:,}", money(full.net, currency)), *rows)
    columns = ("were the assumption", "this instead", "customers contacted", "above the cost")
    return Table("If an assumption is wrong", columns, rows, numeric=frozenset({1, 2, 3}))


def past_plans(sources: Sources) -> tuple[Table, ...]:
    """What each past plan brought that held customers out, newest first; nothing where none can be measured."""
    currency = sources.currency
    rows = tuple(
        (
            f"{day(str(one['as_of']))}, {one['horizon_days']} days",
            f"{one['contacted']:,}",
            f"{one['held_out']:,}",
            money(one["difference"], currency),
            NOTHING if one["low"] is None else f"{money(one['low'], currency)} to {money(one['high'], currency)}",
            money(one["return_per_contact"], currency),
        )
        for one in sources.plan_effects
    )
    columns = ("plan of", "on the list", "held out", "each on it spent more by", "95 % interval", "return of each")
    caption = "What past plans brought, if their lists were kept to"
    return (Table(caption, columns, rows, numeric=frozenset({1, 2, 3, 5})),) if rows else ()


def _value(one: Sensitivity) -> str:
    return f"{one.value:g}" if one.assumption == "incentive_cost" else percent(one.value)


def _chart(plans: list[Plan], currency: str | None, title: str) -> Lines:
    last = plans[-1]
    return Lines(
        Told("plan", title, NOTE),
        (Series("above the cost", tuple(plan.cost for plan in plans), tuple(plan.net for plan in plans)),),
        "spent on contacts", "expected above the cost",
        lambda amount: money(amount, currency), lambda amount: money(amount, currency),
        marked=(last.cost, last.net, f"{counted(last.contacted, 'customer')}"), from_zero=False,
    )  # fmt: skip
