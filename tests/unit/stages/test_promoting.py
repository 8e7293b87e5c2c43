"""Promoting: one call, at once in force, recorded with who asked; a rollback is not undone by the stages."""

from dataclasses import replace

import pytest

from perennial import layout
from perennial.champion import considered
from perennial.errors import ConflictError, ExpiredVersion, NoModelYet, UnknownVersion
from perennial.memory_objects import MemoryObjects
from perennial.models.artifact import MODEL_FILE, load_model
from perennial.pointers import move_pointer, read_pointer
from perennial.stages.champions import versions
from perennial.stages.promoting import promote, rollback
from perennial.stages.retiring import RETIRED, retire
from tests.champions import NOW, POINTER, champion, published


class ModelsWithRivals(MemoryObjects):
    """A bucket in which somebody else moves the champion pointer just before each of our first moves."""

    def __init__(self):
        super().__init__()
        self.rivals = []

    def replace(self, key, body, expected_etag):
        if key == POINTER and self.rivals:
            version, self.rivals = self.rivals[0], self.rivals[1:]
            there = read_pointer(self, key)
            super().replace(key, *_moved(there, version))
        return super().replace(key, body, expected_etag)


def _moved(there, version):
    scratch = MemoryObjects()
    move_pointer(scratch, POINTER, replace(there, etag=None), version, there.detail)
    return scratch.read(POINTER).body, there.etag


@pytest.fixture
def three(ports):
    """Three versions, the last of which serves."""
    return [published(ports, number).detail["version"] for number in (1, 2, 3)]


def test_a_promoted_version_serves_at_once_and_is_recorded_with_who_asked(ports, three):
    result = promote("shop", three[0], ports, by="key ops", now=NOW)
    assert result.detail == {
        "champion": three[0],
        "before": three[2],
        "in_words": f"Promoted by key ops at 2024-07-01 12:00 UTC, in place of {three[2]}.",
    }
    assert load_model(ports.models, ports.registry, "shop").version == three[0]
    record = ports.registry.get("shop", three[0])
    assert (record.status, record.decision["kind"], record.decision["by"]) == ("champion", "promoted", "key ops")
    assert record.decision["in_training"] == {"kind": "won", "in_words": "because of 1"}
    assert champion(ports).detail["decision"] == record.decision


def test_scoring_is_called_for_the_promoted_version(ports, three):
    promote("shop", three[0], ports, by="key ops", now=NOW)
    assert ports.score_queue.sent[-1].body["because"] == f"model {three[0]} is champion"


def test_promoting_whoever_serves_changes_nothing(ports, three):
    before = champion(ports)
    assert promote("shop", three[2], ports, by="key ops", now=NOW).outcome == "nothing_to_do"
    assert champion(ports) == before


def test_a_version_nobody_trained_is_refused(ports, three):
    with pytest.raises(UnknownVersion, match="has no model version v0"):
        promote("shop", "v0", ports, by="key ops", now=NOW)


def test_a_version_whose_artifact_is_gone_is_refused_and_marked(ports, three):
    ports.models.delete(layout.model_folder("shop", three[0]) + MODEL_FILE)
    with pytest.raises(ExpiredVersion, match="has expired: its artifact was removed"):
        promote("shop", three[0], ports, by="key ops", now=NOW)
    assert ports.registry.get("shop", three[0]).status == "expired"
    assert champion(ports).snapshot == three[2]


def test_a_rollback_goes_to_the_version_before_and_once_more_to_the_one_before_that(ports, three):
    assert rollback("shop", ports, by="key ops", now=NOW).detail["champion"] == three[1]
    result = rollback("shop", ports, by="key ops", now=NOW)
    assert (result.detail["champion"], result.detail["before"]) == (three[0], three[1])
    assert champion(ports).detail["decision"]["in_words"].startswith("Rolled back by key ops")
    with pytest.raises(ExpiredVersion, match="no version before"):
        rollback("shop", ports, by="key ops", now=NOW)


def test_a_rollback_passes_over_versions_that_are_gone(ports, three):
    ports.models.delete(layout.model_folder("shop", three[1]) + MODEL_FILE)
    assert rollback("shop", ports, by="key ops", now=NOW).detail["champion"] == three[0]


def test_after_a_rollback_one_can_go_forward_again(ports, three):
    rollback("shop", ports, by="key ops", now=NOW)
    promote("shop", three[2], ports, by="key ops", now=NOW)
    assert champion(ports).snapshot == three[2]
    assert champion(ports).detail["earlier"][0] == three[1]


def test_a_dataset_without_a_model_has_nothing_to_go_back_to(ports):
    with pytest.raises(NoModelYet):
        rollback("shop", ports, by="key ops", now=NOW)


def test_what_was_learnt_last_stays_learnt_so_that_a_rollback_holds(ports, three):
    rollback("shop", ports, by="key ops", now=NOW)
    assert considered(champion(ports)) == {"inputs": "inputs 3", "order_lines": 30}


def test_who_loses_the_race_promotes_on_top_of_whoever_won_it(ports, three):
    models = ModelsWithRivals()
    models._bodies = ports.models._bodies
    models.rivals = [three[1]]
    raced = replace(ports, models=models)
    result = promote("shop", three[0], raced, by="key ops", now=NOW)
    assert (result.detail["champion"], result.detail["before"]) == (three[0], three[1])
    assert champion(raced).snapshot == three[0]


def test_endless_rivals_are_a_conflict(ports, three):
    models = ModelsWithRivals()
    models._bodies = ports.models._bodies
    models.rivals = [three[1], three[2]] * 8
    with pytest.raises(ConflictError, match="the champion of dataset shop"):
        promote("shop", three[0], replace(ports, models=models), by="key ops", now=NOW)


def test_a_version_about_to_expire_is_spared_when_it_serves_again(ports):
    many = [published(ports, number).detail["version"] for number in range(1, 9)]
    assert many[0] in retire("shop", ports)
    promote("shop", many[0], ports, by="key ops", now=NOW)
    folder = layout.model_folder("shop", many[0])
    assert all(ports.models.tags.get(info.key, {}) != RETIRED for info in ports.models.list(folder))
    assert not ports.registry.get("shop", many[0]).expiring
    assert {record.version: record.status for record in versions("shop", ports)}[many[0]] == "champion"
