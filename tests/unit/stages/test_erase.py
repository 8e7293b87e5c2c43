"""A person who asked to be erased is in nothing that is stored, stays out, and leaves everybody else as they were."""

import gzip
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from perennial import layout
from perennial.erasures import ErasureRecord
from perennial.errors import TransientError
from perennial.memory import MemoryPorts
from perennial.memory_objects import MemoryObjects
from perennial.models.budget import Budget
from perennial.objects import ObjectInfo
from perennial.pointers import read_pointer
from perennial.records import PredictionRecord, StageResult
from perennial.stages.erase import erase
from perennial.stages.features import build_features
from perennial.stages.ingest import ingest
from perennial.stages.report import report
from perennial.stages.score import score
from perennial.stages.train import train
from tests.stored_bytes import places_of

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
GONE = "person-4711-zq"
HEADER = "customer_id,order_id,order_datetime,product_id,quantity,unit_price"


def key_maker() -> bytes:
    return bytes(range(32))


def order_rows(customers: list[str], *, seed: int) -> list[str]:
    random = Random(seed)  # noqa: S311 a seeded world, not a secret
    rows = []
    for number in range(700):
        moment = f"2025-{random.randint(1, 12):02}-{random.randint(1, 28):02} 10:00:00"
        who = customers[number % len(customers)]
        rows.append(f"{who},o{seed}{number},{moment},p{number % 5},1,{random.randint(5, 50)}.00")
    return rows


class Shop:
    """A dataset in memory whose stages are run one after the other until nothing is left to do."""

    def __init__(self, ports: MemoryPorts, work_dir: Path) -> None:
        self.ports, self.work_dir = ports, work_dir
        self.runs = 0

    def drop(self, name: str, content: bytes) -> None:
        key = layout.landing_path("shop", name)
        self.ports.landing.write(key, content)

    def settle(self) -> None:
        """What the queues would do: ingest what lies there, then one stage after the other."""
        self.ingest()
        build_features("shop", self.ports, work_dir=self._folder())
        if read_pointer(self.ports.models, layout.champion_pointer("shop")).snapshot is None:
            train("shop", self.ports, work_dir=self._folder(), now=NOW, budget=Budget(0.0, lambda: 0.0))
        score("shop", self.ports, work_dir=self._folder(), now=NOW)

    def ingest(self) -> None:
        for info in list(self.ports.landing.list(layout.landing_prefix("shop"))):
            ingest(info.key, self.ports, work_dir=self._folder(), last_attempt=False)

    def report(self) -> None:
        report("shop", self.ports, work_dir=self._folder(), now=NOW)

    def ask(self, customer_id: str) -> None:
        self.ports.erasures.save(ErasureRecord(f"e{len(customer_id)}", "shop", customer_id, NOW, "k1"))

    def erase(self) -> StageResult:
        return erase("shop", self.ports, work_dir=self._folder(), now=NOW, make_key=key_maker)

    def places(self, needle: str = GONE) -> list[str]:
        return places_of(self.ports, needle, self.work_dir)

    def _folder(self) -> Path:
        self.runs += 1
        folder = self.work_dir / f"run-{self.runs}"
        folder.mkdir()
        return folder


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> MemoryPorts:
    """A shop with its first scores, made once."""
    made = Shop(MemoryPorts(), tmp_path_factory.mktemp("trained"))
    others = [f"c{number}" for number in range(60)]
    made.drop("a.csv", "\n".join([HEADER, *order_rows([*others, GONE], seed=1)]).encode())
    rows = [*order_rows([GONE, *others], seed=2), f"{GONE},torn,row"]
    made.drop("b.csv.gz", gzip.compress("\n".join([HEADER, *rows]).encode(), mtime=0))
    made.drop("c.csv", "\n".join([HEADER, *order_rows(others, seed=3)]).encode())
    made.settle()
    return made.ports


@pytest.fixture
def shop(trained: MemoryPorts, work_dir: Path) -> Shop:
    return Shop(deepcopy(trained), work_dir)


def test_before_anybody_asks_the_person_is_in_files_features_scores_and_rejects(shop: Shop) -> None:
    kinds = {place.split("/")[0] for place in shop.places()}
    assert {"landing landing", "lake clean", "lake features", "lake scores", "lake rejects", "table customers"} <= kinds


def test_afterwards_no_stored_byte_holds_the_person(shop: Shop) -> None:
    asked = PredictionRecord("p1", "shop", NOW, "k1", "v1", {"customer_id": GONE}, {"customer_id": GONE})
    shop.ports.state.log_predictions([asked], expires_at=NOW)
    shop.ports.lake.write(
        layout.plan_file("shop", "p1"), f"customer_id,group\nc1,held_out\n{GONE},contacted\n".encode()
    )
    shop.report()
    shop.ask(GONE)
    assert shop.erase().outcome == "waiting"
    shop.settle()
    assert shop.erase().outcome == "waiting"
    shop.report()
    done = shop.erase()
    assert done.outcome == "done"
    assert shop.places() == []
    assert shop.ports.lake.read(layout.plan_file("shop", "p1")).body == b"customer_id,group\nc1,held_out\n"
    (record,) = shop.ports.erasures.of("shop")
    assert (record.status, record.customer_id, record.done_at) == ("done", None, NOW)
    assert record.detail["rows_removed"] == 11 + 12 + 1
    assert record.detail["files_rewritten"] == 2
    assert [left["days"] for left in record.detail["remains"]] == [35, 4, 90, None, None, None]


