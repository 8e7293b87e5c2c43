"""Lines: how one number goes with another, labelled where they end."""

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from perennial.report.charts import Lines, Series
from perennial.report.style import BAND, GREY, MUTED, SERIES, TEXT, spell_ticks

ROOM_FOR_LABELS = 0.24
LABEL_APART = 0.075
RIGHT, HIGH = 0.5, 0.8


def draw_lines(axes: Axes, chart: Lines) -> None:
    """Each series in a colour of its own, its label at its end; a fourth and what is only compared with is grey."""
    colours = iter(SERIES)
    drawn = [(line, GREY if line.dashed else next(colours, GREY)) for line in chart.series]
    for line, colour in drawn:
        _draw(axes, line, colour)
    if chart.from_zero:
        axes.set_ylim(bottom=0.0)
    left, right = axes.get_xlim()
    xs = [x for line in chart.series for x in line.x]
    end = max(xs, default=right)
    spell_ticks(axes, chart.x_spelled, chart.y_spelled, chart.x_ticks)
    room = 0.03 if chart.labels_above else ROOM_FOR_LABELS
    start = min(xs, default=left)
    axes.set_xlim(start - (0.03 * (end - start) if chart.labels_above else 0.0), end + (end - start) * room)
    axes.spines["bottom"].set_bounds(start, end)
    axes.set_xticks([tick for tick in axes.get_xticks() if tick <= end * 1.0001])
    (_label_above if chart.labels_above else _label)(axes, drawn)
    axes.set_xlabel(chart.x_axis, loc="left")
    axes.set_ylabel(chart.y_axis)
    _remark(axes, chart)


def _draw(axes: Axes, line: Series, colour: str) -> None:
    if line.low and line.steady:
        axes.fill_between(line.x, line.low, line.high, color=BAND, linewidth=0, zorder=1)
    elif line.low:
        axes.vlines(line.x, line.low, line.high, color=BAND, linewidth=7, zorder=1)
    axes.plot(
        line.x,
        line.y,
        linestyle="None" if not line.steady else "--" if line.dashed else "-",
        marker="o" if line.dots else None,
        markersize=5,
        color=colour,
        linewidth=1.2 if line.dashed else 1.8,
        zorder=3,
    )


def _label(axes: Axes, drawn: list[tuple[Series, str]]) -> None:
    """Labels right of the lines' ends, moved apart where they would meet."""
    low, high = axes.get_ylim()
    ends = sorted(((line.y[-1], line, colour) for line, colour in drawn if line.label and line.y), key=lambda e: e[0])
    least = low
    for y, line, colour in ends:
        at = max(y, least)
        least = at + (high - low) * LABEL_APART
        axes.annotate(
            line.label, (line.x[-1], at), xytext=(7, 0), textcoords="offset points", va="center", size=8.5,
            color=MUTED if line.dashed else colour, weight="normal" if line.dashed else "bold", annotation_clip=False,
        )  # fmt: skip


def _label_above(axes: Axes, drawn: list[tuple[Series, str]]) -> None:
    """Labels in a row above the plot, each beside a piece of its line."""
    handles = [
        Line2D([], [], color=colour, linewidth=1.8, marker="o" if line.dots else None, label=line.label,
               linestyle="None" if not line.steady else "--" if line.dashed else "-")
        for line, colour in drawn
    ]  # fmt: skip
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(handles), frameon=False)


def _remark(axes: Axes, chart: Lines) -> None:
    if chart.rule is not None:
        at, words = chart.rule
        axes.axvline(at, color=MUTED, linewidth=0.9, linestyle=":")
        axes.text(at, 1.0, f"{words} ", transform=axes.get_xaxis_transform(), color=MUTED, va="top", ha="right")
    if chart.marked is not None:
        x, y, words = chart.marked
        axes.plot([x], [y], marker="o", markersize=7, color=SERIES[1], zorder=4)
        (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
        across, up = (x - left) / (right - left), (y - low) / (high - low)
        axes.annotate(
            words, (x, y), xytext=(-8 if across > RIGHT else 8, -16 if up > HIGH else 8), textcoords="offset points",
            color=TEXT, weight="bold", ha="right" if across > RIGHT else "left",
        )  # fmt: skip
