"""The whole report of a dataset, section by section."""

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from perennial.records import Json
from perennial.report.behaviour import behaviour
from perennial.report.changes import changes, headline
from perennial.report.document import Document, Section
from perennial.report.drivers import drivers
from perennial.report.economy import economy
from perennial.report.expectation import expectation, spend_so_far
from perennial.report.findings import findings
from perennial.report.hindsight import hindsight
from perennial.report.leaving import by_segment, leaving, of_orders, of_subscribers
from perennial.report.measures import at_risk
from perennial.report.method import method, withheld
from perennial.report.segment_section import order_segments, subscriber_segments
from perennial.report.sources import Sources
from perennial.report.subscribers import attributes, by_category, worth
from perennial.report.trust import trust
from perennial.report.words import counted, day
from perennial.score_index import ScoreIndex

IN_SUMMARY = ("expectation", "drivers", "leaving", "economy", "hindsight")


@dataclass(frozen=True, slots=True)
class Composed:
    """A report before it is typeset, and the headline its successor compares itself with."""

    document: Document
    headline: dict[str, Json]


def composed(sources: Sources, con: DuckDBPyConnection, index: ScoreIndex) -> Composed:
    """The report of these sources; `con` has the tables `features` and `scores`, and `orders` but of subscribers."""
    told = headline(sources, at_risk(con))
    of_kind = _of_subscribers(sources, con) if sources.of_subscribers else _of_orders(sources, con)
    missing = withheld(sources)
    sections = (
        *of_kind[:4],
        economy(sources, index),
        *(() if sources.of_subscribers and not sources.readings else (hindsight(sources),)),
        changes(sources, told),
        *of_kind[4:],
        findings(sources),
        *((missing,) if missing else ()),
        method(sources),
    )
    about = spend_so_far(sources)
    return Composed(
        Document(
            title=f"{sources.dataset}: what to expect of our customers",
            subtitle=_subtitle(sources),
            summary=tuple(filter(None, (about, *(one.title for one in sections if one.name in IN_SUMMARY)))),
            advice=tuple(one.advice for one in sections if one.advice),
            sections=sections,
            based_on=_subtitle(sources),
        ),
        told,
    )


def _of_orders(sources: Sources, con: DuckDBPyConnection) -> tuple[Section, ...]:
    value, churn = sources.value_horizon_days, sources.churn_horizon_days
    told = of_orders(value, churn)
    return (
        expectation(sources, con),
        drivers(sources, con, told.worth, f"spend expected in {value} days"),
        leaving(sources, con, told, by_segment(sources, told.happening)),
        order_segments(sources),
        trust(sources, told.probability, told.worth, told.happening, f"spend of {value} days"),
        behaviour(sources, con),
    )


def _of_subscribers(sources: Sources, con: DuckDBPyConnection) -> tuple[Section, ...]:
    told = of_subscribers({"churn_probability", "expected_value"} - set(sources.withheld))
    return (
        worth(sources, con),
        drivers(sources, con, told.worth, "value expected of those still here"),
        leaving(sources, con, told, by_category(sources, con)),
        subscriber_segments(sources),
        trust(sources, told.probability, "", told.happening, "customers who left"),
        attributes(con),
    )


def _subtitle(sources: Sources) -> str:
    customers = counted(int(sources.scores["customers"]), "customer")
    data = f"{customers}, orders to {day(sources.as_of)}" if sources.as_of and not sources.of_subscribers else customers
    if sources.of_subscribers and sources.as_of:
        data = f"{customers}, as of {day(sources.as_of)}"
    return f"{data}; model {sources.scores.get('model_version')}"
