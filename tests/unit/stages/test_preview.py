"""The preview stage: real cleaning, nothing written but the rejects, and limits that are said."""

import gzip
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from perennial import layout, side_layout
from perennial.dataset import Dataset
from perennial.errors import ObjectMissing
from perennial.memory import MemoryPorts
from perennial.stages import preview as stage
from perennial.stages.features import build_features
from perennial.stages.ingest import ingest
from perennial.stages.preview import Upload, preview
from tests.order_file import LAMP, NOBODY, TEA, order_file

ORDERS = order_file(LAMP, TEA, NOBODY).encode()
UPLOAD = Upload("a" * 32, "orders.csv", "shop")


@pytest.fixture
def previewed(ports: MemoryPorts, tmp_path: Path):
    """Upload bytes and preview them."""

    def run(body: bytes, upload: Upload = UPLOAD, **description: Any) -> dict[str, Any]:
        ports.landing.write(upload.key, body)
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        return preview(upload, Dataset.model_validate(description), ports, work_dir=folder)

    return run


def rules(told: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in told["findings"]}


def test_nothing_is_written_but_the_rejects_beside_the_upload(ports, previewed):
    told = previewed(ORDERS)
    assert (told["ready"], told["sampled"], told["counts"]["rows_kept"]) == (True, False, 2)
    assert [info.key for info in ports.landing.list("")] == [UPLOAD.key, side_layout.pending_rejects(UPLOAD.upload_id)]
    assert b"missing_customer" in ports.landing.read(side_layout.pending_rejects(UPLOAD.upload_id)).body
    assert list(ports.lake.list("")) == []
    assert ports.state.files("shop") == []
    assert ports.ingest_queue.sent == []


def test_a_preview_counts_what_ingest_will_count(ports, previewed, tmp_path):
    counts = previewed(ORDERS)["counts"]
    ports.landing.write(UPLOAD.landing_key, ORDERS)
    ingest(UPLOAD.landing_key, ports, work_dir=tmp_path, last_attempt=False)
    state = ports.state.file("shop", UPLOAD.landing_key)
    assert {name: getattr(state, name) for name in counts if name.startswith("rows_")} == {
        name: count for name, count in counts.items() if name.startswith("rows_")
    }


def test_rows_that_the_dataset_has_already_are_counted(ports, previewed, tmp_path):
    key = layout.landing_path("shop", "before.csv")
    ports.landing.write(key, order_file(LAMP).encode())
    ingest(key, ports, work_dir=tmp_path, last_attempt=False)
    build_features("shop", ports, work_dir=tmp_path)
    assert previewed(ORDERS)["counts"]["already_present"] == 1


def test_a_file_of_the_same_name_is_said_to_be_replaced(ports, previewed):
    assert "replaces" not in rules(previewed(ORDERS))
    ports.landing.write(UPLOAD.landing_key, b"other")
    assert "replaces" in rules(previewed(ORDERS))


def test_what_the_other_files_of_the_dataset_prove_counts(ports, previewed, tmp_path):
    told = previewed(order_file(LAMP.replace("2010-12-01", "01/02/2010")).encode())
    assert (told["ready"], told["dates"]["ambiguous"]) == (False, True)
    key = layout.landing_path("shop", "january.csv")
    ports.landing.write(key, order_file(LAMP.replace("2010-12-01", "31/01/2010")).encode())
    ingest(key, ports, work_dir=tmp_path, last_attempt=False)
    told = previewed(order_file(LAMP.replace("2010-12-01", "01/02/2010")).encode())
    assert (told["ready"], told["dates"]["read"]) == (True, "1 February 2010, 08:26")


def test_of_a_large_file_the_beginning_is_looked_at_and_said_so(previewed, monkeypatch):
    monkeypatch.setattr(stage, "WHOLE_BYTES", 100)
    monkeypatch.setattr(stage, "BEGINNING_BYTES", len(ORDERS) - 5)
    told = previewed(ORDERS)
    assert (told["ready"], told["sampled"], told["counts"]["rows_read"]) == (True, True, 2)
    assert "sample" in rules(told)


def test_of_a_large_packed_file_the_beginning_is_unpacked(previewed, monkeypatch):
    monkeypatch.setattr(stage, "WHOLE_PACKED_BYTES", 100)
    told = previewed(gzip.compress(ORDERS, mtime=0))
    assert (told["sampled"], told["counts"]["rows_read"]) == (True, 3)


def test_a_large_archive_may_be_confirmed_unseen(previewed, monkeypatch):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("orders.csv", ORDERS)
    monkeypatch.setattr(stage, "WHOLE_PACKED_BYTES", 100)
    told = previewed(packed.getvalue())
    assert (told["ready"], told["columns"], told["counts"]) == (True, [], None)
    (finding,) = told["findings"]
    assert "not looked at" in finding["message"]


def test_of_an_archive_the_table_with_the_most_rows_is_shown(previewed):
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/readme.txt", b"This is a text. It has sentences.\n" * 3)
        archive.writestr("b/orders.csv", ORDERS)
    told = previewed(packed.getvalue(), Upload("b" * 32, "all.zip", "shop"))
    assert (told["ready"], told["header"][0], told["counts"]["rows_read"]) == (True, "InvoiceNo", 3)
    assert "not_a_table" in rules(told)


def test_a_file_that_is_no_table_is_refused_and_kept(ports, previewed):
    told = previewed(b"\x89PNG\r\n\x1a\n\x00\x00")
    assert (told["ready"], told["columns"]) == (False, [])
    assert told["refusal"]
    assert ports.landing.head(UPLOAD.key) is not None


def test_an_upload_that_never_arrived_is_missing(ports, tmp_path):
    with pytest.raises(ObjectMissing):
        preview(UPLOAD, Dataset(), ports, work_dir=tmp_path)
