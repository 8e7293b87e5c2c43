"""One landing object from bytes to clean tables: every row is kept, set aside with its reason, or a repeat."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from perennial import engine
from perennial.clean_member import CleanMember, clean_member
from perennial.containers import Unpacked, unpack
from perennial.dataset import Dataset
from perennial.errors import InvalidDescription, NotNeeded, RefusedError, UndecidedDates, UnreadableFile
from perennial.object_quality import object_report
from perennial.quality import RowCounts
from perennial.records import Json
from perennial.row_store import PLAIN_FROM_BYTES
from perennial.sql_text import escaped
from perennial.suppression import NOBODY, Suppression

CLEANING_VERSION = 3


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A cleaned file: the Parquet of each table it holds, its CSV of tables.REJECTS, quality report and counts.

    `evidence` is what this object alone proves and other files may need; `erased` the hashes of erased persons whose
    rows were met, sorted.
    """

    tables: dict[str, Path]
    rejects: Path
    quality: dict[str, Json]
    rows: RowCounts
    evidence: dict[str, str]
    erased: tuple[str, ...]


def clean_file(
    key: str,
    source: Path,
    dataset: Dataset,
    work_dir: Path,
    *,
    known_evidence: Mapping[str, str],
    suppression: Suppression = NOBODY,
    plain_from_bytes: int = PLAIN_FROM_BYTES,
) -> CleanFile:
    """Clean one landing object into `work_dir`; the same bytes under the same description give the same files.

    Texts of at least so many bytes are read by the SQL engine where it can; which way they are read changes nothing.
    Raises RefusedError where the object as a whole cannot be used: nothing in it is a table that is understood, or a
    table would be lost with what it needs.
    """
    unpacked = unpack(key, source, work_dir)
    found: dict[str, CleanMember] = {}
    refused: dict[str, RefusedError] = {}
    for number, member in enumerate(unpacked.members):
        folder = work_dir / f"member-{number}"
        folder.mkdir(exist_ok=True)
        proven = _agreed(found) | dict(known_evidence)
        try:
            found[member.name] = clean_member(
                key,
                member,
                dataset,
                folder,
                known_evidence=proven,
                suppression=suppression,
                plain_from_bytes=plain_from_bytes,
            )
        except (UndecidedDates, InvalidDescription):
            raise
        except RefusedError as error:
            if len(unpacked.members) == 1:
                raise
            refused[member.name] = error
    if not found:
        _refuse(key, list(refused.values()))
    return _together(unpacked, found, refused, work_dir)


def _agreed(found: Mapping[str, CleanMember]) -> dict[str, str]:
    """What the members prove and none contradicts."""
    proven: dict[str, set[str]] = {}
    for member in found.values():
        for name, value in member.evidence.items():
            proven.setdefault(name, set()).add(value)
    return {name: values.pop() for name, values in proven.items() if len(values) == 1}


def _refuse(key: str, errors: Sequence[RefusedError]) -> None:
    """Raises several errors as one: nothing in the object can be used."""
    reasons = "; ".join(str(error) for error in errors)
    why = f"none of its {len(errors)} tables can be used: {reasons}"
    if all(isinstance(error, NotNeeded) for error in errors):
        raise NotNeeded(key, why)
    raise UnreadableFile(key, why)


def _together(
    unpacked: Unpacked, found: Mapping[str, CleanMember], refused: Mapping[str, RefusedError], work_dir: Path
) -> CleanFile:
    tables = sorted({member.table for member in found.values()})
    paths = {table: [member.path for member in found.values() if member.table == table] for table in tables}
    ignored = dict(unpacked.ignored) | {name: str(error) for name, error in refused.items()}
    return CleanFile(
        {table: _one_table(some, work_dir / f"{table}.parquet") for table, some in paths.items()},
        _one_csv([member.rejects for member in found.values()], work_dir / "rejects.csv"),
        object_report({name: member.quality for name, member in found.items()}, ignored),
        _sum([member.rows for member in found.values()]),
        _agreed(found),
        tuple(sorted({one for member in found.values() for one in member.erased})),
    )


def _one_table(paths: Sequence[Path], together: Path) -> Path:
    if len(paths) == 1:
        return paths[0]
    files = ", ".join(f"'{escaped(str(path))}'" for path in paths)
    with engine.connection(together.parent) as con:
        query = f"select * from read_parquet([{files}])"
        con.execute(f"copy ({query}) to '{escaped(str(together))}' (format parquet, compression zstd)")
    return together


def _one_csv(paths: Sequence[Path], together: Path) -> Path:
    if len(paths) == 1:
        return paths[0]
    with together.open("wb") as all_of_them:
        for number, path in enumerate(paths):
            with path.open("rb") as one:
                header = one.readline()
                all_of_them.write(b"" if number else header)
                shutil.copyfileobj(one, all_of_them)
    return together


def _sum(counts: Sequence[RowCounts]) -> RowCounts:
    read, kept, rejected, duplicate = (sum(column) for column in zip(*map(astuple, counts), strict=True))
    return RowCounts(read, kept, rejected, duplicate)
