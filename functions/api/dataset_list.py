"""All datasets, a line each: what they hold, how fresh that is, and whether something went wrong."""

from concurrent.futures import ThreadPoolExecutor

from functions.api.dataset_answers import DatasetLine, DatasetList
from perennial import layout
from perennial.pointers import read_pointer
from perennial.ports import Ports
from perennial.stages.descriptions import read_description

READERS = 8


def dataset_list(ports: Ports) -> DatasetList:
    """Every dataset that ever had a file, by name."""
    names = ports.state.datasets()
    with ThreadPoolExecutor(READERS) as readers:
        return DatasetList(datasets=list(readers.map(lambda name: _line(ports, name), names)))


def _line(ports: Ports, name: str) -> DatasetLine:
    features = read_pointer(ports.lake, layout.features_pointer(name)).detail
    scores = read_pointer(ports.lake, layout.scores_pointer(name)).detail
    description = read_description(ports.lake, name)
    return DatasetLine.model_validate(
        {
            "name": name,
            "kind": features.get("kind", "orders") if features else description.described_kind(),
            "currency": description.currency,
            **{size: features.get(size) for size in ("customers", "orders", "as_of")},
            "model_version": read_pointer(ports.models, layout.champion_pointer(name)).snapshot,
            "scored_at": scores.get("scored_at"),
            "files_failed": sum(state.status == "failed" for state in ports.state.files(name)),
        }
    )
