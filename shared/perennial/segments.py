"""Segments: which named group of customers each one belongs to.

The groups are clusters of the shop's own customers by recency, frequency and money (clustering.py finds them at
training and names them); here is their light form, which one prediction and a whole base share. A customer of whom
one of the three numbers is unknown, and everybody in a shop too small for clusters, is named by the rules instead.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from perennial.columns import Numbers
from perennial.records import Json
from perennial.segment_rules import Buying, SegmentThresholds, buying, named_by_rules


@dataclass(frozen=True, slots=True)
class Clusters:
    """Groups of customers around their centroids, each under a name of its own.

    `centroids` is (clusters, 3): log1p of recency_days, frequency and monetary. Distances are counted in `scale`, the
    standard deviation of each among the customers learnt from. `silhouette` (-1 to 1) says how well apart they are.
    """

    names: tuple[str, ...]
    centroids: Numbers
    scale: Numbers
    silhouette: float


@dataclass(frozen=True, slots=True)
class SegmentModel:
    """What names the customers of a shop: its clusters, where it has enough customers for them, and its rules."""

    thresholds: SegmentThresholds
    clusters: Clusters | None


def segment(columns: Mapping[str, NDArray[Any]], model: SegmentModel) -> NDArray[np.object_]:
    """The segment of each customer (one of segment_rules.SEGMENT_NAMES), a text per row.

    `columns` holds `recency_days`, `frequency` and `monetary`, by name; NaN is unknown.
    """
    customers = buying(columns)
    names = named_by_rules(customers, model.thresholds)
    if model.clusters is not None:
        places = log_rfm(customers)
        known = ~np.isnan(places).any(axis=1)
        names[known] = np.array(model.clusters.names, dtype=object)[_nearest(places[known], model.clusters)]
    return names


def log_rfm(customers: Buying) -> Numbers:
    """(customers, 3): log1p of recency_days, frequency and monetary, each floored at 0; NaN = unknown."""
    rfm = np.column_stack((customers.recency_days, customers.frequency, customers.monetary))
    return np.asarray(np.log1p(np.maximum(rfm, 0.0)))


def to_json(model: SegmentModel) -> dict[str, Json]:
    """The model as a manifest keeps it: readable, and enough for the next training to keep the names."""
    cuts = {name: None if np.isnan(cut) else cut for name, cut in asdict(model.thresholds).items()}
    if model.clusters is None:
        return {"thresholds": cast(Json, cuts), "clusters": None}
    clusters: dict[str, Json] = {
        "names": list(model.clusters.names),
        "centroids_log1p_rfm": model.clusters.centroids.tolist(),
        "scale": model.clusters.scale.tolist(),
        "silhouette": model.clusters.silhouette,
    }
    return {"thresholds": cast(Json, cuts), "clusters": clusters}


def from_json(content: Mapping[str, Any]) -> SegmentModel:
    """The model that `to_json` wrote."""
    cuts = {name: np.nan if cut is None else cut for name, cut in content["thresholds"].items()}
    kept = content["clusters"]
    clusters = kept and Clusters(
        names=tuple(kept["names"]),
        centroids=np.array(kept["centroids_log1p_rfm"]),
        scale=np.array(kept["scale"]),
        silhouette=kept["silhouette"],
    )
    return SegmentModel(SegmentThresholds(**cuts), clusters)


def _nearest(places: Numbers, clusters: Clusters) -> NDArray[np.intp]:
    """The cluster of each place, by Euclidean distance in units of the scale; the first of equals."""
    apart = [(((places - centroid) / clusters.scale) ** 2).sum(axis=1) for centroid in clusters.centroids]
    return np.asarray(np.argmin(apart, axis=0))
