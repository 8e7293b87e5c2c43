"""Ingest when the power goes, when others are faster, and when the object changes under its hands."""

from dataclasses import replace

import pytest

from perennial import layout
from perennial.errors import ConflictError, TransientError
from perennial.memory import MemoryPorts
from perennial.stages.ingest import STOPPED
from perennial.suppression import KEY_BYTES, Suppression, to_json
from tests.landing import SHOP, Landing
from tests.order_file import LAMP, REFUND, TEA
from tests.watched import PowerCut, once_before, power_cut_before, watched

DROP_RETURNS = b'{"returns": "drop"}'


@pytest.fixture
def landing(ports, work_dir):
    return Landing(ports, work_dir)


def first_drop(landing: Landing) -> str:
    return landing.put("january.csv", LAMP)


def replacement(landing: Landing) -> str:
    landing.ingest(first_drop(landing))
    return landing.put("january.csv", TEA)


def deletion(landing: Landing) -> str:
    key = first_drop(landing)
    landing.ingest(key)
    landing.ports.landing.delete(key)
    return key


def refusal(landing: Landing) -> str:
    return landing.put_bytes("january.csv", b"")


def description(landing: Landing) -> str:
    landing.ingest(landing.put("january.csv", LAMP, REFUND))
    return landing.put_bytes("dataset.json", DROP_RETURNS)


def description_deleted(landing: Landing) -> str:
    key = description(landing)
    landing.ingest(key)
    landing.ingest_hinted()
    landing.ports.landing.delete(key)
    return key


SITUATIONS = [first_drop, replacement, deletion, refusal, description, description_deleted]


@pytest.mark.parametrize(
    ("situation", "last_attempt"), [*((situation, False) for situation in SITUATIONS), (first_drop, True)]
)
def test_killed_before_any_of_its_calls_it_runs_again_to_the_same_end(work_dir, situation, last_attempt):
    undisturbed = Landing(MemoryPorts(), work_dir)
    calls: list[str] = []
    undisturbed.ingest(situation(undisturbed), ports=watched(undisturbed.ports, calls.append))
    undisturbed.ingest_hinted()
    for number in range(1, len(calls) + 1):
        world = Landing(MemoryPorts(), work_dir)
        key = situation(world)
        with pytest.raises(PowerCut):
            world.ingest(key, ports=watched(world.ports, power_cut_before(number)), last_attempt=last_attempt)
        world.ingest(key)
        world.ingest_hinted()
        assert without_revisions(world) == without_revisions(undisturbed)
        assert world.receipt(key)["revision"] == world.state(key).revision


def without_revisions(world: Landing) -> tuple[object, ...]:
    lake = {key: body for key, body in world.lake().items() if not key.startswith("files/")}
    states = [replace(state, revision=0) for state in world.ports.state.files(SHOP)]
    receipts = [world.receipt(state.key) | {"revision": 0} for state in states]
    return lake, states, receipts


@pytest.mark.parametrize("moment", ["lake.upload", "state.save_file", "landing.head"])
def test_an_object_replaced_while_it_is_read_ends_as_it_is_now(landing, ports, moment):
    key = first_drop(landing)
    world = watched(ports, once_before(moment, lambda: landing.put("january.csv", TEA)))
    assert landing.ingest(key, ports=world).outcome == "done"
    assert landing.orders(key) == ["536366"]
    assert landing.receipt(key)["etag"] == ports.landing.head(key).etag


def test_an_object_deleted_while_it_is_read_ends_as_gone(landing, ports):
    key = first_drop(landing)
    world = watched(ports, once_before("state.save_file", lambda: ports.landing.delete(key)))
    landing.ingest(key, ports=world)
    assert (landing.state(key).status, landing.receipt(key)["status"]) == ("gone", "gone")


def test_an_object_dropped_while_its_deletion_is_recorded_ends_as_clean(landing, ports):
    key = deletion(landing)
    world = watched(ports, once_before("state.save_file", lambda: first_drop(landing)))
    landing.ingest(key, ports=world)
    assert landing.state(key).status == "clean"


