"""Sources pulled into the landing bucket: over a real server, as on a schedule, day after day."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from perennial import layout
from perennial.dataset import Dataset
from perennial.memory import MemoryPorts
from perennial.records import StageResult
from perennial.stages.pull import pull
from perennial.web.downloading import download_if_new
from tests.order_file import LAMP, TEA, order_file
from tests.tls_server import PRIVATE_HOST, Shop, shop_server

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ORDERS = order_file(LAMP).encode()
KEY = "landing/shop/orders.csv"
type Pull = Callable[..., StageResult]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Shop]:
    with shop_server(tmp_path) as running:
        running.files["/orders.csv"] = ORDERS
        yield running


@pytest.fixture
def pulled(ports: MemoryPorts, tmp_path: Path, server: Shop) -> Pull:
    """Pull what these sources have to offer, at this time."""

    def run(*sources: dict[str, Any], now: datetime = NOW) -> StageResult:
        description = Dataset.model_validate({"sources": sources})
        ports.lake.write(layout.description("shop"), description.model_dump_json().encode())
        folder = tmp_path / f"pull-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        fetch = partial(download_if_new, connect=server.connect)
        return pull("shop", ports, work_dir=folder, now=now, fetch=fetch)

    return run


def landed(ports: MemoryPorts) -> list[str]:
    return [info.key for info in ports.landing.list("landing/")]


def test_what_a_source_offers_lands_like_a_drop(ports, pulled, server):
    result = pulled({"url": server.address("/orders.csv")})
    assert (result.outcome, result.detail["landed"]) == ("done", 1)
    assert ports.landing.read(KEY).body == ORDERS


def test_it_lands_under_the_name_that_the_description_gives_it(ports, pulled, server):
    pulled({"url": server.address("/orders.csv"), "name": "shop export.csv"})
    assert landed(ports) == ["landing/shop/shop export.csv"]


@pytest.mark.parametrize("version", [{}, {"ETag": '"v1"'}])
def test_the_same_bytes_are_not_landed_again(ports, pulled, server, version, monkeypatch):
    server.headers["/orders.csv"] = version
    source = {"url": server.address("/orders.csv")}
    pulled(source)
    monkeypatch.setattr(ports.landing, "upload", lambda *_: pytest.fail("it was landed again"))
    result = pulled(source, now=NOW + DAY)
    assert (result.outcome, result.detail["unchanged"]) == ("nothing_to_do", 1)
    assert ("if-none-match" in server.asked[-1][1]) is bool(version)


def test_other_bytes_take_the_place_of_the_old_ones(ports, pulled, server):
    source = {"url": server.address("/orders.csv")}
    pulled(source)
    server.files["/orders.csv"] = order_file(LAMP, TEA).encode()
    assert pulled(source, now=NOW + DAY).outcome == "done"
    assert ports.landing.read(KEY).body == order_file(LAMP, TEA).encode()


def test_a_file_that_was_deleted_meanwhile_lands_again_though_it_is_unchanged(ports, pulled, server):
    server.headers["/orders.csv"] = {"ETag": '"v1"'}
    source = {"url": server.address("/orders.csv")}
    pulled(source)
    ports.landing.delete(KEY)
    pulled(source, now=NOW + DAY)
    assert landed(ports) == [KEY]


def test_a_source_is_asked_no_more_often_than_it_says(pulled, server):
    source = {"url": server.address("/orders.csv"), "every": "weekly"}
    pulled(source)
    assert pulled(source, now=NOW + DAY).detail["not_due"] == 1
    assert len(server.asked) == 1
    pulled(source, now=NOW + 7 * DAY)
    assert len(server.asked) == 2


def test_a_source_that_fails_is_told_without_its_secrets_and_harms_no_other(ports, pulled, server):
    result = pulled({"url": server.address("/gone.csv?token=secret")}, {"url": server.address("/orders.csv")})
    assert (result.outcome, result.detail["landed"], result.detail["failed"]) == ("failed", 1, 1)
    assert result.reason is not None
    assert "/gone.csv answers 404" in result.reason
    assert "secret" not in result.reason
    assert b"secret" not in b"".join(ports.lake.read(info.key).body for info in ports.lake.list("datasets/shop/pulled"))
    assert landed(ports) == [KEY]


def test_a_source_that_failed_is_due_again_the_next_time(ports, pulled, server):
    source = {"url": server.address("/late.csv"), "every": "monthly"}
    pulled(source)
    server.files["/late.csv"] = ORDERS
    assert pulled(source, now=NOW + DAY).detail["landed"] == 1


def test_no_source_leads_into_a_private_network(ports, pulled, server):
    server.headers["/moved"] = {"Location": server.address("/orders.csv", PRIVATE_HOST)}
    result = pulled({"url": server.address("/moved")}, {"url": "https://169.254.169.254/latest/meta-data"})
    assert result.detail["failed"] == 2
    assert result.reason is not None
    assert result.reason.count("private network") == 2
    assert landed(ports) == []


def test_a_source_cannot_describe_its_dataset(ports, pulled, server):
    server.files["/dataset.json"] = b'{"returns": "drop"}'
    result = pulled({"url": server.address("/dataset.json")})
    assert (result.outcome, landed(ports)) == ("failed", [])
    assert "another name" in (result.reason or "")


def test_a_dataset_without_sources_has_nothing_to_pull(pulled, server):
    assert pulled().outcome == "nothing_to_do"
    assert server.asked == []
