"""Features worked out by hand on a tiny shop."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from perennial import engine, features
from perennial.tables import FEATURES, ORDERS
from tests.order_lines import Line, staged, write_clean

at = datetime.fromisoformat
AS_OF = date(2024, 6, 30)
ANNA = [
    Line("anna", "1", "2024-01-31 09:00", "10.00", "tea"),
    Line("anna", "1", "2024-01-31 09:00", "5.50", "cup"),
    Line("anna", "2", "2024-05-15 10:00", "20.00", "tea"),
    Line("anna", "3", "2024-06-10 11:00", "30.00", "pot"),
    Line("anna", "R3", "2024-06-12 11:00", "-12.00", "pot", quantity=-1.0),
]


def row_at(folder: Path, lines: list[Line], as_of: date = AS_OF) -> dict[str, object]:
    """The features of the only customer."""
    with staged(folder, lines) as con:
        (row,) = features.features_at(con, as_of).fetchall()
    return dict(zip(FEATURES.column_names, row, strict=True))


def test_every_feature_of_a_regular_customer_is_what_it_is_by_hand(work_dir):
    assert row_at(work_dir, ANNA) == {
        "customer_id": "anna",
        "as_of": AS_OF,
        "first_order_at": at("2024-01-31 09:00"),
        "last_order_at": at("2024-06-10 11:00"),
        "recency_days": 20,
        "frequency": 3,
        "monetary": 53.5,
        "avg_basket_value": 65.5 / 3,
        "unique_products": 3,
        "avg_interpurchase_days": 131 / 2,
        "purchase_span_days": 131,
        "repeat_days": 2,
        "total_spend": 65.5,
        "total_transactions": 4,
        "return_ratio": 12 / 65.5,
        "tenure_days": 151,
        "tenure_category": "established",
        "active_month_ratio": 3 / 6,
        "active_day_ratio": 3 / 152,
        "spend_0_30_days": 18.0,
        "spend_31_60_days": 20.0,
        "spend_61_120_days": 0.0,
        "transactions_0_30_days": 1,
        "transactions_31_60_days": 1,
        "transactions_61_120_days": 0,
        "spend_velocity": 53.5 / 152,
        "transaction_density": 90 / 152,
        "spend_momentum": 18 / 38,
        "transaction_momentum": 0.5,
        "loyalty_efficiency": 65.5 / 3 * 131 / 152,
        "is_cold_start": False,
        "attributes": None,
    }


def test_a_customer_who_bought_on_the_cutoff_day_alone_has_no_gap_and_finite_ratios(work_dir):
    row = row_at(work_dir, [Line("ben", "1", "2024-06-30 23:59:59", "7.00"), Line("ben", "2", "2024-06-30", "3.00")])
    assert row["avg_interpurchase_days"] is None
    assert row["is_cold_start"] is True
    assert (row["recency_days"], row["tenure_days"], row["purchase_span_days"], row["repeat_days"]) == (0, 0, 0, 0)
    assert (row["active_day_ratio"], row["active_month_ratio"]) == (1.0, 1.0)
    assert (row["spend_velocity"], row["transaction_density"], row["loyalty_efficiency"]) == (10.0, 60.0, 0.0)


def test_purchases_worth_nothing_have_a_return_ratio_of_zero(work_dir):
    row = row_at(work_dir, [Line("ben", "1", "2024-06-01", "0.00"), Line("ben", "R", "2024-06-02", "-4.00")])
    assert (row["return_ratio"], row["monetary"], row["avg_basket_value"]) == (0.0, -4.0, 0.0)


def test_momentum_is_a_half_when_neither_window_saw_anything(work_dir):
    row = row_at(work_dir, [Line("ben", "1", "2023-01-01", "10.00")])
    assert (row["spend_momentum"], row["transaction_momentum"]) == (0.5, 0.5)


def test_momentum_counts_a_window_of_net_returns_as_zero(work_dir):
    returned_more = [Line("ben", "1", "2024-05-10", "10.00"), Line("ben", "R", "2024-06-20", "-10.00")]
    row = row_at(work_dir, returned_more)
    assert (row["spend_0_30_days"], row["spend_momentum"], row["transaction_momentum"]) == (-10.0, 0.0, 0.0)


def test_customers_who_only_ever_returned_something_are_not_in_the_table(work_dir):
    with staged(work_dir, [*ANNA, Line("carl", "R", "2024-06-01", "-5.00")]) as con:
        assert [row[0] for row in features.features_at(con, AS_OF).fetchall()] == ["anna"]


def test_customers_whose_first_purchase_is_after_the_cutoff_are_not_in_the_table(work_dir):
    with staged(work_dir, [*ANNA, Line("carl", "9", "2024-07-01 00:00:00", "5.00")]) as con:
        assert [row[0] for row in features.features_at(con, AS_OF).fetchall()] == ["anna"]
        assert len(features.features_at(con, date(2024, 7, 1)).fetchall()) == 2


@pytest.mark.parametrize(
    ("day", "window"),
    [
        ("2024-05-31", "0_30"),
        ("2024-05-30", "31_60"),
        ("2024-05-01", "31_60"),
        ("2024-04-30", "61_120"),
        ("2024-03-02", "61_120"),
    ],
)
def test_each_window_holds_its_first_and_last_day(work_dir, day, window):
    row = row_at(work_dir, [Line("ben", "1", day, "10.00")])
    windows = ("0_30", "31_60", "61_120")
    assert [row[f"spend_{name}_days"] for name in windows] == [10.0 if name == window else 0.0 for name in windows]
    assert [row[f"transactions_{name}_days"] for name in windows] == [int(name == window) for name in windows]


def test_what_lies_further_back_than_120_days_is_in_no_window(work_dir):
    row = row_at(work_dir, [Line("ben", "1", "2024-03-01", "10.00")])
    assert row["spend_0_30_days"] + row["spend_31_60_days"] + row["spend_61_120_days"] == 0.0


@pytest.mark.parametrize(
    ("first_day", "category"),
    [
        ("2024-05-31", "new"),
        ("2024-05-30", "growing"),
        ("2024-04-01", "growing"),
        ("2024-03-31", "established"),
        ("2023-07-01", "established"),
        ("2023-06-30", "veteran"),
    ],
)
def test_tenure_is_named_by_its_days(work_dir, first_day, category):
    assert row_at(work_dir, [Line("ben", "1", first_day, "1.00")])["tenure_category"] == category


def test_unique_products_is_unknown_where_the_shop_names_none(work_dir):
    assert row_at(work_dir, [Line("ben", "1", "2024-06-01", "1.00", product_id=None)])["unique_products"] is None


def test_the_latest_declared_attributes_stay_when_a_later_line_has_none(work_dir):
    lines = [
        Line("ben", "1", "2024-01-01", "1.00", attributes='{"city": "Ulm"}'),
        Line("ben", "2", "2024-02-01", "1.00", attributes='{"city": "Bonn"}'),
        Line("ben", "3", "2024-03-01", "1.00"),
        Line("ben", "4", "2024-07-01", "1.00", attributes='{"city": "Kiel"}'),
    ]
    assert json.loads(str(row_at(work_dir, lines)["attributes"])) == {"city": "Bonn"}


def test_orders_add_up_their_lines_and_tell_returns_apart(work_dir):
    with staged(work_dir, ANNA) as con:
        relation = features.orders(con)
        assert tuple(relation.columns) == ORDERS.column_names
        rows = [(row[1], row[2], float(row[3]), row[4], row[5]) for row in relation.fetchall()]
    assert rows == [
        ("1", at("2024-01-31 09:00"), 15.5, 2, False),
        ("2", at("2024-05-15 10:00"), 20.0, 1, False),
        ("3", at("2024-06-10 11:00"), 30.0, 1, False),
        ("R3", at("2024-06-12 11:00"), -12.0, 1, True),
    ]


def test_labels_are_what_happened_after_the_cutoff_up_to_the_last_day_of_the_horizon(work_dir):
    dora = [Line("dora", "d1", "2024-05-31 08:00", "4.00"), Line("dora", "d2", "2024-06-30 23:59", "6.00")]
    with staged(work_dir, [*ANNA, *dora, Line("new", "n", "2024-06-02", "9.00")]) as con:
        assert features.labels_at(con, date(2024, 5, 31), 30).fetchall() == [("anna", 18.0, 1), ("dora", 6.0, 1)]
        assert features.labels_at(con, date(2024, 5, 31), 29).fetchall() == [("anna", 18.0, 1), ("dora", 0.0, 0)]


def test_a_label_of_more_returns_than_purchases_is_zero_spend(work_dir):
    with staged(work_dir, ANNA) as con:
        assert features.labels_at(con, date(2024, 6, 11), 10).fetchall() == [("anna", 0.0, 0)]


def test_the_last_order_day_is_the_day_of_the_latest_line(work_dir):
    with staged(work_dir, ANNA) as con:
        assert features.last_order_day(con) == date(2024, 6, 12)
        assert features.extent(con) == features.Extent(5, 4, at("2024-01-31 09:00"), at("2024-06-12 11:00"))


def test_lines_after_a_day_can_be_dropped(work_dir):
    with staged(work_dir, ANNA) as con:
        features.drop_lines_after(con, date(2024, 6, 10))
        assert features.last_order_day(con) == date(2024, 6, 10)


def test_no_file_at_all_gives_empty_tables_with_every_column(work_dir):
    with engine.connection(work_dir) as con:
        assert features.stage_order_lines(con, []) == 0
        assert features.last_order_day(con) is None
        assert features.features_at(con, AS_OF).fetchall() == []
        assert tuple(features.features_at(con, AS_OF).columns) == FEATURES.column_names


def test_order_lines_come_back_from_a_snapshot_as_they_were(work_dir):
    with staged(work_dir, ANNA) as con:
        features.order_lines(con).write_parquet(str(work_dir / "order_lines.parquet"))
        before = features.order_lines(con).fetchall()
    with engine.connection(work_dir) as con:
        features.load_order_lines(con, work_dir / "order_lines.parquet")
        assert features.order_lines(con).fetchall() == before


def test_surplus_counts_the_lines_that_came_more_than_once(work_dir):
    whole, last_two = write_clean(work_dir / "a.parquet", ANNA), write_clean(work_dir / "b.parquet", ANNA[3:])
    with engine.connection(work_dir) as con:
        assert features.stage_order_lines(con, [whole, last_two, whole]) == 7
        assert features.extent(con).order_lines == 5
