"""Finding segments at training: K-Means on log RFM, named by what the rules say around each centroid.

Names are meant to stay put from one training to the next, for campaigns hang on them. So clusters grow out of the
previous ones unless others are clearly better, and a cluster near a previous one keeps its name as long as it is true.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from threadpoolctl import threadpool_limits

from perennial.columns import Numbers
from perennial.segment_rules import SEGMENTS, buying, fit_thresholds, named_by_rules
from perennial.segments import Clusters, SegmentModel, log_rfm

NAMES = np.array([rule.name for rule in SEGMENTS], dtype=object)
FEWEST_CLUSTERS, MOST_CLUSTERS = 3, 8
FEWEST_CUSTOMERS = 100
FEWEST_IN_A_CLUSTER = 10
# More customers would hardly move a centroid any more, nor more distances a silhouette.
LEARNT_FROM = 10_000
JUDGED_ON = 4_000
STARTS = 5
STEPS = 2  # of Lloyd's from the previous centroids: they follow their customers, and do not run to another optimum
# A name must fit at least this share of the customers around the centroid, and a kept one at least that share: the
# rules' cuts move a little with every order, and a name should not go as easily as it came.
TRUE_OF = 0.25
STILL_TRUE_OF = 0.1
KEPT_WITHIN = 0.75  # how far a centroid may move and keep its name, in standard deviations
CLEARLY_BETTER = 0.2  # the share of what a silhouette lacks of 1 to be gained before known clusters are given up


@dataclass(frozen=True, slots=True)
class _Customers:
    """Those learnt from: their place in units of `scale`, and the position in NAMES of the rule that names each."""

    places: Numbers
    scale: Numbers
    by_rules: NDArray[np.intp]


def fit_segments(columns: Mapping[str, NDArray[Any]], previous: SegmentModel | None, seed: int) -> SegmentModel:
    """The segments of these customers, named as in `previous` where they are still the same.

    `columns` holds `recency_days`, `frequency`, `monetary` and `avg_interpurchase_days`, by name; customers of whom
    one of the first three is unknown teach nothing. The order of customers does not matter. There are as many clusters
    (3 to 8) as have the best silhouette (Rousseeuw, Journal of Computational and Applied Mathematics 20, 1987) among
    those whose names are true of their customers; none where customers are too few or no number of clusters will do.
    """
    thresholds = fit_thresholds(columns)
    customers = buying(columns)
    places = log_rfm(customers)
    known = ~np.isnan(places).any(axis=1)
    if known.sum() < FEWEST_CUSTOMERS:
        return SegmentModel(thresholds, None)
    learnt = _learnt_from(places[known], named_by_rules(customers, thresholds)[known], seed)
    kept = None if previous is None else previous.clusters
    with threadpool_limits(1):  # sums of several threads differ in the last digit from run to run
        return SegmentModel(thresholds, _best(learnt, kept, seed))


def _learnt_from(places: Numbers, by_rules: NDArray[np.object_], seed: int) -> _Customers:
    """At most LEARNT_FROM of the customers, drawn by the seed from their own order and not from that of the table."""
    order = np.lexsort(places.T)
    if order.size > LEARNT_FROM:
        order = order[np.sort(np.random.default_rng(seed).choice(order.size, LEARNT_FROM, replace=False))]
    spread = places[order].std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    positions = {str(name): position for position, name in enumerate(NAMES)}
    named = np.array([positions.get(str(name), -1) for name in by_rules[order]], dtype=np.intp)
    return _Customers(places[order] / scale, scale, named)


def _best(customers: _Customers, previous: Clusters | None, seed: int) -> Clusters | None:
    """The clusters with the best silhouette; those grown from the previous ones unless they are clearly worse."""
    fresh = list(_fresh(customers, previous, seed))
    best = max(fresh, key=lambda clusters: clusters.silhouette, default=None)
    grown = None if previous is None else _grown(customers, previous, seed)
    if best is None or grown is None:
        return best or grown
    return best if best.silhouette - grown.silhouette > CLEARLY_BETTER * (1 - grown.silhouette) else grown


def _fresh(customers: _Customers, previous: Clusters | None, seed: int) -> Iterator[Clusters]:
    for number in range(FEWEST_CLUSTERS, MOST_CLUSTERS + 1):
        clusters = _clusters(customers, KMeans(number, n_init=STARTS, random_state=seed), previous, seed)
        if clusters is not None:
            yield clusters


def _grown(customers: _Customers, previous: Clusters, seed: int) -> Clusters | None:
    start = previous.centroids / customers.scale
    return _clusters(customers, KMeans(len(start), init=start, n_init=1, max_iter=STEPS), previous, seed)


def _clusters(customers: _Customers, means: KMeans, previous: Clusters | None, seed: int) -> Clusters | None:
    """What these K-Means come to; None where a cluster is too small or cannot be named truly.

    Names are given out so that they are true of as many customers as can be (the assignment problem: Kuhn, Naval
    Research Logistics Quarterly 2, 1955); the weight of a kept name outdoes any gain elsewhere.
    """
    if len(np.unique(customers.places, axis=0)) < means.n_clusters:
        return None
    means.fit(customers.places)
    if np.bincount(means.labels_).min() < FEWEST_IN_A_CLUSTER:
        return None
    agreement = _agreement(customers, means)
    kept = _still_near(means.cluster_centers_, previous, customers.scale) & (agreement >= STILL_TRUE_OF)
    own, chosen = linear_sum_assignment(agreement + len(agreement) * kept, maximize=True)
    if not ((agreement >= TRUE_OF) | kept)[own, chosen].all():
        return None
    judged_on = min(len(customers.places), JUDGED_ON)
    apart = silhouette_score(customers.places, means.labels_, sample_size=judged_on, random_state=seed)
    centroids = means.cluster_centers_ * customers.scale
    return Clusters(tuple(NAMES[chosen].tolist()), centroids, customers.scale, float(apart))


def _agreement(customers: _Customers, means: KMeans) -> Numbers:
    """(clusters, names): the share of a cluster's inner half whom the rules give the name.

    The rules are asked of the customers around the centroid and not of the centroid itself, which may lie beside a
    cut by a hair and would be named otherwise by the next hair.
    """
    distances = np.linalg.norm(customers.places - means.cluster_centers_[means.labels_], axis=1)
    agreement = np.zeros((means.n_clusters, len(NAMES)))
    for cluster in range(means.n_clusters):
        own = means.labels_ == cluster
        around = customers.by_rules[own & (distances <= np.median(distances[own]))]
        agreement[cluster] = np.bincount(around[around >= 0], minlength=len(NAMES)) / len(around)
    return agreement


def _still_near(centroids: Numbers, previous: Clusters | None, scale: Numbers) -> NDArray[np.bool_]:
    """(clusters, names): whether the cluster, in units of the scale, is the one that had the name before."""
    near = np.zeros((len(centroids), len(NAMES)), dtype=np.bool_)
    if previous is None:
        return near
    distances = cdist(centroids, previous.centroids / scale)
    for cluster, before in zip(*linear_sum_assignment(distances), strict=True):
        near[cluster, previous.names[before] == NAMES] = distances[cluster, before] <= KEPT_WITHIN
    return near
