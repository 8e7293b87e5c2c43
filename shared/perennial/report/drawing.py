"""Figures as SVG and PNG: the same chart gives the same bytes, wherever and whenever it is drawn."""

import io
import warnings
from dataclasses import dataclass
from textwrap import fill
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from perennial.report.bar_drawing import draw_bars, draw_histogram
from perennial.report.charts import Bars, Chart, Heat, Histogram, Lines
from perennial.report.heat_drawing import draw_heat
from perennial.report.line_drawing import draw_lines
from perennial.report.style import MUTED, STYLE, TEXT, WIDTH_INCHES, height_of

PNG_DOTS_PER_INCH = 160
TITLE_WIDTH, TITLE_LINE_INCHES = 76, 0.22  # characters a line
NOTE_WIDTH, NOTE_LINE_INCHES = 118, 0.15
MARGIN_INCHES = 0.12
# The page's own fonts, all of them narrower than the one the figure was laid out with.
DRAWN_WITH, SHOWN_WITH = "'DejaVu Sans'", "system-ui, 'Segoe UI', Roboto, Arial, 'DejaVu Sans'"
NO_DATE = {"Date": None, "Creator": None}
DRAWERS = {Bars: draw_bars, Histogram: draw_histogram, Lines: draw_lines, Heat: draw_heat}


@dataclass(frozen=True, slots=True)
class Pictures:
    """A figure for a page that carries its title, as SVG, and with its title in it, as SVG and as PNG."""

    untitled_svg: bytes
    svg: bytes
    png: bytes


def drawn(chart: Chart) -> Pictures:
    """The pictures of a chart."""
    style: dict[Any, Any] = {**STYLE, "svg.hashsalt": chart.told.name}  # the stub lists every setting by name
    with rc_context(style), warnings.catch_warnings():
        # What people call things may be written in letters that the font lacks; a browser has others.
        warnings.filterwarnings("ignore", message=r"Glyph .* missing from font", category=UserWarning)
        untitled, titled = _figure(chart, titled=False), _figure(chart, titled=True)
        return Pictures(_svg(untitled), _svg(titled), _png(titled))


def _figure(chart: Chart, *, titled: bool) -> Figure:
    title, note = fill(chart.told.title, TITLE_WIDTH), fill(chart.told.note, NOTE_WIDTH)
    title_inches = TITLE_LINE_INCHES * (title.count("\n") + 1)
    note_inches = NOTE_LINE_INCHES * (note.count("\n") + 1)
    plot_inches = height_of(chart)
    above_inches = MARGIN_INCHES + title_inches + note_inches if titled else 0.0
    figure = Figure(figsize=(WIDTH_INCHES, plot_inches + above_inches))
    FigureCanvasAgg(figure)
    draw: Any = DRAWERS[type(chart)]  # each drawer takes the chart its key names
    draw(figure.add_subplot(), chart)
    total = plot_inches + above_inches
    if titled:
        below_title = 1 - (MARGIN_INCHES + title_inches) / total
        figure.text(0.012, 1 - MARGIN_INCHES / total, title, color=TEXT, weight="bold", size=11, va="top")
        figure.text(0.012, below_title, note, color=MUTED, size=7.5, va="top")
    figure.set_layout_engine("constrained", rect=(0.0, 0.0, 1.0, plot_inches / total), w_pad=0.06, h_pad=0.06)
    return figure


def _svg(figure: Figure) -> bytes:
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata=NO_DATE, transparent=False)
    figure.set_layout_engine("none")  # everything has its place now; finding it again would take as long
    return stream.getvalue().replace(DRAWN_WITH, SHOWN_WITH).encode()


def _png(figure: Figure) -> bytes:
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=PNG_DOTS_PER_INCH, metadata={"Software": None})
    return stream.getvalue()
