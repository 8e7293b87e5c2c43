"""Pictures: the same chart gives the same bytes, and what customers are called is drawn, never obeyed."""

import struct

import pytest

from perennial.report.charts import Bars, Chart, Heat, Histogram, Lines, Series, Told
from perennial.report.drawing import PNG_DOTS_PER_INCH, drawn
from perennial.report.style import WIDTH_INCHES

HOSTILE = "$\\frac{1}{0}$ <script>alert(1)</script> 客户 \N{GRINNING FACE}"
NAMED = Told("figure", HOSTILE, "How to read it.")
CHARTS: dict[str, Chart] = {
    "bars": Bars(NAMED, (HOSTILE, "b"), (2.0, 1.0), lambda value: f"{value:g} $x$", "spend", frozenset({"b"})),
    "histogram": Histogram(NAMED, (0.0, 1.0, 2.0), (3, 4), HOSTILE, "", last_is_open=True, marked=(0.5, "here")),
    "lines": Lines(
        NAMED, (Series(HOSTILE, (0.0, 1.0), (0.0, 1.0), (0.0, 0.5), (0.5, 2.0)),
                Series("dots", (0.0, 1.0), (1.0, 1.0), (0.5, 0.5), (2.0, 2.0), dots=True, steady=False),
                Series("base", (0.0, 1.0), (0.5, 0.5), dashed=True)),
        "x", "y", str, str, marked=(1.0, 1.0, "best"), rule=(0.5, "today"), labels_above=True,
    ),
    "heat": Heat(NAMED, (HOSTILE, "b"), ("1", "2"), ((1.0, -0.5), (None, 0.0)), "{:.1f}".format, "x", diverging=True),
    "empty": Bars(NAMED, (), (), str, "spend"),
}  # fmt: skip
parametrized = pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS)


@parametrized
def test_the_same_chart_gives_the_same_bytes(chart: Chart):
    assert drawn(chart) == drawn(chart)


@parametrized
def test_an_svg_holds_no_script_and_no_date(chart: Chart):
    for picture in (drawn(chart).svg, drawn(chart).untitled_svg):
        assert b"<script" not in picture
        assert b"dc:date" not in picture


def test_a_dollar_is_no_formula_and_a_strange_letter_reaches_the_browser():
    text = drawn(CHARTS["bars"]).untitled_svg.decode()
    assert "\\frac{1}{0}$ &lt;script&gt;" in text
    assert "客户" in text


def test_the_title_stands_in_the_files_alone_since_a_page_has_it_in_its_text():
    pictures = drawn(CHARTS["histogram"])
    assert pictures.svg.count(b"alert(1)") > pictures.untitled_svg.count(b"alert(1)")


def test_a_long_title_gets_its_room_instead_of_lying_on_the_plot():
    short = Bars(Told("figure", "Short.", "Note."), ("a",), (1.0,), str, "spend")
    long = Bars(Told("figure", "A long message. " * 12, "Note."), ("a",), (1.0,), str, "spend")
    heights = [struct.unpack(">I", drawn(chart).png[20:24])[0] for chart in (short, long)]
    assert heights[1] > heights[0] + 50


@parametrized
def test_a_png_is_as_wide_as_it_is_meant_to_be(chart: Chart):
    png = drawn(chart).png
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">I", png[16:20])[0] == round(WIDTH_INCHES * PNG_DOTS_PER_INCH)
