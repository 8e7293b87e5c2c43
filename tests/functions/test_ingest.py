"""The ingest function on saved events: each landing key ends in a state, whatever was delivered."""

import pytest

from functions.ingest.app import handler
from perennial import layout, side_layout
from perennial.errors import InvalidRequest
from tests.cloud import Cloud, context
from tests.system import saved_event, system

KEY = "landing/shop/orders of May+(2026).csv"
ORDERS = b"""customer_id,order_id,order_datetime,product_id,quantity,unit_price
c1,o1,2026-05-01 09:00:00,p1,2,4.50
c2,o2,2026-05-02 10:30:00,p2,1,12.00
c1,o3,not a time,p1,1,4.50
"""
NO_FAILURES = {"batchItemFailures": []}


def test_a_dropped_file_becomes_a_clean_file_with_a_receipt(cloud: Cloud):
    cloud.ports.landing.write(KEY, ORDERS)
    with cloud.function("IngestFunction"):
        assert handler(saved_event("ingest_file_dropped"), context()) == NO_FAILURES
    state = cloud.ports.state.file("shop", KEY)
    assert state is not None
    assert (state.status, state.rows_read, state.rows_kept, state.rows_rejected) == ("clean", 3, 2, 1)
    assert cloud.ports.lake.head(layout.receipt("shop", KEY)) is not None
    (run,) = cloud.ports.state.runs("shop")
    assert (run.stage, run.subject, run.outcome) == ("ingest", KEY, "done")


def test_a_hint_does_what_the_notification_does(cloud: Cloud):
    cloud.ports.landing.write(KEY, ORDERS)
    with cloud.function("IngestFunction"):
        handler(saved_event("ingest_file_dropped"), context())
        assert handler(saved_event("ingest_hint"), context()) == NO_FAILURES
    assert [run.outcome for run in cloud.ports.state.runs("shop")] == ["nothing_to_do", "done"]


def test_a_deleted_file_takes_its_rows_away(cloud: Cloud):
    cloud.ports.landing.write(KEY, ORDERS)
    with cloud.function("IngestFunction"):
        handler(saved_event("ingest_file_dropped"), context())
    cloud.ports.landing.delete(KEY)
    with cloud.function("IngestFunction"):
        assert handler(saved_event("ingest_file_deleted"), context()) == NO_FAILURES
    state = cloud.ports.state.file("shop", KEY)
    assert state is not None
    assert state.status == "gone"


def test_a_file_that_is_no_table_fails_its_run_and_not_its_message(cloud: Cloud):
    cloud.ports.landing.write(KEY, b"\x00\x01\x02")
    with cloud.function("IngestFunction"):
        assert handler(saved_event("ingest_file_dropped"), context()) == NO_FAILURES
    (run,) = cloud.ports.state.runs("shop")
    assert run.outcome == "failed"
    assert KEY in (run.reason or "")


def test_a_description_calls_the_files_again_that_were_read_without_it(cloud: Cloud):
    cloud.ports.landing.write(KEY, ORDERS)
    with cloud.function("IngestFunction"):
        handler(saved_event("ingest_file_dropped"), context())
    key = layout.landing_path("shop", layout.DESCRIPTION_FILE)
    cloud.ports.landing.write(key, b'{"not_after": "2026-05-01"}')
    with cloud.function("IngestFunction"):
        assert handler(cloud.delivered("IngestQueue", {"key": key}), context()) == NO_FAILURES
    assert [message["key"] for message in cloud.messages("IngestQueue")] == [KEY]


def test_the_event_that_s3_tests_a_new_notification_with_is_taken_and_left(cloud: Cloud):
    with cloud.function("IngestFunction"):
        assert handler(saved_event("ingest_test_event"), context()) == NO_FAILURES
    assert cloud.ports.state.datasets() == []


def test_a_message_nobody_understands_is_given_back_until_it_is_a_dead_letter(cloud: Cloud):
    event = cloud.delivered("IngestQueue", {"unknown": True})
    with cloud.function("IngestFunction"):
        answer = handler(event, context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": event["Records"][0]["messageId"]}]}


def test_the_last_attempt_says_first_that_the_file_stops_the_function(cloud: Cloud, monkeypatch):
    """A file that kills the function is played by one whose cleaning never comes back in order."""

    def stops(*arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr("perennial.stages.clean_files.clean_file", stops)
    cloud.ports.landing.write(KEY, ORDERS)
    event = saved_event("ingest_file_dropped")
    last = int(system().parameters["MaxReceiveCount"])
    for receive_count, status in ((last - 1, None), (last, "failed")):
        event["Records"][0]["attributes"]["ApproximateReceiveCount"] = str(receive_count)
        with cloud.function("IngestFunction"):
            assert len(handler(event, context())["batchItemFailures"]) == 1
        state = cloud.ports.state.file("shop", KEY)
        assert (None if state is None else state.status) == status


PREVIEW = {
    "upload_id": "a" * 32,
    "file_name": "orders.csv",
    "dataset": "shop",
    "description": {"returns": "drop"},
}


def test_a_direct_call_previews_an_upload_and_leaves_no_run_behind(cloud: Cloud):
    cloud.ports.landing.write(layout.pending("a" * 32, "orders.csv"), ORDERS)
    with cloud.function("IngestFunction"):
        told = handler({"preview": PREVIEW}, context())
    assert (told["ready"], told["counts"]["rows_kept"], told["description"]["returns"]) == (True, 2, "drop")
    assert cloud.ports.landing.head(side_layout.pending_rejects("a" * 32)) is not None
    assert cloud.ports.state.datasets() == []


def test_an_upload_that_has_not_arrived_is_said_to_be_missing(cloud: Cloud):
    with cloud.function("IngestFunction"):
        assert handler({"preview": PREVIEW}, context()) == {"missing": True}


def test_the_schedule_queues_the_datasets_that_name_sources_and_a_source_that_fails_is_a_run(cloud: Cloud):
    for dataset, description in (("shop", b'{"sources": [{"url": "https://127.0.0.1/a.csv"}]}'), ("cafe", b"{}")):
        key = layout.landing_path(dataset, layout.DESCRIPTION_FILE)
        cloud.ports.landing.write(key, description)
        with cloud.function("IngestFunction"):
            handler(cloud.delivered("IngestQueue", {"key": key}), context())
    with cloud.function("IngestFunction"):
        assert handler({"pull": "*"}, context()) == {"queued": ["shop"]}
    (message,) = cloud.messages("IngestQueue")
    with cloud.function("IngestFunction"):
        assert handler(cloud.delivered("IngestQueue", message), context()) == NO_FAILURES
    run = cloud.ports.state.runs("shop")[0]
    assert (run.stage, run.outcome) == ("pull", "failed")
    assert "private network" in (run.reason or "")


def test_a_direct_call_that_asks_for_nothing_known_is_refused(cloud: Cloud):
    with cloud.function("IngestFunction"), pytest.raises(InvalidRequest, match="pull"):
        handler({"unknown": True}, context())
