"""A table as it is first seen: rows, samples, guesses."""

import pytest

from perennial.dataset import Dataset
from perennial.errors import UnreadableFile
from perennial.seen_table import LONGEST_CELL, ROWS_SHOWN, chosen
from tests.seen import lines, seen

PLAIN = lines("CustomerID,InvoiceDate,Total", *(f"c{n},2024-01-{n:02},{n}.50" for n in range(1, 29)))


def test_the_first_rows_are_shown_as_they_stand_in_the_file(work_dir):
    with seen(work_dir, PLAIN) as table:
        assert len(table.rows) == ROWS_SHOWN
        assert table.rows[0] == ["c1", "2024-01-01", "1.50"]


def test_what_is_blank_is_shown_as_nothing_and_what_is_long_is_cut(work_dir):
    with seen(work_dir, lines("a,b,c", f",{'x' * 300},1", "d,e,2")) as table:
        assert table.rows[0] == ["", "x" * LONGEST_CELL, "1"]


def test_rows_that_do_not_hold_together_are_not_shown(work_dir):
    with seen(work_dir, lines("a,b,c", "1,2,3", "1,2", "4,5,6")) as table:
        assert table.rows == [["1", "2", "3"], ["4", "5", "6"]]


def test_a_column_with_a_clear_name_is_chosen_for_sure(work_dir):
    with seen(work_dir, PLAIN) as table:
        meaning = table.meaning(Dataset())
        assert meaning is not None
        choices = chosen(meaning)
    assert {name: choice.field for name, choice in choices.items()} == {
        "CustomerID": "customer_id",
        "InvoiceDate": "order_datetime",
        "Total": "order_total",
    }
    assert choices["CustomerID"].sure


def test_what_a_description_says_is_sure_whatever_its_name(work_dir):
    mapping = {"customer_id": "a", "order_datetime": "b", "order_total": "c"}
    with seen(work_dir, lines("a,b,c", "x,2024-01-02,3")) as table:
        meaning = table.meaning(Dataset.model_validate({"mapping": mapping}))
        assert meaning is not None
        assert all(choice.sure and choice.confidence == 1 for choice in chosen(meaning).values())


def test_a_table_that_is_not_understood_has_a_guess_and_no_meaning(work_dir):
    text = lines("x1,x2,x3", *(f"K-{n % 9},2024-01-{n:02} 10:00:00,{n}.25" for n in range(1, 29)))
    with seen(work_dir, text) as table:
        assert table.meaning(Dataset()) is None
        guess = table.guess(Dataset())
    assert {choice.field for choice in guess.values()} >= {"order_datetime"}
    assert not any(choice.sure for choice in guess.values())


def test_a_mapping_that_does_not_fit_leaves_the_guess_by_names(work_dir):
    mapping = {"customer_id": "Nobody", "order_datetime": "InvoiceDate", "order_total": "Total"}
    with seen(work_dir, PLAIN) as table:
        described = Dataset.model_validate({"mapping": mapping})
        assert table.meaning(described) is None
        assert table.guess(described)["CustomerID"].field == "customer_id"


def test_what_is_no_table_is_refused(work_dir):
    with pytest.raises(UnreadableFile), seen(work_dir, ""):
        pass
