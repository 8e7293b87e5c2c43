"""How the numbers come about and where they end, on one honest page; and which of them are not given, and why."""

from collections.abc import Sequence

from perennial.report.document import Section, Table
from perennial.report.sources import Said, Sources
from perennial.report.words import NOTHING, counted, day, listed, percent, sentence, spoken

IN_WORDS = {
    "p_alive": "the probability of being a customer still",
    "expected_next_order_at": "the day of the next order",
}
METHOD_QUESTION = "How do these numbers come about, and where do they end?"
WITHHELD_QUESTION = "Which numbers are not given, and why?"
REMEDY = "A number comes by itself as soon as its condition is met: drop more of the past, or wait for it to pass."
ORDER_METHOD = (
    "Orders are cleaned by the rules named above; nothing is changed by hand. Of each customer only the past is used: "
    "what came after a day can never have helped to forecast it.",
    "Several ways to forecast compete, from rules of thumb to learnt models. Each is asked to forecast past days "
    "as if they had not come yet. One that is more complicated replaces a simpler one only where it is better beyond "
    "what chance explains. The last stretch of days is kept out of that choice; the tests above are of those days.",
    "Ranges come from how far earlier forecasts were off. They are made to hold the true figure 8 times in 10, and 2 "
    "times in 10 they will not.",
)
SUBSCRIBER_METHOD = (
    "Several ways to tell who leaves compete, from the average rate to learnt models. Each is tested on customers it "
    "has not learnt from. One that is more complicated replaces a simpler one only where it is better beyond what "
    "chance explains.",
    "A customer whose outcome is known is scored by a model that has not seen that customer, so that nobody looks "
    "safer than they are merely because the answer was known.",
)
LIMITS = (
    "A forecast carries on what was. A new competitor, a price change or a lost supplier is not in it.",
    "“Goes with” is not “because of”: what moves a forecast need not be what would change a customer's mind.",
    "The value at risk is an average over many customers. What one of them will do remains uncertain.",
    "Whether a contact helps is an assumption until it is measured: hold some customers out, at random, and compare.",
)


def method(sources: Sources) -> Section:
    """What was done, in plain words, which candidate won, and what the numbers cannot say."""
    paragraphs = SUBSCRIBER_METHOD if sources.of_subscribers else ORDER_METHOD
    terms = sources.scores.get("value_assumptions")
    return Section(
        "method",
        METHOD_QUESTION,
        "What was done, and what it cannot say",
        paragraphs=(*paragraphs, *((str(terms),) if terms else ())),
        points=LIMITS,
        tables=(_winners(sources),) if sources.manifest.get("numbers") else (),
        notes=(_trained(sources),),
    )


def withheld(sources: Sources) -> Section | None:
    """Every number that is missing with its reason and what it takes; None where all are given."""
    if not sources.withheld:
        return None
    by_reason: dict[str, list[str]] = {}
    for column, reason in sources.withheld.items():
        by_reason.setdefault(reason, []).append(named(column))
    rows = tuple((sentence(listed(columns)), sentence(reason)) for reason, columns in by_reason.items())
    return Section(
        "withheld",
        WITHHELD_QUESTION,
        f"{counted(len(sources.withheld), 'number')} held back rather than guessed",
        paragraphs=(REMEDY,),
        tables=(Table("", ("not given", "because"), rows),),
    )


def named(column: str) -> str:
    """A score column in words: expected spend in 90 days."""
    if column in IN_WORDS:
        return IN_WORDS[column]
    stem, _, end = column.rpartition("_")
    return f"{spoken(stem)} in {end[:-1]} days" if end[:-1].isdigit() and end.endswith("d") else spoken(column)


def _winners(sources: Sources) -> Table:
    """Who won each contest, out of how many, and how much better that is than the simplest rule there is."""
    rows = []
    for column, one in sources.manifest.get("numbers", {}).items():
        winner = str(one["winner"])
        better = sources.metrics.get(column, {}).get(winner, {}).get("against_baseline")
        than, by = (NOTHING, "it is the simplest") if not better else (spoken(str(better["baseline"])), _better(better))
        rows.append((named(column), spoken(winner), str(len(one["candidates"])), than, by))
    columns = ("number", "winner", "of so many", "compared with", "its error is")
    return Table("Which way to forecast won", columns, tuple(rows), numeric=frozenset({2}))


def _better(found: Said) -> str:
    low, high = sorted((float(found["low"]), float(found["high"])))
    return f"{percent(float(found['gain']))} smaller ({percent(low)} to {percent(high)} in nine of ten resamples)"


def _trained(sources: Sources) -> str:
    known: Sequence[tuple[str, str]] = (
        ("order_lines", "order lines"), ("labelled", "customers whose outcome is known"),
    )  # fmt: skip
    sizes = [
        f"{sources.manifest[name]:,} {words}" for name, words in known if isinstance(sources.manifest.get(name), int)
    ]
    learnt = f" learnt from {listed(sizes)}" if sizes else ""
    until = f" up to {day(sources.manifest['as_of'])}" if sources.manifest.get("as_of") else ""
    budget = sources.manifest.get("budget")
    searched = f" In the search for it {budget}." if budget else ""
    return f"Model {sources.scores.get('model_version')}{learnt}{until}.{searched}"
