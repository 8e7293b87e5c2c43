"""Which meanings a column's name has to hold for each field, and which tell that it is something else."""

from collections.abc import Mapping
from dataclasses import dataclass

from perennial.vocabulary import words_in


@dataclass(frozen=True, slots=True)
class Pattern:
    """A name with all of `needs` fits with this score; words of `never` beside them rule it out.

    Words of `may` change nothing; any other word beside makes the fit a little worse.
    """

    needs: frozenset[str]
    score: float
    never: frozenset[str]
    may: frozenset[str]


DATES = words_in("date time")
OTHER_DATES = words_in("ship due birth updated expiry signup return review lastfirst cancelled age period payment")
OTHER_MONEY = words_in("tax discount ship profit cost fee list converted balance return review average")
ABOUT_PEOPLE = words_in("name personname age birth address zip place phone email category")
COUNTS = words_in("orders items quantity tenure lot session recency frequency")
MARKS = words_in("flag status state churn cancelled method note")
MONEY = words_in("price amount total subtotal net")
PARTIES = words_in("store seller employee")

NOT_A_CUSTOMER = ABOUT_PEOPLE | DATES | OTHER_DATES | COUNTS | MARKS | MONEY | OTHER_MONEY | PARTIES | {"order", "sale"}
NOT_AN_ORDER = (NOT_A_CUSTOMER - {"order", "sale"}) | words_in(
    "product customer line row payment period event unit created"
)
NOT_A_DATE = MARKS | MONEY | OTHER_MONEY | OTHER_DATES | ABOUT_PEOPLE | COUNTS | {"product", "customer"}
NOT_A_PRODUCT = (
    DATES
    | OTHER_DATES
    | MONEY
    | OTHER_MONEY
    | COUNTS
    | MARKS
    | PARTIES
    | ABOUT_PEOPLE
    | {"customer", "order", "line", "row"}
) - {"name"}
NOT_A_QUANTITY = (
    DATES | MONEY | OTHER_MONEY | OTHER_DATES | MARKS | {"id", "category", "name", "customer", "lot", "age"}
)
NOT_A_PRICE = DATES | OTHER_DATES | MARKS | (OTHER_MONEY - {"list", "cost"}) | {"category", "id", "total", "customer"}
NOT_A_TOTAL = DATES | OTHER_DATES | MARKS | OTHER_MONEY | COUNTS | {"category", "id", "unit", "name", "product"}


def _patterns(never: frozenset[str], may: str, rows: str) -> tuple[Pattern, ...]:
    """From lines of `score: meaning meaning …`."""
    found = []
    for row in rows.strip().splitlines():
        score, needs = row.split(":")
        found.append(Pattern(frozenset(needs.split()), float(score), never, frozenset(may.split())))
    return tuple(found)


PATTERNS: Mapping[str, tuple[Pattern, ...]] = {
    "customer_id": (
        *_patterns(
            NOT_A_CUSTOMER | {"line", "row", "unique", "event", "product"},
            "",
            "1: customer id\n.9: customer\n.8: account id\n.55: account\n.8: card id\n.6: card",
        ),
        *_patterns(NOT_A_CUSTOMER - {"email", "address"}, "customer id address", ".75: email customer\n.6: email"),
        *_patterns(NOT_A_CUSTOMER - {"phone"}, "customer id", ".5: phone"),
        *_patterns(NOT_A_CUSTOMER, "id", ".7: unique customer"),
    ),
    "person_id": _patterns(NOT_A_CUSTOMER, "id", "1: unique customer"),
    "order_id": _patterns(
        NOT_AN_ORDER, "", "1: order id\n.85: order\n.85: sale id\n.45: id\n.4: orders id\n.35: session id"
    ),
    "order_datetime": (
        *_patterns(
            NOT_A_DATE,
            "sale event created date time",
            "1: order date\n.95: sale date\n.95: order time\n.8: order created\n.8: date\n.7: time\n.65: created\n"
            ".85: event date",
        ),
        *_patterns(NOT_A_DATE - {"payment"}, "order date time", ".6: approved date\n.65: payment date\n.55: approved"),
        *_patterns(NOT_A_DATE - {"customer"}, "order sale date time", ".8: order date\n.7: sale date"),
    ),
    "product_id": _patterns(NOT_A_PRODUCT, "id", "1: product id\n.9: product\n.7: items\n.6: product name\n.45: name"),
    "quantity": _patterns(
        NOT_A_QUANTITY, "product items order orders line sale piece", "1: quantity\n.9: piece\n.55: items"
    ),
    "unit_price": (
        *_patterns(
            NOT_A_PRICE,
            "product sale line piece",
            "1: unit price\n1: piece price\n.95: product price\n.85: price\n.8: unit amount",
        ),
        *_patterns(NOT_A_PRICE - {"cost"}, "product items line", ".5: unit cost\n.5: product cost"),
    ),
    "order_total": _patterns(
        NOT_A_TOTAL,
        "order sale line approved payment",
        "1: order total\n1: sale total\n.95: total amount\n.9: total\n.95: order amount\n.95: sale amount\n"
        ".85: amount\n.8: sale\n.9: total price\n.9: line price\n.6: sale price\n.7: net\n.75: net sale\n"
        ".55: subtotal\n.9: amount approved",
    ),
    "line_total": _patterns(
        NOT_A_TOTAL - {"product"},
        "sale",
        "1: line total\n1: line amount\n.95: product total\n.9: total price\n.9: total amount\n.85: total\n"
        ".85: amount\n.8: sale",
    ),
    "order_status": (
        *_patterns(
            frozenset(DATES | MONEY | {"id", "place", "customer", "age", "note", "name"}),
            "",
            "1: order status\n1: financial status\n.85: status\n.8: order state",
        ),
        *_patterns(frozenset(DATES | {"id", "name"}), "", ".75: event category\n.7: event\n.7: order event"),
    ),
    "currency": _patterns(frozenset(MONEY | DATES | OTHER_MONEY | {"converted"}), "id order payment", "1: currency"),
    "item_line": _patterns(
        frozenset(DATES | MONEY | OTHER_MONEY | PARTIES | ABOUT_PEOPLE | COUNTS | MARKS | {"customer"}),
        "",
        "1: line id\n.95: order product id\n.95: line product id\n.9: line\n.6: row id\n.5: row",
    ),
    "payment_value": _patterns(NOT_A_TOTAL, "", "1: payment amount\n1: payment total\n.7: amount\n.7: total"),
    "payment_sequential": _patterns(
        frozenset(DATES | MONEY | {"method", "category"}),
        "",
        "1: payment sequential\n1: payment row\n.9: payment id\n.8: payment line",
    ),
    "label": (
        *_patterns(
            frozenset({"note", "date", "review", "customer_score", "amount", "period"}),
            "customer flag status state id",
            "1: churn",
        ),
        *_patterns(DATES | MONEY | COUNTS | OTHER_MONEY, "flag customer", ".7: cancelled"),
        *_patterns(DATES | MONEY | COUNTS | OTHER_MONEY, "flag", ".6: customer status\n.6: account status"),
    ),
}
