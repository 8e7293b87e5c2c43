"""Who was erased from a dataset, read from the lake and the State table."""

from perennial import layout
from perennial.errors import ObjectMissing
from perennial.ports import Ports
from perennial.suppression import NOBODY, Suppression, from_json


def suppression_of(ports: Ports, dataset: str) -> Suppression:
    """The dataset's list; nobody where no one was ever erased, and then not even its key is read."""
    try:
        stored = ports.lake.read(layout.suppressed(dataset))
    except ObjectMissing:
        return NOBODY
    return from_json(ports.erasures.key(bytes), stored.body)
