"""What holds for the features of any order lines at all."""

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial import engine, features
from perennial.tables import FEATURES, ORDER_LINES
from tests.order_lines import Line, frame_of, write_frame, write_frame_with
from tests.pandas_features import pandas_features

START = datetime.fromisoformat("2023-01-01")
DAYS = 300
CUTOFFS = st.integers(0, DAYS).map(lambda days: START.date() + timedelta(days=days))


@st.composite
def order_line(draw, returns=True):
    """A line of a few customers and orders, so that days, orders and products often coincide."""
    customer = draw(st.sampled_from("ABCD"))
    moment = START + timedelta(days=draw(st.integers(0, DAYS)), hours=draw(st.integers(0, 23)))
    cents = draw(st.integers(-5000 if returns else 0, 5000))
    order = moment.strftime("%j") if not returns else str(draw(st.integers(0, 9)))
    attributes = draw(st.sampled_from([None, None, '{"city": "Bonn"}', '{"city": "Ulm"}']))
    product = draw(st.sampled_from([None, "P1", "P2", "P3"]))
    return Line(customer, order, moment.isoformat(), f"{cents / 100:.2f}", product, attributes=attributes)


LINES = st.lists(order_line(), max_size=30)
PURCHASES = st.lists(order_line(returns=False), max_size=30)


@contextmanager
def shop(*files):
    """A connection whose `order_lines` were staged from these files of lines."""
    with TemporaryDirectory() as name, engine.connection(Path(name), threads=1) as con:
        paths = [Path(name) / f"{number}.parquet" for number in range(len(files))]
        for path, lines in zip(paths, files, strict=True):
            write_frame_with(con, path, frame_of(lines))
        features.stage_order_lines(con, paths)
        yield con


def features_of(lines, as_of):
    with shop(lines) as con:
        return features.features_at(con, as_of).fetchall()


@settings(max_examples=20)
@given(LINES, LINES, CUTOFFS)
def test_later_orders_change_nothing_at_a_cutoff(past, appended, as_of):
    later = [line for line in appended if datetime.fromisoformat(line.ordered_at).date() > as_of]
    assert features_of(past + later, as_of) == features_of(past, as_of)


@settings(max_examples=20)
@given(LINES, st.randoms(use_true_random=False), CUTOFFS)
def test_the_order_of_lines_and_files_does_not_matter(lines, random, as_of):
    shuffled = random.sample(lines, len(lines))
    cut = random.randint(0, len(lines))
    with shop(shuffled[:cut], shuffled[cut:]) as con:
        apart = features.features_at(con, as_of).fetchall(), features.order_lines(con).fetchall()
    with shop(lines) as con:
        assert apart == (features.features_at(con, as_of).fetchall(), features.order_lines(con).fetchall())


@settings(max_examples=20)
@given(LINES, CUTOFFS, st.data())
def test_overlap_between_files_counts_once(lines, as_of, data):
    again = data.draw(st.lists(st.sampled_from(lines), unique=True) if lines else st.just([]))
    with shop(lines, again) as con:
        assert features.features_at(con, as_of).fetchall() == features_of(lines, as_of)


@settings(max_examples=25)
@given(LINES, CUTOFFS)
def test_every_customer_has_one_row_that_keeps_its_contract(lines, as_of):
    with shop(lines) as con:
        table = features.features_at(con, as_of).df()
    assert list(table["customer_id"]) == sorted(set(table["customer_id"]))
    for column in FEATURES.columns:
        assert column.nullable or not table[column.name].isna().any(), column.name
    numbers = table.select_dtypes("number").drop(columns=["avg_interpurchase_days", "unique_products"])
    assert np.isfinite(numbers.to_numpy(dtype=float)).all()
    for ratio in ("active_month_ratio", "active_day_ratio", "spend_momentum", "transaction_momentum"):
        assert table[ratio].between(0, 1).all(), ratio
    for count in ("recency_days", "tenure_days", "purchase_span_days", "repeat_days", "return_ratio"):
        assert (table[count] >= 0).all(), count


@settings(max_examples=25)
@given(LINES, CUTOFFS, st.integers(1, 120))
def test_labels_are_never_negative_and_name_each_known_customer_once(lines, as_of, horizon_days):
    with shop(lines) as con:
        labels = features.labels_at(con, as_of, horizon_days).fetchall()
        known = [row[0] for row in features.features_at(con, as_of).fetchall()]
    assert [row[0] for row in labels] == known
    assert all(spend >= 0 and orders >= 0 for _, spend, orders in labels)


@settings(max_examples=25)
@given(PURCHASES, CUTOFFS, st.integers(1, 120))
def test_labels_are_what_the_features_gain_over_the_horizon(lines, as_of, horizon_days):
    with shop(lines) as con:
        before = features.features_at(con, as_of).df().set_index("customer_id")
        after = features.features_at(con, as_of + timedelta(days=horizon_days)).df().set_index("customer_id")
        labels = features.labels_at(con, as_of, horizon_days).df().set_index("customer_id")
    gained = after.loc[before.index, ["monetary", "frequency"]] - before[["monetary", "frequency"]]
    assert labels["spend"].tolist() == pytest.approx(gained["monetary"].tolist(), abs=1e-9)
    assert labels["orders"].tolist() == gained["frequency"].tolist()


def random_lines(customers: int, count: int) -> pd.DataFrame:
    """Order lines of a shop with heavy and light buyers, ties, returns, free lines and unknown products."""
    random = np.random.default_rng(7)
    order = random.integers(0, count // 2, count)
    start, size = np.datetime64("2023-01-01"), count // 2
    buyer = np.minimum(random.geometric(8 / customers, size), customers)
    moment = start + random.integers(0, 500 * 86_400, size).astype("timedelta64[s]")
    cents = np.round(random.lognormal(7, 1, count)) * (random.random(count) > 0.05)
    is_return = random.random(count) < 0.1
    return pd.DataFrame(
        {
            "customer_id": [f"C{number}" for number in buyer[order]],
            "order_id": [f"O{number}" for number in order],
            "ordered_at": moment[order],
            "product_id": [f"P{number}" if number else None for number in random.integers(0, 40, count)],
            "quantity": np.where(is_return, -1.0, 1.0),
            "unit_price": cents / 100,
            "amount": np.where(is_return, -cents, cents) / 100,
            "is_return": is_return,
            "attributes": random.choice([None, '{"city": "Bonn"}', '{"city": "Ulm"}'], count),
            "line": np.arange(1, count + 1),
        },
        columns=ORDER_LINES.column_names,
    )


@pytest.mark.parametrize("as_of", [date(2023, 1, 20), date(2023, 12, 31), date(2024, 6, 1)])
def test_the_sql_and_an_independent_pandas_implementation_agree_on_every_feature(work_dir, as_of):
    lines = random_lines(customers=400, count=6_000)
    with engine.connection(work_dir) as con:
        features.stage_order_lines(con, [write_frame(work_dir / "clean.parquet", lines)])
        from_sql = features.features_at(con, as_of).df().set_index("customer_id")
    expected = pandas_features(lines, as_of)[from_sql.columns]
    assert len(from_sql) > 50
    pd.testing.assert_frame_equal(from_sql, expected, check_dtype=False, rtol=1e-9, atol=1e-9)
