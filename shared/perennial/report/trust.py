"""How far the forecasts can be trusted: what they were tested on, what they rank, and what they go by."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from perennial.report.charts import Bars, Chart, Lines, Series, Told
from perennial.report.document import Section, Slide
from perennial.report.sources import Said, Sources
from perennial.report.words import in_100, money, percent, price, spoken

QUESTION = "How good are these forecasts on a past they had not seen?"
NOT_TESTED = "Nothing could be tested yet: too little of the past is known"
MOST_BARS = 12
A_FIFTH = 0.2
ON_SLIDES = {"gain", "calibration", "importances"}
BUSINESS_COST = "business_cost"
CALIBRATION_NOTE = (
    "Each dot is a tenth of the customers of the last test, by rising forecast: right on the dashed line the forecast "
    "was exact. Bars hold the true share in 19 of 20 such groups."
)
GAIN_NOTE = "Customers of the last test, the highest forecasts first. Chance is what drawing lots would have caught."
LIFT_NOTE = "How much more each tenth of the customers brought than the average customer, the highest forecasts first."


def trust(sources: Sources, probability: str, worth: str, happening: str, caught: str) -> Section:
    """Tests of the columns `probability` and `worth` of the scores; either may be empty.

    `happening` is what the probability is of, `caught` what the gain curve catches.
    """
    ranked = sources.tested(worth) if worth else {}
    leaving = _tested_leaving(sources, probability)
    charts = [
        calibration(leaving, happening),
        *gain_and_lift(ranked or leaving, caught),
        cost_curve(sources, probability),
        importances(sources, worth or probability),
    ]
    drawn = tuple(chart for chart in charts if chart is not None)
    if not drawn:
        return Section("trust", QUESTION, NOT_TESTED)
    title = _title(ranked or leaving, caught)
    words = tuple(_in_words(ranked, leaving))
    slides = [
        Slide(chart.told.title, points=words if chart.told.name == "gain" else (), chart=chart)
        for chart in drawn
        if chart.told.name in ON_SLIDES
    ]
    return Section("trust", QUESTION, title, paragraphs=words, charts=drawn, slides=tuple(slides))


def calibration(found: Said, happening: str) -> Lines | None:
    """What came in each tenth of the customers against what was forecast for it."""
    tenths: Sequence[Said] = found.get("deciles", ())
    if not tenths or "low" not in tenths[0]:
        return None
    forecast = tuple(float(one["mean_predicted"]) for one in tenths)
    came = tuple(float(one["mean_actual"]) for one in tenths)
    off = max(abs(a - b) for a, b in zip(forecast, came, strict=True))
    title = f"In each of ten groups of customers the forecast came within {round(100 * off)} in 100 of what happened"
    series = (
        Series("came", forecast, came, tuple(float(o["low"]) for o in tenths), tuple(float(o["high"]) for o in tenths),
               dots=True, steady=False),
        Series("exact", (0.0, 1.0), (0.0, 1.0), dashed=True),
    )  # fmt: skip
    return Lines(
        Told("calibration", title, CALIBRATION_NOTE), series, f"forecast share who {happening}", "share who did",
        percent, percent,
    )  # fmt: skip


def gain_and_lift(found: Said, caught: str) -> list[Chart]:
    """What the customers with the highest forecasts held, and how many times the average that is."""
    points: Sequence[Said] = found.get("gain_curve", ())
    if not points:
        return []
    x = tuple(float(one["customers_share"]) for one in points)
    y = tuple(float(one["caught_share"]) for one in points)
    at_a_fifth = _at(A_FIFTH, x, y)
    title = f"The fifth of customers ranked highest held {percent(at_a_fifth)} of the {caught}"
    gain = Lines(
        Told("gain", title, GAIN_NOTE),
        (Series("ranked", x, y), Series("chance", (0.0, 1.0), (0.0, 1.0), dashed=True)),
        "share of customers, the highest forecasts first", f"share of the {caught}", percent, percent,
        marked=(A_FIFTH, at_a_fifth, f"{percent(A_FIFTH)} hold {percent(at_a_fifth)}"),
    )  # fmt: skip
    return [gain, _lift(x, y, caught)]


def _lift(x: tuple[float, ...], y: tuple[float, ...], caught: str) -> Bars:
    tenths = [at / 10 for at in range(11)]
    lifts = tuple(10 * (_at(end, x, y) - _at(start, x, y)) for start, end in pairwise(tenths))
    labels = tuple(f"{_ordinal(at)} tenth" for at in range(1, 11))
    title = f"The tenth ranked highest held {lifts[0]:.1f} times its share of the {caught}"
    return Bars(
        Told("lift", title, LIFT_NOTE), labels, lifts, lambda lift: f"{lift:.1f} times",
        "as much as the average customer", frozenset(labels[:1]),
    )  # fmt: skip


def cost_curve(sources: Sources, probability: str) -> Lines | None:
    """What contacting everybody above each probability would have cost a customer, with the cheapest threshold."""
    found = sources.manifest.get("numbers", {}).get(probability, {}).get(BUSINESS_COST)
    if not isinstance(found, Mapping) or "curve" not in found:
        return None
    currency, curve = sources.currency, found["curve"]
    least, nobody = found["cost_per_customer"], found["cost_per_customer_contacting_nobody"]
    if found["contacted_share"] == 0:
        title = "At these assumptions no contact would have paid for itself"
    else:
        title = f"Contacting those above {in_100(found['threshold'])} would have cost least: "
        title += f"{price(least, currency)} a customer instead of {price(nobody, currency)}"
    xs, ys = tuple(curve["thresholds"]), tuple(curve["cost_per_customer"])
    return Lines(
        Told("cost_curve", title, f"{found['assumptions']} The cost counts losses and contacts together."),
        (Series("cost", xs, ys), Series("nobody contacted", (0.0, 1.0), (nobody, nobody), dashed=True)),
        "contact customers whose probability of leaving is above", "cost a customer", in_100,
        lambda amount: price(amount, currency), marked=(found["threshold"], least, "cheapest"), from_zero=False,
    )  # fmt: skip


def importances(sources: Sources, column: str) -> Bars | None:
    """By how much each thing that is known moves the forecast, on average over the customers."""
    sizes: Mapping[str, Any] = sources.manifest.get("importance", {}).get(column, {})
    by_name = sizes.get("topics", sizes)
    largest = sorted(((float(v), str(k)) for k, v in by_name.items() if v), key=lambda one: (-one[0], one[1]))[
        :MOST_BARS
    ]
    if not largest:
        return None
    values, names = zip(*largest, strict=True)
    of_spend, currency = column.startswith("expected_spend"), sources.currency
    title = f"What the forecast turns on most is {spoken(names[0])}"
    note = "How far it moves a forecast from that of the middle customer, on average. It goes with the outcome; that "
    note += "does not prove it is the cause."

    def spelled(size: float) -> str:
        return money(size, currency, 2) if of_spend else f"{100 * size:.1f}"

    what = "spend a customer" if of_spend else "points of probability"
    return Bars(Told("importances", title, note), tuple(map(spoken, names)), values, spelled, what)


def _tested_leaving(sources: Sources, probability: str) -> Said:
    found = sources.tested(probability) if probability else {}
    out_of_fold = found.get("out_of_fold")
    return out_of_fold if isinstance(out_of_fold, Mapping) else found


def _title(found: Said, caught: str) -> str:
    points = found.get("gain_curve", ())
    if not points:
        return "What the tests of the past showed"
    x, y = ([float(one[name]) for one in points] for name in ("customers_share", "caught_share"))
    return f"In the last test the fifth of customers ranked highest held {percent(_at(A_FIFTH, x, y))} of the {caught}"


def _in_words(ranked: Said, leaving: Said) -> list[str]:
    found = []
    if ranked:
        found.append(
            f"Tested on {ranked['customers']:,} customers of the past. At ranking them by what they then spent the "
            f"forecasts reach {ranked['normalised_gini'] or 0.0:.2f}, 1 being perfect and 0 drawing lots (Gini)."
        )
    if leaving.get("roc_auc") is not None:
        found.append(
            "Of one customer who left and one who stayed, the forecast gave the one who left the higher probability "
            f"{round(100 * leaving['roc_auc'])} times in 100 (AUC {leaving['roc_auc']:.3f}, "
            f"{leaving['customers']:,} customers)."
        )
    return found


def _at(share: float, x: Sequence[float], y: Sequence[float]) -> float:
    """Between the points of a curve, along a straight line."""
    for (x0, y0), (x1, y1) in pairwise(zip(x, y, strict=True)):
        if share <= x1:
            return y0 + (y1 - y0) * (share - x0) / (x1 - x0) if x1 > x0 else y1
    return y[-1]


def _ordinal(number: int) -> str:
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number, 'th') }"
