"""Which messages of a batch come again."""

import pytest

from infra.local.delivery import failed_ids
from infra.local.workers import Answer

BATCH = ("a", "b", "c")


@pytest.mark.parametrize(
    ("payload", "again"),
    [
        (None, set()),
        ({}, set()),
        ({"batchItemFailures": []}, set()),
        ({"batchItemFailures": None}, set()),
        ({"batchItemFailures": [{"itemIdentifier": "b"}]}, {"b"}),
        ({"batchItemFailures": [{"itemIdentifier": "nobody"}]}, set(BATCH)),
        ({"batchItemFailures": [{}]}, set(BATCH)),
    ],
)
def test_the_messages_the_function_names_come_again_and_all_where_it_names_a_stranger(
    payload: object, again: set[str]
) -> None:
    assert failed_ids(Answer(payload), BATCH, reports_failures=True) == again


def test_a_failed_call_fails_the_whole_batch() -> None:
    assert failed_ids(Answer({"errorType": "E"}, failed=True), BATCH, reports_failures=True) == set(BATCH)


def test_without_failure_reports_an_answer_is_not_looked_at() -> None:
    named = {"batchItemFailures": [{"itemIdentifier": "b"}]}
    assert failed_ids(Answer(named), BATCH, reports_failures=False) == set()
