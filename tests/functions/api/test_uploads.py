"""Uploads: a form, a look at the file, and the move into its dataset."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from perennial import layout
from perennial.dataset import Dataset
from perennial.errors import ObjectMissing
from perennial.memory import MemoryPorts
from perennial.records import Json
from perennial.stages.ingest import ingest
from perennial.stages.preview import Upload, preview
from tests.functions.api.conftest import open_dataset
from tests.order_file import LAMP, TEA, order_file

ORDERS = order_file(LAMP, TEA)
FOREIGN = "Nr,Was,Text,Stueck,Wann,Einzeln,Wer,Wo"
ODD = order_file(LAMP, TEA, header=FOREIGN)
MAPPING = {"customer_id": "Wer", "order_datetime": "Wann", "quantity": "Stueck", "unit_price": "Einzeln"}


@pytest.fixture(autouse=True)
def ingest_function(ports: MemoryPorts, tmp_path: Path) -> None:
    """The function that previews, answering as it does behind Lambda."""

    def answer(payload: Mapping[str, Json]) -> Json:
        asked: Any = json.loads(json.dumps(payload))["preview"]
        folder = tmp_path / f"call-{len(ports.functions.called)}"
        folder.mkdir()
        upload = Upload(asked["upload_id"], asked["file_name"], asked["dataset"])
        try:
            return preview(upload, Dataset.model_validate(asked["description"]), ports, work_dir=folder)
        except ObjectMissing:
            return {"missing": True}

    ports.functions.answers["ingest"] = answer


@pytest.fixture
def upload(client: TestClient, ports: MemoryPorts):
    """Upload a file as a browser does; answers its id."""

    def run(text: str = ORDERS, name: str = "orders.csv") -> str:
        answer = client.post("/api/uploads", json={"file_name": name, "size_bytes": len(text)})
        assert answer.status_code == 201, answer.text
        form = answer.json()
        ports.landing.write(form["fields"]["key"], text.encode())
        return form["upload_id"]

    return run


def asked(client: TestClient, upload_id: str, what: str, **choices: Any) -> Any:
    return client.post(f"/api/uploads/{upload_id}/{what}", json=choices)


def refused(answer: Any, status: int, slug: str, *words: str) -> None:
    assert answer.status_code == status, answer.text
    problem = answer.json()
    assert problem["type"].endswith(slug)
    for word in words:
        assert word in problem["detail"]


def test_a_form_says_where_the_file_goes_and_how_large_it_may_be(client):
    answer = client.post("/api/uploads", json={"file_name": "Umsätze März.csv", "size_bytes": 10})
    form = answer.json()
    assert answer.status_code == 201
    assert form["fields"]["key"] == f"pending/{form['upload_id']}/Umsätze März.csv"
    assert (form["max_bytes"], form["fields"]["max-bytes"]) == (2_000_000_000, "2000000000")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../landing/shop/x.csv", "x.csv"),
        ("C:\\data\\x.csv", "x.csv"),
        (".htaccess", "htaccess"),
        ("a\nb.csv", "ab.csv"),
        ("${filename}.csv", "filename}.csv"),
        ("x" * 900 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_a_hostile_name_is_made_harmless(client, given, name):
    form = client.post("/api/uploads", json={"file_name": given, "size_bytes": 1}).json()
    assert form["file_name"] == name
    assert form["fields"]["key"] == f"pending/{form['upload_id']}/{name}"


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({"file_name": "..", "size_bytes": 1}, "file_name"),
        ({"file_name": "dataset.json", "size_bytes": 1}, "PUT"),
        ({"file_name": "x.csv", "size_bytes": 2_000_000_001}, "2 GB"),
        ({"file_name": "x.csv", "size_bytes": 0}, "size_bytes"),
        ({"file_name": "", "size_bytes": 1}, "file_name"),
        ({"file_name": "x.csv"}, "size_bytes"),
    ],
)
def test_a_name_or_size_that_no_file_may_have_is_refused_by_name(client, body, word):
    answer = client.post("/api/uploads", json=body)
    assert answer.status_code == 422
    assert word in answer.json()["detail"]


def test_a_preview_tells_everything_and_changes_nothing(client, ports, upload):
    upload_id = upload()
    told = asked(client, upload_id, "preview").json()
    assert (told["upload_id"], told["file_name"], told["dataset"]) == (upload_id, "orders.csv", "default")
    assert (told["ready"], told["kind"], told["counts"]["rows_kept"]) == (True, "orders", 2)
    assert ports.state.datasets() == []
    assert list(ports.landing.list("landing/")) == []


def test_a_dataset_is_named_in_the_query_or_the_body_and_may_be_new(client, upload):
    upload_id = upload()
    in_query = client.post(f"/api/uploads/{upload_id}/preview?dataset=new-shop", json={})
    assert in_query.json()["dataset"] == "new-shop"
    assert asked(client, upload_id, "preview", dataset="new-shop").json()["dataset"] == "new-shop"
    both = client.post(f"/api/uploads/{upload_id}/preview?dataset=a", json={"dataset": "b"})
    refused(both, 422, "refused", "different datasets")
    refused(asked(client, upload_id, "preview", dataset="../x"), 422, "refused", "cannot name a dataset")


def test_without_a_name_the_only_dataset_is_meant_and_of_several_none(client, ports, upload):
    open_dataset(ports, "shop")
    upload_id = upload()
    assert asked(client, upload_id, "preview").json()["dataset"] == "shop"


def test_of_several_datasets_one_has_to_be_named(client, ports, upload):
    open_dataset(ports, "shop")
    open_dataset(ports, "cafe")
    refused(asked(client, upload(), "preview"), 422, "refused", "cafe, shop")


def test_what_has_not_arrived_is_not_ready(client, upload):
    form = client.post("/api/uploads", json={"file_name": "x.csv", "size_bytes": 1}).json()
    for what in ("preview", "confirm"):
        refused(asked(client, form["upload_id"], what), 409, "not-ready", "has not arrived")
    refused(asked(client, "f" * 32, "preview"), 409, "not-ready")


@pytest.mark.parametrize("upload_id", ["x", "../..", "A" * 32, "f" * 33])
def test_an_id_that_is_none_is_refused(client, upload_id):
    assert client.post(f"/api/uploads/{upload_id}/preview", json={}).status_code in {404, 422}


def test_columns_that_were_corrected_are_previewed_as_they_would_be_read(client, upload):
    upload_id = upload(ODD)
    told = asked(client, upload_id, "preview", mapping=MAPPING).json()
    assert (told["ready"], told["counts"]["rows_kept"]) == (True, 2)
    assert {one["name"]: one["field"] for one in told["columns"] if one["field"]}["Wer"] == "customer_id"
    assert told["description"]["other_mappings"][0]["customer_id"] == "Wer"


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"mapping": {"customer_id": "Wer"}}, ("mapping", "order_datetime")),
        ({"description": {"returns": "perhaps"}}, ("returns",)),
        ({"description": {"colour": "red"}}, ("colour",)),
    ],
)
def test_choices_that_do_not_hold_together_are_refused_by_name(client, upload, choices, words):
    refused(asked(client, upload(), "preview", **choices), 422, "refused", *words)


def test_the_preview_s_rejects_can_be_downloaded(client, upload):
    upload_id = upload(order_file(LAMP, "1,2,3"))
    asked(client, upload_id, "preview")
    answer = client.get(f"/api/uploads/{upload_id}/rejects.csv").json()
    assert (answer["file_name"], upload_id in answer["url"]) == ("rejects.csv", True)
    assert client.get(f"/api/uploads/{'0' * 32}/rejects.csv").status_code == 404


def test_confirming_moves_the_file_to_where_ingest_listens(client, ports, upload):
    answer = asked(client, upload(), "confirm", dataset="shop")
    assert answer.status_code == 202
    assert answer.json()["key"] == "landing/shop/orders.csv"
    assert ports.landing.read("landing/shop/orders.csv").body == ORDERS.encode()
    assert [info.key.rsplit("/", 1)[1] for info in ports.landing.list("pending/")] == ["confirmed.json"]


def test_confirming_twice_is_confirming_once(client, ports, upload):
    upload_id = upload()
    first = asked(client, upload_id, "confirm", dataset="shop").json()
    ports.landing.delete("landing/shop/orders.csv")
    assert asked(client, upload_id, "confirm", dataset="shop").json() == first
    assert ports.landing.head("landing/shop/orders.csv") is None


def test_a_move_that_was_cut_short_is_finished_by_asking_again(client, ports, upload, monkeypatch):
    upload_id = upload()
    with monkeypatch.context() as patch:
        patch.setattr(ports.landing, "delete", lambda key: (_ for _ in ()).throw(ObjectMissing(key)))
        assert asked(client, upload_id, "confirm", dataset="shop").status_code == 404
    assert asked(client, upload_id, "confirm", dataset="shop").status_code == 202
    assert not [info for info in ports.landing.list("pending/") if info.key.endswith("orders.csv")]


def test_a_file_of_the_same_name_is_replaced_only_knowingly(client, ports, upload):
    ports.landing.write("landing/shop/orders.csv", b"other")
    upload_id = upload()
    refused(asked(client, upload_id, "confirm", dataset="shop"), 409, "file-exists", "orders.csv", "replace")
    assert ports.landing.read("landing/shop/orders.csv").body == b"other"
    assert asked(client, upload_id, "confirm", dataset="shop", replace=True).status_code == 202
    assert ports.landing.read("landing/shop/orders.csv").body == ORDERS.encode()


def test_the_very_same_file_may_be_confirmed_again(client, ports, upload):
    ports.landing.write("landing/shop/orders.csv", ORDERS.encode())
    assert asked(client, upload(), "confirm", dataset="shop").status_code == 202


def test_a_description_is_dropped_only_where_it_changes(client, ports, upload):
    asked(client, upload(), "confirm", dataset="shop", description={"returns": "net"})
    assert ports.landing.head("landing/shop/dataset.json") is None
    asked(client, upload(ODD, "odd.csv"), "confirm", dataset="shop", mapping=MAPPING, description={"returns": "drop"})
    body = ports.landing.read("landing/shop/dataset.json").body
    assert json.loads(body) == {"other_mappings": [MAPPING], "returns": "drop"}


def test_two_files_confirmed_before_either_is_read_are_both_described(client, ports, upload):
    other = {"customer_id": "a", "order_datetime": "b", "order_total": "c"}
    asked(client, upload(ODD, "odd.csv"), "confirm", dataset="shop", mapping=MAPPING)
    asked(client, upload("a,b,c\nx,2024-01-02,3\n", "abc.csv"), "confirm", dataset="shop", mapping=other)
    body = ports.landing.read("landing/shop/dataset.json").body
    assert json.loads(body) == {"other_mappings": [other, MAPPING]}


def test_a_corrected_file_is_read_and_the_files_before_it_stay_what_they_are(client, ports, upload, tmp_path):
    for upload_id, choices in ((upload(), {}), (upload(ODD, "odd.csv"), {"mapping": MAPPING})):
        asked(client, upload_id, "confirm", dataset="shop", **choices)
    for name in ("orders.csv", "dataset.json", "odd.csv", "orders.csv"):
        ingest(layout.landing_path("shop", name), ports, work_dir=tmp_path, last_attempt=False)
    states = {state.key.rsplit("/", 1)[1]: (state.status, state.rows_kept) for state in ports.state.files("shop")}
    assert states == {"orders.csv": ("clean", 2), "dataset.json": ("clean", 0), "odd.csv": ("clean", 2)}


def test_a_function_that_does_not_answer_leaves_the_file_and_says_to_try_again(client, ports, upload):
    upload_id = upload()
    del ports.functions.answers["ingest"]
    refused(asked(client, upload_id, "preview"), 503, "try-again", "Nothing was lost")
    assert list(ports.landing.list(f"pending/{upload_id}/"))
