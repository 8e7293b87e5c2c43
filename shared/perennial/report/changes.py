"""What changed since the last report on other scores, from the headlines of both."""

from collections.abc import Mapping
from typing import Any

from perennial.records import Json
from perennial.report.charts import Spelled
from perennial.report.document import Section, Slide, Table
from perennial.report.measures import AtRisk
from perennial.report.sources import Sources
from perennial.report.words import MINUS, NOTHING, counted, day, money, percent

QUESTION = "What changed since the last report?"
FIRST = "This is the first report on these data; the next one will say what changed"
NO_DAY = "the last report"


def headline(sources: Sources, high: AtRisk) -> dict[str, Json]:
    """What the next report compares itself with."""
    totals: dict[str, Json] = {str(one["horizon_days"]): float(one["expected"]) for one in sources.totals}
    return {
        "as_of": sources.as_of,
        "model_version": sources.scores.get("model_version"),
        "customers": sources.scores.get("customers"),
        "at_risk": {"customers": high.customers, "value": high.value},
        "totals": totals,
        "segments": {str(one["segment"]): int(one["customers"]) for one in sources.segments},
    }


def changes(sources: Sources, now: Mapping[str, Any]) -> Section:
    """The headline figures then and now, and how the segments grew."""
    before = sources.before
    if not before:
        return Section("changes", QUESTION, FIRST)
    currency = sources.currency
    then = NO_DAY if before["as_of"] is None else f"the report of {day(before['as_of'])}"
    rows = [
        _row("customers", before["customers"], now["customers"], lambda number: f"{number:,.0f}"),
        *(
            _row(f"expected in {days} days", before["totals"][days], amount, lambda number: money(number, currency))
            for days, amount in now["totals"].items()
            if days in before["totals"]
        ),
        _row("customers at high risk", before["at_risk"]["customers"], now["at_risk"]["customers"], "{:,.0f}".format),
        _row(
            "value at risk", before["at_risk"]["value"], now["at_risk"]["value"], lambda number: money(number, currency)
        ),
    ]
    table = Table("", ("", then, "now", "change"), tuple(rows), numeric=frozenset({1, 2, 3}))
    title = _title(before, now, then)
    return Section(
        "changes", QUESTION, title, tables=(table, _segments(before, now)), points=_model(before, now),
        slides=(Slide(title, table=table),),
    )  # fmt: skip


def _row(what: str, then: float | None, now: float | None, spelled: Spelled) -> tuple[str, str, str, str]:
    shown = tuple(NOTHING if number is None else spelled(number) for number in (then, now))
    change = percent(now / then - 1.0) if then and now is not None else NOTHING
    return what, shown[0], shown[1], change if change.startswith((MINUS, NOTHING)) else f"+{change}"


def _title(before: Mapping[str, Any], now: Mapping[str, Any], then: str) -> str:
    more = now["customers"] - before["customers"]
    moved = counted(abs(more), "customer")
    return f"{moved} {'more' if more >= 0 else 'fewer'} than in {then}"


def _segments(before: Mapping[str, Any], now: Mapping[str, Any]) -> Table:
    names = dict.fromkeys([*now["segments"], *before["segments"]])
    rows = tuple(
        (name, f"{then:,}", f"{today:,}", f"{today - then:+,}")
        for name, then, today in ((n, before["segments"].get(n, 0), now["segments"].get(n, 0)) for n in names)
    )
    return Table("Customers by segment", ("segment", "then", "now", "change"), rows, numeric=frozenset({1, 2, 3}))


def _model(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    if before["model_version"] == now["model_version"]:
        return ("The same model made both forecasts.",)
    return (f"The model was trained anew: {now['model_version']} follows {before['model_version']}.",)
