"""The parts of an orders dataset; what every table promises is tested with the other tables."""

from perennial.part_tables import ORDER_TABLES, PARTS
from perennial.tables import ORDER_LINES


def test_money_says_its_currency_or_what_was_paid() -> None:
    money = [column for table in PARTS for column in table.columns if column.type.startswith("DECIMAL")]
    assert len(money) == 4
    assert all("currency" in c.meaning or "paid" in c.meaning or "total" in c.meaning for c in money)


def test_complete_lines_stand_first_and_no_table_twice() -> None:
    assert ORDER_TABLES[0] is ORDER_LINES
    assert len({table.name for table in ORDER_TABLES}) == 6
