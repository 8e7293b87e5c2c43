"""Who is about to leave, and what that costs."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from duckdb import DuckDBPyConnection

from perennial.forecasts import churn_column, spend_column
from perennial.report.charts import Bars, Told
from perennial.report.document import KeyFigure, Section, Slide, Table
from perennial.report.measures import AtRisk, at_risk
from perennial.report.sources import Sources
from perennial.report.words import CUSTOMER_DIGITS, NOTHING, counted, in_100, money, name

QUESTION = "Who is about to leave, and what does that cost?"
NOT_KNOWN = "Who is about to leave cannot be told yet"
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a report speaks of: columns of the scores, empty where withheld, and the words for them.

    `happening` is what the probability is of, such as "place no order in 90 days"; `valuable` the condition that a
    customer is worth a call, `valuable_in_words` how to find them in scores.csv, `meaning` what value at risk is.
    """

    probability: str
    worth: str
    happening: str
    valuable: str
    valuable_in_words: str
    meaning: str


def of_orders(value_days: int | None, churn_days: int | None) -> Leaving:
    """Leaving as it is told of buyers."""
    return Leaving(
        probability="" if churn_days is None else churn_column(churn_days),
        worth="" if value_days is None else spend_column(value_days),
        happening=f"place no order in {churn_days} days",
        valuable="tier in ('top', 'high') and risk in ('medium', 'high')",
        valuable_in_words="tier top or high, risk medium or high",
        meaning=(
            "Value at risk is what a customer is expected to bring times the probability that they do not come back. A "
            "customer who is certainly gone has little left to lose."
        ),
    )


def of_subscribers(given: Collection[str]) -> Leaving:
    """Leaving as it is told of subscribers; `given` are the numbers that are not withheld."""
    return Leaving(
        probability="churn_probability" if "churn_probability" in given else "",
        worth="expected_value" if "expected_value" in given else "",
        happening="leave",
        valuable="starts_with(segment, 'valuable, ') and risk in ('medium', 'high')",
        valuable_in_words="a segment that begins with “valuable”, risk medium or high",
        meaning=(
            "Value at risk is the margin that leaving is expected to cost: what a customer would bring over the months "
            "ahead if they stayed for certain, less what is expected of them."
        ),
    )


def leaving(sources: Sources, con: DuckDBPyConnection, told: Leaving, chart: Bars | None) -> Section:
    """How many are at high risk, what is at stake, and who of the valuable; `chart` shows who leaves most."""
    known = told.probability and con.execute(f"select count({told.probability}) from scores").fetchall()[0][0]
    if not known:
        return Section("leaving", QUESTION, NOT_KNOWN)
    high, valuable = at_risk(con), at_risk(con, told.valuable)
    currency = sources.currency
    stake = money(valuable.value, currency)
    title = f"{counted(high.customers, 'customer')} at high risk of leaving, {money(high.value, currency)} at stake"
    key_figures = (
        KeyFigure("customers at high risk", f"{high.customers:,}"),
        KeyFigure("value at risk with them", money(high.value, currency)),
        KeyFigure("valuable and not safe", f"{valuable.customers:,}", f"{stake} at risk"),
    )
    table = _most_at_stake(sources, con, told)
    return Section(
        name="leaving",
        question=QUESTION,
        title=title,
        paragraphs=(told.meaning,),
        key_figures=key_figures,
        charts=(chart,) if chart else (),
        tables=(table,) if table.rows else (),
        slides=(Slide(title, key_figures=key_figures, chart=chart),),
        advice=_advice(valuable, stake, told) if table.rows else "",
    )


def by_segment(sources: Sources, happening: str) -> Bars | None:
    """How many of each segment leave."""
    found = [(str(one["segment"]), float(one["mean_churn_probability"])) for one in sources.segments
             if one["mean_churn_probability"]]  # fmt: skip
    if not found:
        return None
    labels, values = zip(*sorted(found, key=lambda one: (-one[1], one[0])), strict=True)
    title = f"{in_100(values[0]).capitalize()} customers who are “{labels[0]}” {happening}"
    note = f"So many in 100 customers of each segment are expected to {happening}."
    return Bars(Told("churn_by_category", title, note), labels, values, in_100, happening)


def _advice(valuable: AtRisk, stake: str, told: Leaving) -> str:
    return (
        f"Speak first to the {counted(valuable.customers, 'valuable customer')} who may leave, {stake} at risk. In "
        f"scores.csv: {told.valuable_in_words}."
    )


def _most_at_stake(sources: Sources, con: DuckDBPyConnection, told: Leaving) -> Table:
    rows: list[Any] = con.execute(
        f"select customer_id, {told.probability}, {told.worth or 'null'}, value_at_risk, reason_1, action from scores "
        f"where {told.valuable} and value_at_risk is not null order by value_at_risk desc, customer_id limit {SHOWN}"
    ).fetchall()
    cells = tuple(
        (
            name(who),
            in_100(chance),
            NOTHING if amount is None else money(amount, sources.currency, CUSTOMER_DIGITS),
            money(stake, sources.currency, CUSTOMER_DIGITS),
            reason or NOTHING,
            action,
        )
        for who, chance, amount, stake, reason, action in rows
    )
    columns = ("customer", told.happening, "expected", "at risk", "goes with", "what to do")
    return Table("Valuable customers who may leave, with most at stake", columns, cells, numeric=frozenset({1, 2, 3}))
