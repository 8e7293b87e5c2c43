"""Each segment: how its customers behave, what they are worth, what is at risk and what to do."""

from perennial.report.charts import Bars, Told
from perennial.report.document import Section, Slide, Table
from perennial.report.sources import Said, Sources
from perennial.report.words import NOTHING, in_100, money, percent, sentence

QUESTION = "Which groups of customers are there, and what should we do about each?"


def order_segments(sources: Sources) -> Section:
    """The segments of a dataset of orders, as segment_summary.csv has them."""
    value = f"expected in {sources.value_horizon_days} days" if sources.value_horizon_days else "expected"
    leaving = (
        f"of 100 place no order in {sources.churn_horizon_days} days" if sources.churn_horizon_days else "of 100 leave"
    )
    numbers = Table(
        "What they are worth",
        ("segment", "customers", "share", "spent so far (median)", value, "at risk", leaving),
        tuple(_worth(one, sources.currency) for one in sources.segments),
        numeric=frozenset(range(1, 7)),
    )
    behaviour = Table(
        "How they behave, and what to do",
        ("segment", "how they buy", "last order", "orders", "what to do with most of them"),
        tuple(
            (
                str(one["segment"]),
                str(one["meaning"]),
                f"{float(one['median_recency_days']):,.0f} days ago" if one["median_recency_days"] else NOTHING,
                f"{float(one['median_frequency']):,.0f}" if one["median_frequency"] else NOTHING,
                str(one["action"]),
            )
            for one in sources.segments
        ),
        numeric=frozenset({2, 3}),
    )
    return _section(sources, (behaviour, numbers), "expected_spend", "expected spend")


def subscriber_segments(sources: Sources) -> Section:
    """The segments of a dataset of subscribers: worth and risk in words."""
    everybody = sum(int(one["customers"]) for one in sources.segments) or 1
    table = Table(
        "What they are worth, and what to do",
        ("segment", "customers", "share", "leaving, of 100", "worth", "at risk", "what to do"),
        tuple(
            (
                str(one["segment"]),
                f"{int(one['customers']):,}",
                percent(int(one["customers"]) / everybody),
                _of_100(one["churn_probability"]),
                _money(one["expected_value"], sources.currency),
                _money(one["value_at_risk"], sources.currency),
                str(one["action"]),
            )
            for one in sources.segments
        ),
        numeric=frozenset(range(1, 6)),
    )
    return _section(sources, (table,), "value_at_risk", "value at risk")


def _section(sources: Sources, tables: tuple[Table, ...], named: str, words: str) -> Section:
    amounts = [(str(one["segment"]), float(one[named])) for one in sources.segments if one[named]]
    amounts.sort(key=lambda one: (-one[1], one[0]))
    total = sum(amount for _, amount in amounts)
    if total <= 0:
        title = f"{len(sources.segments)} groups of customers; what they are worth cannot be told yet"
        return Section("segments", QUESTION, title, tables=tables)
    first, largest = amounts[0]
    title = f"“{sentence(first)[:-1]}” hold {percent(largest / total)} of the {words}"
    labels, values = zip(*amounts, strict=True)
    note = f"The sum of the {words} of each segment's customers."
    currency = sources.currency
    chart = Bars(Told("segments", title, note), labels, values, lambda amount: money(amount, currency), words)
    actions = tuple(f"{sentence(str(one['segment']))[:-1]}: {one['action']}" for one in _largest(sources, labels))
    return Section(
        "segments", QUESTION, title, charts=(chart,), tables=tables,
        slides=(Slide(title, points=actions, chart=chart),),
        advice=" ".join(actions[:2]),
    )  # fmt: skip


def _largest(sources: Sources, labels: tuple[str, ...]) -> list[Said]:
    by_name = {str(one["segment"]): one for one in sources.segments}
    return [by_name[label] for label in labels[:3]]


def _worth(one: Said, currency: str | None) -> tuple[str, ...]:
    return (
        str(one["segment"]),
        f"{int(one['customers']):,}",
        percent(float(one["customers_share"])),
        _money(one["median_monetary"], currency),
        _money(one["expected_spend"], currency),
        _money(one["value_at_risk"], currency),
        _of_100(one["mean_churn_probability"]),
    )


def _money(text: str, currency: str | None) -> str:
    return money(float(text), currency) if text else NOTHING


def _of_100(text: str) -> str:
    return in_100(float(text)).removesuffix(" in 100") if text else NOTHING
