"""What a report says of subscribers alone: what their stay is worth, and who leaves by what they are."""

from typing import Any

from duckdb import DuckDBPyConnection

from perennial.report.behaviour import correlations, known_numbers
from perennial.report.charts import Bars, Chart, Histogram, Told
from perennial.report.document import KeyFigure, Section, Slide
from perennial.report.measures import Vector, column, counts_between, even_edges
from perennial.report.sources import Sources
from perennial.report.words import counted, in_100, money, percent, spoken

WORTH_QUESTION = "What are our customers worth, and how many leave?"
WHO_QUESTION = "Who are our customers?"
NO_NUMBERS = "Nothing is known of the customers that could be drawn"
LEFT_NOTE = (
    "Of the customers whose outcome is known, so many in 100 of each group left. Groups of fewer than 30 are left out."
)
MOST_CATEGORIES = 12
LEAST_IN_A_GROUP = 30
MOST_GROUPS = 14
GROUPED = {"category", "flag"}
TENURE_NAMES = ("tenure", "tenure_months", "months", "months_as_customer", "tenure_days")


def worth(sources: Sources, con: DuckDBPyConnection) -> Section:
    """The sum of expected value over those who are still here, and the share who left."""
    here, value, known, expected = _still_here(con)
    labelled, left = (int(sources.features.get(name) or 0) for name in ("labelled", "left"))
    currency = sources.currency
    months = sources.manifest.get("value_terms", {}).get("value_horizon_months")
    figures = [KeyFigure("customers still here", f"{here:,}")]
    if known:
        figures.append(KeyFigure(f"worth in {months} months", money(value, currency)))
    if expected is not None:
        figures.append(KeyFigure("likely to leave of 100", in_100(expected).removesuffix(" in 100")))
    if labelled:
        figures.append(KeyFigure("left of those known", percent(left / labelled), f"{left:,} of {labelled:,}"))
    title = (
        f"The {counted(here, 'customer')} still here are expected to bring {money(value, currency)} in {months} months"
        if known
        else f"{counted(here, 'customer')} are still here; what they are worth cannot be told yet"
    )
    terms = str(sources.scores.get("value_assumptions") or "")
    return Section(
        "expectation", WORTH_QUESTION, title, key_figures=tuple(figures), paragraphs=(terms,) if terms else (),
        slides=(Slide(title, points=(terms,) if terms else (), key_figures=tuple(figures)),),
    )  # fmt: skip


def attributes(con: DuckDBPyConnection) -> Section:
    """How long customers have been here, and which numbers go with which."""
    charts: list[Chart] = []
    numbers = known_numbers(con, "features")
    tenure = next((name for name in TENURE_NAMES if name in {str(one).lower() for one in numbers}), None)
    if tenure is not None:
        charts.append(_tenure(column(con, "features", f'"{tenure}"'), tenure))
    if len(numbers) > 1:
        charts.append(correlations({name: column(con, "features", _quoted(name)) for name in numbers[:18]}))
    if not charts:
        return Section("behaviour", WHO_QUESTION, NO_NUMBERS)
    return Section("behaviour", WHO_QUESTION, charts[0].told.title, charts=tuple(charts))


def _still_here(con: DuckDBPyConnection) -> tuple[int, float, int, float | None]:
    rows: list[Any] = con.execute(
        "select count(*), coalesce(sum(expected_value), 0), count(expected_value), avg(churn_probability) "
        "from (select * from scores where not already_left order by customer_id)"
    ).fetchall()
    here, value, known, expected = rows[0]
    return int(here), float(value), int(known), expected


def by_category(sources: Sources, con: DuckDBPyConnection) -> Bars | None:
    """The share that left in each group of the attributes that the model goes by most; None without such groups."""
    rows: list[tuple[str, float]] = []
    for name in _ranked(sources):
        found = con.execute(
            f"select cast({_quoted(name)} as varchar), avg(cast(already_left as int)) from features "
            f"where already_left is not null and {_quoted(name)} is not null group by 1 "
            f"having count(*) >= {LEAST_IN_A_GROUP} order by 2 desc, 1 limit {MOST_CATEGORIES}"
        ).fetchall()
        if len(found) > 1 and len(rows) + len(found) <= MOST_GROUPS:
            rows += [(f"{spoken(name)}: {_value(value)}", float(share)) for value, share in found]
    if not rows:
        return None
    rows.sort(key=lambda row: (-row[1], row[0]))
    labels, shares = zip(*rows, strict=True)
    title = f"{in_100(shares[0]).capitalize()} customers with {labels[0]} left, {in_100(shares[-1])} with {labels[-1]}"
    return Bars(Told("churn_by_category", title, LEFT_NOTE), labels, shares, in_100, "left")


def _ranked(sources: Sources) -> list[str]:
    """The attributes that have groups, those that the model goes by most first."""
    sizes = sources.manifest.get("importance", {}).get("churn_probability", {})
    grouped = [str(name) for name, kind in sources.manifest.get("attributes", {}).items() if kind in GROUPED]
    return sorted(grouped, key=lambda name: (-float(sizes.get(name, 0.0)), name))


def _tenure(values: Vector, name: str) -> Histogram:
    edges = even_edges(values)
    title = f"How long customers have been here ({spoken(name)})"
    note = f"Customers by {spoken(name)}, in the unit of the file."
    return Histogram(
        Told("tenure_histogram", title, note), edges, counts_between(values, edges), spoken(name), "customers",
        last_is_open=True,
    )  # fmt: skip


def _value(value: str) -> str:
    return {"true": "yes", "false": "no"}.get(value, value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
