"""The rules as a table: named, explained, in order, and switched by the policies they name."""

import pytest

from perennial import engine
from perennial.bounds import bounds_sql
from perennial.dataset import Dataset
from perennial.part_tables import ORDER_TABLES
from perennial.rules import RULES, rules_of

TYPED = {
    "line_number": "1",
    "first_line": "1",
    "broken": "null::varchar",
    "customer_id": "'17850'",
    "order_text": "'536365'",
    "date_text": "'2010-12-01'",
    "ordered_at": "timestamp '2010-12-01'",
    "product_id": "'85123A'",
    "quantity_text": "'2'",
    "quantity": "2.0::double",
    "price_text": "'3.5'",
    "unit_price": "3.5::decimal(18, 4)",
    "total_text": "null::varchar",
    "total": "null::decimal(18, 4)",
    "amount": "7::decimal(18, 4)",
    "attributes": "null::varchar",
    "status": "null::varchar",
    "currency": "null::varchar",
    "rate": "1.0::double",
    "repeats_header": "false",
    "is_erased": "false",
}


def met(work_dir, change: dict[str, str], description: Dataset, table: str = "order_lines") -> set[str]:
    """The names of the rules that a plain row with these changes meets, each with a detail."""
    columns = ", ".join(f"{value} as {name}" for name, value in (TYPED | change).items())
    with engine.connection(work_dir) as con:
        con.execute(f"create temp table typed_rows as select {columns}")
        con.execute(f"create temp table bounded as select *, {bounds_sql(con, description)} from typed_rows")
        names = set()
        for rule in rules_of(table):
            found = con.execute(f"select coalesce({rule.condition}, false), {rule.detail} from bounded").fetchall()[0]
            if found[0]:
                assert found[1], f"{rule.name} says nothing of the row"
                names.add(rule.name)
    return names


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"repeats_header": "true"}, "repeated_header"),
        ({"is_erased": "true"}, "erased_person"),
        ({"customer_id": "'Guest'"}, "guest_customer"),
        ({"customer_id": "'1.23E+17'"}, "lost_digits"),
        ({"status": "'canceled'"}, "never_bought"),
        ({"status": "'refunded'"}, "taken_back"),
        ({"customer_id": "repeat('x', 401)"}, "overlong_text"),
        ({"ordered_at": "timestamp '1969-12-31'"}, "impossible_date"),
        ({"unit_price": "0::decimal(18, 4)"}, "zero_or_negative_price"),
        ({"order_text": "'C536365'"}, "cancellation"),
    ],
)
def test_a_plain_row_meets_no_rule_and_a_strange_one_its_own(work_dir, change, name):
    assert met(work_dir, {}, Dataset()) == set()
    assert met(work_dir, change, Dataset()) == {name}


def test_a_total_line_names_no_customer_or_no_date(work_dir):
    total = {"order_text": "'Total:'"}
    assert "total_line" in met(work_dir, total | {"customer_id": "null::varchar"}, Dataset())
    assert "total_line" in met(work_dir, total | {"ordered_at": "null::timestamp"}, Dataset())
    assert met(work_dir, total, Dataset()) == set()


def test_an_amount_without_a_rate_is_of_an_unknown_currency(work_dir):
    change = {"currency": "'CHF'", "rate": "null::double", "amount": "null::decimal(18, 4)"}
    assert "unknown_currency" in met(work_dir, change, Dataset())


def test_a_refund_line_is_a_return_and_not_taken_back_twice(work_dir):
    change = {"status": "'refund'", "quantity": "-2.0::double", "amount": "-7::decimal(18, 4)"}
    assert met(work_dir, change, Dataset()) == {"negative_quantity"}


def test_a_line_above_the_cap_is_an_outlier_and_stays(work_dir):
    capped = Dataset(outlier_cap=5)
    assert met(work_dir, {}, capped) == {"outlier"}
    assert not next(rule for rule in RULES if rule.name == "outlier").removes(capped)


@pytest.mark.parametrize("text", ["'1/2/2010'", "'soon'", "null::varchar"])
def test_a_date_that_is_not_read_says_why(work_dir, text):
    columns = ", ".join(f"{value} as {name}" for name, value in (TYPED | {"date_text": text}).items())
    (rule,) = (rule for rule in RULES if rule.name == "unparsable_date")
    with engine.connection(work_dir) as con:
        detail = con.execute(f"select {rule.detail} from (select {columns})").fetchall()[0][0]
    assert (
        detail
        == {
            "'1/2/2010'": "day and month cannot be told apart: 1/2/2010",
            "'soon'": "not a date: soon",
            "null::varchar": "no date",
        }[text]
    )


@pytest.mark.parametrize("table", ORDER_TABLES, ids=lambda table: table.name)
def test_every_table_sets_aside_torn_rows_and_repeats(table):
    names = [rule.name for rule in rules_of(table.name)]
    assert names[:3] == ["erased_person", "broken_line", "repeated_header"]
    assert "exact_duplicate" in names


def test_the_rules_stand_in_the_order_in_which_they_are_tried():
    assert [rule.name for rule in RULES] == [
        "erased_person",
        "broken_line",
        "repeated_header",
        "total_line",
        "exact_duplicate",
        "missing_customer",
        "missing_key",
        "lost_digits",
        "guest_customer",
        "overlong_text",
        "unparsable_date",
        "unknown_currency",
        "unparsable_number",
        "impossible_date",
        "never_bought",
        "taken_back",
        "zero_or_negative_price",
        "zero_amount",
        "cancellation",
        "negative_quantity",
        "outlier",
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_says_what_it_costs_in_one_sentence(rule):
    assert rule.trade_off.endswith(".")
    assert rule.trade_off.count(". ") == 0


@pytest.mark.parametrize(
    ("description", "kept"),
    [
        (Dataset(), {"cancellation", "negative_quantity", "outlier"}),
        (Dataset(returns="drop"), {"outlier"}),
        (Dataset(returns="drop", duplicates="keep"), {"exact_duplicate", "outlier"}),
        (Dataset(returns="drop", guest_customers="keep"), {"guest_customer", "outlier"}),
    ],
)
def test_a_rule_removes_rows_unless_its_policy_keeps_them(description, kept):
    assert {rule.name for rule in RULES if not rule.removes(description)} == kept
