"""Customers asked about by file: every row keeps its place and its line, answered or not."""

import csv
from pathlib import Path

import duckdb
import pytest

from perennial.asked_rows import AskedRows, describe_asked, join_predictions, join_scores, load_asked, write_answers
from perennial.containers import Member
from perennial.errors import UnreadableFile
from perennial.tables import Column, Table

SCORES = Table(
    "scores",
    (Column("customer_id", "VARCHAR", ""), Column("spend", "DOUBLE", ""), Column("action", "VARCHAR", "")),
    ("customer_id",),
)


@pytest.fixture
def con():
    with duckdb.connect() as made:
        yield made


def load(con: duckdb.DuckDBPyConnection, work_dir: Path, *lines: str) -> AskedRows:
    path = work_dir / "asked.csv"
    path.write_text("\n".join([*lines, ""]))
    return load_asked(con, "asked.csv", Member("", path), work_dir)


def written(con: duckdb.DuckDBPyConnection, work_dir: Path) -> list[dict[str, str]]:
    counts = write_answers(con, SCORES, work_dir / "answers.csv")
    with (work_dir / "answers.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert counts == (len(rows), sum(not row["problem"] for row in rows))
    return rows


def scored(con: duckdb.DuckDBPyConnection, work_dir: Path) -> Path:
    path = work_dir / "scores.parquet"
    rows = "('anna', 9.5, '=HYPERLINK(1)'), ('ben', 2.0, 'wait')"
    con.execute(f"copy (select * from (values {rows}) as scores(customer_id, spend, action)) to '{path}'")
    return path


def test_customers_are_answered_in_the_order_they_were_asked(con, work_dir):
    asked = load(con, work_dir, "Customer ID,note", "ben,x", "nobody,y", "anna,z", "ben,x")
    join_scores(con, asked, scored(con, work_dir))
    rows = written(con, work_dir)
    assert [(row["line_number"], row["customer_id"], row["spend"]) for row in rows] == [
        ("2", "ben", "2.0"),
        ("3", "nobody", ""),
        ("4", "anna", "9.5"),
        ("5", "ben", "2.0"),
    ]
    assert rows[1]["problem"] == "not among the scored customers"


def test_a_list_of_ids_alone_is_read_whatever_the_ids_hold(con, work_dir):
    asked = load(con, work_dir, "Customer ID", "anna", "", "Müller, Söhne; Nord", '"ben"')
    join_scores(con, asked, scored(con, work_dir))
    assert [row["customer_id"] for row in written(con, work_dir)] == ["anna", "Müller, Söhne; Nord", "ben"]


def test_no_cell_of_an_answer_is_a_formula(con, work_dir):
    asked = load(con, work_dir, "customer_id,note", "anna,x", "=1+1,y")
    join_scores(con, asked, scored(con, work_dir))
    rows = written(con, work_dir)
    assert (rows[0]["action"], rows[1]["customer_id"]) == ("'=HYPERLINK(1)", "'=1+1")


def test_features_are_read_as_numbers_and_what_is_none_is_said(con, work_dir):
    asked = load(
        con,
        work_dir,
        "Recency Days,frequency,is_cold_start,other",
        "3,2,yes,x",
        "soon,2,no,x",
        ",,,x",
        "1,2",
        "4,,FALSE,x",
    )
    assert (asked.customer, set(asked.features)) == (None, {"recency_days", "frequency", "is_cold_start"})
    describe_asked(con, asked, "2024-06-30")
    features = con.execute("select * from features").fetchall()
    assert [row[0] for row in features] == ["2", "6"]
    assert features[0][2:] == (3.0, 2.0, 1.0)
    con.execute("create table scores as select customer_id, 1.5 as spend, 'wait' as action from features")
    join_predictions(con, asked)
    assert [row["problem"] for row in written(con, work_dir)] == [
        "",
        "recency_days: soon is not a number",
        "no feature is given",
        "2 fields instead of 4",
        "",
    ]


def test_who_has_an_id_keeps_it_beside_the_prediction(con, work_dir):
    asked = load(con, work_dir, "customer_id,recency_days", "new-1,3", "new-2,5")
    describe_asked(con, asked, "2024-06-30")
    con.execute("create table scores as select customer_id, recency_days as spend, 'wait' as action from features")
    join_predictions(con, asked)
    assert [(row["customer_id"], row["spend"]) for row in written(con, work_dir)] == [
        ("new-1", "3.0"),
        ("new-2", "5.0"),
    ]


@pytest.mark.parametrize("value", ["1e300", "-1e13", "inf", "nan"])
def test_a_number_beyond_any_shop_is_none(con, work_dir, value):
    asked = load(con, work_dir, "recency_days,frequency", f"{value},1")
    describe_asked(con, asked, "2024-06-30")
    assert con.execute("select count(*) from features").fetchall() == [(0,)]


def test_a_file_that_tells_of_no_customer_is_refused_with_what_it_needs(con, work_dir):
    with pytest.raises(UnreadableFile, match="customer_id nor one of the features"):
        load(con, work_dir, "a,b", "1,2")
