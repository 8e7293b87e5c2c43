"""Sizes and ticks of figures."""

from matplotlib.figure import Figure

from perennial.report.charts import Bars, Heat, Histogram, Lines, Told
from perennial.report.style import MOST_TICKS, height_of, spell_ticks

TOLD = Told("chart", "", "")


def bars(many: int) -> Bars:
    return Bars(TOLD, tuple(map(str, range(many))), (1.0,) * many, str, "")


def test_more_bars_and_more_rows_make_a_figure_higher():
    assert height_of(bars(20)) > height_of(bars(8)) > height_of(bars(1)) > 0
    few, many = (Heat(TOLD, ("r",) * rows, ("c",), ((0.5,),) * rows, str, "") for rows in (8, 20))
    assert height_of(many) > height_of(few)


def test_charts_over_axes_have_one_height_each():
    lines = Lines(TOLD, (), "x", "y", str, str)
    assert height_of(Histogram(TOLD, (0.0, 1.0), (1,), "", "", last_is_open=False)) < height_of(lines)


def test_an_axis_has_at_most_five_ticks_in_the_words_of_the_chart():
    axes = Figure().add_subplot()
    axes.plot([0.0, 1.0], [0.0, 977.0])
    spell_ticks(axes, lambda x: f"{x:.0%}", lambda y: f"{y:g} EUR")
    low, high = axes.get_ylim()
    assert len([tick for tick in axes.get_yticks() if low <= tick <= high]) <= MOST_TICKS
    assert axes.yaxis.get_major_formatter()(500.0, 0) == "500 EUR"
