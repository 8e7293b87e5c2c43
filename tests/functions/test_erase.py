"""The erase function on a saved event."""

import pytest

from functions.erase.app import handler
from tests.cloud import Cloud, context
from tests.system import saved_event


def test_a_dataset_where_nobody_waits_is_nothing_to_do(cloud: Cloud) -> None:
    with cloud.function("EraseFunction"):
        assert handler(saved_event("erase_one_dataset"), context()) == {"batchItemFailures": []}
    (run,) = cloud.ports.state.runs("shop")
    assert (run.stage, run.outcome) == ("erase", "nothing_to_do")


@pytest.mark.parametrize("body", ["{}", "no json"])
def test_a_message_without_a_dataset_fails_alone(cloud: Cloud, body: str) -> None:
    event = saved_event("erase_one_dataset")
    event["Records"][0]["body"] = body
    with cloud.function("EraseFunction"):
        assert len(handler(event, context())["batchItemFailures"]) == 1
