"""A small made-up trade, the same every time, from which the look-alikes take their rows."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST = ("Ada", "Ben", "Carla", "David", "Emma", "Felix", "Greta", "Hugo", "Ines", "Jonas", "Karla", "Leo")
LAST = ("Moreau", "Huber", "Fischer", "Keller", "Engel", "Bauer", "Silva", "Costa", "Garcia", "Martin", "Wood")
START = datetime(2021, 1, 4, 9, 30)  # noqa: DTZ001 (a shop's own clock)
CITIES = ("Berlin", "Lyon", "Porto", "Madrid", "Leeds", "Graz", "Austin", "Recife")


def drawing(seed: str) -> random.Random:
    """A source of numbers that is the same for the same seed."""
    return random.Random(seed)  # noqa: S311 (made-up data, no secrets)


def hexadecimal(seed: str, length: int) -> str:
    """An id of hexadecimal digits."""
    return f"{drawing(seed).getrandbits(4 * length):0{length}x}"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who buys; `number` is unique, `left` one in four."""

    number: int
    first: str
    last: str
    city: str
    phone: str
    street: str
    left: bool
    age: int
    months: int
    calls: int
    fee: float
    balance: float

    @property
    def email(self) -> str:
        """An address of their own."""
        return f"{self.first}.{self.last}.{self.number}@example.com".lower()

    @property
    def label(self) -> str:
        """Whether they left, in words."""
        return "Attrited" if self.left else "Existing"

    @property
    def german(self) -> str:
        """Whether they left, in German."""
        return "ja" if self.left else "nein"

    @property
    def key(self) -> str:
        """A long id."""
        return hexadecimal(f"person {self.number}", 32)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order; `first` of its order, whose lines come to `total`."""

    row: int
    order: int
    person: Person
    at: datetime
    product: int
    quantity: int
    price: float
    first: bool
    total: float

    @property
    def amount(self) -> float:
        """What the line is worth."""
        return round(self.quantity * self.price, 2)

    @property
    def later(self) -> datetime:
        """When it was sent."""
        return self.at + timedelta(days=4)

    @property
    def key(self) -> str:
        """A long id of the order."""
        return hexadecimal(f"order {self.order}", 32)

    @property
    def head(self) -> dict[str, object]:
        """What an export may write on the order's first line alone."""
        told = {"paid": "paid", "at": f"{self.at} +0100", "total": self.total, "id": 4_700_000_000 + self.order}
        return told if self.first else dict.fromkeys(told, "")

    @property
    def comma(self) -> dict[str, str]:
        """Price, amount and total with a decimal comma."""
        numbers = {"price": self.price, "amount": self.amount, "total": self.total}
        return {name: f"{number:.2f}".replace(".", ",") for name, number in numbers.items()}

    @property
    def net(self) -> float:
        """Four fifths of the amount, with four decimals."""
        return round(self.amount * 0.8123, 4)

    @property
    def days(self) -> int:
        """The day as a number from the start of the trade."""
        return self.at.toordinal() - START.toordinal()


def people(count: int) -> list[Person]:
    """Who buys."""
    draw = drawing("people")
    return [
        Person(
            10_000 + 37 * number,
            draw.choice(FIRST),
            draw.choice(LAST),
            draw.choice(CITIES),
            f"+49 {draw.randint(150, 179)} {draw.randint(1_000_000, 9_999_999)}",
            f"{draw.randint(1, 400)} {draw.choice(LAST)} Street",
            draw.random() < 1 / 4,
            draw.randint(18, 90),
            draw.randint(0, 72),
            draw.randint(0, 9),
            round(draw.uniform(5, 99), 2),
            round(draw.uniform(0, 200_000), 2),
        )
        for number in range(count)
    ]


def lines(orders: int = 200) -> list[Line]:
    """What 60 of them bought, in the order of time."""
    draw = drawing("lines")
    buyers = people(60)
    prices = [round(draw.uniform(1, 60), 2) for _ in range(40)]
    at = START
    made: list[Line] = []
    for order in range(5_000, 5_000 + orders):
        at += timedelta(minutes=draw.randint(200, 4_000), seconds=draw.randint(0, 59))
        buyer = draw.choice(buyers)
        bought = [(product, draw.choice((1, 1, 1, 2, 3, 6))) for product in draw.sample(range(40), draw.randint(1, 4))]
        total = round(sum(prices[product] * quantity for product, quantity in bought), 2)
        for place, (product, quantity) in enumerate(bought):
            row = len(made) + 1
            made.append(Line(row, order, buyer, at, product, quantity, prices[product], place == 0, total))
    return made
