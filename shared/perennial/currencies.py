"""The currency of one file: from its own column or from what stands beside the amounts; one, or turned into one."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from perennial.errors import UnreadableFile
from perennial.number_forms import CURRENCY
from perennial.policies import Policies
from perennial.tables import MONEY

NONE = "cast(null as varchar)"
UNCONVERTED = "1"
# Signs that several currencies share stay signs: which is meant only the description knows.
SIGNS = {
    **{"€": "EUR", "£": "GBP", "₹": "INR", "₽": "RUB", "₺": "TRY", "₩": "KRW", "₪": "ILS", "₫": "VND", "₴": "UAH"},
    **{"R$": "BRL", "US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "MX$": "MXN"},
    **{"FR": "CHF", "FR.": "CHF", "RS": "INR", "RS.": "INR", "ZŁ": "PLN", "KČ": "CZK", "FT": "HUF", "LEI": "RON"},
    **{"EURO": "EUR", "EUROS": "EUR", "KR.": "KR"},
}
SHARED_SIGNS = {
    "$": ("USD", "CAD", "AUD", "NZD", "MXN", "ARS", "CLP", "COP", "HKD", "SGD", "TWD"),
    "¥": ("JPY", "CNY"),
    "KR": ("SEK", "NOK", "DKK", "ISK"),
}


@dataclass(frozen=True, slots=True)
class CurrencyReading:
    """What the amounts of a file are in.

    `code_sql` is each row's currency or null, `rate_sql` what its amounts are multiplied with to be in the dataset's
    currency (null where no rate is known), `code` the currency all amounts are then in, if anything says so.
    """

    code_sql: str
    rate_sql: str
    code: str | None
    decision: str

    def money_sql(self, number: str) -> str:
        """The exact amount in the dataset's currency of a number's text; null where it is none or worth unknown."""
        amount = f"try_cast({number} as {MONEY})"
        if self.rate_sql == UNCONVERTED:
            return amount
        return f"try_cast(round(cast({amount} as double) * {self.rate_sql}, 4) as {MONEY})"


def currency_reading(
    con: duckdb.DuckDBPyConnection, key: str, column: str | None, amounts: Sequence[str], policies: Policies
) -> CurrencyReading:
    """The currency of the rows of `raw_rows`: `column` says it, or else the signs beside the decorated `amounts`.

    Raises UnreadableFile where the amounts are in several currencies, or in another than the dataset's, without rates.
    """
    code_sql = _code_sql(column, amounts)
    rows = con.execute(f"select {code_sql} as code, count(*) from raw_rows group by code order by code").fetchall()
    found = {code: count for code, count in rows if code is not None}
    if not found:
        said = "as the description says" if policies.currency else "not said"
        return CurrencyReading(NONE, UNCONVERTED, policies.currency, said)
    if policies.rates is not None:
        return CurrencyReading(code_sql, _rate_sql(code_sql, policies), policies.currency, "by the description's rates")
    if len(found) > 1:
        raise UnreadableFile(key, _mixed(found))
    (code,) = found
    if policies.currency is not None and not _is(code, policies.currency):
        raise UnreadableFile(
            key,
            f"its amounts are in {code} and the dataset's currency is {policies.currency}. Give rates in dataset.json, "
            f'such as "rates": {{"{code}": 0.9}}, or put the file into a dataset of its own.',
        )
    return CurrencyReading(code_sql, UNCONVERTED, policies.currency or code, "as the file says")


def _code_sql(column: str | None, amounts: Sequence[str]) -> str:
    """An upper-case code or sign, null where there is none."""
    if column is None and not amounts:
        return NONE
    signs = [f"regexp_extract({amount}, '{CURRENCY}')" for amount in amounts]
    text = column if column is not None else f"coalesce({', '.join(f"nullif({sign}, '')" for sign in signs)})"
    cases = " ".join(f"when '{sign}' then '{code}'" for sign, code in SIGNS.items())
    upper = f"upper(trim({text}))"
    return f"case {upper} {cases} else {upper} end"


def _rate_sql(code_sql: str, policies: Policies) -> str:
    rates = {**(policies.rates or {}), str(policies.currency): 1.0}
    shared = {sign: rates[code] for sign, codes in SHARED_SIGNS.items() for code in codes if code in rates}
    cases = " ".join(f"when '{code}' then {rate!r}" for code, rate in sorted({**shared, **rates}.items()))
    return f"case coalesce({code_sql}, '{policies.currency}') {cases} end"


def _is(code: str, currency: str) -> bool:
    return code == currency or currency in SHARED_SIGNS.get(code, ())


def _mixed(found: dict[str, int]) -> str:
    most, *_ = sorted(found, key=lambda code: (-found[code], code))
    counts = ", ".join(f"{code} in {count:,} rows" for code, count in sorted(found.items()))
    other = next(code for code in sorted(found) if code != most)
    return (
        f"its amounts are in several currencies ({counts}). A dataset has one: give it and what the others are worth "
        f'in dataset.json, such as "currency": "{most}", "rates": {{"{other}": 0.9}}.'
    )
