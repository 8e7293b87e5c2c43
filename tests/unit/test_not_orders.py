"""Tables that are known to be something else."""

import pytest

from perennial.errors import NotNeeded, UnreadableFile
from perennial.not_orders import refuse_employees, refuse_summed_up, refuse_what_is_no_use, what_without_money
from tests.sampled import looked_at

NUMBERS = range(1, 31)


@pytest.mark.parametrize(
    "months",
    [
        ("2021-01", "2021-02", "2021-03"),
        ("Jan 2021", "Feb 2021", "Mar 2021"),
        ("Januar", "Februar", "März"),
        ("01/2021", "02/2021", "03/2021"),
        ("enero", "febrero", "marzo"),
    ],
)
def test_a_column_for_each_month_is_refused(months):
    with (
        looked_at(("customer", *months), [(n, n, n, n) for n in NUMBERS]) as look,
        pytest.raises(UnreadableFile, match="a column for each month"),
    ):
        refuse_summed_up(look)


def test_sums_by_customer_are_refused_and_orders_are_not():
    with (
        looked_at(("customer_id", "frequency", "monetary"), [(n, n, n) for n in NUMBERS]) as look,
        pytest.raises(UnreadableFile, match="one row per customer"),
    ):
        refuse_summed_up(look)
    with looked_at(("customer_id", "order_date", "total_amount"), [(n, "2021-01-01", n) for n in NUMBERS]) as look:
        refuse_summed_up(look)


def test_employees_are_no_customers():
    with (
        looked_at(("EmployeeNumber", "Attrition"), [(n, "Yes") for n in NUMBERS]) as look,
        pytest.raises(UnreadableFile, match="employees"),
    ):
        refuse_employees(look)
    with looked_at(("customer_id", "employees"), [(n, 3) for n in NUMBERS]) as look:
        refuse_employees(look)


def test_sellers_are_not_needed_and_products_of_sellers_are():
    with (
        looked_at(("seller_id", "seller_city"), [(n, "Ulm") for n in NUMBERS]) as look,
        pytest.raises(NotNeeded, match="sellers"),
    ):
        refuse_what_is_no_use(look)
    with looked_at(("product_id", "seller_id"), [(f"P{n}", n) for n in NUMBERS]) as look:
        refuse_what_is_no_use(look)


def test_a_log_without_money_is_called_so():
    rows = [(n, f"2021-01-{n % 28 + 1:02d}", "view") for n in NUMBERS]
    with looked_at(("visitor_id", "timestamp", "event"), rows) as look:
        assert "a log of what customers did, without money" in what_without_money(look)
    with looked_at(("customer", "date", "colour"), rows) as look:
        assert what_without_money(look) == ""
