"""What a training of subscribers is asked for: its job, the terms of a customer's worth, and the fitness gate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from perennial.dataset import Dataset
from perennial.errors import NotEnoughData
from perennial.mapping import normal_name
from perennial.models.subscriber_contest import Labelled
from perennial.models.succession import Incumbent
from perennial.subscriber_plans import StayTerms

LEAST_OF_EACH_OUTCOME = 10
AMOUNT_NAMES = (
    *("monthly_charges", "monthly_charge", "monthly_fee", "monthly_price", "monthly_amount", "monthly_revenue"),
    *("monthly_recurring_revenue", "mrr", "monthly_payment", "monthly_spend", "monthly_rate", "monthly_bill"),
    *("monthly_premium", "monthly_subscription", "recurring_amount", "subscription_fee", "subscription_amount"),
    *("subscription_price", "price_per_month"),
)
NO_AMOUNT = "no column is known to hold what a customer pays a month; name it as recurring_amount in dataset.json"


@dataclass(frozen=True, slots=True)
class SubscriberJob:
    """What to train: the snapshot to learn from, its attributes by kind, and what the dataset wants of it.

    `last_days` says what each attribute that is a date counts from; `left_out` which attributes of the files are no
    columns of the snapshot, and why. `incumbent` is the champion before, `drift` why a new model is demanded of it.
    """

    dataset: str
    features_snapshot: str
    as_of: date | None
    kinds: Mapping[str, str]
    description: Dataset
    seed: int
    last_days: Mapping[str, date]
    left_out: Mapping[str, str]
    incumbent: Incumbent | None = None
    drift: str | None = None


def stay_terms(job: SubscriberJob) -> StayTerms:
    """The terms that the description gives, and the column that holds what is paid every month."""
    description = job.description
    return StayTerms(
        amount_column=_amount_column(job),
        margin=description.economics.margin,
        label_period_days=description.label_period_days,
        value_horizon_months=description.value_horizon_months,
        discount_rate_annual=description.discount_rate_annual,
    )


def require_enough(labelled: Labelled, customers: int, description: Dataset) -> None:
    """Raises NotEnoughData with the first limit missed."""
    limits, left = description.fitness, int(labelled.target.sum())
    if customers < limits.min_customers:
        raise NotEnoughData(f"needs {limits.min_customers} customers, has {customers}")
    if len(labelled.target) < limits.min_labelled_rows:
        raise NotEnoughData(f"needs {limits.min_labelled_rows} customers with a label, has {len(labelled.target)}")
    if min(left, len(labelled.target) - left) < LEAST_OF_EACH_OUTCOME:
        raise NotEnoughData(
            f"needs {LEAST_OF_EACH_OUTCOME} customers who left and as many who stayed, has {left} and "
            f"{len(labelled.target) - left}"
        )


def _amount_column(job: SubscriberJob) -> str | None:
    """The number that the description or its name says is paid every month."""
    wanted = AMOUNT_NAMES if job.description.recurring_amount is None else (job.description.recurring_amount,)
    found = {normal_name(name): name for name, kind in job.kinds.items() if kind == "number"}
    return next((found[normal_name(name)] for name in wanted if normal_name(name) in found), None)
