"""Words that say who left."""

import duckdb
import pytest

from perennial.labels import HAS_LEFT, HAS_STAYED, UNKNOWN, has_left_sql, label_sql


def read(text: str) -> tuple[str | None, bool | None]:
    return duckdb.execute(f"select {label_sql('t')}, {has_left_sql('t')} from (select $1 as t)", [text]).fetchall()[0]


@pytest.mark.parametrize("text", ["Yes", "TRUE", "1", "Attrited Customer", "ja", "True.", "sí"])
def test_words_for_having_left(text):
    assert read(text) == (text, True)


@pytest.mark.parametrize("text", ["No", "False.", "0", "Existing Customer", "nein", "não"])
def test_words_for_having_stayed(text):
    assert read(text) == (text, False)


@pytest.mark.parametrize("text", UNKNOWN)
def test_words_for_not_knowing_are_no_label(text):
    assert read(text) == (None, None)


def test_other_words_are_a_label_that_says_nothing():
    assert read("perhaps") == ("perhaps", None)


def test_no_word_says_both():
    assert not set(HAS_LEFT) & set(HAS_STAYED)
    assert not set(UNKNOWN) & {*HAS_LEFT, *HAS_STAYED}
