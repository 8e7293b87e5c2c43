"""Publishing: every version registered with its decision, one serves, and a person's choice is not undone."""

import json

import pytest

from perennial import layout
from perennial.drift_reference import REFERENCE_FILE
from perennial.errors import ConflictError
from perennial.models.artifact import load_model, read_manifest
from perennial.stages.promoting import promote
from tests.champions import NOW, champion, learnt, made, published


@pytest.fixture
def served(ports):
    """A dataset whose first model serves."""
    return published(ports, 1, made(1, "first")).detail["version"]


def statuses(ports):
    return {record.version: record.status for record in ports.registry.versions("shop")}


def test_a_challenger_that_wins_serves_and_the_one_before_is_kept_to_go_back_to(ports, served):
    result = published(ports, 2)
    version = result.detail["version"]
    assert champion(ports).snapshot == version != served
    assert champion(ports).detail["earlier"] == [served]
    assert statuses(ports) == {version: "champion", served: "superseded"}
    assert load_model(ports.models, ports.registry, "shop").version == version


def test_the_decision_stands_in_manifest_registry_pointer_and_run(ports, served):
    result = published(ports, 2)
    decision = {"kind": "won", "in_words": "because of 2"}
    record = ports.registry.get("shop", result.detail["version"])
    assert record.decision == champion(ports).detail["decision"] == result.detail["decision"] == decision
    manifest = read_manifest(ports.models, "shop")
    assert (manifest["decision"], manifest["recipe"]) == (decision, record.recipe)


def test_where_the_challenger_loses_the_champions_recipe_serves_and_the_loser_is_registered(ports, served):
    result = published(ports, 2, made(2, "lost", refreshed=made(3, "lost")))
    version, challenger = result.detail["version"], result.detail["challenger"]
    assert champion(ports).snapshot == version
    assert statuses(ports) == {version: "champion", challenger: "challenger", served: "superseded"}
    assert ports.registry.get("shop", version).recipe["numbers"]["expected_spend_30d"]["candidate"] == "candidate 3"
    assert ports.registry.get("shop", challenger).decision["kind"] == "lost"


def test_a_champion_that_is_kept_serves_on_and_these_features_are_not_learnt_again(ports, served):
    result = published(ports, 2, made(2, "kept"))
    assert champion(ports).snapshot == served == result.detail["version"]
    assert champion(ports).detail["considered"] == {"inputs": "inputs 2", "order_lines": 20}
    assert champion(ports).detail["inputs"] == "inputs 1"
    assert statuses(ports)[result.detail["challenger"]] == "challenger"


def test_a_version_is_more_than_its_model(ports, served):
    files = {info.key.rpartition("/")[2] for info in ports.models.list(layout.model_folder("shop", served))}
    assert files == {"model.joblib", "model.json", "metrics.json", REFERENCE_FILE}
    assert json.loads(ports.models.read(layout.model_folder("shop", served) + REFERENCE_FILE).body) == {}


def test_a_training_that_lost_the_race_to_another_one_starts_over(ports, served):
    seen = champion(ports)
    published(ports, 2)
    with pytest.raises(ConflictError):
        published(ports, 3, seen=seen)


def test_a_person_who_chose_while_it_was_trained_is_obeyed(ports, served):
    second = published(ports, 2).detail["version"]
    seen = champion(ports)
    promote("shop", served, ports, by="key ops", now=NOW)
    result = published(ports, 3, seen=seen)
    assert champion(ports).snapshot == served
    assert champion(ports).detail["considered"]["inputs"] == learnt(3)["inputs"]
    assert result.detail["decision"]["kind"] == "held"
    assert result.detail["decision"]["in_words"].startswith(f"Version {served} serves on, which a person chose")
    assert statuses(ports) == {served: "champion", second: "superseded", result.detail["challenger"]: "challenger"}


def test_no_more_than_the_last_few_are_remembered_to_go_back_to(ports):
    made_before = [published(ports, number).detail["version"] for number in range(1, 9)]
    assert champion(ports).detail["earlier"] == made_before[-2:-7:-1]


def test_scoring_is_called_whoever_serves(ports, served):
    published(ports, 2, made(2, "kept"))
    assert [hint.deduplication_id for hint in ports.score_queue.sent] == ["shop-champion-1", "shop-champion-2"]
