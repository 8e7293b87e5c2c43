"""One currency for a dataset."""

import pytest

from perennial import engine
from perennial.currencies import CurrencyReading, currency_reading
from perennial.dataset import Dataset
from perennial.errors import UnreadableFile
from perennial.numbers import number_reading

KEY = "landing/shop/a.csv"


def of_column(work_dir, *codes: str | None, **description) -> CurrencyReading:
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select unnest($1) as c0", [list(codes)])
        return currency_reading(con, KEY, "c0", (), Dataset.model_validate(description))


def money(work_dir, *rows: tuple[str | None, str], **description) -> list[float | None]:
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows (c0 varchar, c1 varchar)")
        con.executemany("insert into raw_rows values (?, ?)", rows)
        numbers = number_reading(con, ["c1"])
        column = None if all(code is None for code, _ in rows) else "c0"
        reading = currency_reading(con, KEY, column, tuple(numbers.marks), Dataset.model_validate(description))
        found = con.execute(f"select {reading.money_sql(numbers.sql('c1'))} from raw_rows").fetchall()
    return [None if amount is None else float(amount) for (amount,) in found]


@pytest.mark.parametrize(
    ("codes", "code"),
    [
        (["EUR", "eur", None], "EUR"),
        (["\u20ac", "EUR", "euro"], "EUR"),
        (["R$"], "BRL"),
        (["$"], "$"),
        ([None], None),
    ],
)
def test_a_file_has_the_currency_that_its_rows_name(work_dir, codes, code):
    assert of_column(work_dir, *codes).code == code


def test_signs_beside_the_amounts_say_the_currency(work_dir):
    with engine.connection(work_dir) as con:
        con.execute("create temp table raw_rows as select unnest(['12,50 \u20ac', '7,10']) as c0")
        assert currency_reading(con, KEY, None, ("c0",), Dataset()).code == "EUR"
        assert currency_reading(con, KEY, None, (), Dataset(currency="GBP")).code == "GBP"


def test_a_sign_that_several_currencies_share_is_the_described_one(work_dir):
    assert of_column(work_dir, "$", currency="CAD").code == "CAD"


def test_mixed_currencies_are_refused_with_their_counts_and_what_to_write(work_dir):
    with pytest.raises(UnreadableFile, match=r'EUR in 2 rows, USD in 1 rows.*"currency": "EUR", "rates": {"USD": 0.9}'):
        of_column(work_dir, "EUR", "EUR", "USD")


def test_another_currency_than_the_datasets_is_refused(work_dir):
    with pytest.raises(UnreadableFile, match="amounts are in USD and the dataset's currency is EUR"):
        of_column(work_dir, "USD", currency="EUR")


def test_rates_turn_all_amounts_into_one_currency(work_dir):
    rows = (("EUR", "10"), ("USD", "10"), ("$", "20.50"), (None, "1"), ("CHF", "10"))
    assert money(work_dir, *rows, currency="EUR", rates={"USD": 0.9}) == [10, 9, 18.45, 1, None]


def test_amounts_of_one_currency_stay_exact(work_dir):
    assert money(work_dir, (None, "$99999999999999.9999"), (None, "$0.0001")) == [99999999999999.9999, 0.0001]
