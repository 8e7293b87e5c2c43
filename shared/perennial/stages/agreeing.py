"""Evidence between the files of a dataset: asked for, checked again after saving, and told to those who asked."""

from perennial import layout
from perennial.errors import ConflictError
from perennial.evidence import agreed_evidence, reads_otherwise
from perennial.ports import Ports
from perennial.records import FileState

BECAUSE = "what the other files prove about how to read it has changed"


def agreed(ports: Ports, dataset: str) -> dict[str, str]:
    """What the dataset's files agree on now."""
    return agreed_evidence(ports.state.files(dataset))


def require_same_evidence(ports: Ports, saved: FileState) -> None:
    """Raises ConflictError if the file asked for evidence and the answer is another by now.

    Asked after saving: whoever saves other evidence later finds this file among those who asked.
    """
    if saved.evidence_asked and reads_otherwise(saved, agreed(ports, saved.dataset)):
        raise ConflictError(f"the evidence for {saved.key}")


def call_those_who_asked(saved: FileState, ports: Ports) -> int:
    """Queue the files that would now be read in another way; answers how many. Asked after saving, and on every run
    that may have changed evidence, so that a run killed before that repeats it."""
    states = ports.state.files(saved.dataset)
    known = agreed_evidence(states)
    waiting = [state.key for state in states if state.key != saved.key and reads_otherwise(state, known)]
    for key in waiting:
        cause = f"{layout.receipt(saved.dataset, key)} after {saved.key} revision {saved.revision}"
        ports.ingest_queue.send({"key": key, "because": BECAUSE}, group=saved.dataset, deduplication_id=cause)
    return len(waiting)
