"""The features once more, in pandas: the oracle that the SQL is compared with, and its rival in the benchmark."""

from datetime import date

import numpy as np
import pandas as pd

WINDOWS = {"0_30": (0, 30), "31_60": (31, 60), "61_120": (61, 120)}
TENURES = {"new": 30, "growing": 90, "established": 365, "veteran": np.inf}


def pandas_features(lines: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """tables.FEATURES from a frame of order lines (amount as float), indexed by customer_id in its order."""
    end = pd.Timestamp(as_of)
    day = lines["ordered_at"].dt.normalize()
    past = lines.assign(day=day, back=(end - day).dt.days)[day <= end]
    bought = past[~past["is_return"]]
    out = _purchases(bought, end)
    known = past[past["customer_id"].isin(out.index)]
    by_customer = known.groupby("customer_id")
    out["monetary"] = by_customer["amount"].sum()
    out["total_transactions"] = by_customer["order_id"].nunique()
    returned = known[known["is_return"]].groupby("customer_id")["amount"].sum().reindex(out.index, fill_value=0.0)
    out["return_ratio"] = np.where(out["total_spend"] > 0, -returned / out["total_spend"].where(lambda s: s > 0), 0.0)
    for name, (first, last) in WINDOWS.items():
        inside = known["back"].between(first, last)
        spend = known[inside].groupby("customer_id")["amount"].sum()
        documents = known[inside & ~known["is_return"]].groupby("customer_id")["order_id"].nunique()
        out[f"spend_{name}_days"] = spend.reindex(out.index, fill_value=0.0)
        out[f"transactions_{name}_days"] = documents.reindex(out.index, fill_value=0)
    out["attributes"] = _latest_attributes(known).reindex(out.index)
    return _ratios(out, end).sort_index()


def _purchases(bought: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    by_customer = bought.groupby("customer_id")
    months = bought["day"].dt.year * 12 + bought["day"].dt.month
    out = pd.DataFrame(
        {
            "first_order_at": by_customer["ordered_at"].min(),
            "last_order_at": by_customer["ordered_at"].max(),
            "frequency": by_customer["order_id"].nunique(),
            "total_spend": by_customer["amount"].sum(),
            "unique_products": by_customer["product_id"].nunique().astype("Int64"),
            "days": by_customer["day"].nunique(),
            "months": months.groupby(bought["customer_id"]).nunique(),
        }
    )
    first, last = out["first_order_at"].dt.normalize(), out["last_order_at"].dt.normalize()
    out["unique_products"] = out["unique_products"].where(out["unique_products"] > 0)
    out["recency_days"] = (end - last).dt.days
    out["tenure_days"] = (end - first).dt.days
    out["purchase_span_days"] = (last - first).dt.days
    out["tenure_months"] = (end.year - first.dt.year) * 12 + end.month - first.dt.month + 1
    return out


def _ratios(out: pd.DataFrame, end: pd.Timestamp) -> pd.DataFrame:
    tenure = out["tenure_days"] + 1
    recent, before = out["spend_0_30_days"].clip(lower=0), out["spend_31_60_days"].clip(lower=0)
    orders_recent, orders_before = out["transactions_0_30_days"], out["transactions_31_60_days"]
    return out.assign(
        as_of=end,
        avg_basket_value=out["total_spend"] / out["frequency"],
        repeat_days=out["days"] - 1,
        avg_interpurchase_days=out["purchase_span_days"] / (out["days"] - 1).where(out["days"] > 1),
        tenure_category=pd.cut(out["tenure_days"], [-1, *TENURES.values()], labels=list(TENURES)).astype("object"),
        active_month_ratio=out["months"] / out["tenure_months"],
        active_day_ratio=out["days"] / tenure,
        spend_velocity=out["monetary"] / tenure,
        transaction_density=out["frequency"] * 30 / tenure,
        spend_momentum=(recent / (recent + before).where(lambda s: s > 0)).fillna(0.5),
        transaction_momentum=(orders_recent / (orders_recent + orders_before).where(lambda s: s > 0)).fillna(0.5),
        loyalty_efficiency=out["total_spend"] / out["frequency"] * out["purchase_span_days"] / tenure,
        is_cold_start=out["days"] == 1,
    ).drop(columns=["days", "months", "tenure_months"])


def _latest_attributes(known: pd.DataFrame) -> pd.Series:
    declared = known.dropna(subset=["attributes"]).sort_values(["customer_id", "ordered_at", "attributes"])
    return declared.groupby("customer_id")["attributes"].last()
