"""Which attributes move together."""

import numpy as np
import pytest

from perennial.models.subscriber_encoding import encoding_of
from perennial.models.subscriber_groups import FEWEST_COMPARED, moving_together

KINDS = {
    "tenure": "number",
    "paid": "number",
    "age": "number",
    "net": "category",
    "safety": "category",
    "fee": "number",
    "phone": "flag",
    "colour": "category",
}


def customers(rows=600, seed=3):
    """What is paid goes with tenure; safety and the fee with the net; age, phone and colour with nothing."""
    random = np.random.default_rng(seed)
    tenure = random.integers(1, 70, rows).astype(np.float64)
    net = random.choice(np.array(["none", "slow", "fast"], dtype=object), rows)
    return {
        "tenure": tenure,
        "paid": tenure * random.uniform(0.8, 1.2, rows),
        "age": random.integers(18, 90, rows).astype(np.float64),
        "net": net,
        "safety": np.array([f"{word}, safe" for word in net], dtype=object),
        "fee": np.select([net == "none", net == "slow"], [20.0, 50.0], 80.0) + random.normal(0, 5, rows),
        "phone": random.random(rows) < 0.5,
        "colour": random.choice(np.array([f"colour {at}" for at in range(30)], dtype=object), rows),
    }


def found(columns, kinds=KINDS):
    encoding = encoding_of(kinds, columns)
    return moving_together(encoding, encoding.matrix(columns, len(next(iter(columns.values())))))


def test_numbers_words_and_a_number_that_follows_from_a_word_are_groups_and_the_independent_stay_alone():
    assert found(customers()) == (("tenure", "paid"), ("net", "safety", "fee"))


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_customers_and_of_columns_does_not_matter(seed):
    columns, random = customers(), np.random.default_rng(seed)
    turned = random.permutation(600)
    assert found({name: column[turned] for name, column in columns.items()}) == found(columns)
    mixed = {name: KINDS[name] for name in random.permutation(list(KINDS)).tolist()}
    assert {frozenset(group) for group in found(columns, mixed)} == {frozenset(group) for group in found(columns)}


def test_what_falls_while_the_other_rises_moves_with_it():
    columns = customers()
    columns["age"] = -np.exp(columns["tenure"] / 10)
    assert found(columns)[0] == ("tenure", "paid", "age")


def test_two_flags_of_which_one_is_the_others_opposite_move_together():
    phone = customers()["phone"]
    assert found({"phone": phone, "mail": ~phone}, {"phone": "flag", "mail": "flag"}) == (("phone", "mail"),)


def test_many_values_do_not_move_with_anything_by_chance():
    few = customers(100)
    few["colour"] = np.array([f"colour {at % 20}" for at in range(100)], dtype=object)
    few["age"] = np.random.default_rng(1).random(100)
    assert found(few, {name: KINDS[name] for name in ("age", "phone", "colour")}) == ()


def test_only_customers_of_whom_both_are_known_are_compared():
    columns = customers()
    columns["paid"][::2] = np.nan
    columns["age"] = np.where(np.arange(600) < FEWEST_COMPARED - 1, columns["tenure"], np.nan)
    assert found(columns)[0] == ("tenure", "paid")


def test_too_few_customers_say_nothing_about_what_moves_together():
    assert found(customers(FEWEST_COMPARED - 1)) == ()


def test_an_attribute_that_never_varies_moves_with_nothing():
    columns = {"tenure": np.full(50, 3.0), "paid": np.full(50, 9.0), "net": np.full(50, "fast", dtype=object)}
    assert found(columns, {name: KINDS[name] for name in columns}) == ()


def test_without_attributes_there_are_no_groups():
    assert moving_together(encoding_of({}, {}), np.zeros((50, 0))) == ()
