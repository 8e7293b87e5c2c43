"""The tables that stages hand to each other: every column with its type, unit and meaning.

A stage checks what it wrote against its contract here; the SQL marts end in exactly these column lists.
Types are DuckDB's names. Money is exact decimal in the lake, so that sums do not depend on row order.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, DuckDB type and meaning (with the unit)."""

    name: str
    type: str
    meaning: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A named, ordered set of columns and the columns that identify a row."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """The column names, in table order."""
        return tuple(column.name for column in self.columns)


MONEY = "DECIMAL(18,4)"

ORDER_LINES = Table(
    "order_lines",
    (
        Column("customer_id", "VARCHAR", "who bought, as text"),
        Column("order_id", "VARCHAR", "the order or invoice; customer and time of day where the file has none"),
        Column("ordered_at", "TIMESTAMP", "when, in the shop's own time zone"),
        Column("product_id", "VARCHAR", "what", nullable=True),
        Column("quantity", "DOUBLE", "how many; negative for a return", nullable=True),
        Column("unit_price", MONEY, "price of one, in the dataset's currency", nullable=True),
        Column("amount", MONEY, "quantity x unit_price, or the order total; negative for a return"),
        Column("is_return", "BOOLEAN", "the line takes something back"),
        Column("attributes", "VARCHAR", "declared extra columns as a JSON object, keys sorted", nullable=True),
        Column("line", "INTEGER", "ordinal among otherwise identical lines of its file, from 1"),
    ),
    key=("customer_id", "order_id", "ordered_at", "product_id", "quantity", "unit_price", "amount", "line"),
)

ORDERS = Table(
    "orders",
    (
        Column("customer_id", "VARCHAR", "who"),
        Column("order_id", "VARCHAR", "which order"),
        Column("ordered_at", "TIMESTAMP", "time of the order's first line"),
        Column("amount", MONEY, "net of the order's lines, in currency"),
        Column("lines", "BIGINT", "number of order lines"),
        Column("is_return", "BOOLEAN", "every line of it takes something back"),
    ),
    key=("customer_id", "order_id"),
)

REJECTS = Table(
    "rejects",
    (
        Column("member", "VARCHAR", "the file or sheet inside the landing object, empty where it is one text", True),
        Column("line_number", "BIGINT", "physical line in the file as uploaded, from 1"),
        Column("reason", "VARCHAR", "the cleaning rule that met the row first"),
        Column("detail", "VARCHAR", "what exactly was wrong, in words", nullable=True),
        Column("raw", "VARCHAR", "the row as it stood in the file"),
    ),
    key=("member", "line_number"),
)

FEATURES = Table(
    "features",
    (
        Column("customer_id", "VARCHAR", "who"),
        Column("as_of", "DATE", "last day that was looked at; nothing after it was read"),
        Column("first_order_at", "TIMESTAMP", "first purchase"),
        Column("last_order_at", "TIMESTAMP", "latest purchase"),
        Column("recency_days", "INTEGER", "days from the latest purchase to as_of"),
        Column("frequency", "BIGINT", "number of orders with a purchase"),
        Column("monetary", "DOUBLE", "total spend net of returns, in currency"),
        Column("avg_basket_value", "DOUBLE", "purchases per order, in currency"),
        Column("unique_products", "BIGINT", "distinct products bought", nullable=True),
        Column("avg_interpurchase_days", "DOUBLE", "mean days between purchase days; none for one-day buyers", True),
        Column("purchase_span_days", "INTEGER", "days from first to latest purchase"),
        Column("repeat_days", "BIGINT", "purchase days after the first (the x of BG/NBD)"),
        Column("total_spend", "DOUBLE", "purchases before returns, in currency"),
        Column("total_transactions", "BIGINT", "orders and returns, by document"),
        Column("return_ratio", "DOUBLE", "returned value / purchased value, 0 when purchases are worth nothing"),
        Column("tenure_days", "INTEGER", "days from first purchase to as_of"),
        Column("tenure_category", "VARCHAR", "new (<= 30 days) | growing (<= 90) | established (<= 365) | veteran"),
        Column("active_month_ratio", "DOUBLE", "calendar months with a purchase / calendar months of tenure"),
        Column("active_day_ratio", "DOUBLE", "days with a purchase / days of tenure, both ends counted"),
        Column("spend_0_30_days", "DOUBLE", "net spend in the last 30 days, in currency"),
        Column("spend_31_60_days", "DOUBLE", "net spend 31 to 60 days back, in currency"),
        Column("spend_61_120_days", "DOUBLE", "net spend 61 to 120 days back, in currency"),
        Column("transactions_0_30_days", "BIGINT", "orders in the last 30 days"),
        Column("transactions_31_60_days", "BIGINT", "orders 31 to 60 days back"),
        Column("transactions_61_120_days", "BIGINT", "orders 61 to 120 days back"),
        Column("spend_velocity", "DOUBLE", "net spend / (tenure_days + 1), in currency per day"),
        Column("transaction_density", "DOUBLE", "orders per 30 days: 30 x frequency / (tenure_days + 1)"),
        Column("spend_momentum", "DOUBLE", "spend 0-30 / (spend 0-30 + 31-60 days), negatives as 0; 0.5 for 0 / 0"),
        Column("transaction_momentum", "DOUBLE", "orders 0-30 days / (orders 0-30 + 31-60 days), 0.5 when both are 0"),
        Column("loyalty_efficiency", "DOUBLE", "avg_basket_value x purchase_span_days / (tenure_days + 1)"),
        Column("is_cold_start", "BOOLEAN", "has bought on one day only"),
        Column("attributes", "VARCHAR", "latest declared extra columns as a JSON object", nullable=True),
    ),
    key=("customer_id",),
)

SEGMENT_SUMMARY = Table(
    "segment_summary",
    (
        Column("segment", "VARCHAR", "which segment"),
        Column("meaning", "VARCHAR", "how its customers buy"),
        Column("customers", "BIGINT", "how many"),
        Column("customers_share", "DOUBLE", "of all customers, 0 to 1"),
        Column("median_recency_days", "DOUBLE", "days from the latest purchase to as_of", nullable=True),
        Column("median_frequency", "DOUBLE", "number of orders with a purchase", nullable=True),
        Column("median_monetary", "DOUBLE", "total spend net of returns, in currency", nullable=True),
        Column("value_horizon_days", "INTEGER", "days that expected_spend and value_at_risk look ahead", nullable=True),
        Column("expected_spend", "DOUBLE", "sum over its customers, in currency", nullable=True),
        Column("value_at_risk", "DOUBLE", "sum over its customers, in currency", nullable=True),
        Column("churn_horizon_days", "INTEGER", "days that mean_churn_probability looks ahead", nullable=True),
        Column("mean_churn_probability", "DOUBLE", "probability of no order, 0 to 1", nullable=True),
        Column("action", "VARCHAR", "what to do with most of them"),
    ),
    key=("segment",),
)

SCORE_COLUMNS = (
    Column("customer_id", "VARCHAR", "who"),
    Column("as_of", "DATE", "last day the forecast has seen"),
    Column("model_version", "VARCHAR", "which model"),
)

SCORE_COLUMNS_PER_HORIZON = (
    Column("expected_spend_{}d", "DOUBLE", "expected net spend in the next N days, in currency", nullable=True),
    Column("expected_spend_{}d_low", "DOUBLE", "lower end of its 80 % range, in currency", nullable=True),
    Column(
        "expected_spend_{}d_high", "DOUBLE", "upper end of the 80 % range of that spend, in currency", nullable=True
    ),
    Column("expected_orders_{}d", "DOUBLE", "expected number of orders in the next N days", nullable=True),
    Column("churn_probability_{}d", "DOUBLE", "probability of no order in the next N days", nullable=True),
)

REASON_COLUMNS = ("reason_1", "reason_2", "reason_3")

SCORE_COLUMNS_AFTER = (
    Column("p_alive", "DOUBLE", "probability of being a customer still, 0 to 1", nullable=True),
    Column(
        "expected_next_order_at",
        "DATE",
        "day after as_of by which the next order is as likely to have come as not, by the churn probabilities",
        nullable=True,
    ),
    Column("average_gap_days", "DOUBLE", "the customer's own mean days between purchase days so far", nullable=True),
    Column("value_percentile", "DOUBLE", "share of customers with lower expected spend, ties half, 0 to 100", True),
    Column("tier", "VARCHAR", "top | high | middle | low, by value percentile", True),
    Column("segment", "VARCHAR", "how this customer buys, one of the named segments"),
    Column("risk", "VARCHAR", "low | medium | high", True),
    Column("action", "VARCHAR", "what to do, by segment and risk"),
    *(
        Column(
            name, "VARCHAR", "what sets the expected spend (or else churn) apart from the middle, and how much", True
        )
        for name in REASON_COLUMNS
    ),
    Column("value_at_risk", "DOUBLE", "churn probability x expected spend at the value horizon, in currency", True),
    Column("withheld_reason", "VARCHAR", "why a number is missing or was not backtested, by column", True),
)


def scores_table(horizons_days: tuple[int, ...]) -> Table:
    """The score table for these horizons: one row per customer."""
    per_horizon = tuple(
        Column(column.name.format(days), column.type, column.meaning, column.nullable)
        for days in horizons_days
        for column in SCORE_COLUMNS_PER_HORIZON
    )
    return Table("scores", SCORE_COLUMNS + per_horizon + SCORE_COLUMNS_AFTER, key=("customer_id",))
