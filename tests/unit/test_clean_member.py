"""One text cleaned whole: everything is accounted for, in words, whichever way it was read."""

import csv

import duckdb
import pytest

from perennial.clean_member import clean_member
from perennial.containers import Member
from perennial.dataset import Dataset
from perennial.errors import UndecidedDates, UnreadableFile
from perennial.suppression import Suppression
from tests.judged_rows import BY_ENGINE, BY_READER
from tests.order_file import HEADER, KEY, LAMP, NOBODY, REFUND, TEA, order_file

WAYS = pytest.mark.parametrize("plain_from_bytes", [BY_ENGINE, BY_READER])
MANY = [LAMP.replace("536365", str(540_000 + number)) for number in range(40)]
PAYMENTS = "order_id,payment_sequential,payment_type,payment_value\n"
ITEMS = "order_id,order_item_id,product_id,price\n"


def cleaned(work_dir, content, way=BY_READER, name="", known=None, **description):
    path = work_dir / "member.csv"
    path.write_text(content, encoding="utf-8", newline="")
    dataset = Dataset.model_validate(description)
    return clean_member(
        KEY,
        Member(name, path),
        dataset,
        work_dir,
        known_evidence=known or {},
        suppression=Suppression(b""),
        plain_from_bytes=way,
    )


def rows_of(found):
    with duckdb.connect() as con:
        return con.execute("select * from read_parquet($1) order by all", [str(found.path)]).fetchall()


def rejects_of(found):
    with found.rejects.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def all_of(found):
    """All that is known of a cleaned text, whatever the order of its rows."""
    return found.table, rows_of(found), rejects_of(found), found.quality, found.rows, found.evidence


@WAYS
def test_every_row_is_kept_or_set_aside_under_the_name_of_its_member(work_dir, plain_from_bytes):
    content = order_file(*MANY, LAMP, TEA, NOBODY, REFUND, TEA, "broken")
    found = cleaned(work_dir, content, plain_from_bytes, name="shop's orders.csv")
    assert (found.table, found.rows.read, found.rows.kept) == ("order_lines", 46, 43)
    assert len(rows_of(found)) == 43
    assert [(reject["member"], reject["line_number"], reject["reason"]) for reject in rejects_of(found)] == [
        ("shop's orders.csv", "44", "missing_customer"),
        ("shop's orders.csv", "46", "exact_duplicate"),
        ("shop's orders.csv", "47", "broken_line"),
    ]


@pytest.mark.parametrize(
    ("table", "header", "row"),
    [
        ("payments", PAYMENTS, "{order},{sequential},card,{number}.50\n"),
        ("order_items", ITEMS, "{order},{sequential},p{kind},{number}.90\n"),
    ],
)
def test_a_part_of_an_order_is_the_same_read_by_the_engine_and_by_the_reader(work_dir, table, header, row):
    rows = [
        row.format(order=f"{n % 200:032x}", sequential=1 + n // 200, kind=n % 7, number=n % 90 + 1) for n in range(400)
    ]
    odd = [rows[3], rows[9], f"{'a' * 32},1,x,much\n", "broken\n", ",,,\n", ',1,"voucher, old",3\n']
    by_engine, by_reader = (
        all_of(cleaned(work_dir, header + "".join([*rows, *odd]), way)) for way in (BY_ENGINE, BY_READER)
    )
    assert by_engine == by_reader
    assert by_engine[0] == table
    assert by_engine[4].read == 406
    assert by_engine[4].duplicate == 2


@WAYS
def test_values_beyond_the_sample_that_are_not_plain_are_read_with_those_that_are(work_dir, plain_from_bytes):
    rows = [f"{n},c{n % 9},2024-05-{1 + n % 28:02},{n % 50 + 1}\n" for n in range(30_000)]
    # Of every 150 lines the first hundred are in the sample.
    rows[-3:-1] = ['z,c1,2024-05-07 09:05,"1,250.00"\n', "y,c1,7 May 2024,12\n"]
    found = cleaned(work_dir, "order_id,customer_id,order_date,order_total\n" + "".join(rows), plain_from_bytes)
    worth = {row[1]: (str(row[2]), float(row[6])) for row in rows_of(found)}
    assert worth["z"] == ("2024-05-07 09:05:00", 1250.0)
    assert worth["y"] == ("2024-05-07 00:00:00", 12.0)
    assert found.rows.kept == 30_000


def test_what_a_text_proves_of_its_dates_is_its_evidence(work_dir):
    found = cleaned(work_dir, order_file(LAMP.replace("2010-12-01", "13/12/2010")))
    assert found.evidence == {"date_order:InvoiceDate": "day first"}
    assert cleaned(work_dir, order_file(LAMP)).evidence == {}


def test_a_text_that_does_not_tell_its_dates_is_read_by_what_others_prove(work_dir):
    content = order_file(LAMP.replace("2010-12-01", "03/12/2010"))
    with pytest.raises(UndecidedDates) as caught:
        cleaned(work_dir, content)
    assert caught.value.needs == "date_order:InvoiceDate"
    days = [
        rows_of(cleaned(work_dir, content, known={"date_order:InvoiceDate": order}))[0][2].strftime("%d %b")
        for order in ("day first", "month first")
    ]
    assert days == ["03 Dec", "12 Mar"]


def test_subscribers_are_cleaned_alike_whatever_would_read_them(work_dir):
    content = "customerID,tenure,Churn\n" + "".join(f"s{n},{n % 70},{'Yes' if n % 4 else 'No'}\n" for n in range(60))
    by_engine, by_reader = (
        all_of(cleaned(work_dir, content, way, kind="subscribers")) for way in (BY_ENGINE, BY_READER)
    )
    assert by_engine == by_reader
    assert by_engine[0] == "customers"


@WAYS
def test_a_text_of_a_header_alone_is_refused_under_its_name(work_dir, plain_from_bytes):
    with pytest.raises(UnreadableFile, match=r"orders.csv \(sheet 1\)"):
        cleaned(work_dir, HEADER + "\n", plain_from_bytes, name="sheet 1")
