"""How a look-alike is written down: a header, a template of its rows, and what must be made of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.public.trade import Line, Person, lines, people

SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class PublicFile:
    """A file of `of` ("lines" or first lines of "orders" of the trade, or its "people"), cells separated by |.

    `columns` are field=column, `personal` what is left out; `refusal` is the pattern of the message instead.
    """

    name: str
    of: str
    header: str
    row: str
    columns: str = ""
    personal: str = ""
    refusal: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The column names."""
        return tuple(self.header.split(SEPARATOR))

    @property
    def expected(self) -> dict[str, str]:
        """What the columns must be taken for."""
        return dict(pair.split("=") for pair in self.columns.split(SEPARATOR))

    def rows(self) -> list[tuple[str, ...]]:
        """The cells of every row, as text; a template of several lines makes several rows."""
        texts = (self.row.format(x=each, p=_person(each)) for each in self._each())
        return [tuple(row.split(SEPARATOR)) for text in texts for row in text.splitlines()]

    def _each(self) -> Iterable[Line | Person]:
        if self.of == "people":
            return people(120)
        return [line for line in lines() if self.of == "lines" or line.first]


def _person(each: Line | Person) -> Person:
    return each if isinstance(each, Person) else each.person
