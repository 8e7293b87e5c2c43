"""From a landing object to the tables inside it: each one's text on disk, whatever it was packed in.

What an object is tells its content and not its name: text, gzip, a zip archive of several files, or a workbook of
several sheets; and these inside each other, as far as anybody packs them on purpose.
"""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from perennial.archives import Budget, gunzip, printable_name, unzip
from perennial.errors import UnreadableFile
from perennial.file_kinds import GZIP, TEXT, WORKBOOKS, ZIP, kind_of
from perennial.sources import MAX_SOURCE_BYTES
from perennial.workbooks import unpack_sheets

MAX_DEPTH = 3
TOO_LARGE = f"it is larger than {MAX_SOURCE_BYTES / 1e9:g} GB. Split it into smaller files and upload those."
TOO_DEEP = "archives lie in archives too deep. Pack the tables themselves and upload that."
REMEDY = "Upload tables as CSV text, as .xlsx, or packed as .gz or .zip."
MOST_REASONS = 5


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


@dataclass(slots=True)
class _Unpacking:
    work_dir: Path
    budget: Budget
    members: list[Member] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    folders: int = 0

    def folder(self) -> Path:
        """An empty folder; what an earlier attempt left in it is gone."""
        self.folders += 1
        folder = self.work_dir / f"unpacked-{self.folders}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder


def unpack(key: str, source: Path, work_dir: Path) -> Unpacked:
    """The tables inside a landing object, those that had to be unpacked written below `work_dir`.

    Raises UnreadableFile for what is damaged, protected, beyond the limits or holds nothing that could be a table.
    """
    if source.stat().st_size > MAX_SOURCE_BYTES:
        raise UnreadableFile(key, TOO_LARGE)
    run = _Unpacking(work_dir, Budget(key))
    _unpack(run, "", source, depth=0)
    if not run.members:
        raise UnreadableFile(key, f"{_why_nothing(run.ignored)}. {REMEDY}")
    return Unpacked(tuple(sorted(run.members, key=lambda member: member.name)), tuple(sorted(run.ignored)))


def _unpack(run: _Unpacking, name: str, source: Path, depth: int) -> None:
    kind = kind_of(source)
    if kind == TEXT:
        run.members.append(Member(name, source))
        return
    if kind not in {GZIP, ZIP, *WORKBOOKS}:
        run.ignored.append((name, kind))
        return
    if depth == MAX_DEPTH:
        raise UnreadableFile(run.budget.key, TOO_DEEP)
    inside, ignored = _inside(run, kind, source)
    if depth > 0:
        source.unlink()
    run.ignored.extend((_joined(name, below), reason) for below, reason in ignored)
    for below, path in inside:
        if kind in WORKBOOKS:
            run.members.append(Member(_joined(name, below), path))
        else:
            _unpack(run, _joined(name, below), path, depth + 1)


def _inside(run: _Unpacking, kind: str, source: Path) -> tuple[list[tuple[str, Path]], list[tuple[str, str]]]:
    folder, budget = run.folder(), run.budget
    if kind == GZIP:
        gunzip(source, folder / "1", budget)
        return [("", folder / "1")], []
    if kind == ZIP:
        return unzip(source, folder, budget)
    sheets, ignored = unpack_sheets(budget.key, source, kind, folder, budget.bytes_left)
    for _, path in sheets:
        budget.spend(path.stat().st_size)
    return [(printable_name(name), path) for name, path in sheets], ignored


def _joined(name: str, below: str) -> str:
    return "/".join(part for part in (name, below) if part)


def _why_nothing(ignored: list[tuple[str, str]]) -> str:
    if [name for name, _ in ignored] == [""]:
        return f"this is {ignored[0][1]}, not a table"
    reasons = "; ".join(f"{name} is {reason}" for name, reason in sorted(ignored)[:MOST_REASONS])
    return f"nothing in it is a table ({reasons})" if reasons else "there is nothing in it"
