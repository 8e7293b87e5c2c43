"""orders.csv: one flat export in the shop's own column names, faults in it."""

from collections import Counter

import numpy as np
import pandas as pd

from data_samples import faults
from data_samples.shop import Random

# By the names of the cleaning rules that find them; outliers are kept and only counted.
RATES = {
    "exact_duplicate": 0.01,
    "missing_customer": 0.01,
    "unparsable_date": 0.002,
    "unparsable_number": 0.002,
    "impossible_date": 0.002,
    "zero_or_negative_price": 0.003,
    "outlier_quantity": 0.001,
}
OUTLIER_FACTOR = 50
YEARS_AHEAD = 30


def with_faults(random: Random, lines: pd.DataFrame, tally: Counter[str]) -> pd.DataFrame:
    """The order lines as the shop exports them, by time, with every fault of RATES planted."""
    export = pd.DataFrame(
        {
            "order_no": lines["order_id"],
            "order_date": lines["ordered_at"].dt.strftime("%Y-%m-%d %H:%M:%S"),
            "customer_no": lines["customer_id"],
            "sku": lines["product_id"],
            "qty": lines["quantity"],
            "price": lines["unit_price"],
            "channel": lines["channel"],
            "country": lines["country"],
        }
    )
    picked = faults.pick(random, len(export), RATES)
    faults.count(tally, picked)
    spoilt = np.concatenate(
        [rows for fault, rows in picked.items() if fault not in ("exact_duplicate", "outlier_quantity")]
    )
    tally["returns"] += int((lines["quantity"].drop(spoilt) < 0).sum())
    export.loc[picked["outlier_quantity"], "qty"] *= OUTLIER_FACTOR
    future = lines["ordered_at"].iloc[picked["impossible_date"]] + pd.DateOffset(years=YEARS_AHEAD)
    export.loc[picked["impossible_date"], "order_date"] = future.dt.strftime("%Y-%m-%d %H:%M:%S")
    export = faults.blanked(export, "customer_no", picked["missing_customer"])
    export = faults.replaced(export, "order_date", picked["unparsable_date"], "31.02.????")
    export = faults.replaced(export, "qty", picked["unparsable_number"], "two")
    export = faults.replaced(export, "price", picked["zero_or_negative_price"], "0.00")
    export = faults.with_repeats(export, picked["exact_duplicate"])
    tally["rows"] += len(export)
    return export
