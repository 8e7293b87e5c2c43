"""A subscriber file: every row is kept, set aside with its reason, or a repeat."""

import csv

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial.cleaning import clean_file
from perennial.dataset import Dataset
from perennial.errors import UnknownColumns, UnreadableFile

KEY = "landing/phone/a.csv"
ROWS = ("a,10,yes", "b,20,no", "c,30,no", "d,40,")


def cleaned(work_dir, *rows, header="customer_id,fee,churn", **description):
    source = work_dir / "source.csv"
    source.write_text("\n".join([header, *rows]) + "\n")
    return clean_file(KEY, source, Dataset.model_validate(description), work_dir, known_evidence={})


def kept(file):
    return duckdb.connect().execute("from read_parquet($1)", [str(*file.tables.values())]).fetchall()


def rejects(file):
    with file.rejects.open() as rows:
        return [(int(row["line_number"]), row["reason"]) for row in csv.DictReader(rows)]


def test_customers_come_out_by_id_with_label_and_attributes_as_text(work_dir):
    file = cleaned(work_dir, *reversed(ROWS))
    assert list(file.tables) == ["customers"]
    assert kept(file) == [
        ("a", True, '{"fee":"10"}'),
        ("b", False, '{"fee":"20"}'),
        ("c", False, '{"fee":"30"}'),
        ("d", None, '{"fee":"40"}'),
    ]
    (report,) = file.quality["members"]
    assert (report["customers_left"], report["customers_to_score"]) == (1, 1)


def test_each_fault_is_set_aside_with_its_line_and_reason(work_dir):
    file = cleaned(work_dir, *ROWS, "d,40,", "a,11,no", ",50,no", "e,60,perhaps", "f,1", kind="subscribers")
    assert rejects(file) == [
        (6, "exact_duplicate"),
        (7, "repeated_customer"),
        (8, "missing_customer"),
        (9, "unreadable_label"),
        (10, "broken_line"),
    ]
    assert (file.rows.read, file.rows.kept, file.rows.rejected, file.rows.duplicate) == (9, 4, 4, 1)


def test_an_unusable_row_does_not_stand_in_for_its_customer(work_dir):
    file = cleaned(work_dir, *ROWS, "e,60,perhaps", "e,61,no", kind="subscribers")
    assert ("e", False, '{"fee":"61"}') in kept(file)


def test_a_table_of_many_rows_a_customer_is_refused_as_orders_would_be(work_dir):
    with pytest.raises(UnknownColumns, match="no column for customer_id"):
        cleaned(work_dir, "a,1,yes", "a,2,no", "a,3,no", "b,4,no")


@pytest.mark.parametrize("labels", [("yes", "no", "perhaps"), ("good", "bad", "good")])
def test_a_label_of_unknown_words_is_not_recognised(work_dir, labels):
    with pytest.raises(UnknownColumns):
        cleaned(work_dir, *(f"{number},1,{label}" for number, label in enumerate(labels)))


@pytest.mark.parametrize(
    ("left", "stayed"),
    [
        ("Yes", "No"),
        ("1", "0"),
        ("1.0", "0.0"),
        ("True.", "False."),
        ("t", "f"),
        ("CHURNED", "ACTIVE"),
        ("Left", "Stayed"),
        ("Attrited Customer", "Existing Customer"),
        ("cancelled", "Joined"),
        ("INACTIVE", "Open"),
    ],
)
def test_every_way_to_say_who_left_is_read(work_dir, left, stayed):
    file = cleaned(work_dir, f"a,1,{left}", f"b,2,{stayed}", "c,3,", "d,4, n/a ")
    assert [has_left for _, has_left, _ in kept(file)] == [True, False, None, None]


def test_a_status_is_a_label_where_its_words_say_who_left(work_dir):
    rows = ("a,1,Churned", "b,2,Stayed", "c,3,Joined")
    assert kept(cleaned(work_dir, *rows, header="id,fee,Customer Status"))[0][1] is True
    with pytest.raises(UnknownColumns):
        cleaned(work_dir, "a,1,gold", "b,2,silver", header="id,fee,status")
    with pytest.raises(UnknownColumns):
        cleaned(work_dir, "a,1,active", "b,2,active", header="id,fee,status")


@pytest.mark.parametrize("label", ["", "no"])
def test_a_file_may_hold_customers_to_be_scored_or_of_one_outcome_alone(work_dir, label):
    file = cleaned(work_dir, *(f"{one},1,{label}" for one in "abc"))
    (report,) = file.quality["members"]
    assert (list(file.tables), report["customers_left"], file.rows.kept) == (["customers"], 0, 3)


def test_a_described_label_of_unknown_words_is_refused_with_them(work_dir):
    with pytest.raises(UnreadableFile, match="bad, good"):
        cleaned(work_dir, "a,1,good", "b,2,bad", kind="subscribers")


def test_an_order_file_is_still_cleaned_to_order_lines(work_dir):
    file = cleaned(work_dir, "a,2024-05-01,10", header="customer_id,order_date,amount")
    assert list(file.tables) == ["order_lines"]


@settings(max_examples=25)
@given(order=st.permutations(list(ROWS)))
def test_the_order_of_rows_changes_nothing(order, tmp_path_factory):
    first, second = (cleaned(tmp_path_factory.mktemp("rows"), *rows) for rows in (ROWS, order))
    assert first.tables["customers"].read_bytes() == second.tables["customers"].read_bytes()


@settings(max_examples=25)
@given(rows=st.lists(st.sampled_from([*ROWS, "x,1,maybe", ",2,no", "y", "a,9,no", 'z,"1,no']), min_size=1))
def test_no_row_is_lost(rows, tmp_path_factory):
    file = cleaned(tmp_path_factory.mktemp("rows"), *ROWS, *rows, kind="subscribers", label="churn")
    counts = file.rows
    assert counts.read == len(kept(file)) + counts.rejected + counts.duplicate
    assert len(rejects(file)) == counts.rejected + counts.duplicate


def test_a_customer_too_long_to_store_is_set_aside(work_dir):
    file = cleaned(work_dir, *ROWS, "x" * 500 + ",1,no")
    assert rejects(file) == [(6, "overlong_text")]
