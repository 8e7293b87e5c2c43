"""Charts as values: what the pages print beside a picture is what the picture shows."""

from perennial.report.charts import Bars, Heat, Histogram, Lines, Series, Told

TOLD = Told("chart", "The message", "How to read it.")


def test_bars_tell_each_label_with_its_value():
    chart = Bars(TOLD, ("a", "b"), (2.0, 1.0), lambda value: f"{value:g} EUR", "spend")
    assert chart.rows() == (("", "spend"), ("a", "2 EUR"), ("b", "1 EUR"))


def test_the_last_bar_of_an_open_histogram_counts_all_beyond():
    chart = Histogram(TOLD, (0.0, 30.0, 60.0), (4, 1), "days", "customers", last_is_open=True)
    assert chart.rows() == (("days", "customers"), ("0 to 30", "4"), ("30 or more", "1"))


def test_lines_tell_every_point_under_the_name_of_its_line():
    chart = Lines(TOLD, (Series("came", (0.0, 1.0), (5.0, 6.0)),), "day", "spend", "{:g}".format, "{:.1f}".format)
    assert chart.rows() == (("", "day", "spend"), ("came", "0", "5.0"), ("came", "1", "6.0"))


def test_a_heat_map_tells_its_grid_and_leaves_unknown_cells_empty():
    chart = Heat(TOLD, ("a",), ("1", "2"), ((0.5, None),), "{:.1f}".format, "months")
    assert chart.rows() == (("months", "1", "2"), ("a", "0.5", ""))
