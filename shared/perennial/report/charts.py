"""What a figure shows, as plain values: drawing.py makes pictures of it, the pages a table."""

from collections.abc import Callable
from dataclasses import dataclass

type Spelled = Callable[[float], str]
type Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of every figure: a name for its files, the message, and how to read it."""

    name: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Bars:
    """One horizontal bar a label, from zero, in the order given; `spelled` writes the values at their ends."""

    told: Told
    labels: tuple[str, ...]
    values: tuple[float, ...]
    spelled: Spelled
    what: str
    emphasised: frozenset[str] = frozenset()

    def rows(self) -> Rows:
        """The values as a table, its header first."""
        return (("", self.what), *((label, self.spelled(v)) for label, v in zip(self.labels, self.values, strict=True)))


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many lie between each pair of edges; the last bar may gather all that is beyond."""

    told: Told
    edges: tuple[float, ...]
    counts: tuple[int, ...]
    axis: str
    what: str
    last_is_open: bool
    marked: tuple[float, str] | None = None

    def rows(self) -> Rows:
        """The counts as a table, its header first."""
        return ((self.axis, self.what), *((self.label(at), f"{n:,}") for at, n in enumerate(self.counts)))

    def label(self, at: int) -> str:
        """Between which values a bar counts."""
        if self.last_is_open and at == len(self.counts) - 1:
            return f"{self.edges[at]:,.0f} or more"
        return f"{self.edges[at]:,.0f} to {self.edges[at + 1]:,.0f}"


@dataclass(frozen=True, slots=True)
class Series:
    """A line: where it goes, its label, and its band where it has one."""

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    dashed: bool = False
    dots: bool = False
    steady: bool = True


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over one pair of axes, labelled at their ends or above; `marked` is a chosen point with its words."""

    told: Told
    series: tuple[Series, ...]
    x_axis: str
    y_axis: str
    x_spelled: Spelled
    y_spelled: Spelled
    marked: tuple[float, float, str] | None = None
    rule: tuple[float, str] | None = None
    x_ticks: tuple[float, ...] = ()
    from_zero: bool = True
    labels_above: bool = False

    def rows(self) -> Rows:
        """The points as a table, its header first; a line's label stands at each of its points."""
        found = [("", self.x_axis, self.y_axis)]
        for line in self.series:
            points = zip(line.x, line.y, strict=True)
            found += [(line.label, self.x_spelled(x), self.y_spelled(y)) for x, y in points]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Heat:
    """A value in each cell of a grid, None where there is none.

    `diverging` values run from minus one over 0 to 1, others from 0 up.
    """

    told: Told
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]
    spelled: Spelled
    axis: str
    diverging: bool = False

    def rows(self) -> Rows:
        """The cells as a table, its header first."""
        body = ((label, *map(self._cell, row)) for label, row in zip(self.row_labels, self.values, strict=True))
        return ((self.axis, *self.column_labels), *body)

    def _cell(self, value: float | None) -> str:
        return "" if value is None else self.spelled(value)


type Chart = Bars | Histogram | Lines | Heat
