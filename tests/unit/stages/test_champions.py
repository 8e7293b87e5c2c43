"""The champion pointer: what it remembers, what of older pointers it understands, and what the registry makes of it."""

from dataclasses import replace

import pytest

from perennial.errors import ConflictError
from perennial.pointers import Pointer
from perennial.stages.champions import (
    considered,
    crown,
    earlier_versions,
    is_by_a_person,
    succeeded_by,
    versions,
)
from tests.champions import champion, learnt, published


def test_a_pointer_from_before_recipes_has_learnt_what_its_version_learnt():
    old = Pointer("v1", 1, {"inputs": "i", "order_lines": 7, "winners": {}})
    assert considered(old) == {"inputs": "i", "order_lines": 7}
    assert (earlier_versions(old), is_by_a_person(old)) == ([], False)


def test_without_a_champion_nothing_was_learnt():
    assert considered(Pointer()) == {}
    assert succeeded_by(Pointer(), "v1") == []


def test_who_serves_again_is_not_among_those_to_go_back_to():
    seen = Pointer("v3", 3, {"earlier": ["v2", "v1"]})
    assert succeeded_by(seen, "v1") == ["v3", "v2"]
    assert succeeded_by(seen, "v4") == ["v3", "v2", "v1"]


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
