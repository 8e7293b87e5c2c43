"""Promises of joined tables over generated shops: no line lost, none counted twice, no order of files that shows."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.part_files import complete, header, item, joined, lines_of, payment, person, product, rejects_of

EXAMPLES = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
ORDERS = st.sampled_from([str(number) for number in range(6)])
CUSTOMERS = st.sampled_from(["c1", "c2", "c3"])
PRODUCTS = st.sampled_from(["tea", "pot", None])
AMOUNTS = st.sampled_from(["1.00", "2.50", "-1.00", "7.77"])
DAYS = st.sampled_from(["2024-05-01", "2024-05-02 10:00"])
ROWS = {
    "order_headers": st.builds(
        lambda o, c, d, t: header(o, c, d, total=t), ORDERS, CUSTOMERS, DAYS, st.none() | AMOUNTS
    ),
    "order_items": st.builds(item, ORDERS, PRODUCTS, AMOUNTS, st.sampled_from(["1", "2", None])),
    "payments": st.builds(payment, ORDERS, AMOUNTS, st.sampled_from(["1", "2"])),
    "order_lines": st.builds(complete, ORDERS, CUSTOMERS, AMOUNTS, DAYS),
    "persons": st.builds(person, CUSTOMERS, st.sampled_from(["anna", "ben", None])),
    "products": st.builds(product, st.sampled_from(["tea", "pot"])),
}
ONE_ROW_A_KEY = {"order_headers": "order_id", "persons": "customer_id", "products": "product_id"}
SETTINGS = st.fixed_dictionaries({}, optional={"value_from": st.just("payments"), "foreign_keys": st.just("keep")})


def distinct(table, rows):
    """What a shop without contradictions has: each row once, and one for each key."""
    key = ONE_ROW_A_KEY.get(table)
    return list({row[key] if key else tuple(row.items()): row for row in rows}.values())


SHOPS = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(rows, max_size=12).map(lambda found, name=name: distinct(name, found))
        for name, rows in ROWS.items()
    },
)


def found(files, description):
    with tempfile.TemporaryDirectory() as folder, joined(Path(folder), *files, **description) as (con, counts):
        keys = con.execute("select count(*), count(distinct (order_lines)) from order_lines").fetchall()
        return lines_of(con), rejects_of(con), counts, keys


@EXAMPLES
@given(SHOPS, SETTINGS)
def test_every_row_with_an_amount_is_used_set_aside_repeated_or_replaced(shop, description):
    lines, rejects, counts, ((rows, keys),) = found(list(shop.items()), description)
    assert counts.used == len(lines) == rows == keys
    assert counts.rows == counts.used + sum(counts.set_aside.values()) + counts.repeats + counts.replaced
    assert len(rejects) == sum(counts.set_aside.values()) + counts.orders_without_lines


@EXAMPLES
@given(SHOPS, SETTINGS, st.data())
def test_however_the_tables_are_cut_into_files_the_lines_are_the_same(shop, description, data):
    whole = found(list(shop.items()), description)
    files = []
    for table, rows in shop.items():
        parts = data.draw(st.lists(st.sets(st.integers(0, 2), min_size=1), min_size=len(rows), max_size=len(rows)))
        files += [
            (table, [row for row, places in zip(rows, parts, strict=True) if place in places]) for place in range(3)
        ]
    cut = found(data.draw(st.permutations(files)), description)
    assert cut[:2] == whole[:2]
    assert (cut[2].used, cut[2].set_aside, cut[2].replaced) == (whole[2].used, whole[2].set_aside, whole[2].replaced)
