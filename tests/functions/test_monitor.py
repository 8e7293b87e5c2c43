"""The monitor function on saved events: schedules queue every dataset, a message checks one."""

import json

import pytest

from functions.monitor.app import handler
from perennial import layout
from perennial.errors import InvalidRequest
from perennial.records import FileState
from tests.cloud import Cloud, context
from tests.system import saved_event

NO_FAILURES = {"batchItemFailures": []}


def known(cloud: Cloud, *datasets: str) -> None:
    for dataset in datasets:
        key = layout.landing_path(dataset, "a.csv")
        cloud.ports.state.save_file(FileState(dataset, key, "gone", "", ""), expected_revision=None)


def test_a_schedule_queues_one_message_for_each_dataset_with_what_to_check(cloud: Cloud):
    known(cloud, "shop", "cafe")
    with cloud.function("MonitorFunction"):
        assert handler(saved_event("monitor_schedule"), context()) == {"queued": ["cafe", "shop"]}
    queued = cloud.messages("MonitorQueue")
    assert sorted((message["dataset"], message["check"]) for message in queued) == [("cafe", "data"), ("shop", "data")]


def test_two_schedules_that_fire_at_once_are_not_one_message(cloud: Cloud):
    known(cloud, "shop")
    with cloud.function("MonitorFunction"):
        for check in ("data", "model"):
            handler({"dataset": "*", "check": check}, context())
    assert sorted(message["check"] for message in cloud.messages("MonitorQueue")) == ["data", "model"]


def test_a_person_may_ask_for_one_dataset(cloud: Cloud):
    with cloud.function("MonitorFunction"):
        assert handler({"dataset": "shop"}, context()) == {"queued": ["shop"]}
    assert [message["check"] for message in cloud.messages("MonitorQueue")] == ["data"]


@pytest.mark.parametrize("event", [{}, {"dataset": "shop", "check": "weather"}])
def test_a_call_that_makes_no_sense_is_refused(cloud: Cloud, event):
    with cloud.function("MonitorFunction"), pytest.raises(InvalidRequest):
        handler(event, context())


def test_a_message_checks_its_dataset_and_leaves_a_run(cloud: Cloud):
    with cloud.function("MonitorFunction"):
        assert handler(saved_event("monitor_one_dataset"), context()) == NO_FAILURES
    (run,) = cloud.ports.state.runs("shop")
    assert (run.stage, run.subject, run.outcome) == ("monitor", "data", "nothing_to_do")
    assert "the first training makes both" in (run.reason or "")


def test_a_message_that_makes_no_sense_is_handed_back_for_the_dead_letters(cloud: Cloud):
    event = saved_event("monitor_one_dataset")
    event["Records"][0]["body"] = json.dumps({"dataset": "shop", "check": "weather"})
    with cloud.function("MonitorFunction"):
        assert handler(event, context()) == {
            "batchItemFailures": [{"itemIdentifier": event["Records"][0]["messageId"]}]
        }
