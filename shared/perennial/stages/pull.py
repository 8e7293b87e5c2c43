"""Pull: what the sources of a dataset have to offer goes into the landing bucket, where it is a drop like any other."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from perennial import layout, side_layout
from perennial.errors import ObjectMissing, PerennialError, RefusedError, TransientError
from perennial.ports import Ports
from perennial.records import StageResult
from perennial.sources import Fetched, Source, Version
from perennial.stages.descriptions import read_description

type Fetch = Callable[[str, Path, Version], Fetched | None]
type Known = dict[str, Any]

NO_SOURCES = "the description names no sources"
NO_DESCRIPTION = "would be called dataset.json, which describes the dataset; give it another name in the description."


def pull(dataset: str, ports: Ports, *, work_dir: Path, now: datetime, fetch: Fetch) -> StageResult:
    """Fetch every source that is due and land what is new; the bytes that are there already are not landed again.

    A source that fails is told in the run's reason and due again the next time; the others go on.
    """
    sources = read_description(ports.lake, dataset).sources
    if not sources:
        return StageResult("nothing_to_do", reason=NO_SOURCES)
    known, counts, reasons = _known(ports, dataset), Counter[str](), []
    pulling = _Pulling(dataset, ports, now, fetch, known)
    for number, source in enumerate(sources):
        try:
            came = pulling.pulled(source, work_dir / f"source-{number}")
        except (RefusedError, TransientError) as error:
            reasons.append(_about(source, error))
            came = "failed"
        counts[came] += 1
    ports.lake.write(
        side_layout.pulled(dataset), json.dumps(known, indent=1, sort_keys=True).encode(), "application/json"
    )
    detail = {name: counts[name] for name in ("landed", "unchanged", "not_due", "failed")}
    if reasons:
        return StageResult("failed", {**detail}, " ".join(reasons))
    return StageResult("done" if counts["landed"] else "nothing_to_do", {**detail})


@dataclass(frozen=True, slots=True)
class _Pulling:
    """One pull of a dataset; `known` tells of each address what was last fetched from it."""

    dataset: str
    ports: Ports
    now: datetime
    fetch: Fetch
    known: dict[str, Known]

    def pulled(self, source: Source, folder: Path) -> str:
        """landed | unchanged | not_due; what is known of the source is brought up to date."""
        address = hashlib.sha256(source.url.encode()).hexdigest()[:32]
        before = self.known.get(address, {})
        pulled_at = before.get("pulled_at")
        if not source.is_due(None if pulled_at is None else datetime.fromisoformat(pulled_at), self.now):
            return "not_due"
        there = before.get("key") is not None and self.ports.landing.head(before["key"]) is not None
        version = Version(before["etag"], before["last_modified"]) if there else Version()
        found = self.fetch(source.url, folder, version)
        after = before | {"pulled_at": self.now.isoformat()}
        if found is not None:
            after |= _told(self.dataset, source, found)
        is_new = found is not None and not (there and all(before[name] == after[name] for name in ("sha256", "key")))
        if found is not None and is_new:
            self.ports.landing.upload(after["key"], found.path)
        self.known[address] = after
        return "landed" if is_new else "unchanged"


def _told(dataset: str, source: Source, found: Fetched) -> Known:
    with found.path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "source": source.in_words(),
        "etag": found.version.etag,
        "last_modified": found.version.last_modified,
        "sha256": sha256,
        "key": layout.landing_path(dataset, _name(source, found)),
    }


def _name(source: Source, found: Fetched) -> str:
    name = source.name or found.path.name
    if name == layout.DESCRIPTION_FILE:
        raise RefusedError(f"{source.in_words()} {NO_DESCRIPTION}")
    return name


def _about(source: Source, error: PerennialError) -> str:
    text = str(error)
    return text if source.in_words() in text else f"{source.in_words()}: {text}"


def _known(ports: Ports, dataset: str) -> dict[str, Known]:
    try:
        known: dict[str, Known] = json.loads(ports.lake.read(side_layout.pulled(dataset)).body)
    except ObjectMissing:
        return {}
    return known
