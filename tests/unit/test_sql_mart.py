"""The mart: exactly the columns of its contract, and the same bytes whatever the order of rows and the threads."""

from datetime import date
from hashlib import sha256

import duckdb
import pytest

from perennial import engine, features
from perennial.csv_safety import safe_select_list
from perennial.engine import statement
from perennial.tables import FEATURES, ORDERS
from tests.order_lines import Line, staged

AS_OF = date(2024, 12, 31)
MANY_LINES = """
    select
        'C' || number % 150000 as customer_id, 'O' || number // 2 as order_id,
        timestamp '2023-01-01' + to_seconds(hash(number // 2) % 60000000) as ordered_at,
        'P' || hash(number) % 900 as product_id, 1.0 as quantity,
        cast(hash(number) % 10000 / 100 as decimal(18, 4)) as unit_price,
        cast(hash(number) % 10000 / 100 as decimal(18, 4)) * if(number % 7 = 0, -1, 1) as amount,
        number % 7 = 0 as is_return, null::varchar as attributes, 1 as line
    from range(300000) as numbers (number)
    order by hash(number + $shuffle)
"""


def artifacts(folder, *, threads, shuffle):
    """The digest of every file of a feature snapshot, from lines in a shuffled order."""
    with engine.connection(folder, threads=threads) as con:
        con.sql(MANY_LINES, params={"shuffle": shuffle}).write_parquet(str(folder / "clean.parquet"))
        features.stage_order_lines(con, [folder / "clean.parquet"])
        assert features.write_tables(con, AS_OF, folder) == 150_000
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.glob("[fo]*.*")}


@pytest.mark.parametrize(("relation", "table"), [("features", FEATURES), ("orders", ORDERS)])
def test_a_mart_ends_in_exactly_the_columns_of_its_contract(work_dir, relation, table):
    with staged(work_dir, [Line("anna", "1", "2024-01-01", "5.00")]) as con:
        built = features.features_at(con, AS_OF) if relation == "features" else features.orders(con)
        assert tuple(built.columns) == table.column_names
        assert [str(type_) for type_ in built.types] == [column.type for column in table.columns]


def test_the_bytes_depend_neither_on_the_order_of_rows_nor_on_threads(work_dir):
    alone = artifacts(work_dir, threads=1, shuffle=1)
    assert artifacts(work_dir, threads=4, shuffle=2) == alone
    assert len(alone) == 4


@pytest.mark.parametrize("name", ["staging", "mart", "orders", "labels"])
def test_the_statements_keep_to_what_other_engines_know(name):
    text = statement(name).lower()
    assert not [word for word in ("qualify", "quantile_cont", "len(", "exclude", "mode(") if word in text]
    assert text.count("date_diff('day', cast(") == text.count("date_diff(")


@pytest.mark.parametrize("name", ["mart", "labels"])
def test_a_statement_without_its_cutoff_is_refused_instead_of_reading_everything(work_dir, name):
    with staged(work_dir, [Line("anna", "1", "2024-01-01", "5.00")]) as con, pytest.raises(duckdb.Error):
        con.sql(statement(name)).fetchall()


def test_a_safe_select_list_leaves_names_and_numbers_alone(work_dir):
    with staged(work_dir, [Line("=1+1", "1", "2024-01-01", "5.00"), Line("x", "2", "2024-01-01", "5.00")]) as con:
        rows = features.features_at(con, AS_OF)
        safe = rows.project(safe_select_list(FEATURES))
        assert tuple(safe.columns) == FEATURES.column_names
        assert [row[0] for row in safe.fetchall()] == ["'=1+1", "x"]
        assert [row[1:] for row in safe.fetchall()] == [row[1:] for row in rows.fetchall()]
