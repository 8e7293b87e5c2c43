"""Ids as text, whatever a spreadsheet did to them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perennial import engine
from perennial.identifiers import identifier_of, identifier_sql, lost_digits_sql, repeats_header_sql


def one(work_dir, expression: str, text: str | None) -> object:
    with engine.connection(work_dir) as con:
        return con.execute(f"select {expression} from (select cast($1 as varchar) as id)", [text]).fetchall()[0][0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("17850", "17850"),
        ("17850.0", "17850"),
        ("17850.00", "17850"),
        ("-5.0", "-5"),
        ("00042", "00042"),
        ("00042.0", "00042"),
        ('="00042"', "00042"),
        ('"7"', "7"),
        ("'00042", "00042"),
        ("'17850.0", "17850"),
        ("1.7850E4", "17850"),
        ("1.7850E+04", "17850"),
    ],
)
def test_what_a_number_column_or_a_spreadsheet_left_on_an_id_is_taken_off(work_dir, text, expected):
    assert one(work_dir, identifier_sql("id"), text) == expected


@pytest.mark.parametrize("text", ["12.50", "AB.0", "1.785E4", "1.23E+17", "O'Neil", "'", '"', "5' 7\"", "a.b", "1.0.0"])
def test_any_other_text_stays_as_it_is(work_dir, text):
    assert one(work_dir, identifier_sql("id"), text) == text


@pytest.mark.parametrize("text", [None, "nan", "NULL", "None", "N/A", "<NA>", "#N/A"])
def test_what_tools_write_for_no_id_is_none(work_dir, text):
    assert one(work_dir, identifier_sql("id"), text) is None


@given(number=st.integers(0, 10**12), zeros=st.integers(0, 5))
def test_a_number_comes_back_from_a_float_column(tmp_path_factory, number, zeros):
    assert one(tmp_path_factory.getbasetemp(), identifier_sql("id"), f"{number}.0{'0' * zeros}") == str(number)


@pytest.mark.parametrize(("text", "lost"), [("1.23E+17", True), ("4E+5", True), ("1.7850E4", False), ("A+1", False)])
def test_a_rounded_power_of_ten_has_lost_its_digits(work_dir, text, lost):
    assert one(work_dir, lost_digits_sql("id"), text) is lost


def test_a_row_repeats_the_header_where_every_mapped_cell_is_its_name(work_dir):
    with engine.connection(work_dir) as con:
        con.execute(
            "create temp table t as select * from (values ('Buyer''s id', 'Day'), ('Buyer''s id', '1')) t(a, b)"
        )
        found = con.execute(f"select {repeats_header_sql({'a': "Buyer's id", 'b': 'Day'})} from t").fetchall()
    assert found == [(True,), (False,)]
    assert repeats_header_sql({}) == "false"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    st.one_of(
        st.from_regex(r"[=\"']{0,2}[0-9]{1,4}(\.0{0,2}|[.][0-9]{1,3}[eE]\+?[0-9]{1,2})?[\"]?", fullmatch=True),
        st.text("17.0eE+'\"a ", max_size=8),
    )
)
def test_one_id_is_read_as_a_whole_column_is(work_dir, text):
    bare = text.strip()
    expected = one(work_dir, identifier_sql("id"), bare) if bare else None
    assert identifier_of(text) == expected
