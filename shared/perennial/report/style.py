"""How figures look: the house's colours, apart for colour-blind eyes and in print, and sizes in inches."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from perennial.report.charts import Bars, Chart, Heat, Histogram, Spelled

TEXT, MUTED, HAIRLINE, PAPER = "#1B2129", "#566070", "#DDE2E8", "#FFFFFF"
SERIES = ("#06598E", "#F45001", "#159F95")
GREY, BAND, QUIET = "#77818F", "#D2E1EB", "#B9D3E6"
WIDTH_INCHES, PLOT_INCHES = 7.2, 3.1
BAR_INCHES, CELL_INCHES, MARGIN_INCHES = 0.31, 0.27, 0.85
MOST_TICKS = 5
ROUND_STEPS = [1, 2, 2.5, 5, 10]
STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "text.parse_math": False,  # a customer's $ is a dollar
    "text.color": TEXT,
    "axes.edgecolor": HAIRLINE,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 8.5,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.major.pad": 6,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "figure.facecolor": PAPER,
    "svg.fonttype": "none",
    "path.simplify": False,
}


def height_of(chart: Chart) -> float:
    """How high a chart's plot has to be."""
    if isinstance(chart, Bars):
        return max(1.2, BAR_INCHES * len(chart.labels) + 0.45)
    if isinstance(chart, Heat):
        return max(1.8, CELL_INCHES * len(chart.row_labels) + (2.0 if chart.diverging else MARGIN_INCHES))
    return PLOT_INCHES if not isinstance(chart, Histogram) else PLOT_INCHES - 0.3


def spell_ticks(axes: Axes, x: Spelled | None, y: Spelled | None, x_ticks: Sequence[float] = ()) -> None:
    """At most five ticks an axis, in the chart's own words, and faint lines across for the eye."""
    if y is not None:
        axes.yaxis.set_major_locator(MaxNLocator(MOST_TICKS - 1, steps=ROUND_STEPS))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: y(float(value))))
        axes.yaxis.grid(visible=True, color=HAIRLINE, linewidth=0.7)
        axes.set_axisbelow(True)
        axes.spines["left"].set_visible(False)
    if x is not None:
        if x_ticks:
            axes.set_xticks(list(x_ticks))
        else:
            axes.xaxis.set_major_locator(MaxNLocator(MOST_TICKS, steps=ROUND_STEPS))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: x(float(value))))
