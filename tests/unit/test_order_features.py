"""Raw orders of one customer: the same features as those of the same orders in a dropped file."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial import layout
from perennial.dataset import Dataset
from perennial.memory import MemoryPorts
from perennial.order_features import FIELDS, features_of_orders
from perennial.pointers import read_pointer
from perennial.stages.features import build_features
from perennial.stages.ingest import ingest

FIRST = date(2024, 1, 1)
MAPPING = {
    "customer_id": "who",
    "order_id": "order_id",
    "order_datetime": "ordered_at",
    "product_id": "product_id",
    "quantity": "quantity",
    "unit_price": "unit_price",
    "order_total": "amount",
}
ORDERS = [
    {"order_id": "1", "ordered_at": "2024-01-02", "amount": 59.9},
    {"order_id": "2", "ordered_at": "2024-03-17T09:30", "product_id": "p1", "quantity": 2, "unit_price": 12.5},
    {"order_id": "2", "ordered_at": "2024-03-17T09:30", "product_id": "p2", "quantity": 1, "unit_price": 1234.567},
    {"order_id": "3", "ordered_at": "2024-03-20 10:00:00", "amount": -25.0},
]
orders = st.lists(
    st.fixed_dictionaries(
        {
            "order_id": st.sampled_from(["1", "2", "C3", "4"]),
            "ordered_at": st.integers(0, 200).map(lambda days: (FIRST + timedelta(days=days)).isoformat()),
        },
        optional={"product_id": st.sampled_from(["p1", "p2"])},
    ).flatmap(
        lambda order: st.one_of(
            st.decimals(-50, 500, places=3).map(lambda amount: order | {"amount": float(amount)}),
            st.tuples(st.integers(-3, 9), st.decimals(0, 90, places=2)).map(
                lambda line: order | {"quantity": line[0], "unit_price": float(line[1])}
            ),
        )
    ),
    min_size=1,
    max_size=12,
)


def seen(rows: list[dict[str, Any]], work_dir: Path, at_least: date | None = None, as_of: date | None = None, **said):
    return features_of_orders(rows, Dataset.model_validate(said), work_dir, at_least=at_least, as_of=as_of)


def dropped(rows: list[dict[str, Any]], work_dir: Path, **said: Any) -> dict[str, Any] | None:
    """The feature table's row of a customer who placed these orders, dropped as a file."""
    ports = MemoryPorts()
    description = Dataset.model_validate({"mapping": MAPPING, **said})
    ports.lake.write(layout.description("shop"), description.model_dump_json().encode())
    lines = [",".join(["who", *FIELDS]), *(_line(row) for row in rows)]
    key = ports.landing.write(layout.landing_path("shop", "a.csv"), "\n".join([*lines, ""]).encode()).key
    ingest(key, ports, work_dir=work_dir, last_attempt=False)
    build_features("shop", ports, work_dir=work_dir)
    snapshot = str(read_pointer(ports.lake, layout.features_pointer("shop")).snapshot)
    path = work_dir / "features.parquet"
    ports.lake.download(f"{layout.features_folder('shop', snapshot)}features.parquet", path)
    with duckdb.connect() as con:
        found = con.execute("select * from read_parquet($1)", [str(path)])
        names, rows_found = [column[0] for column in found.description or ()], found.fetchall()
    if not rows_found:
        return None
    told = dict(zip(names, rows_found[0], strict=True))
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}


def _line(row: dict[str, Any]) -> str:
    return ",".join(["customer", *("" if row.get(name) is None else str(row[name]) for name in FIELDS)])


def test_raw_orders_have_the_features_of_the_same_orders_in_a_file(work_dir):
    (work_dir / "raw").mkdir()
    assert seen(ORDERS, work_dir / "raw").features == dropped(ORDERS, work_dir)


@settings(max_examples=25)
@given(rows=orders, returns=st.sampled_from(["net", "drop"]))
def test_whatever_the_orders_a_file_of_them_has_the_same_features(rows, returns):
    with TemporaryDirectory() as raw, TemporaryDirectory() as file:
        assert seen(rows, Path(raw), returns=returns).features == dropped(rows, Path(file), returns=returns)


def test_they_are_looked_at_from_the_day_asked_for_and_later_orders_are_not_seen(work_dir):
    found = seen(ORDERS, work_dir, as_of=date(2024, 2, 1))
    assert found.as_of == date(2024, 2, 1)
    assert found.features is not None
    assert (found.features["recency_days"], found.features["frequency"]) == (30, 1)


@pytest.mark.parametrize(("at_least", "as_of"), [(None, date(2024, 3, 20)), (date(2024, 6, 30), date(2024, 6, 30))])
def test_else_from_the_later_of_the_last_order_and_the_day_that_is_known(work_dir, at_least, as_of):
    assert seen(ORDERS, work_dir, at_least=at_least).as_of == as_of


def test_an_order_that_counts_for_nothing_is_named_with_the_rule(work_dir):
    rows = [*ORDERS, {"order_id": "5", "ordered_at": "2024-02-31", "amount": 5.0}]
    (one,) = seen(rows, work_dir).set_aside
    assert (one.order_id, one.reason) == ("5", "unparsable_date")


def test_without_a_purchase_there_are_no_features(work_dir):
    found = seen([{"order_id": "1", "ordered_at": "2024-01-02", "amount": -5.0}], work_dir)
    assert found.features is None


@pytest.mark.parametrize("amount", [1.234, 0.001, 1e-4, 123456789.123, 12.5])
def test_an_amount_is_the_number_it_is(work_dir, amount):
    found = seen([{"order_id": "1", "ordered_at": "2024-01-02", "amount": amount}], work_dir)
    assert found.features is not None
    assert found.features["monetary"] == pytest.approx(amount)


def test_the_policies_of_the_dataset_hold(work_dir):
    found = seen(ORDERS, work_dir, outlier_cap=100, date_format="%d/%m/%Y", currency="EUR", rates={"USD": 0.9})
    assert found.features is not None
    assert found.features["total_spend"] == pytest.approx(59.9 + 25 + 100)
