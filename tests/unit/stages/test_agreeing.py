"""Files that cannot tell day from month wait for one of their dataset that can."""

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.pointers import read_pointer
from perennial.stages.agreeing import require_same_evidence
from perennial.stages.features import build_features
from tests.landing import SHOP, Landing
from tests.order_file import LAMP, REFUND
from tests.watched import PowerCut, power_cut_before, watched

EITHER_WAY = LAMP.replace("2010-12-01 08:26:00", "04/05/2010 08:26")
EITHER_WAY_TOO = LAMP.replace("2010-12-01 08:26:00", "07/05/2010 09:00")
DAY_FIRST = REFUND.replace("2010-12-01 09:41:00", "23/05/2010 09:41")
MONTH_FIRST = REFUND.replace("2010-12-01 09:41:00", "05/23/2010 09:41")
ISO = LAMP.replace("2010-12-01 08:26:00", "2010-05-06 08:26:00")
NEEDED = "date_order:InvoiceDate"


@pytest.fixture
def landing(ports, work_dir):
    return Landing(ports, work_dir)


@pytest.fixture
def waiting(landing):
    key = landing.put("a.csv", EITHER_WAY)
    landing.ingest(key)
    return key


def prove(landing: Landing, row: str, name: str = "b.csv") -> str:
    key = landing.put(name, row)
    landing.ingest(key)
    return key


def test_a_file_that_cannot_tell_day_from_month_waits_and_says_what_for(landing, waiting):
    state = landing.state(waiting)
    assert (state.status, state.evidence_asked) == ("failed", {NEEDED: None})
    assert "InvoiceDate" in str(state.reason)
    assert landing.ingest_hinted() == []


def test_the_file_is_read_once_another_proves_the_order(landing, waiting):
    proof = prove(landing, DAY_FIRST)
    assert landing.state(proof).evidence == {NEEDED: "day first"}
    assert landing.ingest_hinted() == [waiting]
    state = landing.state(waiting)
    assert (state.status, state.evidence_asked, state.evidence) == ("clean", {NEEDED: "day first"}, {})
    assert landing.ingest(waiting).outcome == "nothing_to_do"


def test_a_file_that_comes_after_the_proof_needs_no_second_try(landing):
    prove(landing, DAY_FIRST)
    key = landing.put("a.csv", EITHER_WAY)
    assert landing.ingest(key).outcome == "done"
    assert landing.ingest_hinted() == []


def test_what_was_read_with_help_helps_nobody(landing, waiting):
    proof = prove(landing, DAY_FIRST)
    landing.ingest_hinted()
    landing.ports.landing.delete(proof)
    landing.ingest(proof)
    assert landing.ingest_hinted() == [waiting]
    assert landing.state(waiting).status == "failed"


def test_files_that_contradict_each_other_leave_the_rest_undecided_and_themselves_clean(landing, waiting):
    proof = prove(landing, DAY_FIRST)
    landing.ingest_hinted()
    other = prove(landing, MONTH_FIRST, "c.csv")
    assert landing.ingest_hinted() == [waiting]
    assert [landing.state(key).status for key in (waiting, proof, other)] == ["failed", "clean", "clean"]


def test_the_same_bytes_read_the_other_way_are_another_clean_file(landing, waiting):
    proof = prove(landing, DAY_FIRST)
    landing.ingest_hinted()
    before = landing.state(waiting).identity
    prove(landing, MONTH_FIRST)
    landing.ingest_hinted()
    assert landing.state(proof).evidence == {NEEDED: "month first"}
    assert landing.state(waiting).identity not in {None, before}


def test_a_file_that_needs_nobody_is_left_alone_when_evidence_changes(landing):
    key = landing.put("iso.csv", ISO)
    landing.ingest(key)
    prove(landing, DAY_FIRST)
    assert landing.ingest_hinted() == []
    assert landing.state(key).evidence_asked == {}


def test_evidence_that_changed_while_a_file_was_read_is_seen(landing, waiting):
    require_same_evidence(landing.ports, landing.state(waiting))
    prove(landing, DAY_FIRST)
    landing.ports.ingest_queue.sent.clear()
    assert landing.ingest(waiting).outcome == "done"


@pytest.mark.parametrize("change", ["proof", "proof replaced", "proof deleted"])
def test_a_proof_whose_run_is_killed_anywhere_still_reaches_those_who_wait(work_dir, change):
    calls: list[str] = []
    undisturbed, key = changed(work_dir, change)
    undisturbed.ingest(key, ports=watched(undisturbed.ports, calls.append))
    undisturbed.ingest_hinted()
    for number in range(1, len(calls) + 1):
        world, key = changed(work_dir, change)
        with pytest.raises(PowerCut):
            world.ingest(key, ports=watched(world.ports, power_cut_before(number)))
        world.ingest(key)
        world.ingest_hinted()
        assert ended(world) == ended(undisturbed)


def changed(work_dir: Path, change: str) -> tuple[Landing, str]:
    """A world in which the proof for a file has just appeared, changed or gone, and nobody was told yet."""
    world = Landing(MemoryPorts(), work_dir)
    world.ingest(world.put("a.csv", EITHER_WAY))
    if change == "proof":
        return world, world.put("b.csv", DAY_FIRST)
    proof = prove(world, DAY_FIRST)
    world.ingest_hinted()
    if change == "proof replaced":
        return world, world.put("b.csv", ISO)
    world.ports.landing.delete(proof)
    return world, proof


def ended(world: Landing) -> tuple[object, ...]:
    """What is known of the live files in the end, and the features made of them."""
    build_features(SHOP, world.ports, work_dir=world.work_dir)
    live = [replace(state, revision=0) for state in world.ports.state.files(SHOP) if state.status != "gone"]
    snapshot = read_pointer(world.ports.lake, layout.features_pointer(SHOP)).snapshot
    return live, snapshot


NAMES = ("a.csv", "b.csv", "c.csv", "d.csv")
CONTENTS = (EITHER_WAY, EITHER_WAY_TOO, DAY_FIRST, MONTH_FIRST, ISO)
STEPS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.one_of(st.none(), st.sampled_from(CONTENTS))), min_size=3, max_size=9
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, st.randoms(use_true_random=False))
def test_the_end_depends_on_the_files_there_are_and_on_no_order_of_arrival(steps, chance):
    with tempfile.TemporaryDirectory() as folder:
        world, unread = Landing(MemoryPorts(), Path(folder)), []
        for name, content in steps:
            if content is None:
                world.ports.landing.delete(layout.landing_path(SHOP, name))
            else:
                world.put(name, content)
            unread.append(layout.landing_path(SHOP, name))
            for key in [key for key in unread if chance.random() < 0.4]:
                unread.remove(key)
                world.ingest(key)
        chance.shuffle(unread)
        for key in unread:
            world.ingest(key)
        while world.ingest_hinted():
            pass
        fresh = Landing(MemoryPorts(), Path(folder))
        for info in list(world.ports.landing.list("")):
            fresh.ports.landing.write(info.key, world.ports.landing.read(info.key).body)
            fresh.ingest(info.key)
        while fresh.ingest_hinted():
            pass
        assert ended(world) == ended(fresh)
