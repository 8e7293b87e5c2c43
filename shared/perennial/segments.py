"""Segments: how a customer buys, by rules over recency, frequency and money."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SegmentThresholds:
    """Where the rules cut, learnt from the customers at training time."""

    recency_days_low: float
    recency_days_high: float
    frequency_high: float
    monetary_high: float
