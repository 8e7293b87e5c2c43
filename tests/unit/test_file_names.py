"""Names made harmless."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.file_names import LONGEST_NAME, safe_name


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("orders.csv", "orders.csv"),
        ("Umsätze März 2024 + 100%.csv", "Umsätze März 2024 + 100%.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\orders.csv", "orders.csv"),
        ("a/b/", "b"),
        (".hidden.csv", "hidden.csv"),
        ("...", ""),
        ("..", ""),
        ("/", ""),
        ("a\nb\x00.csv", "ab.csv"),
        ("\u202egpj.csv", "gpj.csv"),
        ("${filename}", "filename}"),
        (". .a", "a"),
        ("   ", ""),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ],
)
def test_a_name_is_the_last_part_of_a_path_without_what_could_harm(given_name, name):
    assert safe_name(given_name) == name


@given(st.text(max_size=300))
def test_whatever_is_given_the_name_is_harmless_and_stays_what_it_is(text):
    name = safe_name(text)
    assert len(name) <= LONGEST_NAME
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")
    assert name.isprintable()
    assert safe_name(name) == name
