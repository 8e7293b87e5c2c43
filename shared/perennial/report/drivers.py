"""Who drives what we expect: how unevenly worth falls on customers, and the most valuable of them."""

from collections.abc import Sequence
from typing import Any

from duckdb import DuckDBPyConnection

from perennial.report.charts import Lines, Series, Told
from perennial.report.document import Section, Slide, Table
from perennial.report.measures import Concentration, column, concentration
from perennial.report.sources import Sources
from perennial.report.words import CUSTOMER_DIGITS, NOTHING, count, money, name, percent

QUESTION = "Who drives it?"
NOT_KNOWN = "Who brings how much cannot be told yet"
NOTE = "Customers in order of what they are expected to bring. On the dashed line everybody would bring the same."
SHOWN = 10
A_FIFTH = 0.2
SHARES = (0.01, 0.05, 0.1, 0.2, 0.5)


def drivers(sources: Sources, con: DuckDBPyConnection, worth: str, words: str) -> Section:
    """How concentrated `worth` is, a column of the scores that `words` name; with who is worth most."""
    expected = concentration(column(con, "scores", worth)) if worth else None
    if expected is None:
        return Section("drivers", QUESTION, NOT_KNOWN)
    title = f"One customer in five brings {percent(expected.top(A_FIFTH))} of the {words}"
    chart = _chart(expected, title, words)
    half = expected.needed_for(0.5)
    spread = (
        f"Half of it comes from {percent(half)} of customers ({count(round(half * expected.known))} of "
        f"{count(expected.known)}). The smaller that number, the more it matters to keep each of them."
    )
    return Section(
        name="drivers",
        question=QUESTION,
        title=title,
        paragraphs=(spread,),
        charts=(chart,),
        tables=(_shares(expected, words), most_valuable(sources, con, worth)),
        slides=(Slide(title, points=(spread,), chart=chart),),
    )


def most_valuable(sources: Sources, con: DuckDBPyConnection, worth: str) -> Table:
    """The customers worth most, with their range where there is one."""
    named = {name for (name,) in con.execute("select column_name from (describe scores)").fetchall()}
    low, high = (f"{worth}_{end}" if f"{worth}_{end}" in named else "null" for end in ("low", "high"))
    rows: Sequence[Any] = con.execute(
        f"select customer_id, {worth}, {low}, {high}, segment, risk, action from scores "
        f"where {worth} is not null order by {worth} desc, customer_id limit {SHOWN}"
    ).fetchall()
    named_ranges = low != "null"
    cells = tuple(
        (
            name(who),
            _amount(sources, amount),
            *((_range(sources, least, most),) if named_ranges else ()),
            segment,
            risk or NOTHING,
            action,
        )
        for who, amount, least, most, segment, risk, action in rows
    )
    ranges = ("likely range (8 in 10)",) if named_ranges else ()
    columns = ("customer", "expected", *ranges, "segment", "risk of leaving", "what to do")
    return Table(
        f"The {len(cells)} customers worth most", columns, cells, numeric=frozenset(range(1, 2 + named_ranges))
    )


def _shares(expected: Concentration, words: str) -> Table:
    rows = tuple((percent(share), percent(expected.top(share))) for share in SHARES)
    return Table("", ("so many of the customers", f"bring so much of the {words}"), rows, numeric=frozenset({0, 1}))


def _chart(expected: Concentration, title: str, words: str) -> Lines:
    at = expected.top(A_FIFTH)
    return Lines(
        told=Told("concentration", title, NOTE),
        series=(
            Series("as expected", expected.customers, expected.worth),
            Series("all alike", (0.0, 1.0), (0.0, 1.0), dashed=True),
        ),
        x_axis="share of customers, the most valuable first",
        y_axis=f"share of the {words}",
        x_spelled=percent,
        y_spelled=percent,
        marked=(A_FIFTH, at, f"{percent(A_FIFTH)} bring {percent(at)}"),
    )


def _amount(sources: Sources, amount: float) -> str:
    return money(amount, sources.currency, CUSTOMER_DIGITS)


def _range(sources: Sources, low: float | None, high: float | None) -> str:
    return NOTHING if low is None or high is None else f"{_amount(sources, low)} to {_amount(sources, high)}"
