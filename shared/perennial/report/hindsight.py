"""How good past forecasts turned out: what was expected against what came, once the days were over."""

from collections.abc import Sequence
from datetime import date, timedelta

from perennial.report.charts import Lines, Series, Told
from perennial.report.document import Section, Slide, Table
from perennial.report.sources import Said, Sources
from perennial.report.words import NOTHING, counted, day, listed, money, sentence, spoken

QUESTION = "How good was the last forecast, seen from today?"
NOTE = (
    "Orange dots came; blue dots were expected, with the range made to hold what comes 8 times in 10. By the day the "
    "forecast was made."
)
SHOWN = 8
MOST_LABELS = 5
MOST_NAMED = 3


def hindsight(sources: Sources) -> Section:
    """Every forecast whose days have passed; where there is none yet, when the first can be judged."""
    judged = [one for one in sources.realised if one["expected"] is not None]
    if not judged:
        return Section("hindsight", QUESTION, _when_known(sources), tables=checks(sources), points=_drift(sources))
    inside = [one for one in judged if one["inside"]]
    title = f"{len(inside)} of {counted(len(judged), 'past forecast')} held what came within their range"
    chart = _chart(_of_one_horizon(sources, judged), sources, title)
    newest = sorted(judged, key=lambda one: (str(one["as_of"]), -int(one["horizon_days"])), reverse=True)
    table = _table(newest[:SHOWN], sources.currency)
    return Section(
        "hindsight", QUESTION, title, charts=(chart,), tables=(table, *checks(sources)), points=_drift(sources),
        notes=_backfilled(judged), slides=(Slide(title, chart=chart),),
    )  # fmt: skip


def _when_known(sources: Sources) -> str:
    horizons = [int(one["horizon_days"]) for one in sources.totals]
    if sources.as_of is None or not horizons:
        return "No forecast has been given yet that could be judged"
    until = date.fromisoformat(sources.as_of) + timedelta(days=min(horizons))
    return f"The first forecast can be judged once orders up to {day(until)} are here"


def _of_one_horizon(sources: Sources, judged: Sequence[Said]) -> list[Said]:
    """The forecasts of the horizon that most can be said of, oldest first; of equals that customers are compared at."""
    by_days: dict[int, list[Said]] = {}
    for one in judged:
        by_days.setdefault(int(one["horizon_days"]), []).append(one)
    best = max(by_days, key=lambda days: (len(by_days[days]), days == sources.value_horizon_days, -days))
    return sorted(by_days[best], key=lambda one: str(one["as_of"]))


def _chart(forecasts: list[Said], sources: Sources, title: str) -> Lines:
    first = date.fromisoformat(str(forecasts[0]["as_of"]))
    x = tuple(float((date.fromisoformat(str(one["as_of"])) - first).days) for one in forecasts)
    expected = tuple(float(one["expected"]) for one in forecasts)
    low, high = (
        tuple(float(one["expected"] if one[end] is None else one[end]) for one in forecasts) for end in ("low", "high")
    )
    came = tuple(float(one["realised"]) for one in forecasts)
    days = int(forecasts[0]["horizon_days"])
    currency = sources.currency
    return Lines(
        Told("hindsight", f"{title} (spend of {days} days)", NOTE),
        (Series("expected", x, expected, low, high, dots=True, steady=False),
         Series("came", x, came, dots=True, steady=False)),
        "forecast made on", f"spend in the {days} days after",
        lambda at: f"{first + timedelta(days=round(at)):%d %b %Y}", lambda amount: money(amount, currency),
        x_ticks=x[:: max(1, -(-len(x) // MOST_LABELS))], labels_above=True,
    )  # fmt: skip


def _table(forecasts: Sequence[Said], currency: str | None) -> Table:
    rows = tuple(
        (
            f"{day(str(one['as_of']))}, {one['horizon_days']} days",
            money(one["expected"], currency),
            NOTHING if one["low"] is None else f"{money(one['low'], currency)} to {money(one['high'], currency)}",
            money(one["realised"], currency),
            "inside" if one["inside"] else NOTHING if one["inside"] is None else "outside",
            NOTHING if one.get("gini") is None else f"{one['gini']:.2f}",
        )
        for one in forecasts
    )
    columns = ("forecast of", "expected", "likely range", "came", "range", "ranking (1 is perfect)")
    return Table("The newest forecasts that can be judged", columns, rows, numeric=frozenset({1, 2, 3, 5}))


def _backfilled(judged: Sequence[Said]) -> tuple[str, ...]:
    made = sum(bool(one.get("backfilled")) for one in judged)
    if not made:
        return ()
    verb = "was" if made == 1 else "were"
    return (
        f"{made} of them {verb} made afterwards, from the orders known on the day, to have a past to look back on.",
    )


def checks(sources: Sources) -> tuple[Table, ...]:
    """What each check of the monitor found and what followed, newest first; nothing without a check."""
    rows = tuple(
        (
            NOTHING if one.get("as_of") is None else day(str(one["as_of"])),
            str(one["model_version"]),
            _drifted(one),
            str(one["decision"]),
        )
        for one in reversed(sources.readings)
    )
    columns = ("data up to", "model", "what moved", "decision")
    return (Table("Checks since the model learnt", columns, rows),) if rows else ()


def _drifted(reading: Said) -> str:
    """The names of what has drifted, those furthest from their limit first."""
    drifted = [one for one in (*reading["features"], *reading["predictions"].values()) if one["drifted"]]
    drifted.sort(key=lambda one: (-one["psi"], one["name"]))
    named = [spoken(str(one["name"])) for one in drifted[:MOST_NAMED]]
    more = len(drifted) - len(named)
    return listed([*named, *([f"{more} more"] if more else [])]) or "nothing"


def _drift(sources: Sources) -> tuple[str, ...]:
    """What the last check of the data said, if there was one."""
    if not sources.readings:
        return ()
    reasons = sources.readings[-1]["reasons"]
    if not reasons:
        return ("The last check found customers buying much as they did when the model learnt from them.",)
    return tuple(sentence(f"The last check found the model out of date: {reason}") for reason in reasons)
