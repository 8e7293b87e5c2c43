"""Where the money of an order stands: quantity and price of one, or one amount."""

from dataclasses import replace

from perennial.fitting import Fit
from perennial.looking import Look
from perennial.profiles import ColumnProfile
from perennial.relations import price_is_of_the_line, product_share, settled_share

NEARLY_ALL = 0.9
MOST_OF_A_QUANTITY = 20
SURE = 0.99
MONEY_FIELDS = ("quantity", "unit_price", "order_total")
LACKING = "(or order_total)"


def money_columns(look: Look, found: dict[str, Fit], total: str = "order_total") -> dict[str, Fit]:
    """Of the columns found, those that say what a row is worth, under the fields that they serve as.

    Quantity and price of one go before an amount beside them, which may be the whole order's on each of its lines.
    An amount that plainly is the whole order's, on each of several lines, is left out. `total` is the field for one.
    """
    quantity, price, amount = _told_apart(found, total)
    if quantity and price:
        return _of_lines(look, found, quantity, price, amount, total)
    if amount and _repeats_on_lines(look, found, amount.column):
        amount = None
    worth = amount or (None if price is None else replace(price, why=f"{price.why}; each row is taken for one item"))
    fields = {"quantity": quantity, total: worth}
    return {field: fit for field, fit in fields.items() if fit is not None and worth is not None}


def lacking_money(found: dict[str, Fit]) -> tuple[str, ...]:
    """In words what is missing where a row has no money; nothing where it has."""
    if "order_total" in found or "line_total" in found or {"quantity", "unit_price"} <= found.keys():
        return ()
    return (f"{' and '.join(field for field in ('quantity', 'unit_price') if field not in found)} {LACKING}",)


def _told_apart(found: dict[str, Fit], total: str) -> tuple[Fit | None, Fit | None, Fit | None]:
    """Quantity, price and amount; small whole numbers called an amount beside a price are a quantity."""
    quantity, price, amount = (found.get(field) for field in ("quantity", "unit_price", total))
    if quantity is None and price is not None and amount is not None:
        whole = amount.column.integer_share > SURE and amount.column.mean <= MOST_OF_A_QUANTITY
        if whole and price.column.mean > amount.column.mean:
            words = "small whole numbers beside a price, so it is taken for how many and not for money"
            return replace(amount, why=words), price, None
    return quantity, price, amount


def _of_lines(
    look: Look, found: dict[str, Fit], quantity: Fit, price: Fit, amount: Fit | None, total: str
) -> dict[str, Fit]:
    at = (quantity.column.position, price.column.position)
    share = None if amount is None else product_share(look.con, at, amount.column.position)
    if amount is not None and share is not None and share >= NEARLY_ALL:
        words = f"{quantity.column.name} x {price.column.name} gives {amount.column.name} in {share:.0%} of the rows"
        return {
            "quantity": replace(quantity, confidence=SURE, why=words),
            "unit_price": replace(price, confidence=SURE, why=words),
        }
    product = found.get("product_id")
    if product is not None and price_is_of_the_line(look.con, product.column.position, *at):
        words = (
            f"{price.why}; it goes up with {quantity.column.name}, so it is the whole line's and not the price of one"
        )
        return {"quantity": quantity, total: replace(price, why=words)}
    return {"quantity": quantity, "unit_price": price}


def _repeats_on_lines(look: Look, found: dict[str, Fit], amount: ColumnProfile) -> bool:
    """Whether all lines of an order carry the same amount, while they are of different products."""
    order, product = found.get("order_id"), found.get("product_id")
    if order is None or product is None or amount.distinct == 1:
        return False
    same = settled_share(look.con, (order.column.position,), amount.position)
    same_product = settled_share(look.con, (order.column.position,), product.column.position)
    return same is not None and same >= NEARLY_ALL and (same_product or 0.0) < 1 - NEARLY_ALL
