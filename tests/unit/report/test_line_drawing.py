"""Lines labelled where they end, or above."""

from matplotlib.figure import Figure

from perennial.report.charts import Lines, Series, Told
from perennial.report.line_drawing import draw_lines
from perennial.report.style import GREY, SERIES

TOLD = Told("chart", "", "")
FIRST, SECOND = Series("first", (0.0, 1.0), (0.0, 1.0)), Series("second", (0.0, 1.0), (0.0, 0.99), dashed=True)


def test_each_line_has_its_own_colour_and_what_is_compared_with_is_grey():
    axes = Figure().add_subplot()
    draw_lines(axes, Lines(TOLD, (FIRST, SECOND), "x", "y", str, str))
    assert [line.get_color() for line in axes.lines] == [SERIES[0], GREY]


def test_labels_of_lines_that_end_together_stand_apart():
    axes = Figure().add_subplot()
    draw_lines(axes, Lines(TOLD, (FIRST, SECOND), "x", "y", str, str))
    heights = sorted(text.xy[1] for text in axes.texts)
    assert heights[1] - heights[0] > 0.05


def test_labels_above_name_every_line():
    axes = Figure().add_subplot()
    draw_lines(axes, Lines(TOLD, (FIRST, SECOND), "x", "y", str, str, labels_above=True))
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["first", "second"]


def test_shares_begin_at_zero_unless_told_otherwise():
    for from_zero in (True, False):
        axes = Figure().add_subplot()
        high = Series("high", (0.0, 1.0), (90.0, 95.0))
        draw_lines(axes, Lines(TOLD, (high,), "x", "y", str, str, from_zero=from_zero))
        assert bool(axes.get_ylim()[0] == 0.0) is from_zero
