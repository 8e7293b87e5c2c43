"""From a landing object to the tables inside it: each one's text on disk, whatever it was packed in."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Member:
    """One table's text: its name inside the landing object ("" for a plain text file) and where the text lies."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The members sorted by name, and what was left aside: name and reason."""

    members: tuple[Member, ...]
    ignored: tuple[tuple[str, str], ...]


def unpack(key: str, source: Path, work_dir: Path) -> Unpacked:
    """The tables inside a landing object, those that had to be unpacked written below `work_dir`.

    Raises UnreadableFile for what cannot be unpacked.
    """
    return Unpacked((Member("", source),), ())
