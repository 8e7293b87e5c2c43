"""Whom ingest keeps out: nobody while no one was erased, then those on the dataset's list."""

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.stages.erased import suppression_of
from perennial.suppression import NOBODY, Suppression, to_json


def test_a_dataset_nobody_was_erased_from_keeps_nobody_out(ports: MemoryPorts) -> None:
    assert suppression_of(ports, "shop") == NOBODY


def test_a_list_is_read_under_the_key_that_lies_elsewhere_and_for_its_dataset_alone(ports: MemoryPorts) -> None:
    key = ports.erasures.key(lambda: bytes(range(32)))
    ports.lake.write(layout.suppressed("shop"), to_json(Suppression(key).plus({"person": ["anna"]})))
    assert set(suppression_of(ports, "shop").among("person", ["anna", "bert"])) == {"anna"}
    assert suppression_of(ports, "cafe") == NOBODY
