"""Numbers in words: rounded to what is known, never blank, never more exact than they are."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.report import words


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        (184_321.0, "EUR", "€184,000"),
        (1_234.5, "GBP", "£1,230"),
        (59.4, None, "59"),
        (2.567, "USD", "$2.57"),
        (0.0, "USD", "$0"),
        (-1_234.5, "CHF", f"{words.MINUS}CHF 1,230"),
        (None, "EUR", words.NOTHING),
        (float("nan"), None, words.NOTHING),
    ],
)
def test_a_total_has_three_significant_figures_and_its_currency(amount: float | None, currency: str | None, said: str):
    assert words.money(amount, currency) == said


def test_an_amount_of_one_customer_has_two_significant_figures():
    assert words.money(1_234.5, "EUR", words.CUSTOMER_DIGITS) == "€1,200"


@given(st.floats(min_value=10, max_value=1e12))
def test_rounding_to_three_figures_moves_a_number_by_less_than_one_in_a_hundred_or_a_half(number: float):
    assert abs(float(words.rounded(number).replace(",", "")) - number) <= max(0.5, number * 0.005) * 1.000001


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, "0 %"), (0.013, "1.3 %"), (0.05, "5 %"), (0.794, "79 %"), (1.0, "100 %"),
                        (-0.25, f"{words.MINUS}25 %"), (None, words.NOTHING)],
)  # fmt: skip
def test_shares_are_said_in_per_cent(share: float | None, said: str):
    assert words.percent(share) == said


@pytest.mark.parametrize(
    ("probability", "said"),
    [(0.31, "31 in 100"), (0.002, "fewer than 1 in 100"), (0.0, "0 in 100"), (1.0, "100 in 100")],
)
def test_a_probability_is_said_as_so_many_in_a_hundred(probability: float, said: str):
    assert words.in_100(probability) == said


def test_days_counts_and_rows_of_words_read_like_speech():
    assert words.day("2024-05-03T10:00:00") == words.day(date(2024, 5, 3)) == "3 May 2024"
    assert [words.counted(n, "customer") for n in (1, 1234)] == ["1 customer", "1,234 customers"]
    assert [words.listed(row) for row in ((), ("a",), ("a", "b", "c"))] == ["", "a", "a, b and c"]
    assert words.sentence("no order") == "No order."
    assert words.spoken("spend_0_30_days") == "spend 0 30 days"


def test_a_long_name_is_cut_and_a_short_one_is_left():
    assert words.name("c1") == "c1"
    assert len(words.name("x" * 400)) == words.LONGEST_NAME


def test_a_reason_is_brief_without_its_horizon_asides_and_afterthoughts():
    assert words.brief("365 days: needs 760 days (to learn), has 400; or more") == "needs 760 days, has 400"


def test_a_price_has_its_cents_until_they_do_not_matter():
    assert [words.price(amount, "GBP") for amount in (27.951, 1234.5)] == ["£27.95", "£1,234"]
    assert (words.price(3.0, None), words.price(3.0, "CHF")) == ("3.00", "CHF 3.00")
