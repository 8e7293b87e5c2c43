"""The monitor stage: drift is seen and told once, past forecasts are held against what came, nothing is done twice."""

from pathlib import Path

import pytest

from perennial import layout
from perennial.errors import TransientError
from perennial.memory import MemoryNotices, MemoryObjects, MemoryPorts
from perennial.objects import ObjectInfo, StoredObject
from perennial.pointers import move_pointer, read_pointer
from tests.drifting_shop import Event, day, drifting_orders
from tests.monitored_shop import SHOP, MonitoredShop

CUSTOMERS, DAYS = 500, 460
TRAINED, LATER = day(360), day(450)
RISEN = Event(TRAINED, price_times=1.8)


class Unreachable(MemoryNotices):
    def publish(self, subject: str, text: str) -> None:
        raise TransientError(subject)


@pytest.fixture
def quiet(ports: MemoryPorts, work_dir: Path) -> MonitoredShop:
    """A shop to which nothing happens, trained, scored, and three months on."""
    return grown(MonitoredShop(ports, work_dir, drifting_orders(CUSTOMERS, DAYS, seed=5)))


@pytest.fixture
def risen(ports: MemoryPorts, work_dir: Path) -> MonitoredShop:
    """The same shop, whose prices rose the day after it was trained."""
    return grown(MonitoredShop(ports, work_dir, drifting_orders(CUSTOMERS, DAYS, seed=5, event=RISEN)))


def grown(shop: MonitoredShop) -> MonitoredShop:
    shop.known_until(TRAINED)
    shop.train(TRAINED)
    shop.score(TRAINED)
    shop.known_until(LATER)
    return shop


def test_a_quiet_shop_is_left_in_peace(quiet: MonitoredShop) -> None:
    result = quiet.check("data", LATER)
    assert (result.outcome, result.detail["tripped"]) == ("done", False)
    assert quiet.reading()["decision"] == "Nothing has moved further than it may."
    assert (quiet.ports.train_queue.sent, quiet.ports.notices.published) == ([], [])


def test_prices_that_rise_call_for_one_training_and_tell_people_why(risen: MonitoredShop) -> None:
    assert risen.check("data", LATER).detail["tripped"] is True
    (sent,) = risen.ports.train_queue.sent
    assert (sent.group, sent.deduplication_id) == (SHOP, "shop-drift-v1")
    assert (sent.body["dataset"], sent.body["drift"], sent.body["champion"]) == (SHOP, True, "v1")
    assert "recent_order_value (PSI" in str(sent.body["because"])
    ((subject, text),) = risen.ports.notices.published
    assert "shop" in subject
    assert text == sent.body["because"]


def test_people_are_told_by_the_next_run_where_the_telling_failed(risen: MonitoredShop) -> None:
    risen.ports.notices.__class__ = Unreachable
    with pytest.raises(TransientError):
        risen.check("data", LATER)
    risen.ports.notices.__class__ = MemoryNotices
    risen.check("data", LATER)
    assert len(risen.ports.notices.published) == 1


def test_the_same_trip_does_not_call_again_until_there_is_a_new_champion(risen: MonitoredShop) -> None:
    risen.check("data", LATER)
    risen.known_until(day(455))
    again = risen.check("data", day(455))
    assert again.detail["tripped"] is True
    assert "was called before" in str(again.detail["decision"])
    assert (len(risen.ports.train_queue.sent), len(risen.ports.notices.published)) == (1, 1)
    risen.train(TRAINED, version="v2")
    risen.check("data", day(455))
    assert [sent.body["champion"] for sent in risen.ports.train_queue.sent] == ["v1", "v2"]


def test_a_champion_that_learnt_the_new_prices_is_left_in_peace(risen: MonitoredShop) -> None:
    risen.train(LATER, version="v2")
    assert risen.check("data", LATER).detail["tripped"] is False


def test_a_dataset_may_ask_not_to_be_trained_for_drift_and_is_told_of_it_all_the_same(risen: MonitoredShop) -> None:
    risen.describe(enabled=False)
    assert risen.check("data", LATER).detail["tripped"] is True
    assert risen.ports.train_queue.sent == []
    assert len(risen.ports.notices.published) == 1


def test_a_dataset_may_set_its_own_limit(risen: MonitoredShop) -> None:
    risen.describe(psi_limit=50.0)
    risen.check("data", LATER)
    assert {reading["psi_limit"] for reading in risen.reading()["features"]} == {50.0}


def test_what_was_checked_is_not_checked_again(quiet: MonitoredShop) -> None:
    quiet.check("model", LATER)
    before = read_pointer(quiet.ports.lake, layout.monitoring_pointer(SHOP))
    assert quiet.check("data", day(452)).outcome == "nothing_to_do"
    assert quiet.check("model", day(452)).outcome == "nothing_to_do"
    assert read_pointer(quiet.ports.lake, layout.monitoring_pointer(SHOP)) == before


