"""The published tenth of the CDNOW customers, as the papers count them: weeks, calibration to 1997-09-30."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from perennial.models.lifetimes import History
from perennial.models.serving import Vector

CALIBRATION_ENDS = pd.Timestamp(date(1997, 9, 30))
DAYS_PER_WEEK = 7.0


def calibration(data: Path) -> tuple[History, Vector]:
    """Everybody's history and the mean amount of their repeat purchases (NaN without one)."""
    names = ["master_id", "customer_id", "day", "discs", "dollars"]
    rows = pd.read_csv(data / "cdnow" / "CDNOW_sample.txt", sep=r"\s+", names=names, parse_dates=["day"])
    days = rows[rows["day"] <= CALIBRATION_ENDS].groupby(["customer_id", "day"], as_index=False)["dollars"].sum()
    first = days.groupby("customer_id")["day"].transform("min")
    customers = days.groupby("customer_id")["day"].agg(["min", "max", "size"])
    repeat_amounts = days[days["day"] > first].groupby("customer_id")["dollars"].mean()
    history = History(
        repeats=customers["size"].to_numpy(np.float64) - 1,
        span=(customers["max"] - customers["min"]).dt.days.to_numpy(np.float64) / DAYS_PER_WEEK,
        age=(CALIBRATION_ENDS - customers["min"]).dt.days.to_numpy(np.float64) / DAYS_PER_WEEK,
    )
    return history, repeat_amounts.reindex(customers.index).to_numpy(np.float64)
