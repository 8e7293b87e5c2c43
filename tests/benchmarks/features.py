"""Features in SQL against the same features in pandas, on generated order lines of a shop with 5 % returns."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from perennial import engine, features
from perennial.tables import ORDER_LINES
from tests.benchmarks import Comparison, best_seconds
from tests.order_lines import write_frame
from tests.pandas_features import pandas_features

AS_OF = date(2024, 12, 31)
LINES_PER_ORDER = 4
ORDERS_PER_CUSTOMER = 5
COUNTRIES = ('{"country": "DE"}', '{"country": "FR"}')


def measure(rows: int, work_dir: Path) -> list[Comparison]:
    """Removing the overlap of two exports that are half the same, and the whole feature table."""
    lines = order_lines(rows)
    with engine.connection(work_dir) as con:
        files = overlapping_exports(lines, work_dir)
        features.stage_order_lines(con, files)
        in_memory = [con.read_parquet(str(file)).df() for file in files]
        from_sql = features.features_at(con, AS_OF).df().set_index("customer_id")
        pd.testing.assert_frame_equal(
            from_sql, pandas_features(lines, AS_OF)[from_sql.columns], check_dtype=False, rtol=1e-9
        )
        built = best_seconds(
            lambda: features.features_at(con, AS_OF).fetchnumpy(), lambda: pandas_features(lines, AS_OF)
        )
        staged = best_seconds(lambda: features.stage_order_lines(con, files), lambda: without_overlap(in_memory))
    return [
        Comparison("features of every customer", rows, "DuckDB", built[0], "pandas", built[1]),
        Comparison(
            "overlap removed, Parquet read", rows * 3 // 2, "DuckDB", staged[0], "pandas (in memory)", staged[1]
        ),
    ]


def order_lines(rows: int) -> pd.DataFrame:
    """This many order lines, all different, over two years."""
    random = np.random.default_rng(20)
    orders = max(1, rows // LINES_PER_ORDER)
    order = np.sort(random.integers(0, orders, rows))
    buyer = random.integers(0, max(1, orders // ORDERS_PER_CUSTOMER), orders)
    moment = np.datetime64("2023-01-01") + random.integers(0, 730 * 86_400, orders).astype("timedelta64[s]")
    cents = np.round(random.lognormal(7, 1, rows))
    is_return = random.random(rows) < 0.05
    return pd.DataFrame(
        {
            "customer_id": np.char.add("C", buyer[order].astype(str)).astype(object),
            "order_id": np.char.add("O", order.astype(str)).astype(object),
            "ordered_at": moment[order],
            "product_id": np.char.add("P", random.integers(0, 3_000, rows).astype(str)).astype(object),
            "quantity": np.where(is_return, -1.0, 1.0),
            "unit_price": cents / 100,
            "amount": np.where(is_return, -cents, cents) / 100,
            "is_return": is_return,
            "attributes": random.choice(np.array(COUNTRIES, dtype=object), rows),
            "line": np.arange(1, rows + 1),
        },
        columns=ORDER_LINES.column_names,
    )


def overlapping_exports(lines: pd.DataFrame, folder: Path) -> list[Path]:
    """Two clean files: all lines, and the later half of them once more."""
    half = lines.iloc[len(lines) // 2 :]
    return [write_frame(folder / "all.parquet", lines), write_frame(folder / "half.parquet", half)]


def without_overlap(exports: list[pd.DataFrame]) -> pd.DataFrame:
    """What staging does, in pandas."""
    return pd.concat(exports).drop_duplicates(list(ORDER_LINES.key))