def test_a_forecast_whose_horizon_has_passed_is_held_against_what_came(quiet: MonitoredShop) -> None:
    quiet.check("model", LATER)
    realised = quiet.reading()["realised"]
    assert [(one["as_of"], one["horizon_days"]) for one in realised] == [
        (TRAINED.isoformat(), 90),
        (TRAINED.isoformat(), 30),
    ]
    for one in realised:
        assert one["customers"] > 200
        assert one["realised"] == pytest.approx(one["expected"], rel=0.5)
        assert one["roc_auc"] > 0.6
        assert one["gini"] > 0.3


def test_what_came_of_forecasts_calls_for_a_report_and_a_check_of_the_data_does_not(quiet: MonitoredShop) -> None:
    quiet.ports.report_queue.sent.clear()
    quiet.check("data", LATER)
    assert quiet.ports.report_queue.sent == []
    quiet.check("model", LATER)
    quiet.check("model", LATER)  # the run before may have been killed before it called
    assert [sent.deduplication_id for sent in quiet.ports.report_queue.sent] == ["shop-monitoring-2"] * 2


def test_a_horizon_that_has_not_passed_is_not_judged(quiet: MonitoredShop) -> None:
    quiet.known_until(day(440))
    quiet.check("model", day(440))
    assert [one["horizon_days"] for one in quiet.reading()["realised"]] == [30]


def test_a_churn_forecast_far_below_its_training_calls_for_training(quiet: MonitoredShop) -> None:
    quiet.train(TRAINED, version="v3", auc=0.99)
    quiet.known_until(TRAINED)
    quiet.score(TRAINED)
    quiet.known_until(LATER)
    quiet.check("model", LATER)
    assert any("ROC-AUC" in reason and "at training it was 0.990" in reason for reason in quiet.reading()["reasons"])
    assert [sent.body["champion"] for sent in quiet.ports.train_queue.sent] == ["v3"]


def test_nothing_is_checked_before_there_is_a_model(ports: MemoryPorts, work_dir: Path) -> None:
    empty = MonitoredShop(ports, work_dir, drifting_orders(5, DAYS, seed=5))
    assert empty.check("data", LATER).outcome == "nothing_to_do"
    assert list(ports.lake.list(layout.monitoring_folder(SHOP))) == []


def test_a_version_without_a_reference_is_said_to_have_none(quiet: MonitoredShop) -> None:
    quiet.ports.models.delete(layout.model_folder(SHOP, "v1") + "reference.json")
    result = quiet.check("data", LATER)
    assert (result.outcome, "no reference" in str(result.reason)) == ("nothing_to_do", True)


class LakeWithARival(MemoryObjects):
    """A lake in which another monitor moves the pointer just before our first move."""

    rivals = 1

    def replace(self, key: str, body: bytes, expected_etag: str | None) -> ObjectInfo:
        if key == layout.monitoring_pointer(SHOP) and self.rivals:
            self.rivals = 0
            move_pointer(self, key, read_pointer(self, key), "the rival's", {"readings": ["the rival's"]})
        return super().replace(key, body, expected_etag)


def test_a_monitor_that_loses_to_another_starts_over_and_forgets_nothing(work_dir: Path) -> None:
    ports = MemoryPorts(lake=LakeWithARival())
    grown(MonitoredShop(ports, work_dir, drifting_orders(CUSTOMERS, DAYS, seed=5))).check("data", LATER)
    readings = read_pointer(ports.lake, layout.monitoring_pointer(SHOP)).detail["readings"]
    assert isinstance(readings, list)
    assert (len(readings), readings[1]) == (2, "the rival's")


class ModelsWithASuccessor(MemoryObjects):
    """A models bucket in which a new champion takes over once, between two looks at who it is."""

    takes_over = ""

    def read(self, key: str) -> StoredObject:
        stored = super().read(key)
        if key == layout.champion_pointer(SHOP) and self.takes_over:
            version, self.takes_over = self.takes_over, ""
            move_pointer(self, key, read_pointer(self, key), version, {})
        return stored


def test_a_champion_that_takes_over_meanwhile_is_the_one_that_is_checked(work_dir: Path) -> None:
    models = ModelsWithASuccessor()
    shop = grown(
        MonitoredShop(MemoryPorts(models=models), work_dir, drifting_orders(CUSTOMERS, DAYS, seed=5, event=RISEN))
    )
    shop.train(LATER, version="v2")
    shop.train(TRAINED, version="v1")
    models.takes_over = "v2"
    assert shop.check("data", LATER).detail["model_version"] == "v2"
    assert shop.ports.train_queue.sent == []
