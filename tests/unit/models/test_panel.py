"""Panel: past days as examples, each row a customer as known then with what came of them afterwards."""

from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from perennial.models.panel import FEATURE_NAMES, Panel, customer_part
from perennial.tables import FEATURES
from tests.simulated_shop import FIRST_DAY, as_order_lines, last_day, shop, simulated_orders


def day(number):
    return FIRST_DAY + timedelta(days=number)


BY_HAND = [
    ("anna", 0, 10.0),
    ("bert", 5, 7.0),
    ("anna", 12, 20.0),
    ("anna", 14, -5.0),
    ("cleo", 13, 1.0),
    ("bert", 40, 3.0),
]


def test_every_number_and_flag_of_the_feature_table_is_an_input():
    words = {"customer_id", "as_of", "first_order_at", "last_order_at", "tenure_category", "attributes"}
    assert tuple(name for name in FEATURES.column_names if name not in words) == FEATURE_NAMES


def test_examples_pair_what_was_known_with_what_came(work_dir):
    with shop(work_dir, as_order_lines(BY_HAND)) as con:
        panel = Panel(con)
        spend, churn = (panel.examples([day(10)], 10, target, present=day(20)) for target in ("spend", "churn"))
    assert spend.customer_ids.tolist() == churn.customer_ids.tolist() == ["anna", "bert"]
    assert spend.matrix[:, FEATURE_NAMES.index("monetary")].tolist() == [10.0, 7.0]
    assert spend.target.tolist() == [15.0, 0.0]
    assert churn.target.tolist() == [0.0, 1.0]


def test_orders_are_counted_where_churn_only_asks_whether_there_are_any(work_dir):
    with shop(work_dir, as_order_lines([*BY_HAND, ("anna", 19, 4.0)])) as con:
        assert Panel(con).orders(day(10), 10).tolist() == [2.0, 0.0]


def test_examples_of_several_days_follow_each_other(work_dir):
    with shop(work_dir, as_order_lines(BY_HAND)) as con:
        both = Panel(con).examples([day(20), day(10)], 10, "spend", present=day(30))
    assert both.customer_ids.tolist() == ["anna", "bert", "cleo", "anna", "bert"]
    assert both.rows(both.target > 0).customer_ids.tolist() == ["anna"]


def test_what_comes_after_the_horizon_changes_no_example(work_dir):
    lines = simulated_orders(60, 200, seed=3)
    until = pd.Timestamp(day(101))
    with shop(work_dir, lines[lines["ordered_at"] < until]) as con:
        before = Panel(con).examples([day(70), day(40)], 30, "spend", present=day(100))
    with shop(work_dir, lines) as con:
        after = Panel(con).examples([day(70), day(40)], 30, "spend", present=day(100))
    assert before.customer_ids.tolist() == after.customer_ids.tolist()
    np.testing.assert_array_equal(before.matrix, after.matrix)
    np.testing.assert_array_equal(before.target, after.target)


def test_features_and_labels_are_of_the_same_customers_in_the_same_order(simulated):
    panel = Panel(simulated)
    examples = panel.examples([last_day(300)], 60, "spend", present=last_day(360))
    orders = simulated.sql(
        "select distinct customer_id from order_lines where ordered_at > $1 and ordered_at <= $2 and amount > 0",
        params=[last_day(300), last_day(360)],
    ).fetchall()
    bought = {customer for (customer,) in orders}
    assert bought & set(examples.customer_ids) == set(examples.rows(examples.target > 0).customer_ids)


@pytest.mark.parametrize("parts", [1, 3])
def test_a_customer_is_always_in_the_same_of_roughly_equal_parts(parts):
    ids = np.array([f"c{number}" for number in range(3000)], dtype=object)
    part = customer_part(ids, parts)
    assert part.tolist() == customer_part(ids[::-1], parts)[::-1].tolist()
    assert np.bincount(part, minlength=parts).min() > 3000 / parts * 0.9


def test_growth_is_what_known_customers_spent_next_by_what_they_had_spent_just_before(work_dir):
    known = [("anna", 0, 10.0), ("bert", 5, 7.0), ("anna", 12, 20.0), ("bert", 18, 9.0), ("anna", 25, 30.0)]
    returned, new = [("anna", 26, -5.0), ("bert", 27, -4.0)], [("cleo", 17, 100.0), ("cleo", 27, 50.0)]
    with shop(work_dir, as_order_lines([*known, *returned, *new])) as con:
        found = Panel(con).growth([day(20), day(60)], 10)
    assert list(found) == [day(20)]
    assert found[day(20)].log == pytest.approx(np.log(25 / 29))
    assert found[day(20)].variance == pytest.approx(2 * (9 / 29) ** 2)
