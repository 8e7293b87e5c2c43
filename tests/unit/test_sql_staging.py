"""Staging: types as in the contract, and each order line once however many files hold it."""

import pytest

from perennial import engine, features
from perennial.tables import ORDER_LINES
from tests.order_lines import Line, write_clean

BARE = Line("anna", "1", "2024-01-01 10:00", "5.00", product_id=None, quantity=None)


def kept(folder, *files):
    """How many lines are left of these files' lines."""
    paths = [write_clean(folder / f"{number}.parquet", lines) for number, lines in enumerate(files)]
    with engine.connection(folder) as con:
        features.stage_order_lines(con, paths)
        return features.order_lines(con).fetchall()


def test_the_staged_columns_are_the_contract(work_dir):
    with engine.connection(work_dir) as con:
        features.stage_order_lines(con, [write_clean(work_dir / "clean.parquet", [BARE])])
        staged = con.table("order_lines")
        assert tuple(staged.columns) == ORDER_LINES.column_names
        assert [str(type_) for type_ in staged.types] == [column.type for column in ORDER_LINES.columns]


def test_a_line_in_two_files_counts_once_even_where_fields_are_unknown(work_dir):
    assert len(kept(work_dir, [BARE], [BARE])) == 1


def test_repeats_that_a_file_keeps_on_purpose_stay(work_dir):
    twice = [BARE, Line("anna", "1", "2024-01-01 10:00", "5.00", product_id=None, quantity=None, line=2)]
    assert len(kept(work_dir, twice, twice)) == 2


@pytest.mark.parametrize(
    "other",
    [
        Line("anne", "1", "2024-01-01 10:00", "5.00", product_id=None, quantity=None),
        Line("anna", "2", "2024-01-01 10:00", "5.00", product_id=None, quantity=None),
        Line("anna", "1", "2024-01-01 10:01", "5.00", product_id=None, quantity=None),
        Line("anna", "1", "2024-01-01 10:00", "5.01", product_id=None, quantity=None),
        Line("anna", "1", "2024-01-01 10:00", "5.00", product_id="P", quantity=None),
        Line("anna", "1", "2024-01-01 10:00", "5.00", product_id=None, quantity=1.0),
    ],
)
def test_a_line_that_differs_in_any_column_of_its_identity_is_another_line(work_dir, other):
    assert len(kept(work_dir, [BARE], [other])) == 2


def test_of_differing_attributes_the_same_stay_in_either_order_of_files(work_dir):
    lines = [Line("anna", "1", "2024-01-01", "5.00", attributes=text) for text in (None, '{"a": 1}', '{"b": 1}')]
    forward = kept(work_dir, *([line] for line in lines))
    assert kept(work_dir, *([line] for line in reversed(lines))) == forward
    assert forward[0][ORDER_LINES.column_names.index("attributes")] == '{"b": 1}'
