"""Collect: snapshots of features and scores that nothing names any more leave the lake.

What is seen to be unnamed is written down first and goes a day later at the earliest, if it is still unnamed then:
whoever began to read or to write it when it was current has long ended.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from perennial import layout
from perennial.errors import ObjectMissing
from perennial.objects import ObjectInfo
from perennial.pointers import Pointer, read_pointer
from perennial.ports import Ports

UNNAMED_FOR = timedelta(days=1)
# Past scores are held to what came of them for a year after the day they stand for. Of data that ended long ago, or
# of days that were scored afterwards, that is no day of the last year.
HISTORY_KEPT = timedelta(days=400)
SCORES_FILE = "scores.parquet"


def collect(dataset: str, ports: Ports, *, now: datetime) -> list[str]:
    """Delete what has been unnamed for long enough; answers the keys.

    Kept are the snapshots that the pointers name, the features of the current scores and of the champion, and of past
    scores, for as long as they may be held to what came, the table of scores alone. A folder with an object younger
    than a day stays as well: somebody may be writing the same snapshot once more.
    """
    unnamed = _unnamed(dataset, ports, now)
    noted = _noted(dataset, ports)
    young = {_folder(info.key) for info in unnamed if info.modified_at and now - info.modified_at < UNNAMED_FOR}
    due = {
        info.key
        for info in unnamed
        if info.key in noted and now - noted[info.key] >= UNNAMED_FOR and _folder(info.key) not in young
    }
    gone = [info.key for info in _unnamed(dataset, ports, now) if info.key in due] if due else []
    for key in gone:
        ports.lake.delete(key)
    waiting = {info.key: noted.get(info.key, now) for info in unnamed if info.key not in gone}
    if waiting != noted:
        body = json.dumps({key: since.isoformat() for key, since in sorted(waiting.items())}, indent=1)
        ports.lake.write(layout.collection(dataset), body.encode(), "application/json")
    return gone


@dataclass(frozen=True, slots=True)
class _Named:
    """The snapshots that something names: of features, of scores, and of past scores."""

    features: set[str | None]
    scores: set[str | None]
    past_scores: set[str]


def _named(dataset: str, ports: Ports, now: datetime) -> _Named:
    scores = read_pointer(ports.lake, layout.scores_pointer(dataset))
    features = read_pointer(ports.lake, layout.features_pointer(dataset))
    champion = read_pointer(ports.models, layout.champion_pointer(dataset))
    learnt = {_features_of(pointer) for pointer in (scores, champion)}
    return _Named({features.snapshot, *learnt}, {scores.snapshot}, _past_scores(dataset, ports, features, now))


def _past_scores(dataset: str, ports: Ports, features: Pointer, now: datetime) -> set[str]:
    """The snapshots that stand for a day of the last year, by the data's clock, or that were entered within a year."""
    as_of = features.detail.get("as_of")
    today = now.date() if as_of is None else min(now.date(), date.fromisoformat(str(as_of)))
    oldest, prefix = (today - HISTORY_KEPT).isoformat(), layout.score_history_prefix(dataset)
    found = set()
    for info in ports.lake.list(prefix):
        entry = info.key.removeprefix(prefix).removesuffix(".json")
        is_new = info.modified_at is not None and now - info.modified_at < HISTORY_KEPT
        if is_new or entry[: len(oldest)] >= oldest:
            found.add(entry[len(oldest) + 1 :])
    return found


def _unnamed(dataset: str, ports: Ports, now: datetime) -> list[ObjectInfo]:
    features, scores = (list(_in_snapshots(ports, prefix)) for prefix in _prefixes(dataset))
    named = _named(dataset, ports, now)  # last: whatever was listed and is named by now stays
    found = [info for snapshot, _, info in features if snapshot not in named.features]
    for snapshot, name, info in scores:
        is_past = snapshot in named.past_scores and name == SCORES_FILE
        if snapshot not in named.scores and not is_past:
            found.append(info)
    return found


def _prefixes(dataset: str) -> tuple[str, str]:
    return layout.features_prefix(dataset), layout.scores_prefix(dataset)


def _in_snapshots(ports: Ports, prefix: str) -> Iterator[tuple[str, str, ObjectInfo]]:
    """Every object of a snapshot: its snapshot, its name in there, and itself."""
    for info in ports.lake.list(prefix):
        snapshot, _, name = info.key.removeprefix(prefix).partition("/")
        if name and snapshot != layout.HISTORY:
            yield snapshot, name, info


def _features_of(pointer: Pointer) -> str | None:
    snapshot = pointer.detail.get("features_snapshot")
    return None if snapshot is None else str(snapshot)


def _folder(key: str) -> str:
    return key.rpartition("/")[0]


def _noted(dataset: str, ports: Ports) -> dict[str, datetime]:
    """Since when each object is known to be unnamed."""
    try:
        body = ports.lake.read(layout.collection(dataset)).body
    except ObjectMissing:
        return {}
    return {key: datetime.fromisoformat(since) for key, since in json.loads(body).items()}
