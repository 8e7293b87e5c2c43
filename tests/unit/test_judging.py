"""Rows are judged by every rule, and only those that something is the matter with are read a second time."""

import pytest

from perennial.dataset import Dataset
from perennial.judging import blank_cells, judging_sql, misread, type_rows
from perennial.rules import rules_of
from perennial.typed_rows import columns_of, readings_of
from tests.judged_rows import BY_ENGINE, BY_READER, KEY, LINES, judged, opened

HEADER = "order,who,day,worth\n"
GOOD = [f"{number},c{number % 5},2024-05-0{1 + number % 9},{number}.50\n" for number in range(1, 41)]
WAYS = pytest.mark.parametrize("plain_from_bytes", [BY_ENGINE, BY_READER])


def reasons(work_dir, rows, way, **description):
    """Order id and reason of every row, and how many rows were looked at whole."""
    content = HEADER + "".join(rows)
    with judged(work_dir, content, "order_lines", LINES, description, plain_from_bytes=way) as store:
        found = store.con.execute("select order_text, reason from judged_rows").fetchall()
        whole = store.con.execute("select count(*) from rest_rows").fetchall()[0][0]
        return dict(found), whole


@WAYS
def test_each_row_is_judged_once_and_by_the_first_rule_that_removes_it(work_dir, plain_from_bytes):
    odd = ["a,,2024-05-01,0\n", "b,c1,2024-05-01,0\n", "d,c1,,3\n"]
    found, _ = reasons(work_dir, [*GOOD, *odd], plain_from_bytes)
    assert {order: reason for order, reason in found.items() if reason} == {
        "a": "missing_customer",
        "b": "zero_amount",
        "d": "unparsable_date",
    }
    assert len(found) == len(GOOD) + len(odd)


def test_of_plain_lines_only_the_doubtful_ones_are_read_again(work_dir):
    assert reasons(work_dir, GOOD, BY_ENGINE)[1] == 0
    assert reasons(work_dir, [*GOOD, "a,,2024-05-01,1\n"], BY_ENGINE)[1] == 1


def test_a_repeat_brings_the_line_it_repeats_with_it(work_dir):
    found, whole = reasons(work_dir, [*GOOD, "a,c1,2024-05-01,7\n", "a,c1,2024-05-01,7\n"], BY_ENGINE)
    assert whole == 2
    assert "a" in found


@WAYS
def test_the_second_of_two_lines_that_are_alike_is_the_repeat(work_dir, plain_from_bytes):
    content = HEADER + "".join([*GOOD, GOOD[6], GOOD[6]])
    with judged(work_dir, content, "order_lines", LINES, plain_from_bytes=plain_from_bytes) as store:
        query = "select line_number from judged_rest where reason = 'exact_duplicate' order by line_number"
        assert store.con.execute(query).fetchall() == [(42,), (43,)]


@WAYS
def test_a_line_kept_with_its_return_is_marked_as_one(work_dir, plain_from_bytes):
    content = HEADER + "".join([*GOOD, "r,c1,2024-05-01,-3\n"])
    with judged(work_dir, content, "order_lines", LINES, plain_from_bytes=plain_from_bytes) as store:
        query = "select order_text, reason from judged_rows where is_return"
        assert store.con.execute(query).fetchall() == [("r", None)]


def test_a_text_that_is_no_value_is_misread(work_dir):
    for rows, expected in ((GOOD, False), ([*GOOD, "a,c1,2024-05-01,soon\n"], True)):
        with opened(work_dir, HEADER + "".join(rows)) as store:
            columns = columns_of(LINES, (), store.layout)
            readings = readings_of(store.con, KEY, columns, Dataset(), None)
            assert type_rows(store, columns, readings, Dataset())
            assert misread(store) is expected


@WAYS
def test_blank_cells_are_counted_by_column_and_broken_rows_left_out(work_dir, plain_from_bytes):
    content = HEADER + "".join([*GOOD, "a,, ,1\n", ",c1,2024-05-01,2\n", "broken\n", '"q",,2024-05-01,\n'])
    with opened(work_dir, content, plain_from_bytes=plain_from_bytes) as store:
        columns = columns_of(LINES, (), store.layout)
        assert type_rows(store, columns, readings_of(store.con, KEY, columns, Dataset(), None), Dataset())
        assert blank_cells(store) == [1, 2, 1, 1]


def test_a_rule_that_removes_nothing_is_met_and_gives_no_reason():
    met, reason = judging_sql(rules_of("order_lines"), Dataset(returns="net"))
    assert "as met_cancellation" in met
    assert "'cancellation'" not in reason
    _, dropping = judging_sql(rules_of("order_lines"), Dataset(returns="drop"))
    assert "'cancellation'" in dropping