@pytest.mark.parametrize("moment", ["landing.download", "state.save_file", "landing.head"])
def test_a_description_that_changes_meanwhile_is_the_one_that_counts(landing, ports, moment):
    key = landing.put("january.csv", LAMP, REFUND)
    change = once_before(moment, lambda: ports.lake.write(layout.description(SHOP), DROP_RETURNS))
    landing.ingest(key, ports=watched(ports, change))
    assert landing.orders(key) == ["536365"]


def test_who_is_erased_while_a_file_is_read_does_not_come_back_with_it(landing, ports):
    key = landing.put("january.csv", LAMP, REFUND)

    def erase() -> None:
        known = Suppression(ports.erasures.key(lambda: bytes(KEY_BYTES)))
        ports.lake.write(layout.suppressed(SHOP), to_json(known.plus({"person": {"14527"}})))

    landing.ingest(key, ports=watched(ports, once_before("lake.upload", erase)))
    assert landing.orders(key) == ["536365"]


def test_a_run_that_was_overtaken_starts_over_and_does_not_win_with_old_bytes(landing, ports):
    key = first_drop(landing)

    def overtake() -> None:
        landing.put("january.csv", TEA)
        landing.ingest(key)

    result = landing.ingest(key, ports=watched(ports, once_before("state.save_file", overtake)))
    assert result.outcome == "nothing_to_do"
    assert landing.orders(key) == ["536366"]
    assert landing.receipt(key)["revision"] == landing.state(key).revision


def test_an_object_that_never_holds_still_is_left_to_the_next_delivery(landing, ports):
    key = first_drop(landing)
    versions = iter(range(100))

    def announce(call: str) -> None:
        if call == "landing.head":
            landing.put("january.csv", LAMP.replace("536365", str(next(versions))))

    with pytest.raises(ConflictError):
        landing.ingest(key, ports=watched(ports, announce))


def test_a_service_that_does_not_answer_is_left_to_the_next_delivery(landing, ports):
    key = first_drop(landing)

    def announce(call: str) -> None:
        if call == "lake.upload":
            raise TransientError("slow down")

    with pytest.raises(TransientError):
        landing.ingest(key, ports=watched(ports, announce))
    assert ports.state.file(SHOP, key) is None
    assert landing.ingest(key).outcome == "done"


@pytest.mark.parametrize("fatal", ["landing.download", "lake.upload"])
def test_the_last_attempt_leaves_a_failure_and_a_receipt_before_it_tries(landing, ports, fatal):
    key = first_drop(landing)

    def announce(call: str) -> None:
        if call == fatal:
            raise PowerCut

    with pytest.raises(PowerCut):
        landing.ingest(key, ports=watched(ports, announce), last_attempt=True)
    assert landing.state(key).reason == landing.receipt(key)["reason"] == f"{key}: {STOPPED}"
    assert landing.state(key).etag == ports.landing.head(key).etag


def test_the_last_attempt_at_a_file_that_is_clean_as_it_stands_takes_nothing_back(landing, ports):
    key = first_drop(landing)
    landing.ingest(key)
    clean = landing.state(key)

    def announce(call: str) -> None:
        if call == "landing.download":
            raise PowerCut

    with pytest.raises(PowerCut):
        landing.ingest(key, ports=watched(ports, announce), last_attempt=True)
    assert landing.state(key) == clean


def test_a_file_that_stopped_the_function_is_tried_again_when_asked(landing, ports):
    test_the_last_attempt_leaves_a_failure_and_a_receipt_before_it_tries(landing, ports, "lake.upload")
    key = layout.landing_path(SHOP, "january.csv")
    assert landing.ingest(key).outcome == "done"
    assert (landing.state(key).status, landing.receipt(key)["status"]) == ("clean", "clean")


def test_a_last_attempt_that_succeeds_ends_like_any_other(landing):
    key = first_drop(landing)
    assert landing.ingest(key, last_attempt=True).outcome == "done"
    assert (landing.state(key).status, landing.receipt(key)["reason"]) == ("clean", None)
