"""What is packed in gzip and zip onto the disk, within limits that hold while it is being unpacked.

What an archive says about its sizes counts for nothing: bytes are counted as they come out.
"""

import gzip
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from perennial.errors import UnreadableFile
from perennial.file_kinds import ARCHIVE_ERRORS

CHUNK_BYTES = 1 << 20
MAX_MEMBERS = 1_000
MAX_MEMBER_BYTES = 1_500_000_000
MAX_TOTAL_BYTES = 2_000_000_000
# Text of tables packs to a tenth, at most a hundredth; what unpacks to far more is made to fill a disk.
MAX_RATIO = 250
MIN_BYTES_TO_JUDGE_RATIO = 50_000_000
ENCRYPTED = 0x1
SYSTEM_FILES = ("thumbs.db", "desktop.ini")
SYSTEM_FOLDER = "__MACOSX"
LONGEST_NAME = 200
SPLIT = "Split it into smaller files and upload those."
DAMAGED = "the archive is damaged or cut off{where}. Pack it again and upload that."
UNKNOWN_WAY = "it is packed in a way that is not known here{where}. Pack it as a plain zip file and upload that."
TOO_MANY = f"the archive holds more than {MAX_MEMBERS:,} files. {SPLIT}"
BOMB = f"it unpacks to more than {MAX_RATIO} times its size, as no table does; upload the table itself."


@dataclass(slots=True)
class Budget:
    """What may still be unpacked out of one landing object."""

    key: str
    bytes_left: int = MAX_TOTAL_BYTES
    members_left: int = MAX_MEMBERS

    def spend(self, count: int) -> None:
        """Take bytes off; raises UnreadableFile where there are not as many left."""
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise UnreadableFile(self.key, f"it unpacks to more than {MAX_TOTAL_BYTES / 1e9:g} GB. {SPLIT}")

    def spend_member(self) -> None:
        """Take a file off; raises UnreadableFile where there is none left."""
        self.members_left -= 1
        if self.members_left < 0:
            raise UnreadableFile(self.key, TOO_MANY)


def gunzip(source: Path, target: Path, budget: Budget) -> None:
    """Unpack a gzip file; raises UnreadableFile for one that is damaged or beyond the limits."""
    budget.spend_member()
    with gzip.open(source) as stream:
        _copy(stream, target, budget, packed_bytes=source.stat().st_size, where="")


def unzip(source: Path, folder: Path, budget: Budget) -> tuple[list[tuple[str, Path]], list[tuple[str, str]]]:
    """Unpack the files of a zip archive below the folder: (name, file) of those, (name, reason) of those left aside.

    Names are labels and never paths. Raises UnreadableFile for an archive that is damaged, protected by a password,
    has two files of one name, or is beyond the limits.
    """
    key, found = budget.key, list[tuple[str, Path]]()
    with _opened(key, "", partial(zipfile.ZipFile, source)) as archive:
        chosen, ignored = _chosen(archive.infolist(), budget)
        for number, (name, info) in enumerate(chosen.items(), start=1):
            target, where = folder / str(number), f" at {name}"
            with _opened(key, where, partial(archive.open, info)) as stream:
                _copy(stream, target, budget, info.compress_size, where)
            found.append((name, target))
    return found, ignored


def _opened[T](key: str, where: str, opening: Callable[[], T]) -> T:
    try:
        return opening()
    except NotImplementedError as error:
        raise UnreadableFile(key, UNKNOWN_WAY.format(where=where)) from error
    except ARCHIVE_ERRORS as error:
        raise UnreadableFile(key, DAMAGED.format(where=where)) from error


def _chosen(infos: list[zipfile.ZipInfo], budget: Budget) -> tuple[dict[str, zipfile.ZipInfo], list[tuple[str, str]]]:
    chosen: dict[str, zipfile.ZipInfo] = {}
    ignored: list[tuple[str, str]] = []
    for info in infos:
        if info.is_dir():
            continue
        budget.spend_member()
        name = printable_name(info.filename)
        reason = _reason_to_ignore(name, info)
        if reason is not None:
            ignored.append((name, reason))
        elif info.flag_bits & ENCRYPTED:
            raise UnreadableFile(budget.key, f"{name} is protected by a password. Pack it without one and upload that.")
        elif chosen.setdefault(name, info) is not info:
            raise UnreadableFile(budget.key, f"it holds two files called {name}. Rename one and pack them again.")
    return chosen, ignored


def _reason_to_ignore(name: str, info: zipfile.ZipInfo) -> str | None:
    parts = name.split("/")
    if SYSTEM_FOLDER in parts or parts[-1].lower() in SYSTEM_FILES:
        return "a file of the operating system"
    if any(part.startswith(".") and part not in {".", ".."} for part in parts):
        return "a hidden file"
    return "an empty file" if info.file_size == 0 else None


def printable_name(name: str) -> str:
    """The name as it may stand in messages and reports: forward slashes, no control characters, not endless."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in name.replace("\\", "/"))[:LONGEST_NAME]


def _copy(stream: IO[bytes] | gzip.GzipFile, target: Path, budget: Budget, packed_bytes: int, where: str) -> None:
    unpacked = 0
    with target.open("wb") as file:
        for chunk in _chunks(stream, budget.key, where):
            unpacked += len(chunk)
            budget.spend(len(chunk))
            if unpacked > MAX_MEMBER_BYTES:
                raise UnreadableFile(budget.key, f"a file in it is larger than {MAX_MEMBER_BYTES / 1e9:g} GB. {SPLIT}")
            if unpacked > max(MIN_BYTES_TO_JUDGE_RATIO, MAX_RATIO * packed_bytes):
                raise UnreadableFile(budget.key, BOMB)
            file.write(chunk)


def _chunks(stream: IO[bytes] | gzip.GzipFile, key: str, where: str) -> Iterator[bytes]:
    """The stream piece by piece; only what goes wrong in reading it is the archive's fault."""
    while True:
        try:
            chunk = stream.read(CHUNK_BYTES)
        except ARCHIVE_ERRORS as error:
            raise UnreadableFile(key, DAMAGED.format(where=where)) from error
        if not chunk:
            return
        yield chunk
