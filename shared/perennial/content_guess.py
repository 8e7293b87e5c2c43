"""What the columns of a table hold where no name tells: by the forms of their values and how they go together."""

from itertools import permutations

from perennial.fitting import Fit
from perennial.looking import Guess, Look
from perennial.money_columns import NEARLY_ALL, lacking_money
from perennial.profiles import ColumnProfile
from perennial.relations import product_share, settled_share

SURE = 0.75
UNSURE = 0.4
NEARLY_ALL_VALUES = 0.95
MOST_MULTIPLIED = 8
CENTS = 0.3
LARGEST_QUANTITY = 1000.0
FEW = 20


def content_guess(look: Look) -> Guess:
    """The table as order lines by its values alone; a column that is one of several that it may be is unsure."""
    date = _date(look)
    others = [profile for profile in look.profiles if date is None or profile.position != date.column.position]
    money = _money(look, others)
    used = {fit.column.position for fit in money.values()}
    keys = [profile for profile in others if profile.position not in used and _is_key(profile)]
    found = money | ({} if date is None else {"order_datetime": date} | _keys(look, keys, date.column))
    lacking = [field for field in ("customer_id", "order_datetime") if field not in found]
    return Guess("order_lines", found, (*lacking, *lacking_money(found)))


def _date(look: Look) -> Fit | None:
    dates = [profile for profile in look.profiles if profile.date_share >= NEARLY_ALL_VALUES]
    if not dates:
        return None
    words = "the only column of dates" if len(dates) == 1 else f"the first of {len(dates)} columns of dates"
    return Fit(dates[0], SURE if len(dates) == 1 else UNSURE, words)


def _money(look: Look, profiles: list[ColumnProfile]) -> dict[str, Fit]:
    numbers = [profile for profile in profiles if profile.number_share >= NEARLY_ALL_VALUES][:MOST_MULTIPLIED]
    amounts = [profile for profile in numbers if profile.fraction_share >= CENTS]
    for quantity, price, amount in permutations(numbers, 3):
        if quantity.fraction_share > price.fraction_share or price not in amounts or amount not in amounts:
            continue
        share = product_share(look.con, (quantity.position, price.position), amount.position)
        if share is not None and share >= NEARLY_ALL:
            words = f"{quantity.name} x {price.name} gives {amount.name} in {share:.0%} of the rows"
            return {"quantity": Fit(quantity, SURE, words), "unit_price": Fit(price, SURE, words)}
    if not amounts:
        return {}
    words = "the only column" if len(amounts) == 1 else f"the first of {len(amounts)} columns"
    total = Fit(amounts[0], SURE if len(amounts) == 1 else UNSURE, f"{words} of amounts with cents")
    counts = [profile for profile in numbers if profile not in amounts and _is_count(profile)]
    quantity_found = {"quantity": Fit(counts[0], SURE, "small whole numbers")} if len(counts) == 1 else {}
    return quantity_found | {"order_total": total}


def _is_count(profile: ColumnProfile) -> bool:
    return profile.integer_share == 1 and profile.largest <= LARGEST_QUANTITY and profile.mean_length < len("100")


def _is_key(profile: ColumnProfile) -> bool:
    plain = profile.fraction_share == 0 and profile.code_share >= NEARLY_ALL_VALUES and profile.date_share < 1 / 2
    return plain and profile.distinct >= FEW and not _is_count(profile)


def _keys(look: Look, keys: list[ColumnProfile], date: ColumnProfile) -> dict[str, Fit]:
    """Order and customer among the columns of ids: an order has one date, a customer comes back on others."""
    settling = [
        key for key in keys if (settled_share(look.con, (key.position,), date.position) or 0.0) >= NEARLY_ALL_VALUES
    ]
    customers = _without_twins(look, [key for key in keys if key not in settling and key.distinct_share < 1])
    found: dict[str, Fit] = {}
    orders = [key for key in settling if any(_settles(look, key, customer) for customer in customers)]
    if orders:
        found["order_id"] = Fit(orders[0], SURE, "each of its values has one date and one customer")
        customers = [customer for customer in customers if _settles(look, orders[0], customer)]
    if customers:
        alone = len(customers) == 1
        words = (
            "the only column of ids that come back on other days"
            if alone
            else f"the first of {len(customers)} columns of ids"
        )
        found["customer_id"] = Fit(customers[0], SURE if alone else UNSURE, words)
    return found


def _settles(look: Look, key: ColumnProfile, value: ColumnProfile) -> bool:
    return (settled_share(look.con, (key.position,), value.position) or 0.0) >= NEARLY_ALL_VALUES


def _without_twins(look: Look, keys: list[ColumnProfile]) -> list[ColumnProfile]:
    """Of columns that say the same in other words (each value of one goes with one of the other), the first."""
    kept: list[ColumnProfile] = []
    for key in keys:
        if not any(
            key.distinct == other.distinct and _settles(look, other, key) and _settles(look, key, other)
            for other in kept
        ):
            kept.append(key)
    return kept
