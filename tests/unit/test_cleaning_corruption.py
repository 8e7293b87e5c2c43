"""A good file damaged in any way is accepted with its counts or refused with a reason, and read alike in either way."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perennial.cleaning import CleanFile, clean_file
from perennial.dataset import Dataset
from perennial.errors import RefusedError
from tests.order_file import HEADER, KEY, LAMP, NOBODY, REFUND, TEA, order_file
from tests.packing import zipped

EXAMPLES = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
BY_ENGINE, BY_READER = 1, 1 << 40
GOOD = order_file(
    *(LAMP.replace("536365", str(540_000 + number)).replace(",6,", f",{1 + number % 7},") for number in range(30)),
    *(NOBODY, REFUND, TEA, TEA),
).encode()
ODD = st.sampled_from(
    [
        *(
            b'"',
            b'""',
            b",",
            b";",
            b"\n",
            b"\r\n",
            b"\r",
            b"\t",
            b" ",
            b"\x00",
            b"\xff",
            b"\xe4",
            b"\xef\xbb\xbf",
            b"\\",
        ),
        *("€".encode(), "ä".encode("utf-16"), b"\xc2\xa0", b"nan", b"-", b"=1+1", b"1e999", b"2010-13-45"),
    ]
)
ROWS = st.sampled_from(
    [
        *(LAMP, TEA, NOBODY, REFUND, "", "  ", "broken", LAMP + ",more", HEADER, LAMP.replace("LAMP", '"LAMP, RED"')),
        *(LAMP.replace("17850.0", " 17850.0\t"), LAMP.replace("LAMP", '"RED\nLAMP"'), TEA.replace("TEA", '"TEA')),
        *(LAMP.replace("2.55", "2,55"), LAMP.replace("2.55", '"1,002.55"'), TEA.replace("17850.0", "\u00a017850.0")),
        *(TEA.replace("2010-12-01 08:28:00", "2010-12-1"), TEA.replace("2010-12-01 08:28:00", "2031-12-01"), ",,,,,,,"),
    ]
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """The good file with bytes overwritten, cut out, put in or repeated, or cut off at the end."""
    content = bytearray(GOOD)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 60))
        how = draw(st.sampled_from(["overwrite", "put in", "cut out", "repeat", "cut off", "latin"]))
        if how == "overwrite":
            content[at : at + 1] = draw(ODD)
        elif how == "put in":
            content[at:at] = draw(ODD)
        elif how == "cut out":
            del content[at : at + length]
        elif how == "repeat":
            content[at:at] = content[at : at + 10 * length]
        elif how == "cut off":
            del content[max(at, 200) :]
        else:
            content[at:at] = "Größe\n".encode("cp1252")
    return bytes(content)


def clean(content: bytes, plain_from_bytes: int, check: Any) -> Any:
    """What `check` answers of the cleaned file; the refusal's words where it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "orders.csv"
        source.write_bytes(content)
        try:
            found = clean_file(
                KEY, source, Dataset(), Path(folder), known_evidence={}, plain_from_bytes=plain_from_bytes
            )
        except RefusedError as error:
            return str(error)
        return check(found)


def contents(found: CleanFile) -> dict[str, Any]:
    """All that a cleaned file holds, whatever the order of its rows."""
    with duckdb.connect() as con:
        tables = {
            name: Counter(con.execute("select * from read_parquet($1)", [str(path)]).fetchall())
            for name, path in found.tables.items()
        }
    assert found.rows.read == found.rows.kept + found.rows.rejected + found.rows.duplicate
    assert found.rows.kept == sum(sum(rows.values()) for rows in tables.values())
    return {
        "tables": tables,
        "rejects": found.rejects.read_bytes(),
        "quality": found.quality,
        "rows": found.rows,
        "evidence": found.evidence,
    }


@EXAMPLES
@given(damaged())
def test_a_damaged_file_is_counted_or_refused_alike_whoever_reads_it(content):
    assert clean(content, BY_ENGINE, contents) == clean(content, BY_READER, contents)


@EXAMPLES
@given(st.lists(ROWS, min_size=1, max_size=12), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_the_engine_and_the_reader_make_the_same_of_any_rows(rows, line_end, ended):
    content = line_end.join([HEADER, *rows]) + (line_end if ended else "")
    assert clean(content.encode(), BY_ENGINE, contents) == clean(content.encode(), BY_READER, contents)


@pytest.mark.parametrize("odd", ["", '"RED, LAMP"', "RED\tLAMP"])
def test_the_same_bytes_give_the_same_bytes_whatever_is_read_by_the_engine(odd):
    rows = [LAMP.replace("536365", str(number)).replace("LAMP", odd or "LAMP") for number in range(3_000)]
    content = order_file(*rows, NOBODY, "broken", TEA, TEA).encode()
    first, second = (
        clean(content, BY_ENGINE, lambda found: (found.tables["order_lines"].read_bytes(), found.rejects.read_bytes()))
        for _ in range(2)
    )
    assert first == second


def test_an_object_of_several_tables_is_the_same_whoever_reads_them():
    orders = [f"o{number},c{number % 7},2024-05-{1 + number % 28:02}\n" for number in range(90)]
    items = [f"o{number % 90},{1 + number // 90},p{number % 5},{number % 8}.25\n" for number in range(180)]
    object_ = zipped(
        {
            "orders.csv": "order_id,customer_id,order_date\n" + "".join([*orders, orders[4], "broken\n"]),
            "items-1.csv": "order_id,order_item_id,product_id,price\n" + "".join(items[:100]),
            "items-2.csv": "order_id,order_item_id,product_id,price\n" + "".join([*items[100:], "o1,1,p1,much\n"]),
            "readme.txt": "Exported from the shop on Monday.\n",
        }
    )
    by_engine, by_reader = (clean(object_, way, contents) for way in (BY_ENGINE, BY_READER))
    assert by_engine == by_reader
    assert set(by_engine["tables"]) == {"order_headers", "order_items"}
    assert by_engine["rows"].read == 273
