"""What a person is called in the clean tables, and a table without them."""

from pathlib import Path

import duckdb
import pytest

from perennial.person import Person, person_of, write_without


def table(work_dir: Path, name: str, query: str) -> dict[str, list[Path]]:
    path = work_dir / f"{name}.parquet"
    with duckdb.connect() as con:
        con.sql(query).write_parquet(str(path))
    return {name: [path]}


def found(files: dict[str, list[Path]], customer_id: str) -> Person:
    with duckdb.connect() as con:
        return person_of(con, files, customer_id)


def test_in_order_lines_alone_a_person_is_their_id(work_dir: Path) -> None:
    lines = table(work_dir, "order_lines", "select 'anna' as customer_id, 'o1' as order_id")
    assert found(lines, "anna") == Person(frozenset({"anna"}))


@pytest.mark.parametrize("asked", ["anna", "k1"])
def test_a_shop_that_gives_an_id_to_every_order_is_asked_for_all_of_them(work_dir: Path, asked: str) -> None:
    persons = "values ('k1', 'anna'), ('k2', 'anna'), ('k3', 'bert')"
    files = table(work_dir, "persons", f"select * from ({persons}) as t(customer_id, person_id)")
    assert found(files, asked).ids == {"anna", "k1", "k2"}


def test_orders_are_theirs_where_nobody_else_had_a_part_in_them(work_dir: Path) -> None:
    headers = "values ('o1', 'anna'), ('o2', 'anna'), ('o2', 'bert'), ('o3', 'bert')"
    files = table(work_dir, "order_headers", f"select * from ({headers}) as t(order_id, customer_id)")
    assert found(files, "anna").orders == frozenset()
    assert found(files | table(work_dir, "order_items", "select 'o1' as order_id"), "anna").orders == {"o1"}


def test_a_table_is_written_again_only_where_it_holds_the_person(work_dir: Path) -> None:
    source = table(work_dir, "scores", "select * from (values ('anna', 1), ('bert', 2)) as t(customer_id, value)")[
        "scores"
    ][0]
    target = work_dir / "without.parquet"
    with duckdb.connect() as con:
        assert not write_without(con, source, target, ["cleo"])
        assert not target.exists()
        assert write_without(con, source, target, ["anna", "cleo"])
        assert con.execute("from read_parquet($1)", [str(target)]).fetchall() == [("bert", 2)]
