"""The description of a dataset that is in force: the lake's copy."""

from perennial import layout
from perennial.dataset import Dataset, parse_description
from perennial.errors import ObjectMissing
from perennial.objects import ObjectStore


def read_description(lake: ObjectStore, dataset: str) -> Dataset:
    """The description in force; the defaults where nobody gave one."""
    try:
        body = lake.read(layout.description(dataset)).body
    except ObjectMissing:
        return Dataset()
    return parse_description(dataset, body)
