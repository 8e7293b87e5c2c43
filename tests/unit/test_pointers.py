"""Pointers: readers see the old or the new, and of two builders the one with stale inputs starts over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.errors import ConflictError
from perennial.memory_objects import MemoryObjects
from perennial.pointers import MAX_ATTEMPTS, Pointer, move_pointer, read_pointer, retry_on_conflict

KEY = "features/shop/current.json"


def test_before_the_first_move_a_pointer_points_nowhere() -> None:
    assert read_pointer(MemoryObjects(), KEY) == Pointer(None, 0, {}, None)


@given(st.lists(st.tuples(st.text(min_size=1), st.dictionaries(st.text(), st.integers())), min_size=1, max_size=5))
def test_a_moved_pointer_reads_back_and_its_generation_rises_by_one(moves: list[tuple[str, dict]]) -> None:
    store = MemoryObjects()
    for generation, (snapshot, detail) in enumerate(moves, start=1):
        moved = move_pointer(store, KEY, read_pointer(store, KEY), snapshot, detail)
        assert read_pointer(store, KEY) == moved
        assert (moved.snapshot, moved.generation, moved.detail) == (snapshot, generation, detail)


@pytest.mark.parametrize("moves_before", [0, 1])
def test_who_read_before_somebody_else_moved_loses_and_changes_nothing(moves_before: int) -> None:
    store = MemoryObjects()
    for move in range(moves_before):
        move_pointer(store, KEY, read_pointer(store, KEY), f"old-{move}", {})
    seen = read_pointer(store, KEY)
    winner = move_pointer(store, KEY, seen, "winner", {})
    with pytest.raises(ConflictError, match=KEY):
        move_pointer(store, KEY, seen, "loser", {})
    assert read_pointer(store, KEY) == winner


def test_moving_back_to_a_former_snapshot_is_a_new_generation() -> None:
    store = MemoryObjects()
    for snapshot in ("a", "b", "a"):
        last = move_pointer(store, KEY, read_pointer(store, KEY), snapshot, {})
    assert (last.snapshot, last.generation) == ("a", 3)


def test_a_lost_attempt_starts_over_from_its_beginning() -> None:
    store, attempts = MemoryObjects(), []

    def attempt() -> Pointer:
        seen = read_pointer(store, KEY)
        if not attempts:
            move_pointer(store, KEY, seen, "somebody else's", {})
        attempts.append(seen.generation)
        return move_pointer(store, KEY, seen, "ours", {})

    assert retry_on_conflict(attempt, "the pointer").generation == 2
    assert attempts == [0, 1]


def test_who_loses_every_time_gives_up_and_says_what_was_contended() -> None:
    attempts = []

    def attempt() -> None:
        attempts.append(1)
        raise ConflictError(KEY)

    with pytest.raises(ConflictError, match="the scores of dataset shop"):
        retry_on_conflict(attempt, "the scores of dataset shop")
    assert len(attempts) == MAX_ATTEMPTS


def test_other_errors_are_not_tried_again() -> None:
    attempts = []

    def attempt() -> None:
        attempts.append(1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        retry_on_conflict(attempt, "it")
    assert len(attempts) == 1
