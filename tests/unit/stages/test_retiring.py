"""Retiring: what no longer serves is tagged, but never the champion, the last five, or what one may go back to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial import layout
from perennial.champion import earlier_versions, succeeded_by
from perennial.errors import PerennialError
from perennial.memory import MemoryPorts
from perennial.models.artifact import MODEL_FILE
from perennial.stages.champions import crown
from perennial.stages.promoting import promote, rollback
from perennial.stages.retiring import LAST_KEPT, RETIRED, retire, spare
from tests.champions import NOW, champion, learnt, made, published


def tagged(ports):
    return {key.split("/")[1] for key, tags in ports.models.tags.items() if tags == RETIRED}


@pytest.fixture
def many(ports):
    """Nine versions, the last of which serves."""
    return [published(ports, number).detail["version"] for number in range(1, 10)]


def test_versions_that_have_served_their_time_are_tagged_with_all_their_files(ports, many):
    assert set(retire("shop", ports)) == set(many[:3]) == tagged(ports)
    folder = layout.model_folder("shop", many[0])
    assert {info.key for info in ports.models.list(folder)} <= set(ports.models.tags)
    assert ports.registry.get("shop", many[0]).expiring


def test_what_is_tagged_is_not_told_twice(ports, many):
    retire("shop", ports)
    assert retire("shop", ports) == []


def test_five_versions_are_never_tagged(ports):
    for number in range(1, LAST_KEPT + 1):
        published(ports, number)
    assert retire("shop", ports) == []


def test_an_old_champion_is_never_tagged_however_many_challengers_lose(ports):
    served = published(ports, 1).detail["version"]
    for number in range(2, 12):
        published(ports, number, made(number, "kept"))
    assert served not in retire("shop", ports)
    assert tagged(ports)


def test_a_version_whose_artifact_is_gone_is_said_to_have_expired(ports, many):
    retire("shop", ports)
    ports.models.delete(layout.model_folder("shop", many[0]) + MODEL_FILE)
    retire("shop", ports)
    assert ports.registry.get("shop", many[0]).status == "expired"


def test_whoever_was_let_serve_just_while_it_was_tagged_is_spared(ports, many):
    class Hasty(type(ports.models)):
        def tag(self, key, tags):
            super().tag(key, tags)
            if tags == RETIRED and champion(ports).snapshot != many[0]:
                record = ports.registry.get("shop", many[0])
                seen = champion(ports)
                crown(ports, seen, record, learnt=learnt(9), earlier=succeeded_by(seen, many[0]))

    ports.models.__class__ = Hasty
    assert many[0] not in retire("shop", ports)
    assert many[0] not in tagged(ports)


def test_a_tag_that_was_left_on_a_champion_is_taken_off(ports, many):
    retire("shop", ports)
    record, seen = ports.registry.get("shop", many[0]), champion(ports)
    crown(ports, seen, record, learnt=learnt(9), earlier=succeeded_by(seen, many[0]))
    assert many[0] in tagged(ports)
    retire("shop", ports)
    assert many[0] not in tagged(ports)


def test_sparing_takes_every_tag_off(ports, many):
    retire("shop", ports)
    spare(ports, ports.registry.get("shop", many[1]))
    assert many[1] not in tagged(ports)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(["won", "kept", "rollback", "promote"]), max_size=16))
def test_whatever_happens_the_champion_the_last_five_and_the_way_back_are_never_tagged(events):
    ports = MemoryPorts()
    for number, event in enumerate(["won", *events], 1):
        try:
            if event == "rollback":
                rollback("shop", ports, by="somebody", now=NOW)
            elif event == "promote":
                promote("shop", ports.registry.versions("shop")[-1].version, ports, by="somebody", now=NOW)
            else:
                published(ports, number, made(number, event))
        except PerennialError:  # nothing to go back to
            continue
        retire("shop", ports)
        newest = {record.version for record in ports.registry.versions("shop")[:LAST_KEPT]}
        assert tagged(ports).isdisjoint({champion(ports).snapshot, *earlier_versions(champion(ports)), *newest})
