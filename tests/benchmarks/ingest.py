"""One order file cleaned whole against the bare copy of the same CSV to Parquet, both by DuckDB in the same run.

The bare copy keeps every line as it is, so that it is the least that any ingest costs. The file has a few rejects and
repeats, as exports do. A file that needs Python's reader (Windows-1252, decimal comma) is measured beside it.
"""

from pathlib import Path

from perennial import engine
from perennial.cleaning import clean_file
from perennial.dataset import Dataset
from perennial.sql_text import escaped
from tests.benchmarks import Comparison, best_seconds

KEY = "landing/shop/orders.csv"
LINES_PER_ORDER = 4
ROWS_PER_REJECT = 1_000
SLOW_SHARE = 25
ORDER_LINES = """
    select 'O' || (100000 + i // $lines) as order_id, 'C' || (10000 + hash(i // $lines) % $customers) as customer_id,
        strftime(timestamp '2023-01-01' + to_seconds(i * 63072000 // $rows), '%Y-%m-%d %H:%M:%S') as ordered_at,
        'P' || (1000 + hash(i, 1) % 3000) as product_id, 'A thing to buy no ' || hash(i, 1) % 3000 as description,
        case when i % $every = 7 then 0 when hash(i, 2) % 20 = 0 then -1 else 1 + hash(i, 3) % 9 end as quantity,
        cast((99 + hash(i, 4) % 9900) / 100 as decimal(10, 2)) as unit_price,
        case hash(i // $lines, 5) % 3 when 0 then 'Germany' when 1 then 'France' else 'United Kingdom' end as country
    from (select case when n % $every = 9 then n - 1 else n end as i from range($rows) as numbers(n))
"""


def measure(rows: int, work_dir: Path) -> list[Comparison]:
    """Ingest of that many order lines, and of a 25th of them in a text that Python has to read."""
    source, slow = work_dir / "orders.csv", work_dir / "orders-1252.csv"
    write_order_lines(source, rows)
    slow_rows = max(rows // SLOW_SHARE, LINES_PER_ORDER)
    write_order_lines(slow, slow_rows, decimal_comma=True)
    ours, bare = best_seconds(lambda: cleaned(source, work_dir, rows), lambda: copied(source, work_dir))
    ours_slow, bare_slow = best_seconds(lambda: cleaned(slow, work_dir, slow_rows), lambda: copied(slow, work_dir))
    return [
        Comparison("an order file cleaned", rows, "ingest", ours, "bare copy", bare),
        Comparison("Windows-1252, decimal comma", slow_rows, "ingest", ours_slow, "bare copy", bare_slow),
    ]


def write_order_lines(path: Path, rows: int, *, decimal_comma: bool = False) -> None:
    """Order lines over two years: one in a thousand is free, one repeats the line before it."""
    numbers = {"lines": LINES_PER_ORDER, "customers": max(1, rows // 20), "rows": rows, "every": ROWS_PER_REJECT}
    query = ORDER_LINES
    for name, number in numbers.items():
        query = query.replace(f"${name}", str(number))
    if decimal_comma:
        query = f"select * replace (replace(cast(unit_price as varchar), '.', ',') as unit_price) from ({query})"
    delimiter = ";" if decimal_comma else ","
    with engine.connection(path.parent) as con:
        con.execute(f"copy ({query}) to '{escaped(str(path))}' (format csv, header, delimiter '{delimiter}')")
    if decimal_comma:
        path.write_bytes(path.read_text(encoding="utf-8").replace("A thing", "Ein Stück").encode("cp1252"))


def cleaned(source: Path, work_dir: Path, rows: int) -> None:
    """The file cleaned whole; every one of its rows is accounted for."""
    found = clean_file(KEY, source, Dataset(), work_dir, known_evidence={}).rows
    assert found.read == rows
    assert found.rejected + found.duplicate <= 3 * rows // ROWS_PER_REJECT + 3


def copied(source: Path, work_dir: Path) -> None:
    """The file as Parquet, as it is; what is in no UTF-8 is read byte by byte."""
    with engine.connection(work_dir) as con:
        con.execute(
            f"copy (select * from read_csv('{escaped(str(source))}', encoding='{_encoding(source)}')) "
            f"to '{escaped(str(work_dir / 'bare.parquet'))}' (format parquet)"
        )


def _encoding(source: Path) -> str:
    return "latin-1" if source.stem.endswith("1252") else "utf-8"
