"""Heat maps: a value in each cell of a grid, written in it as far as there is room."""

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from perennial.report.charts import Heat
from perennial.report.style import PAPER, SERIES, TEXT

# Blue and orange stay apart for colour-blind eyes; white is no relation.
DIVERGING = LinearSegmentedColormap.from_list("diverging", [SERIES[1], "#FFFFFF", SERIES[0]])
RISING = LinearSegmentedColormap.from_list("rising", ["#F3F7FA", "#5C97C2", SERIES[0]])
DARK = 0.62
MOST_COLUMNS_WITH_TEXT = 20


def draw_heat(axes: Axes, chart: Heat) -> None:
    """The grid, first row on top."""
    least, most = (-1.0, 1.0) if chart.diverging else (0.0, _greatest(chart))
    grid = [[float("nan") if value is None else value for value in row] for row in chart.values]
    axes.pcolormesh(
        grid, cmap=DIVERGING if chart.diverging else RISING, vmin=least, vmax=most, edgecolors=PAPER, linewidth=1.5
    )
    axes.invert_yaxis()
    columns, rows = range(len(chart.column_labels)), range(len(chart.row_labels))
    axes.set_xticks(
        [at + 0.5 for at in columns], chart.column_labels, color=TEXT, size=7.5, rotation=90 if chart.diverging else 0
    )
    axes.set_yticks([at + 0.5 for at in rows], chart.row_labels, color=TEXT, size=7.5)
    axes.xaxis.tick_top()
    axes.xaxis.set_label_position("top")
    axes.set_xlabel(chart.axis, loc="left")
    for spine in axes.spines.values():
        spine.set_visible(False)
    if len(chart.column_labels) <= MOST_COLUMNS_WITH_TEXT:
        _write(axes, chart, most)


def _write(axes: Axes, chart: Heat, most: float) -> None:
    for row, values in enumerate(chart.values):
        for column, value in enumerate(values):
            if value is not None:
                colour = PAPER if abs(value) > DARK * most else TEXT
                words = axes.text(column + 0.5, row + 0.5, chart.spelled(value), ha="center", va="center", color=colour)
                words.set(size=6.5, in_layout=False)  # hundreds of them inside the grid, which moves nothing


def _greatest(chart: Heat) -> float:
    return max((value for row in chart.values for value in row if value is not None), default=1.0) or 1.0
