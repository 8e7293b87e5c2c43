"""summary_statistics.csv: a row a column, unknown values counted and left out of everything else."""

import csv
import io

import pytest
from duckdb import DuckDBPyConnection

from perennial.report.statistics import COLUMNS, summary_statistics


def rows_of(con: DuckDBPyConnection) -> dict[str, dict[str, str]]:
    return {row["column"]: row for row in csv.DictReader(io.StringIO(summary_statistics(con).decode()))}


def table(con: DuckDBPyConnection, select: str) -> None:
    con.execute(f"create table features as {select}")


def test_numbers_have_their_mean_spread_and_quantiles(con: DuckDBPyConnection):
    table(
        con, "select 'c' || n as customer_id, case when n = 5 then null else n::double end as x from range(1, 6) t(n)"
    )
    row = rows_of(con)["x"]
    assert tuple(row) == COLUMNS
    assert [row[name] for name in ("customers", "missing", "distinct")] == ["5", "1", "4"]
    assert [float(row[name]) for name in ("mean", "min", "median", "max")] == [2.5, 1.0, 2.5, 4.0]
    assert float(row["standard_deviation"]) == pytest.approx(1.290994)


def test_words_and_flags_have_their_commonest_value_and_days_their_ends(con: DuckDBPyConnection):
    table(con, "select * from (values ('a', 'x', true, date '2024-01-02'), ('b', '=y', true, date '2024-03-04'), "
               "('c', 'x', null, null)) as rows(customer_id, word, flag, day)")  # fmt: skip
    found = rows_of(con)
    assert (found["word"]["commonest"], float(found["word"]["commonest_share"])) == (
        "x",
        pytest.approx(2 / 3, abs=1e-6),
    )
    assert (found["flag"]["commonest"], found["flag"]["missing"]) == ("true", "1")
    assert (found["day"]["min"], found["day"]["max"]) == ("2024-01-02", "2024-03-04")


def test_who_a_customer_is_is_no_statistic(shop: DuckDBPyConnection):
    assert {"customer_id", "attributes"} & set(rows_of(shop)) == set()


def test_a_spreadsheet_finds_no_formula(con: DuckDBPyConnection):
    con.execute("""create table features as select 'c' as customer_id, '=1+1' as "=cmd", null::double as "a""b" """)
    text = summary_statistics(con).decode()
    assert ",=" not in text
    assert "\n=" not in text


def test_no_customers_give_a_row_a_column_without_figures(con: DuckDBPyConnection):
    con.execute("create table features (customer_id varchar, x double, word varchar)")
    assert rows_of(con)["x"]["mean"] == rows_of(con)["word"]["commonest"] == ""
