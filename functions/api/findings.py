"""What cleaning found out about a dataset's files, and the rows it set aside."""

import csv
import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from functions.api.dataset_answers import DatasetQuality, FileQuality, Rejects
from perennial import layout
from perennial.dataset_quality import dataset_quality
from perennial.errors import InvalidRequest, NotFoundError, ObjectMissing
from perennial.objects import ObjectStore
from perennial.pointers import read_pointer
from perennial.ports import Ports
from perennial.records import FileState, Json

LONGEST_KEY_BYTES = 1_024  # of an object in S3; DynamoDB refuses to look for a longer one
MAX_REPORTS = 1_000
READERS = 8
QUALITY_FILE = "quality.json"
REJECTS_FILE = "rejects.csv"
# A function answers at most 6 MB.
MAX_PAGE_CHARACTERS = 2_000_000
MAX_REJECTS_BYTES = 200_000_000


def quality_of(ports: Ports, dataset: str) -> DatasetQuality:
    """The reports of all clean files summed up, with the figures of the current feature snapshot.

    Raises InvalidRequest where there are too many files to sum up in one answer.
    """
    states = ports.state.files(dataset)
    clean = {state.key: state.identity for state in states if state.identity is not None}
    if len(clean) > MAX_REPORTS:
        raise InvalidRequest(f"{dataset} has {len(clean):,} files, too many for one answer; ask with file=… for one.")
    with ThreadPoolExecutor(READERS) as readers:
        bodies = readers.map(lambda identity: _report(ports.lake, dataset, identity), clean.values())
        reports = dict(zip(clean, bodies, strict=True))
    report = dataset_quality(reports, states, _figures(ports.lake, dataset))
    del report["by_file"]
    return DatasetQuality(dataset=dataset, files=sorted(clean), report=report)


def quality_of_file(ports: Ports, dataset: str, file: str) -> FileQuality:
    """What became of one file; raises NotFoundError for one that was never dropped."""
    state = _state(ports, dataset, file)
    report = None if state.identity is None else _report(ports.lake, dataset, state.identity)
    return FileQuality(dataset=dataset, file=state.key, status=state.status, reason=state.reason, report=report)


def rejects_of(ports: Ports, dataset: str, file: str | None, page: range) -> Rejects:
    """The rejected rows at these places: those a file lost in cleaning, or without a file those lost in joining files.

    Raises NotFoundError for a file that was never dropped or has no rows, InvalidRequest for more than can be paged.
    """
    if file is None:
        snapshot = read_pointer(ports.lake, layout.features_pointer(dataset)).snapshot
        key = None if snapshot is None else layout.features_folder(dataset, snapshot) + REJECTS_FILE
        landing_key = None
    else:
        state = _state(ports, dataset, file)
        if state.identity is None:
            raise NotFoundError(
                f"{state.key} is {state.status}, so no row of it was rejected by itself. {state.reason}"
            )
        key, landing_key = layout.rejects_file(dataset, state.identity), state.key
    columns, rows, is_last = _read_page(ports.lake, key, page)
    following = None if is_last else page.start + len(rows)
    return Rejects(dataset=dataset, file=landing_key, columns=columns, rows=rows, next_offset=following)


def _read_page(lake: ObjectStore, key: str | None, page: range) -> tuple[list[str], list[list[str]], bool]:
    """The columns, the rows of the page as far as they fit an answer, and whether they are the last."""
    info = None if key is None else lake.head(key)
    if key is None or info is None:
        return [], [], True
    if info.size_bytes > MAX_REJECTS_BYTES:
        raise InvalidRequest(f"these rejects take {info.size_bytes:,} bytes, too many to page; download {key} instead.")
    csv.field_size_limit(MAX_REJECTS_BYTES)  # a rejected row may be as long as its file
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rejects.csv"
        lake.download(key, path)
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream)
            columns = next(reader, [])
            found = list(islice(reader, page.start, page.stop + 1))
            rows = list(_fitting(found[: len(page)]))
            return columns, rows, len(rows) == len(found)


def _fitting(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    """The first rows, at least one, that are not too long together."""
    characters = 0
    for number, row in enumerate(rows):
        characters += sum(map(len, row))
        if number > 0 and characters > MAX_PAGE_CHARACTERS:
            return
        yield row


def _state(ports: Ports, dataset: str, file: str) -> FileState:
    """The state of a file by its landing key, or by its name in the dataset."""
    for key in (file, layout.landing_path(dataset, file)):
        state = ports.state.file(dataset, key) if len(key.encode()) <= LONGEST_KEY_BYTES else None
        if state is not None and state.status != "gone":
            return state
    raise NotFoundError(f"dataset {dataset} has no file {file}; GET /api/datasets/{dataset}/quality names its files.")


def _report(lake: ObjectStore, dataset: str, identity: str) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(lake.read(layout.quality_file(dataset, identity)).body)
    return report


def _figures(lake: ObjectStore, dataset: str) -> dict[str, Json]:
    """What the current snapshot tells of the joined orders; nothing where there is none, or of subscribers."""
    snapshot = read_pointer(lake, layout.features_pointer(dataset)).snapshot
    try:
        body = b"{}" if snapshot is None else lake.read(layout.features_folder(dataset, snapshot) + QUALITY_FILE).body
    except ObjectMissing:
        return {}
    figures: dict[str, Json] = json.loads(body)
    return figures
