"""Bars from zero, with their values at their ends."""

from matplotlib.figure import Figure

from perennial.report.bar_drawing import LONGEST_LABEL, draw_bars, draw_histogram, shortened
from perennial.report.charts import Bars, Histogram, Told

TOLD = Told("chart", "", "")


def test_bars_are_as_long_as_their_values_and_the_first_is_on_top():
    axes = Figure().add_subplot()
    draw_bars(axes, Bars(TOLD, ("a", "b"), (3.0, 1.0), "{:g} EUR".format, "spend"))
    assert [(bar.get_width(), bar.get_x()) for bar in axes.patches] == [(3.0, 0), (1.0, 0)]
    assert axes.patches[0].get_y() > axes.patches[1].get_y()
    assert [text.get_text() for text in axes.texts] == ["3 EUR", "1 EUR"]


def test_columns_are_as_high_as_their_counts_and_the_mark_lies_where_its_value_does():
    axes = Figure().add_subplot()
    chart = Histogram(TOLD, (0.0, 10.0, 20.0), (4, 6), "days", "customers", last_is_open=True, marked=(15.0, "middle"))
    draw_histogram(axes, chart)
    assert [bar.get_height() for bar in axes.patches] == [4, 6]
    (mark,) = axes.lines
    assert list(mark.get_xdata()) == [1.0, 1.0]


def test_a_long_label_is_shortened():
    assert len(shortened("x" * 100)) == LONGEST_LABEL
    assert shortened("short") == "short"
