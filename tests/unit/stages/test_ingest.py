"""Ingest: whatever happens to a landing key, its state, its rows and its receipt end right."""

import csv
import io
import json

import pytest

from perennial import layout
from perennial.accounting import unaccounted
from perennial.stages.descriptions import read_description
from perennial.tables import REJECTS
from tests.landing import SHOP, Landing
from tests.order_file import LAMP, NOBODY, REFUND, TEA


@pytest.fixture
def landing(ports, work_dir):
    return Landing(ports, work_dir)


def settled(landing: Landing) -> bool:
    """Whether features would build now."""
    infos = list(landing.ports.landing.list(layout.landing_prefix(SHOP)))
    digest = read_description(landing.ports.lake, SHOP).cleaning_digest()
    return unaccounted(infos, landing.ports.state.files(SHOP), digest) == ()


def test_a_dropped_file_becomes_clean_lines_rejects_a_report_and_a_receipt(landing):
    key = landing.put("january.csv", LAMP, LAMP, TEA, NOBODY)
    result = landing.ingest(key)
    state = landing.state(key)
    assert result.outcome == "done"
    assert result.detail == {
        "status": "clean",
        "rows_read": 4,
        "rows_kept": 2,
        "rows_rejected": 1,
        "rows_duplicate": 1,
    }
    assert (state.status, state.tables, state.revision) == ("clean", ("order_lines",), 1)
    assert landing.orders(key) == ["536365", "536366"]
    rejects = landing.ports.lake.read(layout.rejects_file(SHOP, state.identity)).body.decode()
    assert tuple(csv.DictReader(io.StringIO(rejects)).fieldnames or ()) == REJECTS.column_names
    assert json.loads(landing.ports.lake.read(layout.quality_file(SHOP, state.identity)).body)["rows"]["kept"] == 2
    assert landing.receipt(key)["identity"] == state.identity
    assert settled(landing)


def test_a_key_with_blanks_and_umlauts_is_a_key_like_others(landing):
    key = landing.put("2011/Umsätze Jänner + März.csv", LAMP)
    assert landing.ingest(key).outcome == "done"
    assert landing.receipt(key)["key"] == key


def test_a_file_outside_any_folder_belongs_to_the_default_dataset(landing, ports):
    ports.landing.write("landing/january.csv", ports.landing.read(landing.put("x.csv", LAMP)).body)
    assert landing.ingest("landing/january.csv").outcome == "done"
    assert ports.state.file("default", "landing/january.csv") is not None


def test_a_file_delivered_twice_is_cleaned_once(landing):
    key = landing.put("january.csv", LAMP)
    landing.ingest(key)
    before = landing.lake()
    assert landing.ingest(key).outcome == "nothing_to_do"
    assert landing.lake() == before
    assert landing.state(key).revision == 1


def test_a_missing_receipt_is_written_again_without_cleaning_again(landing, ports):
    key = landing.put("january.csv", LAMP)
    landing.ingest(key)
    ports.lake.delete(layout.receipt(SHOP, key))
    ports.lake.delete(layout.clean_file(SHOP, "order_lines", landing.state(key).identity))
    assert landing.ingest(key).outcome == "nothing_to_do"
    assert landing.receipt(key)["revision"] == 1


def test_a_key_uploaded_again_replaces_its_rows(landing):
    key = landing.put("january.csv", LAMP)
    landing.ingest(key)
    landing.put("january.csv", TEA)
    assert not settled(landing)
    assert landing.ingest(key).outcome == "done"
    assert landing.orders(key) == ["536366"]
    assert (landing.state(key).revision, landing.receipt(key)["revision"]) == (2, 2)
    assert settled(landing)


def test_a_deleted_key_takes_its_rows_away(landing, ports):
    key = landing.put("january.csv", LAMP)
    landing.ingest(key)
    ports.landing.delete(key)
    assert not settled(landing)
    assert landing.ingest(key).outcome == "done"
    state = landing.state(key)
    assert (state.status, state.identity, state.rows_kept) == ("gone", None, 0)
    assert landing.receipt(key)["status"] == "gone"
    assert landing.ingest(key).outcome == "nothing_to_do"
    assert settled(landing)


def test_a_key_that_comes_back_with_the_same_content_counts_again(landing, ports):
    key = landing.put("january.csv", LAMP)
    landing.ingest(key)
    identity = landing.state(key).identity
    ports.landing.delete(key)
    landing.ingest(key)
    landing.put("january.csv", LAMP)
    assert landing.ingest(key).outcome == "done"
    assert landing.state(key).identity == identity
    assert settled(landing)


def test_the_deletion_of_a_key_nobody_knew_leaves_no_trace(landing, ports):
    assert landing.ingest("landing/shop/never.csv").outcome == "nothing_to_do"
    assert ports.state.files(SHOP) == []
    assert landing.lake() == {}


def test_the_same_content_under_two_keys_is_one_clean_file_and_two_states(landing, ports):
    first, second = landing.put("a.csv", LAMP), landing.put("b.csv", LAMP)
    landing.ingest(first)
    landing.ingest(second)
    assert landing.state(first).identity == landing.state(second).identity
    assert len(list(ports.lake.list("clean/"))) == 1
    ports.landing.delete(first)
    landing.ingest(first)
    assert landing.orders(second) == ["536365"]