def test_everybody_else_keeps_their_lines_and_the_untouched_file_its_identity(shop: Shop) -> None:
    untouched = layout.landing_path("shop", "c.csv")
    before = shop.ports.state.file("shop", untouched)
    rows = sum(state.rows_kept for state in shop.ports.state.files("shop"))
    shop.ask(GONE)
    shop.erase()
    shop.settle()
    shop.erase()
    assert shop.ports.state.file("shop", untouched) == before
    assert sum(state.rows_kept for state in shop.ports.state.files("shop")) == rows - 23
    features = read_pointer(shop.ports.lake, layout.features_pointer("shop"))
    assert features.detail["customers"] == 60


def test_a_file_uploaded_again_does_not_bring_the_person_back(shop: Shop) -> None:
    shop.ask(GONE)
    shop.erase()
    shop.settle()
    shop.erase()
    rows = [HEADER, f"{GONE},o9,2025-06-01 10:00:00,p1,1,9.00", f"{GONE},torn", "c1,o8,2025-06-01 10:00:00,p1,1,9.00"]
    shop.drop("again.csv", "\n".join(rows).encode())
    shop.settle()
    state = shop.ports.state.file("shop", layout.landing_path("shop", "again.csv"))
    assert state is not None
    assert (state.rows_read, state.rows_kept, state.rows_rejected) == (3, 1, 2)
    assert shop.places() == ["landing landing/shop/again.csv"]


def test_what_was_asked_twice_or_of_nobody_ends_all_the_same(shop: Shop) -> None:
    shop.ask(GONE)
    shop.ask("nobody-at-all")
    shop.erase()
    shop.settle()
    assert shop.erase().outcome == "done"
    assert shop.erase().outcome == "nothing_to_do"
    assert [record.status for record in shop.ports.erasures.of("shop")] == ["done", "done"]


def test_the_purge_waits_until_everything_current_is_built_anew(shop: Shop) -> None:
    shop.ask(GONE)
    shop.erase()
    shop.ingest()
    assert shop.erase().outcome == "waiting"
    build_features("shop", shop.ports, work_dir=shop._folder())
    assert shop.erase().outcome == "waiting"
    score("shop", shop.ports, work_dir=shop._folder(), now=NOW)
    assert shop.erase().outcome == "done"


class StoppedAtItems(MemoryObjects):
    """A bucket in which nobody gets as far as to rewrite the items."""

    def replace(self, key: str, body: bytes | Path, expected_etag: str | None) -> ObjectInfo:
        if key.endswith("items.csv"):
            raise TransientError(key)
        return super().replace(key, body, expected_etag)


def test_a_try_that_was_stopped_does_not_forget_which_orders_are_theirs(work_dir: Path) -> None:
    shop = Shop(MemoryPorts(), work_dir)
    orders = [f"order-{number},{who},2025-06-01 10:00:00" for number, who in enumerate([GONE, "c1", "c2"])]
    items = [f"order-{number},p1,2,5.00" for number in range(3)]
    shop.drop("a-orders.csv", "\n".join(["order_id,customer_id,order_datetime", *orders]).encode())
    shop.drop("b-items.csv", "\n".join(["order_id,product_id,quantity,unit_price", *items]).encode())
    shop.ingest()
    shop.ask(GONE)
    shop.ports.landing.__class__ = StoppedAtItems
    with pytest.raises(TransientError):
        shop.erase()
    shop.ports.landing.__class__ = MemoryObjects
    shop.ingest()
    shop.erase()
    assert b"order-0" not in shop.ports.landing.read(layout.landing_path("shop", "b-items.csv")).body
    assert b"order-1" in shop.ports.landing.read(layout.landing_path("shop", "b-items.csv")).body


def test_a_file_nobody_understands_is_told_where_an_id_is_too_short_to_be_looked_for(shop: Shop) -> None:
    shop.drop("notes.csv", b"who,what\nc1,hello\n")
    shop.ask("c1")
    shop.ask(GONE)
    shop.erase()
    told = {record.customer_id: record.detail["files_to_look_at"] for record in shop.ports.erasures.of("shop")}
    assert (len(told["c1"]), told[GONE]) == (1, [])
    assert "landing/shop/notes.csv" in told["c1"][0]


def test_earlier_scores_stay_without_the_person_for_comparison_with_what_came(shop: Shop) -> None:
    before = read_pointer(shop.ports.lake, layout.scores_pointer("shop")).snapshot
    shop.ask(GONE)
    shop.erase()
    shop.settle()
    shop.erase()
    kept = layout.scores_folder("shop", str(before)) + "scores.parquet"
    assert shop.ports.lake.head(kept) is not None
    assert shop.ports.lake.head(layout.scores_folder("shop", str(before)) + "scores.csv") is None
