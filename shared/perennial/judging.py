"""Which rules each row meets: plain rows all at once, and every row that something is the matter with once more.

Rows of plain lines are kept as values alone (`plain_rows`). Those that a rule would remove, that hold a text which is
no value, that are very long, or that share their key with another row are fetched from the file again and join the
rows that were never plain: only they are compared text by text and carry their line into the rejects.
"""

from collections.abc import Sequence

import duckdb

from perennial.bounds import bounds_sql
from perennial.currencies import NONE
from perennial.dataset import Dataset
from perennial.row_store import RowStore
from perennial.rule import Rule
from perennial.typed_rows import VALUES, Columns, Readings, attributes_sql, misread_sql, typed_sql

# A row this long might have more in its attributes than a customer can hold; JSON writes a character in six at most.
LONGEST_PLAIN_BYTES = 3_000
BITS = 60
TEXTS = ("date_text", "quantity_text", "price_text", "total_text", "attributes", "broken")


def type_rows(store: RowStore, columns: Columns, readings: Readings, dataset: Dataset) -> bool:
    """Make `typed_rows` of plain and rest; False where the plain lines turn out to be no rows of the table."""
    if store.plain is not None:
        try:
            _type_plain(store, columns, readings, dataset)
        except duckdb.InvalidInputException:
            return False
        if _count(store.con, "plain_rows") != store.plain_rows:
            return False
    _type_rest(store, columns, readings, dataset)
    _view_typed(store, columns, readings)
    return True


def misread(store: RowStore) -> bool:
    """Whether a row has a text that these readings make no value of."""
    tables = ("plain_rows", "typed_rest") if store.plain is not None else ("typed_rest",)
    return any(_count(store.con, f"{table} where is_misread") for table in tables)


def judge_rows(
    store: RowStore, rules: Sequence[Rule], dataset: Dataset, retype: tuple[Columns, Readings], erased_sql: str
) -> None:
    """Make `judged_rows`: each typed row with every rule it meets, and as `reason` the first that removes it.

    `erased_sql` says over `typed_rows` whose person was erased.
    """
    con = store.con
    bounds = f"{bounds_sql(con, dataset)}, {erased_sql} as is_erased"
    met, reason = judging_sql(rules, dataset)
    returns = " or ".join(f"met_{rule.name}" for rule in rules if rule.policy == "returns") or "false"
    judged = f"select *, {met}, {{reason}} as reason, {returns} as is_return from (select *, {bounds} from {{rows}})"
    if store.plain is not None:
        plain = judged.format(reason=reason, rows="typed_plain")
        if _fetch_doubtful(store, plain):
            _type_rest(store, *retype, dataset)
        con.execute(f"create or replace temp view judged_plain as {_kept_plain(rules, dataset, bounds, returns)}")
    con.execute(f"create or replace temp table judged_rest as {judged.format(reason=reason, rows='typed_rest')}")
    both = "select * from judged_plain union all by name " if store.plain is not None else ""
    con.execute(f"create or replace temp view judged_rows as {both}select * from judged_rest")


def _kept_plain(rules: Sequence[Rule], dataset: Dataset, bounds: str, returns: str) -> str:
    """The plain rows that are left meet no rule that removes; asking again would cost as much as reading them."""
    kept = {rule.name: "false" if rule.removes(dataset) else f"coalesce({rule.condition}, false)" for rule in rules}
    met = (f"{condition} as met_{name}" for name, condition in kept.items())
    return (
        f"select *, {', '.join(met)}, cast(null as varchar) as reason, {returns} as is_return "
        f"from (select *, {bounds} from typed_plain)"
    )


def judging_sql(rules: Sequence[Rule], dataset: Dataset) -> tuple[str, str]:
    """Over `typed_rows`: the columns met_<rule>, and an expression of the first rule met that removes the row."""
    met = ", ".join(f"coalesce({rule.condition}, false) as met_{rule.name}" for rule in rules)
    reason = " ".join(f"when met_{rule.name} then '{rule.name}'" for rule in rules if rule.removes(dataset))
    return met, f"case {reason} end"


def blank_cells(store: RowStore) -> list[int]:
    """How many rows leave each column blank; to be asked before rows are judged."""
    counts = [f"count(*) - count({cell})" for cell in store.cells]
    found = store.con.execute(f"select {', '.join(counts)} from rest_rows where broken is null").fetchall()[0]
    if store.plain is None:
        return list(found)
    bits = (f"count(*) filter (blanks_{at // BITS} & {1 << at % BITS} <> 0)" for at in range(len(store.cells)))
    plain = store.con.execute(f"select {', '.join(bits)} from plain_rows").fetchall()[0]
    return [one + other for one, other in zip(found, plain, strict=True)]


