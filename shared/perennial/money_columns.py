"""Where the money of an order stands: quantity and price of one, or one amount."""

from dataclasses import dataclass, replace

from perennial.fitting import SURE_ENOUGH, Fit
from perennial.looking import Look
from perennial.profiles import ColumnProfile
from perennial.relations import price_is_of_the_line, product_share, settled_share

NEARLY_ALL = 0.9
MOST_OF_A_QUANTITY = 20
SURE = 0.99
PLAIN_NAME = 0.95
MONEY_FIELDS = ("quantity", "unit_price", "order_total", "line_total")
LACKING = "(or order_total)"


@dataclass(frozen=True, slots=True)
class _Money:
    """The columns that may say how many, at what price and how much in all."""

    quantity: Fit | None
    price: Fit | None
    amount: Fit | None


def money_columns(look: Look, found: dict[str, Fit], total: str = "order_total") -> dict[str, Fit]:
    """Of the columns found, those that say what a row is worth, under the fields that they serve as.

    Quantity and price of one go before an amount beside them, which may be the whole order's on each of its lines.
    An amount that plainly is the whole order's, on each of several lines, is left out. `total` is the field for one.
    """
    money = _told_apart(_Money(found.get("quantity"), found.get("unit_price"), found.get(total)))
    if money.quantity is not None and money.price is not None:
        return _of_lines(look, found, money, total) or {
            "quantity": money.quantity,
            total: replace(
                money.price, why=f"{money.price.why}; it grows with the quantity, so it is the whole line's"
            ),
        }
    worth = _amount(look, found, money, total)
    if worth is None:
        return {}
    return {total: worth} | ({} if money.quantity is None else {"quantity": money.quantity})


def lacking_money(found: dict[str, Fit]) -> tuple[str, ...]:
    """In words what is missing where a row has no money; nothing where it has."""
    if "order_total" in found or "line_total" in found or {"quantity", "unit_price"} <= found.keys():
        return ()
    return (f"{' and '.join(field for field in ('quantity', 'unit_price') if field not in found)} {LACKING}",)


def _told_apart(money: _Money) -> _Money:
    """Small whole numbers that are called an amount and stand beside a price are how many, not how much."""
    amount, price = money.amount, money.price
    if money.quantity is not None or price is None or amount is None:
        return money
    whole = amount.column.integer_share > SURE and amount.column.mean <= MOST_OF_A_QUANTITY
    if not whole or price.column.mean <= amount.column.mean:
        return money
    return _Money(replace(amount, why="small whole numbers beside a price, taken for how many"), price, None)


def _of_lines(look: Look, found: dict[str, Fit], money: _Money, total: str) -> dict[str, Fit] | None:
    """Quantity and price of one; None where the price turns out to be the whole line's.

    Where one of them is blank on some lines, an amount that is their product elsewhere says what those are worth.
    """
    quantity, price, amount = money.quantity, money.price, money.amount
    if quantity is None or price is None:
        return None
    at = (quantity.column.position, price.column.position)
    share = None if amount is None else product_share(look.con, at, amount.column.position)
    if amount is not None and share is not None and share >= NEARLY_ALL:
        words = f"{quantity.column.name} x {price.column.name} gives {amount.column.name} in {share:.0%} of the rows"
        fits = {"quantity": quantity, "unit_price": price}
        fits |= {total: amount} if quantity.column.blank or price.column.blank else {}
        return {field: replace(fit, confidence=SURE, why=words) for field, fit in fits.items()}
    product = found.get("product_id")
    open_name = price.confidence < PLAIN_NAME
    if open_name and product is not None and price_is_of_the_line(look.con, product.column.position, *at):
        return None
    return {"quantity": quantity, "unit_price": price}


def _amount(look: Look, found: dict[str, Fit], money: _Money, total: str) -> Fit | None:
    """The surest amount that is not the whole order's on each of its lines, or else a price that stands alone."""
    taken = {fit.column.position for field, fit in found.items() if field not in MONEY_FIELDS}
    taken |= {fit.column.position for fit in (money.quantity, money.price) if fit is not None}
    for fit in look.fits(total) if money.amount else []:
        free = fit.column.position not in taken and fit.confidence >= SURE_ENOUGH
        if free and not _repeats_on_lines(look, found, fit.column):
            return fit
    if money.price is None:
        return None
    return replace(money.price, why=f"{money.price.why}; each row is taken for one item")


def _repeats_on_lines(look: Look, found: dict[str, Fit], amount: ColumnProfile) -> bool:
    """Whether all lines of an order carry the same amount, while they are of different products."""
    order, product = found.get("order_id"), found.get("product_id")
    if order is None or product is None or amount.distinct == 1:
        return False
    same = settled_share(look.con, (order.column.position,), amount.position)
    same_product = settled_share(look.con, (order.column.position,), product.column.position)
    return same is not None and same >= NEARLY_ALL and (same_product or 0.0) < 1 - NEARLY_ALL
