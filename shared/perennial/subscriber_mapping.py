"""Which columns of a subscriber table hold the id and the label: as the description says, else by well-known names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from perennial.dataset import Dataset
from perennial.errors import UnknownColumns
from perennial.mapping import WELL_KNOWN_NAMES, finder, normal_name

CUSTOMER_NAMES = (
    *WELL_KNOWN_NAMES["customer_id"],
    *("cust_id", "cust_no", "customer_ref", "customer_code", "customer_key", "subscriber_id", "subscriber"),
    *("subscriber_number", "member_id", "member_no", "membership_id", "account_id", "account_number", "account_no"),
    *("client", "client_number", "client_num", "client_no", "client_code", "contract_id", "policy_id", "policy_no"),
    *("policy_number", "employee_number", "household_id", "phone_number", "phone_no", "mobile_number", "phone"),
    *("msisdn", "email", "account", "id"),
)
LABEL_NAMES = (
    *("churn", "churn?", "churned", "churn_label", "churn_flag", "is_churn", "is_churned", "has_churned"),
    *("churn_value", "churn_status", "attrition", "attrition_flag", "attrited", "is_attrited", "exited"),
    *("has_exited", "left", "has_left", "is_left", "cancelled", "canceled", "is_cancelled", "is_canceled"),
    *("unsubscribed", "lapsed"),
)
# A status may also be something else: it is a label where no better name is found and its words say who left.
STATUS_NAMES = ("customer_status", "subscription_status", "account_status", "membership_status", "status")
ORDER_FIELDS = ("order_datetime", "order_id")


@dataclass(frozen=True, slots=True)
class SubscriberColumns:
    """The file's own names of the id, the label and, sorted, of every other column; and how they were found."""

    customer_id: str
    label: str
    attributes: tuple[str, ...]
    found_by: Literal["given", "well-known names"]


def subscriber_columns(dataset: Dataset, key: str, header: tuple[str, ...]) -> SubscriberColumns | None:
    """What the columns of this header mean; None where the file is for orders, or known by name as nothing at all.

    Raises UnknownColumns, naming what is missing, where the description says that it is for subscribers.
    """
    kind = dataset.described_kind()
    find = finder(header)
    is_order_file = any(find(name) for field in ORDER_FIELDS for name in WELL_KNOWN_NAMES[field])
    if kind == "orders" or (kind is None and is_order_file):
        return None
    customer_id = _first(find, CUSTOMER_NAMES if dataset.customer_id is None else (dataset.customer_id,))
    label = _first(find, (*LABEL_NAMES, *STATUS_NAMES) if dataset.label is None else (dataset.label,))
    if customer_id is None or label is None:
        if kind is None:
            return None
        names = {dataset.customer_id or "customer_id": customer_id, dataset.label or "label": label}
        raise UnknownColumns(key, tuple(name for name, column in names.items() if column is None), header)
    attributes = set(_attributes(dataset, key, header, find)) - {customer_id, label}
    return SubscriberColumns(customer_id, label, tuple(sorted(attributes)), "well-known names" if not kind else "given")


def says_who_left(name: str) -> bool:
    """Whether a column is named like a label: beside the label itself it was filled in with the outcome known."""
    normal = normal_name(name)
    return normal in {normal_name(label) for label in LABEL_NAMES} or "churn" in normal or "attrition" in normal


def _first(find: Callable[[str], str | None], names: Sequence[str]) -> str | None:
    return next((column for name in names if (column := find(name)) is not None), None)


def _attributes(
    dataset: Dataset, key: str, header: tuple[str, ...], find: Callable[[str], str | None]
) -> tuple[str, ...]:
    if dataset.attributes is None and dataset.recurring_amount is None:
        return header
    wanted = (*(dataset.attributes or ()), *([dataset.recurring_amount] if dataset.recurring_amount else []))
    missing = tuple(name for name in wanted if find(name) is None)
    if missing:
        raise UnknownColumns(key, missing, header)
    return header if dataset.attributes is None else tuple(column for name in wanted if (column := find(name)))
