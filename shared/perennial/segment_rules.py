"""The names of segments and the rules behind them, over recency, frequency and money.

The rules are data and are asked in order: the first that holds names the segment. A rule holds only where everything
it asks is known, so a missing number leads to a broader segment and, in the end, to `unknown`.
The cuts come from the customers themselves: quantiles, as in RFM analysis (Hughes, Strategic Database Marketing, 1994),
and their rhythm. Where most have left long ago, the better half of the recencies is no sign of life; so nobody has
bought lately whose silence exceeds the usual gap between two orders, or is here after exceeding a long one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.columns import Numbers, numbers

type Flags = NDArray[np.bool_]

RECENT_QUANTILE = 0.40
SILENT_QUANTILE = 0.70
GONE_QUANTILE = 0.90
HIGH_QUANTILE = 0.75
USUAL_GAP_QUANTILE = 0.50
LONG_GAP_QUANTILE = 0.75
GONE_AFTER_LONG_GAPS = 3.0
FEWEST_ORDERS_OF_A_REGULAR = 2.0


@dataclass(frozen=True, slots=True)
class SegmentThresholds:
    """Where the rules cut, learnt from the customers at training time; NaN where nobody was there to learn from."""

    recency_days_low: float
    recency_days_high: float
    recency_days_gone: float
    frequency_high: float
    monetary_high: float


@dataclass(frozen=True, slots=True)
class Buying:
    """The three numbers of each customer that the rules look at; NaN = unknown."""

    recency_days: Numbers
    frequency: Numbers
    monetary: Numbers


@dataclass(frozen=True, slots=True)
class Segment:
    """A named way of buying, the sentence that explains it and the rule that finds it."""

    name: str
    meaning: str
    holds: Callable[[Buying, SegmentThresholds], Flags]


SEGMENTS = (
    Segment(
        "champions",
        "Bought lately, buy often and spend more than three in four customers.",
        lambda c, t: (
            (c.recency_days <= t.recency_days_low) & (c.frequency >= t.frequency_high) & (c.monetary >= t.monetary_high)
        ),
    ),
    Segment(
        "loyal",
        "Buy more often than most and have not been away for long.",
        lambda c, t: (c.recency_days <= t.recency_days_high) & (c.frequency >= t.frequency_high),
    ),
    Segment(
        "new",
        "Placed their first order lately and no second one yet.",
        lambda c, t: (c.recency_days <= t.recency_days_low) & (c.frequency <= 1),
    ),
    Segment(
        "promising",
        "Bought lately and more than once, though not yet often.",
        lambda c, t: (c.recency_days <= t.recency_days_low) & (c.frequency > 1),
    ),
    Segment(
        "needs attention",
        "Bought a while ago and not often: neither lately nor long gone.",
        lambda c, t: (c.recency_days <= t.recency_days_high) & (c.frequency < t.frequency_high),
    ),
    Segment(
        "at risk",
        "Used to buy often or to spend much, and have been away for long.",
        lambda c, t: (
            (c.recency_days > t.recency_days_high)
            & ((c.frequency >= t.frequency_high) | (c.monetary >= t.monetary_high))
        ),
    ),
    Segment(
        "hibernating",
        "Ordered little and have been away for long.",
        lambda c, t: (c.recency_days > t.recency_days_high) & (c.recency_days <= t.recency_days_gone),
    ),
    Segment(
        "lost",
        "Ordered little and have been away for so long that they rarely come back.",
        lambda c, t: c.recency_days > t.recency_days_gone,
    ),
)
UNKNOWN = Segment(
    "unknown",
    "Too little is known of their orders to say how they buy.",
    lambda c, _: np.ones(c.recency_days.shape, dtype=np.bool_),
)
SEGMENT_NAMES = tuple(segment.name for segment in (*SEGMENTS, UNKNOWN))


def fit_thresholds(columns: Mapping[str, NDArray[Any]]) -> SegmentThresholds:
    """The cuts of this population; unknown values are left out.

    `columns` holds `recency_days`, `frequency`, `monetary` and `avg_interpurchase_days`, by name.
    """
    customers, gaps = buying(columns), numbers(columns["avg_interpurchase_days"])
    usual_gap, long_gap = _quantile(gaps, USUAL_GAP_QUANTILE), _quantile(gaps, LONG_GAP_QUANTILE)
    recent, silent, gone = (
        _quantile(customers.recency_days, share) for share in (RECENT_QUANTILE, SILENT_QUANTILE, GONE_QUANTILE)
    )
    return SegmentThresholds(
        recency_days_low=_smaller(recent, usual_gap),
        recency_days_high=_smaller(silent, long_gap),
        recency_days_gone=_smaller(gone, GONE_AFTER_LONG_GAPS * long_gap),
        frequency_high=float(np.fmax(FEWEST_ORDERS_OF_A_REGULAR, _quantile(customers.frequency, HIGH_QUANTILE))),
        monetary_high=_quantile(customers.monetary, HIGH_QUANTILE),
    )


def named_by_rules(customers: Buying, thresholds: SegmentThresholds) -> NDArray[np.object_]:
    """The name of the first rule each customer meets (one of SEGMENT_NAMES), a text per row."""
    held = np.array([rule.holds(customers, thresholds) for rule in (*SEGMENTS, UNKNOWN)])
    return np.array(SEGMENT_NAMES, dtype=object)[held.argmax(axis=0)]


def buying(columns: Mapping[str, NDArray[Any]]) -> Buying:
    """What the rules look at, of a table with the columns `recency_days`, `frequency` and `monetary`."""
    return Buying(*(numbers(columns[name]) for name in ("recency_days", "frequency", "monetary")))


def _quantile(values: Numbers, share: float) -> float:
    known = values[~np.isnan(values)]
    return float(np.quantile(known, share)) if known.size else float("nan")


def _smaller(cut: float, limit: float) -> float:
    """The smaller of the two; a limit that nobody's orders teach does not limit."""
    return cut if np.isnan(limit) else min(cut, limit)
