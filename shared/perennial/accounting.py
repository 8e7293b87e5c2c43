"""Which landing objects the State table does not answer for yet: while there are any, features are not built."""

from collections.abc import Iterable, Mapping

from perennial.evidence import agreed_evidence, reads_otherwise
from perennial.layout import landing_key
from perennial.objects import ObjectInfo
from perennial.records import FileState


def is_folder_marker(info: ObjectInfo) -> bool:
    """Whether the object only makes an empty folder show in a browser; it holds no rows and is never ingested."""
    return info.size_bytes == 0 and info.key.endswith("/")


def unaccounted(
    landing_infos: Iterable[ObjectInfo], states: Iterable[FileState], cleaning_digest: str
) -> tuple[str, ...]:
    """The keys of one dataset that ingest has yet to settle, sorted.

    An object is settled when its state was saved for these very bytes (etag), under the description in force and by
    the evidence the dataset's files agree on. A description file depends on no description: its state's
    `description_digest` is empty and only its etag counts. A key that is no longer in the bucket is settled once its
    state is not `clean`.
    """
    by_key = {state.key: state for state in states}
    agreed = agreed_evidence(by_key.values())
    infos = {info.key: info for info in landing_infos if not is_folder_marker(info)}
    waiting = {key for key, info in infos.items() if not _settled(info, by_key.get(key), cleaning_digest, agreed)}
    vanished = {key for key, state in by_key.items() if key not in infos and state.status == "clean"}
    return tuple(sorted(waiting | vanished))


def _settled(info: ObjectInfo, state: FileState | None, cleaning_digest: str, agreed: Mapping[str, str]) -> bool:
    if state is None or state.status == "gone" or state.etag != info.etag or reads_otherwise(state, agreed):
        return False
    return landing_key(info.key).is_description or state.description_digest == cleaning_digest
