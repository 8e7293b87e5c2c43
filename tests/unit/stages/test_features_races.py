"""The features stage among other builders and power cuts, and the hints it sends."""

from dataclasses import replace

import pytest

from perennial import layout
from perennial.errors import ConflictError
from perennial.memory_objects import MemoryObjects
from perennial.pointers import move_pointer, read_pointer
from perennial.stages.features import training_is_due
from tests.clean_shop import JUNE, MAY, POINTER, SHOP, Shop


@pytest.fixture
def shop(ports, work_dir):
    return Shop(ports, work_dir)


class RivalLake(MemoryObjects):
    """A lake in which another builder moves the pointer just before our first move."""

    def __init__(self, lake: MemoryObjects, wins: int) -> None:
        super().__init__()
        self._bodies, self.wins = lake._bodies, wins

    def replace(self, key, body, expected_etag):
        if self.wins > 0:
            self.wins -= 1
            lake = MemoryObjects()
            lake._bodies = self._bodies
            move_pointer(lake, key, read_pointer(lake, key), "rival", {"order_lines": 0})
        return super().replace(key, body, expected_etag)


def test_a_builder_that_loses_the_pointer_starts_over_from_what_is_there_now(shop, ports):
    shop.drop("may.csv", MAY)
    result = shop.build(replace(ports, lake=RivalLake(ports.lake, wins=1)))
    assert result.outcome == "done"
    assert read_pointer(ports.lake, POINTER).generation == 2
    assert shop.customers() == {"anna": 10.0, "ben": 20.0}


def test_a_builder_that_always_loses_says_so(shop, ports):
    shop.drop("may.csv", MAY)
    with pytest.raises(ConflictError):
        shop.build(replace(ports, lake=RivalLake(ports.lake, wins=100)))


class PowerCut(Exception):
    """The function is killed here."""


class DyingLake(RivalLake):
    """A lake that is cut off at the moment the pointer would move."""

    def replace(self, key, body, expected_etag):
        raise PowerCut


def test_a_builder_killed_before_the_pointer_leaves_the_old_snapshot_and_can_run_again(shop, ports):
    shop.drop("may.csv", MAY)
    shop.build()
    before = shop.artifacts()
    shop.drop("june.csv", JUNE)
    with pytest.raises(PowerCut):
        shop.build(replace(ports, lake=DyingLake(ports.lake, wins=0)))
    assert shop.artifacts() == before
    assert shop.build().outcome == "done"
    assert set(shop.customers()) == {"anna", "ben", "carl"}


def test_a_second_build_of_the_same_files_does_nothing_but_send_its_hint_again(shop, ports):
    shop.drop("may.csv", MAY)
    shop.build()
    assert shop.build().outcome == "nothing_to_do"
    assert read_pointer(ports.lake, POINTER).generation == 1
    first, second = ports.score_queue.sent
    assert first == second
    assert (first.body["dataset"], first.group) == (SHOP, SHOP)


def test_a_new_snapshot_sends_a_hint_of_its_own(shop, ports):
    shop.drop("may.csv", MAY)
    shop.build()
    shop.drop("june.csv", JUNE)
    shop.build()
    assert len({message.deduplication_id for message in ports.score_queue.sent}) == 2


def champion(ports, order_lines):
    move_pointer(ports.models, layout.champion_pointer(SHOP), read_pointer(ports.models, ""), "v1", order_lines)


def test_the_first_features_of_a_dataset_ask_for_a_model(shop, ports):
    shop.drop("may.csv", MAY)
    shop.build()
    (message,) = ports.train_queue.sent
    assert (message.body["dataset"], message.group) == (SHOP, SHOP)


def test_new_features_of_a_dataset_with_a_fitting_model_do_not_ask_for_another(shop, ports):
    champion(ports, {"order_lines": 2})
    shop.drop("may.csv", MAY)
    shop.build()
    assert ports.train_queue.sent == []


def test_features_that_outgrew_their_model_ask_for_a_new_one(shop, ports):
    champion(ports, {"order_lines": 2})
    shop.drop("all.csv", [*MAY, *JUNE])
    shop.build()
    assert len(ports.train_queue.sent) == 1


def test_a_person_who_went_back_to_a_model_of_less_is_not_overruled_by_a_training_of_the_same(shop, ports):
    champion(ports, {"order_lines": 2, "considered": {"order_lines": 4}})
    shop.drop("all.csv", [*MAY, *JUNE])
    shop.build()
    assert ports.train_queue.sent == []


def test_no_orders_ask_for_no_model(shop, ports):
    shop.fail("broken.csv")
    shop.build()
    assert ports.train_queue.sent == []


@pytest.mark.parametrize(
    ("order_lines", "trained_on", "due"), [(0, 0, False), (1, 0, True), (15, 10, False), (16, 10, True)]
)
def test_training_is_due_without_a_model_and_beyond_half_as_much_again(order_lines, trained_on, due):
    assert training_is_due(order_lines, trained_on) is due
