"""What sets the files of one dataset apart."""

import itertools
from dataclasses import dataclass

import pytest

from perennial.schema_change import FileSchema, file_schema, kind_of, schema_changes

USUAL = {"id": "text", "when": "date", "amount": "number"}
NEEDED = ("amount", "id", "when")


@dataclass
class Profile:
    rows: int = 100
    blank: int = 0
    number_share: float = 0.0
    integer_share: float = 0.0
    date_share: float = 0.0


def files(*others: dict[str, str]) -> list[FileSchema]:
    usual = [FileSchema(f"old{number}.csv", USUAL, NEEDED) for number in range(3)]
    return usual + [FileSchema(f"new{number}.csv", columns, NEEDED) for number, columns in enumerate(others)]


def told(*others: dict[str, str]) -> list[tuple[str, str, bool]]:
    return [(change.column, change.change, change.compatible) for change in schema_changes(files(*others))]


def test_files_that_are_alike_have_no_changes():
    assert told(USUAL) == []
    assert schema_changes([]) == ()


@pytest.mark.parametrize(
    ("columns", "change"),
    [
        (USUAL | {"colour": "text"}, ("colour", "new", True)),
        ({name: kind for name, kind in USUAL.items() if name != "amount"}, ("amount", "vanished", False)),
        (USUAL | {"amount": "whole number"}, ("amount", "type", True)),
        (USUAL | {"amount": "text"}, ("amount", "type", False)),
        (USUAL | {"when": "blank"}, ("when", "type", True)),
    ],
)
def test_a_change_is_named_with_whether_the_file_can_go_on(columns, change):
    assert told(columns) == [change]


def test_a_column_that_nothing_needs_may_vanish_or_change():
    spare = USUAL | {"note": "text"}
    some = [FileSchema(f"{number}.csv", spare, NEEDED) for number in range(3)]
    gone = schema_changes([*some, FileSchema("x.csv", USUAL, NEEDED)])
    other = schema_changes([*some, FileSchema("x.csv", spare | {"note": "date"}, NEEDED)])
    assert [(change.change, change.compatible) for change in (*gone, *other)] == [("vanished", True), ("type", True)]


def test_the_message_names_file_and_column():
    (change,) = schema_changes(files(USUAL | {"amount": "text"}))
    assert change.message == "new0.csv holds text in column amount, where most other files hold number."


def test_the_order_of_files_decides_nothing():
    some = files(USUAL | {"colour": "text"}, {"id": "text"})
    assert len({schema_changes(order) for order in itertools.permutations(some)}) == 1


@pytest.mark.parametrize(
    ("profile", "kind"),
    [
        (Profile(blank=100), "blank"),
        (Profile(date_share=1.0), "date"),
        (Profile(number_share=1.0, integer_share=1.0), "whole number"),
        (Profile(number_share=0.995), "number"),
        (Profile(number_share=0.5), "text"),
    ],
)
def test_the_kind_of_a_column_is_that_of_nearly_all_its_cells(profile, kind):
    assert kind_of(profile) == kind


def test_a_schema_comes_from_a_quality_report():
    report = {"schema": USUAL, "mapping": {"customer_id": "id", "order_total": "amount", "order_datetime": "when"}}
    assert file_schema("a.csv", report) == FileSchema("a.csv", USUAL, NEEDED)
