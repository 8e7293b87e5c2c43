"""The champion pointer: what it remembers, what of older pointers it understands, and what the registry makes of it."""

from dataclasses import replace

import pytest

from perennial.errors import ConflictError
from perennial.stages.champions import crown, versions
from tests.champions import champion, learnt, published


def test_the_pointer_decides_what_the_registry_calls_a_champion(ports):
    first, second = (published(ports, number).detail["version"] for number in (1, 2))
    for version in (first, second):
        record = ports.registry.get("shop", version)
        ports.registry.save(replace(record, status="champion" if version == first else "challenger"))
    assert [(record.version, record.status) for record in versions("shop", ports)] == [
        (second, "champion"),
        (first, "superseded"),
    ]


def test_a_crown_given_on_what_is_no_longer_so_is_a_conflict_and_changes_no_status(ports):
    first = published(ports, 1).detail["version"]
    stale = champion(ports)
    second = published(ports, 2).detail["version"]
    record = ports.registry.get("shop", first)
    with pytest.raises(ConflictError):
        crown(ports, stale, record, learnt=learnt(1), earlier=[])
    assert champion(ports).snapshot == second
    assert ports.registry.get("shop", first).status == "superseded"
