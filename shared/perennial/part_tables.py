"""The tables a dataset of orders may come in besides complete order lines: each a part, joined by the features stage.

A file's clean part keeps every row that says something else; which of several rows of one key counts is decided over
all files of the dataset, since a file alone cannot know. `attributes` are declared extra columns, as in order_lines.
"""

from perennial.tables import MONEY, ORDER_LINES, Column, Table

_ATTRIBUTES = Column("attributes", "VARCHAR", "declared extra columns as a JSON object, keys sorted", nullable=True)
_LINE = Column("line", "INTEGER", "ordinal among otherwise identical rows of its file, from 1")

ORDER_HEADERS = Table(
    "order_headers",
    (
        Column("order_id", "VARCHAR", "the order"),
        Column("customer_id", "VARCHAR", "who bought, as the shop wrote it; persons may say who that is"),
        Column("ordered_at", "TIMESTAMP", "when, in the shop's own time zone"),
        Column("total", MONEY, "what the order came to, in the dataset's currency", nullable=True),
        Column("status", "VARCHAR", "how far the order got, in the file's own words", nullable=True),
        _ATTRIBUTES,
    ),
    key=("order_id",),
)

ORDER_ITEMS = Table(
    "order_items",
    (
        Column("order_id", "VARCHAR", "the order it belongs to"),
        Column("item", "VARCHAR", "the item's own number or id, as text", nullable=True),
        Column("product_id", "VARCHAR", "what", nullable=True),
        Column("quantity", "DOUBLE", "how many, 1 where a file has no such column; negative for a return", True),
        Column("unit_price", MONEY, "price of one, in the dataset's currency", nullable=True),
        Column("amount", MONEY, "quantity x unit_price, or the line's total; negative for a return; no freight"),
        Column("is_return", "BOOLEAN", "the item takes something back"),
        _ATTRIBUTES,
        _LINE,
    ),
    key=("order_id", "item", "product_id", "quantity", "unit_price", "amount", "line"),
)

PAYMENTS = Table(
    "payments",
    (
        Column("order_id", "VARCHAR", "the order that was paid"),
        Column("payment", "VARCHAR", "the payment's own number or id within the order, as text", nullable=True),
        Column("amount", MONEY, "what was paid, freight included; negative for a refund"),
        _LINE,
    ),
    key=("order_id", "payment", "amount", "line"),
)

PERSONS = Table(
    "persons",
    (
        Column("customer_id", "VARCHAR", "the customer id that orders name"),
        Column("person_id", "VARCHAR", "the person behind it; the customer id itself where a file names no other"),
        _ATTRIBUTES,
    ),
    key=("customer_id",),
)

PRODUCTS = Table(
    "products",
    (
        Column("product_id", "VARCHAR", "the product that lines name"),
        _ATTRIBUTES,
    ),
    key=("product_id",),
)

PARTS = (ORDER_HEADERS, ORDER_ITEMS, PAYMENTS, PERSONS, PRODUCTS)
ORDER_TABLES = (ORDER_LINES, *PARTS)

DATASET_REJECTS = Table(
    "dataset_rejects",
    (
        Column("table", "VARCHAR", "the clean table the row stands in"),
        Column("key", "VARCHAR", "what tells the row: its order, then item and product where it has them"),
        Column("reason", "VARCHAR", "unknown_order | unknown_customer | unknown_product | order_without_lines"),
    ),
    key=("table", "key", "reason"),
)
