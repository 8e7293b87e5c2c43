"""What files of a dataset tell each other: evidence that one has and another lacks, such as the order of day and month.

Only what a file proves by itself is evidence, so what the files agree on depends on which files there are and not on
the order in which they came. A file that was read by another's evidence proves nothing.
"""

from collections.abc import Iterable, Mapping

from perennial.records import FileState


def agreed_evidence(states: Iterable[FileState]) -> dict[str, str]:
    """What the clean files prove and none of them contradicts, by name of the evidence."""
    proved: dict[str, set[str]] = {}
    for state in states:
        if state.status == "clean":
            for name, value in state.evidence.items():
                proved.setdefault(name, set()).add(value)
    return {name: value for name, values in sorted(proved.items()) if len(values) == 1 for value in values}


def reads_otherwise(state: FileState, agreed: Mapping[str, str]) -> bool:
    """Whether the file would be read in another way by what the files agree on now."""
    return any(agreed.get(name) != value for name, value in state.evidence_asked.items())
