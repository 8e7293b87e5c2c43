"""The description in force."""

from perennial import layout
from perennial.dataset import Dataset
from perennial.stages.descriptions import read_description


def test_a_dataset_nobody_described_has_the_defaults(ports):
    assert read_description(ports.lake, "shop") == Dataset()


def test_the_lakes_copy_is_the_truth(ports):
    ports.lake.write(layout.description("shop"), b'{"returns": "drop"}')
    assert read_description(ports.lake, "shop") == Dataset(returns="drop")
    assert read_description(ports.lake, "other") == Dataset()
