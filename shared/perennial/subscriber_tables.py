"""The tables of a dataset of subscribers: one row per customer, of whom a label says whether they left."""

from perennial.tables import REASON_COLUMNS, Column, Table

CUSTOMERS = Table(
    "customers",
    (
        Column("customer_id", "VARCHAR", "who, as text"),
        Column("has_left", "BOOLEAN", "what the label says; unknown for a customer to be scored", nullable=True),
        Column("attributes", "VARCHAR", "every other column as text in a JSON object, keys sorted"),
    ),
    key=("customer_id",),
)

SUBSCRIBER_SCORES = Table(
    "scores",
    (
        Column("customer_id", "VARCHAR", "who"),
        Column("as_of", "DATE", "the day the data are of, where the description says so", nullable=True),
        Column("model_version", "VARCHAR", "which model"),
        Column("churn_probability", "DOUBLE", "probability of leaving within the label's period", nullable=True),
        Column("expected_value", "DOUBLE", "margin of the expected stay over the horizon, in currency", nullable=True),
        Column("value_percentile", "DOUBLE", "share of customers worth less, ties half, 0 to 100", nullable=True),
        Column("tier", "VARCHAR", "top | high | middle | low, by value percentile", nullable=True),
        Column("segment", "VARCHAR", "worth and risk in words"),
        Column("risk", "VARCHAR", "low | medium | high", nullable=True),
        Column("action", "VARCHAR", "what to do, by worth and risk"),
        *(
            Column(name, "VARCHAR", "an attribute that goes with the probability, in points of it", nullable=True)
            for name in REASON_COLUMNS
        ),
        Column("value_at_risk", "DOUBLE", "margin that leaving is expected to cost of it, in currency", nullable=True),
        Column("withheld_reason", "VARCHAR", "why a number is missing, and what it takes to get it", nullable=True),
        Column("already_left", "BOOLEAN", "the label says they have left: they are in no plan"),
    ),
    key=("customer_id",),
)
