"""A text on disk, looked at as an upload is."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from perennial.containers import Member
from perennial.seen_table import SeenTable, seen_table

KEY = "landing/shop/orders.csv"


@contextmanager
def seen(work_dir: Path, text: str, key: str = KEY) -> Iterator[SeenTable]:
    """The table of this text."""
    path = work_dir / "seen.csv"
    path.write_text(text, encoding="utf-8")
    with seen_table(key, Member("", path)) as table:
        yield table


def lines(header: str, *rows: str) -> str:
    """A CSV text."""
    return "\n".join((header, *rows)) + "\n"