def test_events_in_the_wrong_order_end_with_what_the_bucket_holds(landing, ports):
    key = landing.put("january.csv", LAMP)
    ports.landing.delete(key)
    landing.put("january.csv", TEA)
    for _ in range(3):
        landing.ingest(key)
    assert landing.orders(key) == ["536366"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"InvoiceNo,Quantity\n", "a header and no rows"),
        (b"InvoiceNo,Quantity\n1,2\n2,2\n", "no column for customer_id"),
        (b"PK\x03\x04rest", "the archive is damaged"),
    ],
)
def test_a_file_that_cannot_be_used_is_recorded_with_a_reason_and_blocks_nothing(landing, content, reason):
    key = landing.put_bytes("bad.csv", content)
    result = landing.ingest(key)
    assert result.outcome == "failed"
    assert reason in str(result.reason)
    assert str(result.reason).startswith(key)
    assert (landing.state(key).status, landing.state(key).reason) == ("failed", result.reason)
    assert (landing.receipt(key)["status"], landing.receipt(key)["reason"]) == ("failed", result.reason)
    assert settled(landing)
    assert landing.ingest(key) == result
    assert landing.state(key).revision == 1


def test_a_bad_file_that_replaces_a_good_one_takes_its_rows_away(landing):
    key = landing.put("january.csv", LAMP)
    landing.ingest(key)
    landing.put_bytes("january.csv", b"")
    landing.ingest(key)
    assert (landing.state(key).status, landing.state(key).identity) == ("failed", None)


@pytest.mark.parametrize("folder", ["my shop", "größe", "-", "x" * 64])
def test_a_folder_that_cannot_name_a_dataset_is_refused_without_a_receipt(landing, ports, folder):
    key = f"landing/{folder}/january.csv"
    ports.landing.write(key, b"a,b\n")
    result = landing.ingest(key)
    assert result.outcome == "failed"
    assert "cannot name a dataset" in str(result.reason)
    assert landing.lake() == {}
    assert ports.state.datasets() == []


def test_a_folder_marker_is_ignored(landing, ports):
    key = landing.put_bytes("2011/", b"")
    assert landing.ingest(key).outcome == "nothing_to_do"
    assert ports.state.datasets() == []
    assert settled(landing)


def test_a_file_is_cleaned_as_the_description_says(landing):
    landing.ingest(landing.put_bytes("dataset.json", b'{"returns": "drop"}'))
    key = landing.put("january.csv", LAMP, REFUND)
    landing.ingest(key)
    assert landing.orders(key) == ["536365"]


def test_a_table_of_no_use_is_ignored_with_its_reason_and_blocks_nothing(landing):
    reviews = b"review_id,order_id,review_score,review_comment_message\n" + b"".join(
        b"r%d,o%d,%d,the parcel came late and open\n" % (n, n, n % 5 + 1) for n in range(30)
    )
    key = landing.put_bytes("reviews.csv", reviews)
    result = landing.ingest(key)
    assert (result.outcome, result.detail) == ("done", {"status": "ignored"})
    assert "reviews" in str(result.reason)
    assert (landing.state(key).status, landing.state(key).reason) == ("ignored", result.reason)
    assert settled(landing)
    assert landing.ingest(key).outcome == "nothing_to_do"


def test_a_file_cleaned_under_an_older_description_is_cleaned_again(landing, ports):
    key = landing.put("january.csv", LAMP, REFUND)
    landing.ingest(key)
    ports.lake.write(layout.description(SHOP), b'{"returns": "drop"}')
    assert not settled(landing)
    assert landing.ingest(key).outcome == "done"
    assert landing.orders(key) == ["536365"]
    assert settled(landing)


def test_a_description_that_changes_forecasts_alone_cleans_nothing_again(landing, ports):
    key = landing.put("january.csv", LAMP)
    landing.ingest(key)
    ports.lake.write(layout.description(SHOP), b'{"horizons_days": [7]}')
    assert landing.ingest(key).outcome == "nothing_to_do"


def test_a_real_day_needs_no_description(landing, real_data):
    key = landing.put_bytes("2010-12-01.csv", (real_data / "online_retail" / "2010-12-01.csv").read_bytes())
    detail = landing.ingest(key).detail
    assert (detail["rows_read"], detail["rows_kept"], detail["rows_duplicate"]) == (3108, 1924, 44)


@pytest.mark.parametrize(
    ("name", "rows_read", "rows_kept"), [("CDNOW_master.txt", 69659, 69324), ("CDNOW_sample.txt", 6919, 6890)]
)
def test_public_orders_need_no_description_whatever_their_form(landing, real_data, name, rows_read, rows_kept):
    key = landing.put_bytes(name, (real_data / "cdnow" / name).read_bytes())
    landing.ingest(key)
    state = landing.state(key)
    assert (state.tables, state.rows_read, state.rows_kept) == (("order_lines",), rows_read, rows_kept)


def test_public_subscribers_are_known_by_their_names(landing, real_data):
    (path,) = (real_data / "telco").glob("*.csv")
    key = landing.put_bytes(path.name, path.read_bytes())
    assert landing.ingest(key).detail["rows_kept"] == 7043
    assert landing.state(key).tables == ("customers",)
