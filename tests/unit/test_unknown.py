"""What is said of a table that is not understood."""

import json

import pytest

from perennial.content_guess import content_guess
from perennial.dataset import parse_description
from perennial.errors import UnknownColumns
from perennial.looking import Look
from perennial.subscriber_choice import subscribers_guess
from perennial.table_choice import order_lines_guess
from perennial.unknown import OPEN, explained, refuse_columns, refuse_subscribers
from tests.public.trade import lines
from tests.sampled import looked_at

ROWS = [(x.person.number, f"{x.at:%Y-%m-%d}", x.amount) for x in lines()]


def refusal(look: Look) -> UnknownColumns:
    with pytest.raises(UnknownColumns) as refused:
        refuse_columns(look, order_lines_guess(look), content_guess(look))
    return refused.value


def test_the_guess_is_a_mapping_that_may_be_uploaded_as_it_stands():
    with looked_at(("a", "b", "c"), ROWS) as look:
        error = refusal(look)
    assert error.guess == {"customer_id": "a", "order_datetime": "b", "order_total": "c"}
    text = str(error)
    assert json.loads(text[text.index("{") : text.rindex("}") + 1]) == error.guess
    mapping = parse_description("shop", json.dumps(error.guess).encode()).mapping
    assert mapping is not None
    assert mapping.customer_id == "a"


def test_what_nothing_may_be_is_asked_for():
    with looked_at(("customer", "when"), [(n, "now") for n in range(30)]) as look:
        error = refusal(look)
    assert error.guess == {"customer_id": "customer", "order_datetime": OPEN, "order_total": OPEN}
    assert error.missing == ("order_datetime", "quantity and unit_price (or order_total)")


def test_subscribers_without_an_id_are_asked_for_it():
    rows = [("basic", ("yes", "no")[n % 2]) for n in range(30)]
    with looked_at(("plan", "churn"), rows) as look, pytest.raises(UnknownColumns) as refused:
        refuse_subscribers(look, subscribers_guess(look))
    assert refused.value.guess == {"kind": "subscribers", "customer_id": OPEN, "label": "churn"}


def test_a_column_is_explained_in_a_sentence_and_a_personal_id_with_its_reason():
    with looked_at(("email", "date", "amount"), [(f"a{n}@b.de", "2020-01-02", n) for n in range(30)]) as look:
        found = order_lines_guess(look).found
    assert explained("order_datetime", found["order_datetime"]) == (
        "date is when: its name says so; 100% of its values are written as dates, such as 2020-01-02."
    )
    assert explained("customer_id", found["customer_id"]).endswith(
        "It is personal, and kept because nothing else tells customers apart."
    )
