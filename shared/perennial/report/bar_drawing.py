"""Bars: values by label, and counts between edges."""

from matplotlib.axes import Axes

from perennial.report.charts import Bars, Histogram
from perennial.report.style import MUTED, QUIET, SERIES, TEXT, spell_ticks

LONGEST_LABEL = 48


def draw_bars(axes: Axes, chart: Bars) -> None:
    """One bar a label from zero, its value at its end."""
    places = list(range(len(chart.labels)))[::-1]
    plain = QUIET if chart.emphasised else SERIES[0]
    colours = [SERIES[0] if label in chart.emphasised else plain for label in chart.labels]
    axes.barh(places, chart.values, color=colours, height=0.72)
    widest = max((abs(value) for value in chart.values), default=0.0) or 1.0
    for place, value in zip(places, chart.values, strict=True):
        axes.text(max(value, 0.0) + widest * 0.012, place, chart.spelled(value), va="center", color=TEXT)
    axes.set_yticks(places, [shortened(label) for label in chart.labels], color=TEXT)
    axes.set_xlim(min(0.0, *chart.values) if chart.values else 0.0, widest * 1.16)
    axes.set_xticks([])
    axes.set_xlabel(chart.what, loc="left")
    axes.spines["bottom"].set_visible(False)


def draw_histogram(axes: Axes, chart: Histogram) -> None:
    """One column between each pair of edges."""
    places = range(len(chart.counts))
    axes.bar(places, chart.counts, width=0.94, color=SERIES[0])
    shown = places[:: max(1, len(chart.counts) // 8)]
    axes.set_xticks([place - 0.47 for place in shown], [f"{chart.edges[place]:,.0f}" for place in shown])
    if chart.last_is_open and chart.counts:
        axes.text(len(chart.counts) - 0.5, 0, "  and more", va="bottom", ha="left", color=MUTED, size=7.5)
    spell_ticks(axes, None, lambda value: f"{value:,.0f}")
    axes.set_xlabel(chart.axis, loc="left")
    axes.set_ylabel(chart.what)
    if chart.marked is not None:
        _mark(axes, chart, *chart.marked)


def _mark(axes: Axes, chart: Histogram, value: float, words: str) -> None:
    last = len(chart.counts) - 1
    at = next((place for place in range(last + 1) if value < chart.edges[place + 1]), last)
    inside = (value - chart.edges[at]) / (chart.edges[at + 1] - chart.edges[at])
    place = at - 0.5 + min(max(inside, 0.0), 1.0)
    axes.axvline(place, color=SERIES[1], linewidth=1.4)
    side = "left" if place < last / 2 else "right"
    text = f" {words}" if side == "left" else f"{words} "
    axes.text(place, 1.02, text, transform=axes.get_xaxis_transform(), color=SERIES[1], ha=side, va="bottom")


def shortened(label: str) -> str:
    """A label that leaves room for the bars."""
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