def _type_plain(store: RowStore, columns: Columns, readings: Readings, dataset: Dataset) -> None:
    cells = store.cells
    lengths = " + ".join(f"coalesce(strlen({cell}), 0)" for cell in cells)
    blanks = [
        f"{' | '.join(_bit(f'{cell} is null', at) for at, cell in enumerate(cells[start : start + BITS]))} "
        f"as blanks_{start // BITS}"
        for start in range(0, len(cells), BITS)
    ]
    kept = (*_present(columns, readings), *columns.attributes.values(), *blanks)
    typed = typed_sql(columns, readings, "plain_cells", ", ".join(cells))
    store.con.execute(
        f"create or replace temp table plain_rows as select {', '.join(dict.fromkeys(kept))}, "
        f"{misread_sql(columns, readings)} as is_misread, {lengths} > {LONGEST_PLAIN_BYTES} as is_long, "
        f"{_key_hash(dataset)} as key_hash from ({typed})"
    )


def _type_rest(store: RowStore, columns: Columns, readings: Readings, dataset: Dataset) -> None:
    passed = "line_number, min(line_number) over (partition by raw) as first_line, broken"
    typed = typed_sql(columns, readings, "rest_rows", passed)
    store.con.execute(
        f"create or replace temp table typed_rest as select *, {misread_sql(columns, readings)} as is_misread, "
        f"{_key_hash(dataset)} as key_hash from ({typed})"
    )


def _view_typed(store: RowStore, columns: Columns, readings: Readings) -> None:
    rest = "select * exclude (is_misread, key_hash) from typed_rest"
    if store.plain is None:
        store.con.execute(f"create or replace temp view typed_rows as {rest}")
        return
    present = _present(columns, readings)
    values = [name if name in present else f"cast(null as {type_}) as {name}" for name, type_ in VALUES.items()]
    texts = [f"cast(null as varchar) as {name}" for name in TEXTS]
    # Positions stand in for lines: no rule but that of repeats, which none of these rows meets, looks at them.
    lines = [f"rowid + {store.layout.header_lines + 1} as {name}" for name in ("line_number", "first_line")]
    store.con.execute(
        "create or replace temp view typed_plain as select rowid as position, "
        f"{', '.join([*lines, *values, *texts])}, {attributes_sql(columns.attributes)} as json from plain_rows"
    )
    store.con.execute(
        "create or replace temp view typed_rows as "
        f"select * exclude (position, json) from typed_plain union all by name {rest}"
    )


def _present(columns: Columns, readings: Readings) -> list[str]:
    """The values that the file can have at all; one that is always null would take room in every row."""
    fields = {"order_text": "order_id", "item": "item_line", "payment": "payment_sequential", "status": "order_status"}
    fields |= {"ordered_at": "order_datetime"}
    always = ["repeats_header"]
    always += ["amount"] if columns.numbers else []
    always += ["currency", "rate"] if readings.currency.code_sql != NONE else []
    return [name for name in VALUES if name in always or fields.get(name, name) in columns.fields]


def _key_hash(dataset: Dataset) -> str:
    """Equal for rows that may become the same line; no matter that a few others share it."""
    total = [] if dataset.outlier_cap is not None else ["abs(total)"]
    keys = ["customer_id", "order_text", "ordered_at", "product_id", "item", "payment"]
    return f"hash({', '.join([*keys, 'abs(quantity)', 'unit_price', *total])})"


def _fetch_doubtful(store: RowStore, judged: str) -> bool:
    """Move the plain rows that have to be looked at whole to `rest_rows`; whether there are any."""
    con = store.con
    con.execute(
        "create or replace temp table repeated_keys as select distinct key_hash from ("
        "select key_hash, lag(key_hash) over (order by key_hash) as before from ("
        "select key_hash from plain_rows union all select key_hash from typed_rest)) where key_hash = before"
    )
    found = con.execute(
        f"create or replace temp table doubtful as select position from ({judged}) where reason is not null "
        "union select rowid from plain_rows where is_misread or is_long "
        "union select plain_rows.rowid from plain_rows join repeated_keys using (key_hash)"
    )
    if found.fetchall()[0][0] == 0:
        return False
    positions = con.execute("select position from doubtful order by position").fetchall()
    store.take(position for (position,) in positions)
    con.execute("delete from plain_rows where rowid in (select position from doubtful)")
    return True


def _bit(condition: str, at: int) -> str:
    return f"(cast({condition} as bigint) << {at})"


def _count(con: duckdb.DuckDBPyConnection, rows: str) -> int:
    return int(con.execute(f"select count(*) from {rows}").fetchall()[0][0])
