"""The promises of ingest over generated and damaged files."""

import csv
import re
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from perennial.errors import RefusedError
from perennial.memory import MemoryPorts
from tests.landing import SHOP, Landing
from tests.order_file import HEADER, LAMP, NOBODY, REFUND, TEA, Cleaned, cleaned, order_file

EXAMPLES = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
FEWER_EXAMPLES = settings(EXAMPLES, max_examples=8)
CELLS = st.one_of(
    st.sampled_from(
        ["", "nan", "C536379", "2010-12-01 08:26:00", "13/12/2010", "-1", "0", "1e999", "9" * 20, '"', '""']
    ),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=6),
    st.decimals(allow_nan=True, allow_infinity=True).map(str),
    st.datetimes().map(str),
)
ROWS = st.one_of(
    st.sampled_from([LAMP, TEA, NOBODY, REFUND, LAMP.replace("LAMP", '"LAMP, ""RED""\nAND BLUE"')]),
    st.lists(CELLS, min_size=8, max_size=8).map(",".join),
    st.lists(CELLS, max_size=10).map(",".join),
)
NO_PRODUCTS = {"nan", "null", "none", "n/a", "<na>"}
PRODUCTS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Z")), min_size=1, max_size=12).filter(
    lambda text: text.lower() not in NO_PRODUCTS and not re.fullmatch(r"\d+\.0+", text)
)
DESCRIPTIONS = st.fixed_dictionaries(
    {}, optional={"returns": st.just("drop"), "duplicates": st.just("keep"), "not_after": st.just("2010-12-31")}
)


def clean_or_refuse(content: str | bytes, **description) -> Cleaned | None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            return cleaned(Path(folder), content, **description)
        except RefusedError:
            return None


def assert_conserved(found: Cleaned) -> None:
    rows = found.quality["rows"]
    assert rows["read"] == rows["kept"] + rows["rejected"] + rows["duplicate"]
    assert rows["kept"] == len(found.lines)
    assert rows["rejected"] + rows["duplicate"] == len(found.rejects)
    assert sum(rule["rows_removed"] for rule in found.quality["rules"]) == len(found.rejects)
    assert all(rule["rows_removed"] <= rule["rows_meeting"] for rule in found.quality["rules"])
    numbers = [line for line, _ in found.reasons()]
    assert numbers == sorted(set(numbers))


@EXAMPLES
@given(st.binary(max_size=400), st.booleans())
def test_any_bytes_are_either_counted_or_refused(content, with_header):
    found = clean_or_refuse((HEADER.encode() + b"\n" if with_header else b"") + content)
    if found is not None:
        assert_conserved(found)


@EXAMPLES
@given(st.lists(ROWS, max_size=12), DESCRIPTIONS)
@example([",,,,,,nan,", ",,,,-1,,,"], {})
@example([",,,,-1,,7,"], {})
def test_no_row_of_any_file_is_lost(rows, description):
    found = clean_or_refuse(order_file(*rows), **description)
    if found is not None:
        assert_conserved(found)


@EXAMPLES
@given(st.data())
def test_damage_to_some_bytes_costs_the_damaged_rows_alone(data):
    rows = [LAMP.replace("536365", str(540_000 + number)) for number in range(40)]
    hit = data.draw(st.sets(st.integers(0, 39), max_size=4))
    cut = [data.draw(st.integers(1, len(row) - 30)) if number in hit else 0 for number, row in enumerate(rows)]
    quote = data.draw(st.sampled_from(["", '"', ',"']))
    damaged = [row[:-at] + quote if at else row for row, at in zip(rows, cut, strict=True)]
    found = clean_or_refuse(order_file(*damaged))
    assert found is not None
    whole = {str(540_000 + number) for number in range(40) if number not in hit}
    assert whole <= {line["order_id"] for line in found.lines}
    assert_conserved(found)


@EXAMPLES
@given(st.data())
def test_the_order_of_rows_in_a_file_changes_nothing_that_is_kept(data):
    rows = [LAMP, TEA, REFUND, NOBODY, LAMP.replace("LAMP", "RED LAMP"), LAMP.replace("United Kingdom", "France"), LAMP]
    rows += [LAMP.replace("536365", ""), TEA.replace("2010-12-01", "2031-12-01"), "broken"]
    shuffled = data.draw(st.permutations(rows))
    policy = data.draw(st.sampled_from(["drop", "keep"]))
    first, second = (clean_or_refuse(order_file(*some), duplicates=policy) for some in (rows, shuffled))
    assert first is not None
    assert second is not None
    assert first.parquet == second.parquet
    assert first.quality == second.quality


@FEWER_EXAMPLES
@given(st.lists(ROWS, min_size=1, max_size=8), DESCRIPTIONS)
def test_cleaning_again_changes_nothing(rows, description):
    content = order_file(*rows)
    assert clean_or_refuse(content, **description) == clean_or_refuse(content, **description)


@FEWER_EXAMPLES
@given(st.lists(st.lists(st.sampled_from([LAMP, TEA, REFUND, NOBODY]), min_size=1, max_size=3), min_size=2, max_size=4))
def test_what_the_lake_ends_with_depends_on_no_order_of_arrival(files):
    with tempfile.TemporaryDirectory() as folder:
        worlds = [Landing(MemoryPorts(), Path(folder)) for _ in range(2)]
        for world, turn in zip(worlds, (1, -1), strict=True):
            keys = [world.put(f"{number}.csv", *rows) for number, rows in enumerate(files)]
            for key in keys[::turn]:
                world.ingest(key)
                world.ingest(keys[0])
        assert worlds[0].lake() == worlds[1].lake()
        assert worlds[0].ports.state.files(SHOP) == worlds[1].ports.state.files(SHOP)


@FEWER_EXAMPLES
@given(st.sampled_from([",", ";", "\t", "|"]), st.lists(PRODUCTS, min_size=1, max_size=9))
def test_text_survives_the_way_through_a_file_and_back(delimiter, products):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerow(("customer_id", "date", "amount", "sku"))
            writer.writerows((f"{number:03}", "2024-05-01", "3", product) for number, product in enumerate(products))
        found = cleaned(Path(folder), path.read_bytes())
    assert [line["product_id"] for line in found.lines] == products
