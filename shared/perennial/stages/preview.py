"""Preview: what an upload that nobody confirmed yet would become. Nothing is written but its rejects, beside it."""

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from perennial import engine, layout, side_layout
from perennial.advice import Finding
from perennial.beginnings import beginning_of, is_packed
from perennial.cleaning import CleanFile, clean_file
from perennial.containers import Member, unpack
from perennial.dataset import Dataset
from perennial.errors import ObjectMissing, RefusedError
from perennial.pointers import read_pointer
from perennial.ports import Ports
from perennial.preview import Preview, preview_of, refused_preview
from perennial.records import Json
from perennial.seen_table import seen_table
from perennial.sql_text import escaped
from perennial.stages.agreeing import agreed
from perennial.stages.erased import suppression_of
from perennial.tables import ORDER_LINES

# An API call is over after 29 seconds. Measured on two busy cores: a table of 48 MB takes 15 s, one of 16 MB 3.6 s.
WHOLE_BYTES = 24_000_000
WHOLE_PACKED_BYTES = 4_000_000
BEGINNING_BYTES = 8_000_000
COMPARED_BYTES = 200_000_000
MAGIC_BYTES = 8
REPLACES = "The dataset has a file of this name; confirming puts this one in its place."
REPLACES_REMEDY = "Confirm that it is to be replaced, or upload this file under another name."
BEGINNING = "The file is large: only its beginning was looked at, and all counts are of that part."
BEGINNING_REMEDY = "Nothing; every row is checked when the file is read."
UNSEEN = "An archive or workbook of this size is not looked at before it is read."
UNSEEN_REMEDY = "Confirm to have it read as it is, or upload its table as CSV or .gz to see it here first."


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that waits to be confirmed: where it lies, what it is called, and the dataset it is meant for."""

    upload_id: str
    file_name: str
    dataset: str

    @property
    def key(self) -> str:
        """Where it waits."""
        return layout.pending(self.upload_id, self.file_name)

    @property
    def landing_key(self) -> str:
        """Where it would go."""
        return layout.landing_path(self.dataset, self.file_name)


def preview(upload: Upload, description: Dataset, ports: Ports, *, work_dir: Path) -> dict[str, Json]:
    """What the upload would become under this description, as the API answers it.

    Of a file too large for a call its beginning is looked at, and said so. Raises ObjectMissing before it arrived.
    """
    source = work_dir / "source"
    try:
        sampled = _fetch(upload, ports, source)
        found = _looked_at(upload, description, ports, source) if source.exists() else Preview(description)
    except RefusedError as error:
        return refused_preview(description, error).to_json() | {"sampled": False}
    findings = (*_circumstances(upload, ports, sampled=sampled, seen=source.exists()), *found.findings)
    return replace(found, findings=findings).to_json() | {"sampled": sampled}


def _fetch(upload: Upload, ports: Ports, source: Path) -> bool:
    """Put the upload, its beginning, or nothing at the path; whether it is not the whole."""
    info = ports.landing.head(upload.key)
    if info is None:
        raise ObjectMissing(upload.key)
    packed = info.size_bytes > WHOLE_PACKED_BYTES and is_packed(ports.landing.read_start(upload.key, MAGIC_BYTES))
    if info.size_bytes <= WHOLE_BYTES and not packed:
        ports.landing.download(upload.key, source)
        return False
    beginning = beginning_of(ports.landing.read_start(upload.key, BEGINNING_BYTES))
    if beginning is not None:
        source.write_bytes(beginning)
    return True


def _looked_at(upload: Upload, description: Dataset, ports: Ports, source: Path) -> Preview:
    """Clean the file as it would be, and look at the table in it that says most. Raises RefusedError for no table."""
    known = agreed(ports, upload.dataset)
    cleaning, looking = source.with_name("cleaning"), source.with_name("looking")
    clean = partial(clean_file, known_evidence=known, suppression=suppression_of(ports, upload.dataset))
    cleaning.mkdir()
    try:
        outcome: CleanFile | RefusedError = clean(upload.landing_key, source, description, cleaning)
    except RefusedError as error:
        outcome = error
    looking.mkdir()
    member = _main_member(unpack(upload.landing_key, source, looking).members, outcome)
    label = f"{upload.landing_key} ({member.name})" if member.name else upload.landing_key
    with seen_table(label, member) as table:
        found = preview_of(table, outcome, description, known)
    if isinstance(outcome, RefusedError):
        return found
    ports.landing.upload(side_layout.pending_rejects(upload.upload_id), outcome.rejects, "text/csv; charset=utf-8")
    return _compared(found, outcome, upload.dataset, ports, looking)


def _main_member(members: tuple[Member, ...], outcome: CleanFile | RefusedError) -> Member:
    """The table with the most rows among those that were cleaned, else the first."""
    if isinstance(outcome, RefusedError):
        return members[0]
    reports: list[dict[str, dict[str, int]]] = outcome.quality["members"]  # type: ignore[assignment]  # of tables
    rows = {str(report["member"]): report["rows"]["read"] for report in reports}
    return max(members, key=lambda member: rows.get(member.name, -1))


def _compared(found: Preview, outcome: CleanFile, dataset: str, ports: Ports, folder: Path) -> Preview:
    """With the number of rows that the dataset's order lines hold already, where they are not too many to look."""
    snapshot = read_pointer(ports.lake, layout.features_pointer(dataset)).snapshot
    lines = outcome.tables.get(ORDER_LINES.name)
    if snapshot is None or lines is None or found.counts is None:
        return found
    key = f"{layout.features_folder(dataset, snapshot)}order_lines.parquet"
    info = ports.lake.head(key)
    if info is None or info.size_bytes > COMPARED_BYTES:
        return found
    present = folder / "present.parquet"
    ports.lake.download(key, present)
    columns = ", ".join(ORDER_LINES.key)
    with engine.connection(folder) as con:
        both = " intersect ".join(
            f"select {columns} from read_parquet('{escaped(str(path))}')" for path in (lines, present)
        )
        count = int(con.execute(f"select count(*) from ({both})").fetchall()[0][0])
    return replace(found, counts=found.counts | {"already_present": count})


def _circumstances(upload: Upload, ports: Ports, *, sampled: bool, seen: bool) -> list[Finding]:
    """What is to be known of the upload itself."""
    found = []
    if ports.landing.head(upload.landing_key) is not None:
        found.append(Finding("warning", "replaces", 0, REPLACES, REPLACES_REMEDY))
    if sampled:
        words = (BEGINNING, BEGINNING_REMEDY) if seen else (UNSEEN, UNSEEN_REMEDY)
        found.append(Finding("warning", "sample", 0, *words))
    return found
