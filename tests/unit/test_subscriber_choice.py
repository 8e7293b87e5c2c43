"""Whether a table tells who left."""

import pytest

from perennial.subscriber_choice import named_subscribers, subscribers_guess
from tests.sampled import looked_at


def guessed(rows, header=("customer_id", "churn")):
    with looked_at(header, rows) as look:
        return subscribers_guess(look)


def test_one_row_a_customer_and_two_values_that_can_be_read():
    guess = guessed([(n, "yes" if n % 3 else "no") for n in range(30)])
    assert guess.sure
    assert {field: fit.column.name for field, fit in guess.found.items()} == {
        "customer_id": "customer_id",
        "label": "churn",
    }


@pytest.mark.parametrize("label", ["yes", "no", ""])
def test_a_file_may_hold_one_outcome_alone_or_none_where_the_name_is_plainly_a_labels(label):
    assert guessed([(n, label) for n in range(30)]).sure
    assert not guessed([(n, label) for n in range(30)], ("customer_id", "status")).sure


def test_beside_a_label_a_bare_id_is_the_customers():
    assert guessed([(n, ("yes", "no")[n % 2]) for n in range(30)], ("id", "churn")).sure


def test_blank_labels_are_customers_to_be_scored():
    assert guessed([(n, ("yes", "no", "", "unknown")[n % 4]) for n in range(40)]).sure


@pytest.mark.parametrize(
    "rows",
    [
        [(n, ("yes", "no", "perhaps")[n % 3]) for n in range(30)],
        [(n, n % 7) for n in range(30)],
        [(n % 5, ("yes", "no")[n % 2]) for n in range(30)],
    ],
)
def test_words_that_say_nothing_or_customers_in_many_rows_are_no_subscribers(rows):
    assert not guessed(rows).sure


def test_of_several_labels_the_one_that_can_be_read_is_taken():
    rows = [(n, n * 3, ("yes", "no")[n % 2]) for n in range(30)]
    assert guessed(rows, ("customer_id", "churn", "churned")).found["label"].column.name == "churned"


def test_by_name_alone_any_values_will_do():
    with looked_at(("customer_id", "churn"), [("a", "x"), ("a", "y")]) as look:
        assert set(named_subscribers(look)) == {"customer_id", "label"}
