"""A dataset's description as the API shows and changes it."""

from collections.abc import Sequence

from functions.api.dataset_answers import Change, Described
from perennial import layout
from perennial.dataset import Dataset, parse_description
from perennial.ports import Ports
from perennial.records import FileState
from perennial.stages.descriptions import read_description

NOTHING = "Nothing: this is the description in force."
READ_AGAIN = "{count} files are read again from the landing bucket; features and scores follow."
BUILT_AGAIN = "The clean files are joined again; features and scores follow. No file is read again."
FORECAST_AGAIN = "No file is read again; models and scores follow the new description from their next run on."


def described(ports: Ports, dataset: str) -> Described:
    """The description in force, where it was dropped, and why that file is not in force if it was refused."""
    found = _description_state(ports.state.files(dataset))
    return Described(
        dataset=dataset,
        description=read_description(ports.lake, dataset),
        file=None if found is None else found.key,
        refused=None if found is None else found.reason,
    )


def change(ports: Ports, dataset: str, body: bytes) -> Change:
    """Drop a description into the landing bucket, from where it is put in force like any other.

    Raises InvalidDescription for one that does not hold together, before anything is written.
    """
    wanted, current = parse_description(dataset, body), read_description(ports.lake, dataset)
    states = ports.state.files(dataset)
    found = _description_state(states)
    key = layout.landing_path(dataset, layout.DESCRIPTION_FILE) if found is None else found.key
    ports.landing.write(key, body, "application/json")
    files = sum(state.status != "gone" and not layout.landing_key(state.key).is_description for state in states)
    again = files if wanted.cleaning_digest() != current.cleaning_digest() else 0
    return Change(
        dataset=dataset,
        file=key,
        changed=[name for name in Dataset.model_fields if getattr(wanted, name) != getattr(current, name)],
        files_to_read_again=again,
        what_happens=_what_happens(wanted, current, again),
    )


def _description_state(states: Sequence[FileState]) -> FileState | None:
    """The file that describes the dataset: the first by key, as ingest has it."""
    there = [state for state in states if layout.landing_key(state.key).is_description and state.status != "gone"]
    return min(there, key=lambda state: state.key, default=None)


def _what_happens(wanted: Dataset, current: Dataset, files: int) -> str:
    if wanted == current:
        return NOTHING
    if wanted.cleaning_digest() != current.cleaning_digest():
        return READ_AGAIN.format(count=files)
    rebuilt = (wanted.joining_digest(), wanted.as_of) != (current.joining_digest(), current.as_of)
    return BUILT_AGAIN if rebuilt else FORECAST_AGAIN
