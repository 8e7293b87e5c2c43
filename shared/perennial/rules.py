"""The cleaning rules, in the order in which they are tried: what each meets, and what it costs to apply it."""

from dataclasses import dataclass
from typing import Literal

from perennial.dataset import Dataset

BROKEN = "broken_line"
DUPLICATES = "exact_duplicate"
LATEST_DAYS_AFTER_MOST = 366
# A customer and the latest orders must fit an item of the Customers table: 400 KB with a key of 2 KB.
LONGEST_ID = 400
LONGEST_ATTRIBUTES = 20_000


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the rows it meets and the detail kept of them (SQL over `typed_rows`), and its price in one sentence.

    A rule with a policy removes its rows only while the description's field of that name says "drop".
    """

    name: str
    meets: str
    detail: str
    trade_off: str
    policy: Literal["duplicates", "returns"] | None = None

    @property
    def condition(self) -> str:
        """When a row meets the rule; a row that could not be taken apart meets only the rule that says so."""
        return self.meets if self.name == BROKEN else f"broken is null and ({self.meets})"

    def removes(self, dataset: Dataset) -> bool:
        """Whether the rows that meet the rule are taken out under this description."""
        return self.policy is None or getattr(dataset, self.policy) == "drop"


RULES = (
    Rule(
        BROKEN,
        "broken is not null",
        "broken",
        "A row with the wrong number of fields is set aside whole: guessing which field is which could put money on "
        "the wrong customer.",
    ),
    Rule(
        DUPLICATES,
        "line_number > first_line",
        "'the same row as line ' || first_line",
        "An exact repeat within one file is taken for an export fault; a shop that really sells the same thing twice "
        "on one order in two equal rows loses the second.",
        policy="duplicates",
    ),
    Rule(
        "missing_customer",
        "customer_id is null",
        "'no customer id'",
        "A row nobody can be credited with is set aside, so guest purchases count in no customer's value.",
    ),
    Rule(
        "overlong_text",
        f"length(customer_id) > {LONGEST_ID} or length(order_text) > {LONGEST_ID} "
        f"or length(attributes) > {LONGEST_ATTRIBUTES}",
        "concat_ws(', ', 'customer id of ' || length(customer_id), 'order id of ' || length(order_text), "
        "'extra columns of ' || length(attributes)) || ' characters'",
        f"An id of more than {LONGEST_ID} characters, or {LONGEST_ATTRIBUTES} in the declared extra columns, is taken "
        "for a torn row; a shop that really writes so much has to shorten it.",
    ),
    Rule(
        "unparsable_date",
        "ordered_at is null",
        "coalesce('not a date: ' || date_text, 'no date')",
        "A purchase without a readable date is set aside, since recency and every forecast depend on when it was.",
    ),
    Rule(
        "unparsable_number",
        "amount is null or (quantity_text is not null and quantity is null) "
        "or (price_text is not null and unit_price is null) or (total_text is not null and total is null)",
        "'no amount from ' || concat_ws(', ', 'quantity ' || quantity_text, 'unit price ' || price_text, "
        "'total ' || total_text)",
        "A row without a readable amount is set aside rather than counted as free.",
    ),
    Rule(
        "impossible_date",
        "ordered_at < timestamp '1970-01-01' or ordered_at > latest_at",
        "'dated ' || strftime(ordered_at, '%Y-%m-%d') || ', outside 1970-01-01 to ' || strftime(latest_at, '%Y-%m-%d')",
        "A date far outside the others would move the end of the data and with it every customer's recency; a file "
        "that truly spans a long gap needs not_after in its description.",
    ),
    Rule(
        "zero_or_negative_price",
        "unit_price <= 0",
        "'unit price ' || unit_price",
        "Gifts, samples and bookkeeping corrections are set aside: they are no sign of what a customer will spend.",
    ),
    Rule(
        "zero_amount",
        "quantity = 0 or amount = 0",
        "'amount ' || amount",
        "A row that moves no goods or no money is set aside, so an order that was free in whole does not count as one.",
    ),
    Rule(
        "cancellation",
        "regexp_matches(order_text, '^C\\d')",
        "'order id ' || order_text",
        "An order id of C and digits takes an earlier order back: kept, it lowers the customer's spend to what stayed "
        "with the shop; dropped, the cancelled purchase still counts in full.",
        policy="returns",
    ),
    Rule(
        "negative_quantity",
        "quantity < 0 or total < 0",
        "coalesce('quantity ' || quantity, 'total ' || total)",
        "A negative quantity or total is goods coming back: kept, spend is net of returns; dropped, it is gross.",
        policy="returns",
    ),
)
