"""Judged rows become a table of its contract, whoever read them and on however many threads."""

from decimal import Decimal

import pytest

from perennial.clean_tables import CONTRACTS, make_clean_rows, write_clean_rows
from perennial.errors import IntegrityError
from perennial.quality import count_rows
from perennial.tables import Column, Table
from tests.judged_rows import BY_ENGINE, BY_READER, ITEMS, LINES, PAYMENTS, judged

WAYS = pytest.mark.parametrize("plain_from_bytes", [BY_ENGINE, BY_READER])
# More than one group of rows, so that several threads have something to share.
MANY_ROWS = 130_000
REJECTS = "select line_number, reason from judged_rest where reason is not null order by line_number"


def made(work_dir, content, table, columns, description=None, **reading):
    """The clean rows by column, sorted; rejects; counts."""
    with judged(work_dir, content, table, columns, description, **reading) as store:
        make_clean_rows(store, CONTRACTS[table])
        written = write_clean_rows(store.con, work_dir / "clean.parquet")
        found = store.con.execute("select * from clean_rows order by all")
        names = [column[0] for column in found.description]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        assert len(rows) == written
        return rows, store.con.execute(REJECTS).fetchall(), count_rows(store.con)


FILLING = [f"p{number},1,2.00\n" for number in range(30)]


@WAYS
def test_alike_items_are_numbered_and_a_return_takes_back_pieces_and_money(work_dir, plain_from_bytes):
    content = "order,pieces,price\n" + "".join(["o1,2,1.50\n", "o1,-1,4.00\n", *FILLING, "o1,2,1.50\n"])
    found, *_ = made(work_dir, content, "order_items", ITEMS, {"duplicates": "keep"}, plain_from_bytes=plain_from_bytes)
    items = [row for row in found if row["order_id"] == "o1"]
    assert [(row["quantity"], row["amount"], row["is_return"], row["line"]) for row in items] == [
        (-1.0, Decimal("-4.0000"), True, 1),
        (2.0, Decimal("3.0000"), False, 1),
        (2.0, Decimal("3.0000"), False, 2),
    ]


@WAYS
def test_a_repeated_payment_counts_once_where_repeats_are_dropped(work_dir, plain_from_bytes):
    content = "order,paid\n" + "".join([f"o{number},{number}.25\n" for number in range(1, 40)] + ["o7,7.25\n"])
    found, rejects, counts = made(work_dir, content, "payments", PAYMENTS, plain_from_bytes=plain_from_bytes)
    assert [row["amount"] for row in found if row["order_id"] == "o7"] == [Decimal("7.2500")]
    assert rejects == [(41, "exact_duplicate")]
    assert (counts.read, counts.kept, counts.rejected, counts.duplicate) == (40, 39, 0, 1)


@pytest.mark.parametrize(("table", "columns"), [("order_items", ITEMS), ("payments", PAYMENTS), ("order_lines", LINES)])
def test_the_engine_and_the_reader_make_the_same_table(work_dir, table, columns):
    header = "order,pieces,price,paid,who,day,worth\n"
    rows = [f"o{n % 90},{n % 4},{n % 7}.10,{n % 9 - 1},c{n % 6},2024-05-{1 + n % 28:02},{n}.5\n" for n in range(300)]
    odd = [",,,,,,\n", "o1,x,y,z,,soon,w\n", "broken\n", '"o, 2",1,"1,000.5",3,c9,2024-05-01,"7"\n', *rows[:20]]
    content = header + "".join([*rows, *odd])
    by_engine, by_reader = (
        made(work_dir, content, table, columns, plain_from_bytes=way) for way in (BY_ENGINE, BY_READER)
    )
    assert by_engine == by_reader
    assert by_engine[1] != []


@WAYS
def test_the_number_of_threads_changes_no_row_its_place_or_a_reject(work_dir, plain_from_bytes):
    rows = [f"{n},c{n % 999},2024-05-{1 + n % 28:02},{n % 50}.5\n" for n in range(MANY_ROWS)]
    content = "order,who,day,worth\n" + "".join([*rows, *rows[::5000], "a,,2024-05-01,3\n"])
    found = []
    for threads in (1, 4):
        with judged(work_dir, content, "order_lines", LINES, plain_from_bytes=plain_from_bytes, threads=threads) as by:
            make_clean_rows(by, CONTRACTS["order_lines"])
            write_clean_rows(by.con, work_dir / "clean.parquet")
            kept = by.con.execute("select * from read_parquet($1)", [str(work_dir / "clean.parquet")]).fetchall()
            found.append((kept, by.con.execute(REJECTS).fetchall(), count_rows(by.con)))
    assert found[0] == found[1]
    assert found[0][2].read == len(found[0][0]) + len(found[0][1])


def test_rows_in_other_columns_than_those_of_the_contract_are_not_written(work_dir):
    content = "order,paid\n" + "".join(f"o{number},{number}.25\n" for number in range(1, 40))
    with judged(work_dir, content, "payments", PAYMENTS) as store:
        make_clean_rows(store, CONTRACTS["payments"])
        assert write_clean_rows(store.con, work_dir / "clean.parquet") == 39
        wrong = Table("payments", (Column("order_id", "BIGINT", "a number"),), ("order_id",))
        with pytest.raises(IntegrityError, match="not those of the payments contract"):
            make_clean_rows(store, wrong)
