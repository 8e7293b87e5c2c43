"""What we expect to earn and how sure we are: a dataset of orders."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from duckdb import DuckDBPyConnection

from perennial.forecasts import spend_column
from perennial.report.charts import Lines, Series, Told
from perennial.report.document import KeyFigure, Section, Slide, Table
from perennial.report.order_measures import WINDOW_DAYS, past_windows
from perennial.report.sources import Sources
from perennial.report.words import NOTHING, brief, count, day, money, percent, sentence

QUESTION = "What do we expect to earn, and how sure are we?"
NOTHING_GIVEN = "No forecast of spend can be given yet"
RANGE_NOTE = (
    "A range holds the true figure about 8 times in 10. The sums are those of customers who have ordered at least "
    "once: what people will spend who have yet to place their first order comes on top."
)
FORECAST_NOTE = (
    "Spend per 30 days. Dots right of the line are forecasts: the average of 30 days over the next 30, 90 or 365 days, "
    "with the range that holds it about 8 times in 10."
)


def expectation(sources: Sources, con: DuckDBPyConnection) -> Section:
    """The totals by horizon with their ranges, what the last test of each showed, and how they follow from the past."""
    days = [int(horizon) for horizon in sources.manifest.get("horizons_days", ())]
    key_figures = tuple(_key_figure(sources, horizon) for horizon in days)
    title = _title(sources)
    chart = _forecast(sources, con, title)
    tested = _tested(sources, days)
    return Section(
        name="expectation",
        question=QUESTION,
        title=title,
        key_figures=key_figures,
        paragraphs=(RANGE_NOTE,) if sources.totals else (),
        charts=(chart,) if chart else (),
        tables=(tested,) if tested else (),
        notes=tuple(_caveats(sources, days)),
        slides=(Slide(title, key_figures=key_figures, chart=chart),),
    )


def main_total(sources: Sources) -> Mapping[str, Any] | None:
    """The total that headlines speak of: at the horizon at which customers are compared, else the first there is."""
    at = [one for one in sources.totals if one["horizon_days"] == sources.value_horizon_days]
    return next(iter([*at, *sources.totals]), None)


def between(total: Mapping[str, Any], currency: str | None) -> str:
    """The range of a total in words; empty where it has none."""
    if total["low"] is None or total["high"] is None:
        return ""
    return f"likely between {money(total['low'], currency)} and {money(total['high'], currency)} (8 in 10)"


def _title(sources: Sources) -> str:
    total = main_total(sources)
    if total is None:
        return NOTHING_GIVEN
    expected = money(total["expected"], sources.currency)
    words = f"Customers we know are expected to spend {expected} in the next {total['horizon_days']} days"
    known = between(total, sources.currency)
    return f"{words}, {known}" if known else words


def _key_figure(sources: Sources, days: int) -> KeyFigure:
    total = next((one for one in sources.totals if one["horizon_days"] == days), None)
    label = f"next {days} days"
    if total is None:
        reason = sources.withheld.get(spend_column(days), "no forecast was made")
        return KeyFigure(label, NOTHING, f"Not shown: {brief(reason)}.")
    note = between(total, sources.currency)
    return KeyFigure(label, money(total["expected"], sources.currency), sentence(note) if note else "")


def _tested(sources: Sources, days: list[int]) -> Table | None:
    """The last test of each horizon: a forecast by the same recipe from earlier orders, held against what came."""
    rows = []
    for horizon in days:
        found = sources.tested(spend_column(horizon))
        if not found:
            continue
        origin = date.fromisoformat(str(sources.manifest["numbers"][spend_column(horizon)]["report_origin"]))
        until = origin + timedelta(days=horizon)
        actual, expected = (found["customers"] * found[name] for name in ("mean_actual", "mean_predicted"))
        rows.append(
            (
                f"{day(origin + timedelta(days=1))} to {day(until)}",
                money(expected, sources.currency),
                money(actual, sources.currency),
                missed(found["total_error"]),
                percent(found.get("interval_coverage")),
            )
        )
    if not rows:
        return None
    columns = ("days forecast", "expected", "came", "the forecast was", "customers inside their own range")
    caption = "The last test: a forecast made as if later orders were not known, and what then came"
    return Table(caption, columns, tuple(rows), numeric=frozenset({1, 2, 3, 4}))


def missed(error: float | None) -> str:
    """By how much a forecast total was off, seen from what came."""
    if error is None:
        return NOTHING
    return f"{percent(abs(error))} too {'high' if error > 0 else 'low'}"


def _caveats(sources: Sources, days: list[int]) -> list[str]:
    found = []
    for horizon in days:
        column = spend_column(horizon)
        if column in sources.notes:
            found.append(f"The next {horizon} days: {sources.notes[column]}.")
    if any(one["before_level_correction"] != one["expected"] for one in sources.totals):
        parts = (
            f"{money(one['before_level_correction'], sources.currency)} for {one['horizon_days']} days"
            for one in sources.totals
        )
        found.append(
            "The level of the sums was corrected by what forecasts of earlier days missed and by the season; before "
            f"that they were {', '.join(parts)}."
        )
    return found


def _forecast(sources: Sources, con: DuckDBPyConnection, title: str) -> Lines | None:
    if sources.as_of is None or not sources.totals:
        return None
    as_of = date.fromisoformat(sources.as_of)
    windows = past_windows(con, as_of)
    if not windows:
        return None
    middles = tuple(-(window.days_back + WINDOW_DAYS / 2) for window in windows)
    everybody = Series("everybody", middles, tuple(w.spend for w in windows), dashed=True)
    known = Series("known customers", middles, tuple(w.spend_of_known for w in windows))
    currency = sources.currency
    return Lines(
        told=Told("forecast", title, FORECAST_NOTE),
        series=(everybody, known, _ahead(sources)),
        x_axis="middle of the 30 days",
        y_axis="spend per 30 days",
        x_spelled=lambda at: f"{as_of + timedelta(days=round(at)):%b %Y}",
        y_spelled=lambda amount: money(amount, currency),
        rule=(0.0, f"{day(as_of)}"),
        labels_above=True,
        x_ticks=_ticks(middles[0], max(one["horizon_days"] for one in sources.totals) / 2),
    )


def _ahead(sources: Sources) -> Series:
    """Each total as an average of thirty days, in the middle of the days it is about."""
    totals = sources.totals
    months = [one["horizon_days"] / WINDOW_DAYS for one in totals]

    def a_month(name: str) -> tuple[float, ...]:
        found = zip(totals, months, strict=True)
        return tuple((one["expected"] if one[name] is None else one[name]) / many for one, many in found)

    middles = tuple(one["horizon_days"] / 2 for one in totals)
    return Series("forecast", middles, a_month("expected"), a_month("low"), a_month("high"), dots=True, steady=False)


def _ticks(first: float, last: float) -> tuple[float, ...]:
    step = (last - first) / 4
    return tuple(first + step * at for at in range(5))


def spend_so_far(sources: Sources) -> str:
    """How much has been bought by how many, in a sentence."""
    found = (
        sources.quality.get("amounts", {}),
        sources.quality.get("customers", {}),
        sources.quality.get("coverage", {}),
    )
    amounts, customers, coverage = found
    if not customers.get("buyers"):
        return ""
    return (
        f"{count(customers['buyers'])} customers placed {count(customers['orders'])} orders between "
        f"{day(coverage['first_day'])} and {day(coverage['last_day'])}, worth "
        f"{money(amounts['purchases'], sources.currency)} before and "
        f"{money(amounts['purchases'] + amounts['returns'], sources.currency)} after returns."
    )
