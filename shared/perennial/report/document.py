"""A report before it is typeset: sections of text, tables and figures, and one slide a message."""

from dataclasses import dataclass

from perennial.report.charts import Chart


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number to remember, what it is, and how sure it is."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as text; the columns whose numbers (0 is the first) are in `numeric` stand right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Slide:
    """One message, and what shows it."""

    message: str
    points: tuple[str, ...] = ()
    key_figures: tuple[KeyFigure, ...] = ()
    chart: Chart | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One question a reader has, answered in the title; `notes` are the small print, `advice` what to do about it."""

    name: str
    question: str
    title: str
    paragraphs: tuple[str, ...] = ()
    key_figures: tuple[KeyFigure, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    points: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    slides: tuple[Slide, ...] = ()
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A report: `summary` holds what it says, `advice` what to do about it.

    `based_on` says which data and which model it is about, and stands at the foot of each page.
    """

    title: str
    subtitle: str
    summary: tuple[str, ...]
    advice: tuple[str, ...]
    sections: tuple[Section, ...]
    based_on: str

    def charts(self) -> dict[str, Chart]:
        """Every figure by its name, in the order of the sections."""
        return {chart.told.name: chart for section in self.sections for chart in section.charts}

    def slides(self) -> tuple[Slide, ...]:
        """Every slide, in the order of the sections."""
        return tuple(slide for section in self.sections for slide in section.slides)
