"""States are saved once, receipts only rise, and an object that moved is noticed."""

import json
from dataclasses import replace

import pytest

from perennial import layout
from perennial.errors import ConflictError
from perennial.records import FileState
from perennial.stages.settling import ensure_receipt, require_unchanged, save

KEY = "landing/shop/Jänner 2011.csv"
STATE = FileState("shop", KEY, "clean", "e1", "d1", tables=("order_lines",), identity="i1", rows_read=2, rows_kept=2)
RECEIPT = layout.receipt("shop", KEY)


def test_a_new_finding_is_saved_under_the_next_revision(ports):
    first = save(ports, None, STATE)
    second = save(ports, first, replace(STATE, etag="e2"))
    assert (first.revision, second.revision) == (1, 2)
    assert ports.state.file("shop", KEY) == second


def test_a_known_finding_is_not_saved_again(ports):
    known = save(ports, None, STATE)
    assert save(ports, known, STATE) is known
    assert ports.state.file("shop", KEY) == known


def test_a_finding_based_on_an_old_state_is_not_saved(ports):
    old = save(ports, None, STATE)
    save(ports, old, replace(STATE, etag="e2"))
    with pytest.raises(ConflictError):
        save(ports, old, replace(STATE, etag="e3"))
    with pytest.raises(ConflictError):
        save(ports, None, STATE)


def test_an_object_is_unchanged_while_its_etag_is(ports):
    info = ports.landing.write(KEY, b"one")
    require_unchanged(ports, KEY, info)
    ports.landing.write(KEY, b"two")
    with pytest.raises(ConflictError):
        require_unchanged(ports, KEY, info)
    with pytest.raises(ConflictError):
        require_unchanged(ports, KEY, None)
    ports.landing.delete(KEY)
    require_unchanged(ports, KEY, None)
    with pytest.raises(ConflictError):
        require_unchanged(ports, KEY, info)


def test_a_receipt_says_the_state_in_full(ports):
    ensure_receipt(ports.lake, replace(STATE, revision=1))
    content = json.loads(ports.lake.read(RECEIPT).body)
    sequences = {name: tuple(content[name]) for name in ("tables", "erased")}
    assert FileState(**content | sequences) == replace(STATE, revision=1)


def test_a_receipt_that_stands_is_not_written_again(ports):
    ensure_receipt(ports.lake, replace(STATE, revision=1))
    ports.lake.write(RECEIPT, ports.lake.read(RECEIPT).body + b"\n")
    ensure_receipt(ports.lake, replace(STATE, revision=1))
    assert ports.lake.read(RECEIPT).body.endswith(b"\n")


def test_a_newer_receipt_is_never_overwritten_by_an_older_state(ports):
    ensure_receipt(ports.lake, replace(STATE, revision=3, etag="new"))
    ensure_receipt(ports.lake, replace(STATE, revision=2, etag="old"))
    assert json.loads(ports.lake.read(RECEIPT).body)["etag"] == "new"


def test_a_receipt_that_another_run_moved_is_read_again(ports):
    class Overtaken:
        """A lake in which somebody else writes the receipt just before the first attempt does."""

        def __init__(self) -> None:
            self.attempts = 0

        def read(self, key):
            return ports.lake.read(key)

        def replace(self, key, body, expected_etag):
            self.attempts += 1
            if self.attempts == 1:
                ensure_receipt(ports.lake, replace(STATE, revision=1))
            return ports.lake.replace(key, body, expected_etag)

    lake = Overtaken()
    ensure_receipt(lake, replace(STATE, revision=2))
    assert lake.attempts == 2
    assert json.loads(ports.lake.read(RECEIPT).body)["revision"] == 2
