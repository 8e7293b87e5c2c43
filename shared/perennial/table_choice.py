"""Which of the tables of a dataset a file is: complete order lines, or one of the parts that make them up."""

from collections.abc import Callable, Iterator, Mapping

from perennial.fitting import CLEAR_NAME, SURE_ENOUGH, Fit
from perennial.looking import Guess, Look
from perennial.money_columns import lacking_money, money_columns
from perennial.relations import settled_share

ONE_EACH = 0.9
EXTRAS = ("order_status", "currency")
LINE_FIELDS = ("customer_id", "order_datetime", "order_id", "quantity", "unit_price", "order_total", "product_id")
ITEM_FIELDS = ("order_id", "item_line", "quantity", "unit_price", "line_total", "product_id")
MOST_SHARED = 0.98
PERSON_MEANINGS = ("place", "personname", "email", "birth", "age", "signup", "zip", "phone", "address", "unique")
BARE = 0.5
KEYS: Mapping[str, tuple[str, ...]] = {
    "order_lines": ("customer_id", "order_datetime"),
    "order_headers": ("order_id", "customer_id", "order_datetime"),
    "order_items": ("order_id",),
    "payments": ("order_id", "payment_value"),
    "persons": ("customer_id",),
    "products": ("product_id",),
}


def order_lines_guess(look: Look) -> Guess:
    """The table as complete order lines, with what it lacks for that."""
    found = look.best((*LINE_FIELDS, *EXTRAS))
    _add_order(look, found)
    money = money_columns(look, found)
    kept = {
        field: fit for field, fit in found.items() if field not in ("quantity", "unit_price", "order_total")
    } | money
    kept |= {} if money else {field: found[field] for field in ("quantity", "unit_price") if field in found}
    return Guess("order_lines", kept, missing_fields("order_lines", kept))


def part_guesses(look: Look) -> Iterator[Guess]:
    """The parts of order lines that the table may be, the ones that ask for more first."""
    for guess in PARTS.values():
        yield guess(look)


def guess_of(table: str, look: Look) -> Guess:
    """The table as the one of this name."""
    return PARTS.get(table, order_lines_guess)(look)


def missing_fields(table: str, found: dict[str, Fit]) -> tuple[str, ...]:
    """What a table of this name cannot do without and is not among the columns found."""
    lacking = tuple(field for field in KEYS[table] if field not in found)
    return (*lacking, *lacking_money(found)) if table in ("order_lines", "order_items") else lacking


def _headers(look: Look) -> Guess:
    found = look.best(("order_id", "customer_id", "order_datetime", *EXTRAS))
    of_lines = look.best(("quantity", "product_id", "unit_price"))
    lacking = [*missing_fields("order_headers", found)]
    order = found.get("order_id")
    if of_lines or (order is not None and order.column.distinct_share < ONE_EACH):
        lacking.append("one row per order")
    return Guess("order_headers", found, tuple(lacking))


def _items(look: Look) -> Guess:
    found = look.best((*ITEM_FIELDS, "currency"))
    money = money_columns(look, found, "line_total")
    kept = {field: fit for field, fit in found.items() if field not in ("quantity", "unit_price", "line_total")} | money
    lacking = [*missing_fields("order_items", kept)]
    if not {"product_id", "item_line"} & kept.keys():
        lacking.append("product_id")
    if look.best(("customer_id", "order_datetime")):
        lacking.append("rows of an order described elsewhere")
    return Guess("order_items", kept, tuple(lacking))


def _payments(look: Look) -> Guess:
    found = look.best(("order_id", "payment_value", "payment_sequential", "currency"))
    lacking = [*missing_fields("payments", found)]
    if not look.named("payment") or look.best(("product_id", "customer_id", "quantity")):
        lacking.append("payments")
    return Guess("payments", found, tuple(lacking))


def _persons(look: Look) -> Guess:
    found = look.best(("customer_id", "person_id"))
    lacking = _key_lacking(found, "customer_id")
    of_orders = look.best(("order_id", "product_id", "quantity", "unit_price", "order_total"), CLEAR_NAME)
    dated = look.best(("order_datetime",), CLEAR_NAME)
    about = any(look.named(meaning) for meaning in PERSON_MEANINGS) or "person_id" in found
    blank_lines = look.named("quantity") and look.named("unit", "price")
    if of_orders or dated or blank_lines or not about:
        lacking = (*lacking, "what is known of each customer")
    return Guess("persons", found, lacking)


def _products(look: Look) -> Guess:
    found = look.best(("product_id",))
    lacking = _key_lacking(found, "product_id")
    if look.best(("customer_id", "order_id", "order_datetime", "quantity")):
        lacking = (*lacking, "what is known of each product")
    return Guess("products", found, lacking)


def _key_lacking(found: dict[str, Fit], field: str) -> tuple[str, ...]:
    key = found.get(field)
    return (field,) if key is None or key.column.distinct_share < ONE_EACH else ()


def _add_order(look: Look, found: dict[str, Fit]) -> None:
    """Add the order's id where no name gives it away: a bare id of amounts, or a column that settles who and when."""
    if "order_id" in found or not {"customer_id", "order_datetime"} <= found.keys():
        return
    taken = {fit.column.position for fit in found.values()}
    bare = [
        fit
        for fit in look.fits("order_id")
        if fit.column.position not in taken and fit.column.distinct_share >= MOST_SHARED
    ]
    if bare and not {"product_id", "quantity"} & found.keys():
        found["order_id"] = Fit(bare[0].column, BARE, f"{bare[0].why}; no two rows share one")
        return
    who, when = (found[field].column.position for field in ("customer_id", "order_datetime"))
    for profile in look.profiles:
        if profile.position in taken or profile.code_share < MOST_SHARED or profile.fraction_share > 0:
            continue
        shares = [settled_share(look.con, (profile.position,), value) for value in (who, when)]
        if all(share is not None and share >= MOST_SHARED for share in shares):
            words = "all rows with the same value have one customer and one date, so it is taken for the order"
            found["order_id"] = Fit(profile, SURE_ENOUGH, words)
            return


PARTS: Mapping[str, Callable[[Look], Guess]] = {
    "order_headers": _headers,
    "order_items": _items,
    "payments": _payments,
    "persons": _persons,
    "products": _products,
}
