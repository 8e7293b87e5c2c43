"""The words of reasons, as data: features that say the same thing about a customer share one human reason.

A reason quotes `quoted` features, summed, in `words` (`{}` is the number with its unit); `zero` where that is 0 and
`unknown` where it is not known.
"""

from dataclasses import dataclass
from typing import Literal

type Quantity = Literal["days", "orders", "products", "money", "percent", "number"]


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing there is to say about a customer."""

    name: str
    features: tuple[str, ...]
    quoted: tuple[str, ...]
    quantity: Quantity
    words: str
    zero: str
    unknown: str


TOPICS = (
    Topic(
        name="recency",
        features=("recency_days",),
        quoted=("recency_days",),
        quantity="days",
        words="last order {} ago",
        zero="last order on the last day seen",
        unknown="date of the last order not known",
    ),
    Topic(
        name="number of orders",
        features=("frequency", "repeat_days", "total_transactions", "is_cold_start"),
        quoted=("frequency",),
        quantity="orders",
        words="{} so far",
        zero="no order so far",
        unknown="number of orders not known",
    ),
    Topic(
        name="basket size",
        features=("avg_basket_value", "loyalty_efficiency"),
        quoted=("avg_basket_value",),
        quantity="money",
        words="{} an order on average",
        zero="orders worth nothing on average",
        unknown="average order not known",
    ),
    Topic(
        name="money spent",
        features=("monetary", "total_spend", "spend_velocity"),
        quoted=("monetary",),
        quantity="money",
        words="{} spent so far",
        zero="nothing spent so far, net of returns",
        unknown="money spent so far not known",
    ),
    Topic(
        name="regularity",
        features=("avg_interpurchase_days", "active_month_ratio", "active_day_ratio", "transaction_density"),
        quoted=("avg_interpurchase_days",),
        quantity="days",
        words="{} between orders on average",
        zero="all orders on one day",
        unknown="no time between orders known",
    ),
    Topic(
        name="time as a customer",
        features=("tenure_days", "purchase_span_days"),
        quoted=("tenure_days",),
        quantity="days",
        words="first order {} ago",
        zero="first order on the last day seen",
        unknown="date of the first order not known",
    ),
    Topic(
        name="recent activity",
        features=(
            "spend_0_30_days",
            "spend_31_60_days",
            "spend_61_120_days",
            "transactions_0_30_days",
            "transactions_31_60_days",
            "transactions_61_120_days",
            "spend_momentum",
            "transaction_momentum",
        ),
        quoted=("spend_0_30_days", "spend_31_60_days", "spend_61_120_days"),
        quantity="money",
        words="{} spent in the last 120 days",
        zero="nothing spent in the last 120 days",
        unknown="recent orders not known",
    ),
    Topic(
        name="product range",
        features=("unique_products",),
        quoted=("unique_products",),
        quantity="products",
        words="{} bought",
        zero="no product bought",
        unknown="products bought not known",
    ),
    Topic(
        name="returns",
        features=("return_ratio",),
        quoted=("return_ratio",),
        quantity="percent",
        words="{} of what was bought returned",
        zero="nothing returned",
        unknown="returns not known",
    ),
)


def topics_for(feature_names: tuple[str, ...]) -> tuple[Topic, ...]:
    """The topics that cover exactly these features, in a fixed order; a feature nothing is written about is its own."""
    written = {name for topic in TOPICS for name in topic.features}
    own = tuple(_plain(name) for name in feature_names if name not in written)
    return tuple(topic for topic in TOPICS if set(topic.features) & set(feature_names)) + own


def _plain(feature: str) -> Topic:
    name = feature.replace("_", " ")
    return Topic(name, (feature,), (feature,), "number", name + " {}", f"{name} 0", f"{name} not known")
