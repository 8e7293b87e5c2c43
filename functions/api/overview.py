"""A dataset at a glance, and its segments. Nothing here knows numpy or a model."""

from datetime import date
from typing import Any

from functions.api.coverage import Coverage
from functions.api.history import Entry, History, day_of
from functions.api.list_answers import (
    ChampionInWords,
    NextAction,
    Overview,
    OverviewTotal,
    SegmentRow,
    Segments,
)
from functions.api.world import World
from perennial.records import ModelRecord
from perennial.stages.descriptions import read_description

STALE_DAYS = 30


def segments_of(history: History, dataset: str) -> Segments:
    """The segments of the current snapshot; raises NoModelYet."""
    entry = history.current(dataset)
    return Segments(dataset=dataset, as_of=entry["as_of"], segments=_segments(entry))


def overview_of(world: World, history: History, coverage: Coverage, dataset: str) -> Overview:
    """Everything the console's first page says; raises NoModelYet."""
    entry, trend = history.with_trend(dataset)
    currency = read_description(world.ports.lake, dataset).currency
    record = world.ports.registry.get(dataset, entry["model_version"])
    as_of, value = entry["as_of"], f"expected_spend_{entry['value_horizon_days']}d"
    days_old = None if as_of is None else (world.now().date() - date.fromisoformat(as_of)).days
    return Overview.model_validate(
        {
            **{name: entry[name] for name in ("kind", "as_of", "scored_at", "customers", "at_risk")},
            "dataset": dataset,
            "currency": currency,
            "days_old": days_old,
            "model": _model(entry, record),
            "totals": [_total(entry, days) for days in entry["horizons_days"]],
            "segments": _segments(entry),
            "trend": [_point(one) for one in trend],
            "coverage_in_words": coverage.in_words(dataset, entry["model_version"], value, _winners(record).get(value)),
            "next_action": _next_action(entry, days_old, currency),
        },
        extra="ignore",
    )


def _segments(entry: Entry) -> list[SegmentRow]:
    horizons = {name: entry[name] for name in ("value_horizon_days", "churn_horizon_days")}
    return [SegmentRow.model_validate(segment | horizons) for segment in entry["segments"]]


def _total(entry: Entry, horizon_days: int) -> OverviewTotal:
    given = next((one for one in entry["totals"] if one["horizon_days"] == horizon_days), None)
    if given is not None:
        return OverviewTotal.model_validate(given | {"withheld": None})
    why = str(entry["withheld"].get(f"expected_spend_{horizon_days}d", "it was not forecast"))
    unknown = dict.fromkeys(("expected", "low", "high", "before_level_correction"))
    words = f"What all customers are expected to spend in {horizon_days} days is withheld: {why}."
    return OverviewTotal.model_validate({"horizon_days": horizon_days, **unknown, "in_words": words, "withheld": why})


def _point(entry: Entry) -> dict[str, Any]:
    return {
        "as_of": day_of(entry),
        "customers": entry["customers"],
        "totals": entry["totals"],
        "at_risk_customers": entry["at_risk"]["customers"],
        "at_risk_value": entry["at_risk"]["value"],
    }


def _model(entry: Entry, record: ModelRecord | None) -> ChampionInWords:
    learnt = "what is known of its customers" if entry["as_of"] is None else f"orders up to {entry['as_of']}"
    words = f"Scored on {learnt}"
    winners = _winners(record)
    told = [f"{what} by {winners[column].replace('_', ' ')}" for what, column in _columns(entry) if column in winners]
    if told:
        words += f"; {' and '.join(told)}, the best of the candidates that were compared"
    return ChampionInWords(
        version=entry["model_version"], created_at=None if record is None else record.created_at, in_words=f"{words}."
    )


def _winners(record: ModelRecord | None) -> dict[str, str]:
    """By score column the candidate that forecasts it."""
    winners = None if record is None else record.summary.get("winners")
    return {column: str(name) for column, name in winners.items()} if isinstance(winners, dict) else {}


def _columns(entry: Entry) -> tuple[tuple[str, str], ...]:
    if entry["kind"] == "subscribers":
        return (("leaving is forecast", "churn_probability"),)
    spend, churn = entry["value_horizon_days"], entry["churn_horizon_days"]
    return (
        (f"spend within {spend} days is forecast", f"expected_spend_{spend}d"),
        (f"leaving within {churn} days", f"churn_probability_{churn}d"),
    )


def _next_action(entry: Entry, days_old: int | None, currency: str | None) -> NextAction:
    if days_old is not None and days_old > STALE_DAYS:
        what = "data" if entry["kind"] == "subscribers" else "orders"
        text = f"The {what} end {days_old:,} days ago. Upload newer ones, so that the forecasts look ahead from today."
        return NextAction(text=text, screen="upload", query="")
    if entry["churn_horizon_days"] is None:
        text = "Who is likely to leave cannot be told yet. Upload more, so that there is more to learn from."
        return NextAction(text=text, screen="upload", query="")
    customers, value = entry["at_risk"]["customers"], entry["at_risk"]["value"]
    who = "1 customer is" if customers == 1 else f"{customers:,} customers are"
    if customers and value is None:
        text = f"{who} likely to leave. What they are worth is not known yet; see who they are."
        return NextAction(text=text, screen="customers", query="risk=high&sort=churn")
    if customers and value:
        unit = "" if currency is None else f" {currency}"
        text = f"{who} likely to leave, with {_rounded(value)}{unit} at risk. See whom to contact for your budget."
        return NextAction(text=text, screen="plan", query="")
    text = "Nobody worth keeping is likely to leave. See who is worth most."
    return NextAction(text=text, screen="customers", query="sort=value&order=desc")


def _rounded(total: float) -> str:
    """Money of many customers in three significant figures, as the console shows it beside this sentence."""
    return f"{float(f'{total:.3g}'):,.2f}".removesuffix(".00")
