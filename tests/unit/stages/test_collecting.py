"""Collecting: old snapshots go, and nothing that anybody names, reads or writes."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.memory_objects import MemoryObjects
from perennial.pointers import move_pointer, read_pointer
from perennial.stages.collecting import HISTORY_KEPT, collect
from tests.champions import POINTER

NOW = datetime(2024, 7, 1, 12, tzinfo=UTC)
A_DAY = timedelta(days=1)
FEATURES_FILES = ("features.parquet", "order_lines.parquet")
SCORES_FILES = ("scores.parquet", "scores.csv", "index.npz")


class LakeThatKnowsTheTime(MemoryObjects):
    """A lake that says when each object was put there."""

    def __init__(self):
        super().__init__()
        self.clock = NOW
        self.times = {}

    def write(self, key, body, content_type="application/octet-stream"):
        self.times[key] = self.clock
        return super().write(key, body, content_type)

    def list(self, prefix):
        for info in super().list(prefix):
            yield replace(info, modified_at=self.times[info.key])


def built(ports, snapshot, *, as_of=None):
    """Features of this name are built and current."""
    for name in FEATURES_FILES:
        ports.lake.write(layout.features_folder("shop", snapshot) + name, b"x")
    key = layout.features_pointer("shop")
    detail = {} if as_of is None else {"as_of": as_of}
    move_pointer(ports.lake, key, read_pointer(ports.lake, key), snapshot, detail)


def scored(ports, snapshot, features, *, day=NOW):
    """Scores of this name are written, current and entered in the history."""
    for name in SCORES_FILES:
        ports.lake.write(layout.scores_folder("shop", snapshot) + name, b"x")
    ports.lake.write(layout.score_history("shop", day.date().isoformat(), snapshot), b"{}")
    key = layout.scores_pointer("shop")
    move_pointer(ports.lake, key, read_pointer(ports.lake, key), snapshot, {"features_snapshot": features})


def trained(ports, features):
    """A champion that was trained on these features."""
    move_pointer(ports.models, POINTER, read_pointer(ports.models, POINTER), "v1", {"features_snapshot": features})


def left(ports):
    keys = [info.key for prefix in ("features/", "scores/") for info in ports.lake.list(prefix)]
    return {tuple(key.split("/")[2:]) for key in keys if key.count("/") > 2 and "/history/" not in key}


def files(snapshot, names):
    return {(snapshot, name) for name in names}


@pytest.fixture
def superseded(ports):
    """Two builds and two scorings; the champion is of the second."""
    for number in (1, 2):
        built(ports, f"f{number}")
        scored(ports, f"s{number}", f"f{number}")
    trained(ports, "f2")
    return ports


def test_an_old_snapshot_goes_a_day_after_it_was_seen_to_be_old(superseded):
    assert collect("shop", superseded, now=NOW) == []
    assert collect("shop", superseded, now=NOW + A_DAY / 2) == []
    gone = collect("shop", superseded, now=NOW + A_DAY)
    assert {key.split("/")[2] for key in gone} == {"f1", "s1"}
    assert files("f1", FEATURES_FILES).isdisjoint(left(superseded))


def test_of_past_scores_the_table_stays_to_be_held_to_what_came(superseded):
    for days in (0, 1):
        collect("shop", superseded, now=NOW + days * A_DAY)
    assert left(superseded) == {*files("f2", FEATURES_FILES), *files("s2", SCORES_FILES), ("s1", "scores.parquet")}


def test_past_scores_go_in_the_end(superseded):
    for days in (1, 2):
        collect("shop", superseded, now=NOW + HISTORY_KEPT + days * A_DAY)
    assert left(superseded) == {*files("f2", FEATURES_FILES), *files("s2", SCORES_FILES)}


def test_past_scores_of_data_that_ended_long_ago_stay_as_well(superseded):
    built(superseded, "f3", as_of=NOW.date().isoformat())
    for days in (1, 2):
        collect("shop", superseded, now=NOW + 10 * HISTORY_KEPT + days * A_DAY)
    assert ("s1", "scores.parquet") in left(superseded)


def test_scores_of_a_day_long_past_that_were_made_afterwards_stay_for_a_year():
    ports = MemoryPorts(lake=LakeThatKnowsTheTime())
    built(ports, "f1")
    scored(ports, "s1", "f1", day=NOW - 3 * HISTORY_KEPT)
    scored(ports, "s2", "f1")
    for days in (0, 1):
        collect("shop", ports, now=NOW + days * A_DAY)
    assert files("s1", ["scores.csv", "scores.parquet"]) & left(ports) == {("s1", "scores.parquet")}
    for days in (0, 1):
        collect("shop", ports, now=NOW + HISTORY_KEPT + days * A_DAY)
    assert ("s1", "scores.parquet") not in left(ports)


def test_features_of_the_champion_and_of_the_current_scores_stay(ports):
    for number in (1, 2, 3):
        built(ports, f"f{number}")
    scored(ports, "s1", "f2")
    trained(ports, "f1")
    for days in (0, 1):
        assert collect("shop", ports, now=NOW + days * A_DAY) == []


def test_a_snapshot_that_is_current_again_meanwhile_stays(superseded):
    collect("shop", superseded, now=NOW)
    built(superseded, "f1")
    gone = collect("shop", superseded, now=NOW + A_DAY)
    assert {key.split("/")[2] for key in gone} == {"s1"}
    assert files("f1", FEATURES_FILES) <= left(superseded)


def test_a_snapshot_that_is_being_written_again_stays_until_it_is_a_day_old():
    ports = MemoryPorts(lake=LakeThatKnowsTheTime())
    built(ports, "f1")
    built(ports, "f2")
    collect("shop", ports, now=NOW)
    ports.lake.clock = NOW + A_DAY
    ports.lake.write(layout.features_folder("shop", "f1") + "features.parquet", b"x")
    assert collect("shop", ports, now=NOW + A_DAY) == []
    assert len(collect("shop", ports, now=NOW + 2 * A_DAY)) == len(FEATURES_FILES)


def test_a_pointer_that_moves_at_the_last_moment_is_heard(superseded):
    class LastMoment(MemoryObjects):
        """A lake in which the first features become current between our looks at it."""

        looks = 0

        def list(self, prefix):
            self.looks += prefix == layout.features_prefix("shop")
            if self.looks == 2:
                self.looks += 1
                key = layout.features_pointer("shop")
                move_pointer(self, key, read_pointer(self, key), "f1", {})
            return super().list(prefix)

    collect("shop", superseded, now=NOW)
    superseded.lake.__class__ = LastMoment
    collect("shop", superseded, now=NOW + A_DAY)
    assert superseded.lake.looks == 3
    assert files("f1", FEATURES_FILES) <= left(superseded)


def test_the_list_of_what_waits_empties_itself(superseded):
    for days in (0, 1, 2):
        collect("shop", superseded, now=NOW + days * A_DAY)
    assert json.loads(superseded.lake.read(layout.collection("shop")).body) == {}


def test_other_datasets_are_left_alone(superseded):
    superseded.lake.write(layout.features_folder("shop2", "f1") + "features.parquet", b"x")
    for days in (0, 1):
        collect("shop", superseded, now=NOW + days * A_DAY)
    assert superseded.lake.head(layout.features_folder("shop2", "f1") + "features.parquet") is not None


def test_a_dataset_with_nothing_in_it_has_nothing_to_collect(ports):
    assert collect("shop", ports, now=NOW) == []
    assert list(ports.lake.list("")) == []


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["build", "score", "collect"]), st.integers(1, 4)), max_size=30))
def test_whatever_happens_what_the_pointers_name_is_whole(events):
    ports, now = MemoryPorts(), NOW
    for event, number in events:
        now += A_DAY * 0.4
        if event == "build":
            built(ports, f"f{number}")
        elif event == "score":
            scored(ports, f"s{number}", f"f{number}", day=now)
            built(ports, f"f{number}")
        collect("shop", ports, now=now)
        features = read_pointer(ports.lake, layout.features_pointer("shop")).snapshot
        scores = read_pointer(ports.lake, layout.scores_pointer("shop")).snapshot
        assert features is None or files(features, FEATURES_FILES) <= left(ports)
        assert scores is None or files(scores, SCORES_FILES) <= left(ports)
