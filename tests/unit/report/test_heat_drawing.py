"""Grids: known cells carry their value, unknown ones nothing."""

from matplotlib.figure import Figure

from perennial.report.charts import Heat, Told
from perennial.report.heat_drawing import draw_heat

TOLD = Told("chart", "", "")


def test_a_cell_says_its_value_and_an_unknown_one_stays_empty():
    axes = Figure().add_subplot()
    draw_heat(axes, Heat(TOLD, ("a", "b"), ("1", "2"), ((0.5, None), (0.1, 0.2)), "{:.1f}".format, "months"))
    assert [text.get_text() for text in axes.texts] == ["0.5", "0.1", "0.2"]


def test_the_first_row_is_on_top():
    axes = Figure().add_subplot()
    draw_heat(axes, Heat(TOLD, ("a", "b"), ("1",), ((0.5,), (0.1,)), "{:.1f}".format, "", diverging=True))
    low, high = axes.get_ylim()
    assert low > high
