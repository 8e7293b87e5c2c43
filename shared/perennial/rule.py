"""What a cleaning rule is: the rows it meets, what it says about them, what it costs, and when it takes them out."""

from dataclasses import dataclass
from typing import Literal

from perennial.policies import Policies

BROKEN = "broken_line"
ERASED = "erased_person"
DUPLICATES = "exact_duplicate"
OUTLIER = "outlier"
# A customer and the latest orders must fit an item of the Customers table: 400 KB with a key of 2 KB.
LONGEST_ID = 400
LONGEST_ATTRIBUTES = 20_000
EITHER_ORDER = r"^(0?[1-9]|1[0-2])[-/.](0?[1-9]|1[0-2])[-/.]\d"
LINES, HEADERS, ITEMS, PAID, PEOPLE, GOODS = (
    *("order_lines", "order_headers", "order_items", "payments", "persons", "products"),
)
EVERYWHERE = (LINES, HEADERS, ITEMS, PAID, PEOPLE, GOODS)
BUYERS = (LINES, HEADERS)
MONEY = (LINES, ITEMS, PAID)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the rows it meets and the detail kept of them (SQL over `typed_rows`), and its price in one sentence.

    A rule with a policy removes its rows only while the description's field of that name says "drop". `tables` are the
    contracts of tables.py and part_tables.py whose rows it judges.
    """

    name: str
    meets: str
    detail: str
    trade_off: str
    policy: Literal["duplicates", "returns", "guest_customers", "outlier_cap"] | None = None
    tables: tuple[str, ...] = (LINES,)

    @property
    def keeps_raw(self) -> bool:
        """Whether the row's own text is kept of what it removes."""
        return self.name != ERASED

    @property
    def condition(self) -> str:
        """When a row meets the rule; a row that could not be taken apart meets only the rules that look at it whole."""
        return self.meets if self.name in {BROKEN, ERASED} else f"broken is null and ({self.meets})"

    def removes(self, policies: Policies) -> bool:
        """Whether the rows that meet the rule are taken out under this description."""
        return self.policy is None or getattr(policies, self.policy) == "drop"


ERASED_PERSON = Rule(
    ERASED,
    "is_erased",
    "'erased on request'",
    "A person who asked to be erased does not come back with a file that is uploaded again: their rows are counted and "
    "nothing of them is kept.",
    tables=EVERYWHERE,
)
