"""One small trade, written down in whatever form a test asks for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tests.public.trade import Line, lines

TRADE = tuple(lines(40))
HEADER = ("order_id", "order_date", "customer_id", "product_id", "quantity", "unit_price")

type Cells = Sequence[object]
type Kept = tuple[str, str, datetime, str, float, float]


@dataclass(frozen=True, slots=True)
class Form:
    """How dates, numbers and ids are written; each a function of the value to its text."""

    date: Callable[[datetime], object] = str
    number: Callable[[float], object] = str
    identifier: Callable[[int], object] = str


def cells(form: Form | None = None, trade: Iterable[Line] = TRADE) -> list[list[object]]:
    """The trade as rows under HEADER."""
    way = form or Form()
    return [
        [x.order, way.date(x.at), way.identifier(x.person.number), f"P{x.product}", x.quantity, way.number(x.price)]
        for x in trade
    ]


def text(
    rows: Iterable[Cells], header: Cells | None = HEADER, delimiter: str = ",", end: str = "\n", tail: str = ""
) -> str:
    """Rows as text, unquoted; `tail` ends every line."""
    table = [header, *rows] if header is not None else rows
    return "".join(delimiter.join(map(str, row)) + tail + end for row in table)


def kept(trade: Iterable[Line] = TRADE, moment: Callable[[datetime], datetime] = lambda at: at) -> set[Kept]:
    """What must be kept of the trade; `moment` is what is left of the time of day."""
    return {
        (str(x.person.number), str(x.order), moment(x.at), f"P{x.product}", float(x.quantity), x.amount) for x in trade
    }


def day(at: datetime) -> datetime:
    """The day alone."""
    return at.replace(hour=0, minute=0, second=0)


def minute(at: datetime) -> datetime:
    """The time without seconds."""
    return at.replace(second=0)
