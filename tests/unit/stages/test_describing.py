"""dataset.json beside the files: put in force, refused, replaced, removed; and what is cleaned again."""

import json

import pytest

from perennial import layout
from perennial.dataset import Dataset
from perennial.stages.descriptions import read_description
from tests.landing import SHOP, Landing
from tests.order_file import LAMP, REFUND, order_file

DROP_RETURNS = b'{"returns": "drop"}'
ODD_FILE = order_file("anna,2024-05-01,12.5", header="who,when,worth").encode()
BARE_MAPPING = b'{"customer_id": "who", "order_datetime": "when", "order_total": "worth"}'


@pytest.fixture
def landing(ports, work_dir):
    return Landing(ports, work_dir)


def in_force(landing: Landing) -> Dataset:
    return read_description(landing.ports.lake, SHOP)


def test_a_description_is_put_in_force_in_full_and_sorted(landing, ports):
    key = landing.put_bytes("dataset.json", DROP_RETURNS)
    assert landing.ingest(key).outcome == "done"
    text = ports.lake.read(layout.description(SHOP)).body.decode()
    assert in_force(landing) == Dataset(returns="drop")
    assert list(json.loads(text)) == sorted(Dataset.model_fields)
    assert landing.state(key).status == landing.receipt(key)["status"] == "clean"
    assert (landing.state(key).identity, landing.state(key).description_digest) == (None, "")


def test_files_that_were_cleaned_otherwise_are_called_again_and_only_those(landing):
    january = landing.put("january.csv", LAMP, REFUND)
    landing.ingest(january)
    february = landing.put("february.csv", LAMP)
    key = landing.put_bytes("dataset.json", DROP_RETURNS)
    assert landing.ingest(key).detail == {"status": "clean", "files_queued": 2}
    assert landing.ingest_hinted() == [february, january]
    assert landing.orders(january) == ["536365"]
    assert landing.ingest(key).detail["files_queued"] == 0


def test_the_call_names_the_key_the_dataset_and_why(landing, ports):
    january = landing.put("january.csv", LAMP)
    landing.ingest(landing.put_bytes("dataset.json", DROP_RETURNS))
    (message,) = ports.ingest_queue.sent
    assert message.body == {"key": january, "because": "the description of the dataset changed"}
    assert message.group == SHOP


def test_a_file_nothing_explained_is_read_once_a_mapping_comes(landing):
    odd = landing.put_bytes("odd.csv", ODD_FILE)
    assert landing.ingest(odd).outcome == "failed"
    landing.ingest(landing.put_bytes("dataset.json", BARE_MAPPING))
    assert landing.ingest_hinted() == [odd]
    assert landing.state(odd).rows_kept == 1


@pytest.mark.parametrize("content", [b"{", b'{"returns": "maybe"}', b'{"date_format": "%Q"}', b"[]", b""])
def test_an_invalid_description_is_refused_and_the_one_in_force_stays(landing, content):
    key = landing.put_bytes("dataset.json", DROP_RETURNS)
    landing.ingest(key)
    landing.put_bytes("dataset.json", content)
    result = landing.ingest(key)
    assert result.outcome == "failed"
    assert "dataset shop" in str(result.reason)
    assert landing.receipt(key)["reason"] == landing.state(key).reason == result.reason
    assert in_force(landing) == Dataset(returns="drop")


def test_a_deleted_description_leaves_the_defaults_and_calls_the_files_again(landing, ports):
    january = landing.put("january.csv", LAMP, REFUND)
    key = landing.put_bytes("dataset.json", DROP_RETURNS)
    landing.ingest(key)
    landing.ingest_hinted()
    ports.landing.delete(key)
    assert landing.ingest(key).detail == {"status": "gone", "files_queued": 1}
    landing.ingest_hinted()
    assert in_force(landing) == Dataset()
    assert landing.orders(january) == ["C536379", "536365"]
    assert landing.receipt(key)["status"] == "gone"


def test_the_deletion_of_a_description_nobody_knew_changes_nothing(landing, ports):
    ports.lake.write(layout.description(SHOP), DROP_RETURNS)
    assert landing.ingest("landing/shop/dataset.json").outcome == "nothing_to_do"
    assert in_force(landing) == Dataset(returns="drop")


@pytest.mark.parametrize("order", [("a/dataset.json", "b/dataset.json"), ("b/dataset.json", "a/dataset.json")])
def test_of_two_descriptions_the_first_by_name_governs_whichever_came_first(landing, order):
    contents = {"a/dataset.json": DROP_RETURNS, "b/dataset.json": b'{"duplicates": "keep"}'}
    for name in order:
        landing.ingest(landing.put_bytes(name, contents[name]))
    while landing.ingest_hinted():
        pass
    assert in_force(landing) == Dataset(returns="drop")
    assert "a/dataset.json describes it already" in str(landing.state("landing/shop/b/dataset.json").reason)


def test_the_second_description_takes_over_when_the_first_is_deleted(landing, ports):
    first = landing.put_bytes("a/dataset.json", DROP_RETURNS)
    second = landing.put_bytes("b/dataset.json", b'{"duplicates": "keep"}')
    landing.ingest(first)
    landing.ingest(second)
    ports.landing.delete(first)
    landing.ingest(first)
    landing.ingest_hinted()
    assert in_force(landing) == Dataset(duplicates="keep")


def test_the_default_dataset_is_described_at_the_root(landing, ports):
    ports.landing.write("landing/january.csv", ODD_FILE)
    ports.landing.write("landing/dataset.json", BARE_MAPPING)
    landing.ingest("landing/dataset.json")
    assert landing.ingest_hinted() == ["landing/january.csv"]
    assert ports.state.file("default", "landing/january.csv").rows_kept == 1
