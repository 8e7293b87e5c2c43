"""A dropped object loses one person's rows and not a byte of anybody else's."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perennial.person import Person
from perennial.removing import without_person

MAPPING = {"": {"customer_id": "Kunde", "order_id": "Beleg"}}
HEADER = "Beleg;Kunde;Name;Betrag"
ANNA = Person(frozenset({"17850"}), frozenset({"o1"}))


def removed(work_dir: Path, content: bytes, person: Person = ANNA, mappings=MAPPING) -> tuple[bytes, int] | None:
    source = work_dir / "source"
    source.write_bytes(content)
    found = without_person("landing/shop/a.csv", source, work_dir, person, mappings)
    return None if found is None else (found.path.read_bytes(), found.rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_the_persons_lines_leave_a_text(work_dir: Path, encoding: str, end: str) -> None:
    others = [HEADER, "o2;17851;Übel;3,50", "", "o3;17852;Bär;17850", "o4;178500;Äon;1"]
    theirs = ["o1;17850.0;Anna;3,50", " o5 ; 17850 ;Anna;9"]
    mixed = [*others[:3], theirs[0], *others[3:], theirs[1]]
    found = removed(work_dir, (end.join(mixed) + end).encode(encoding))
    assert found == ((end.join(others) + end).encode(encoding), 2)


def test_an_object_without_the_person_is_left_alone(work_dir: Path) -> None:
    assert removed(work_dir, f"{HEADER}\no2;17851;B;3\n".encode()) is None


def test_a_row_over_several_lines_goes_whole_and_a_torn_one_with_the_id_too(work_dir: Path) -> None:
    rows = [HEADER, 'o1;17850;"An\nna";3', "17850;torn", "o2;17851;B;3"]
    assert removed(work_dir, ("\n".join(rows) + "\n").encode()) == (f"{HEADER}\no2;17851;B;3\n".encode(), 2)


def test_where_rows_name_an_order_alone_the_persons_orders_go(work_dir: Path) -> None:
    items = "Beleg;Artikel;Preis\no1;x;17850\no2;y;17850\n"
    assert removed(work_dir, items.encode(), mappings={"": {"order_id": "Beleg"}}) == (
        b"Beleg;Artikel;Preis\no2;y;17850\n",
        1,
    )


def test_in_a_table_nobody_understood_a_telling_id_is_enough_and_a_short_one_is_not(work_dir: Path) -> None:
    table = "a;b\n17850;x\n7;y\n"
    assert removed(work_dir, table.encode(), mappings={}) == (b"a;b\n7;y\n", 1)
    assert removed(work_dir, table.encode(), Person(frozenset({"7"})), {}) is None


def test_a_packed_text_stays_packed_and_an_archive_keeps_its_other_files(work_dir: Path) -> None:
    text = f"{HEADER}\no1;17850;A;3\no2;17851;B;3\n".encode()
    found = removed(work_dir, gzip.compress(text))
    assert found is not None
    assert gzip.decompress(found[0]) == f"{HEADER}\no2;17851;B;3\n".encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", text)
        archive.writestr("b.csv", "x;y\n1;2\n")
    folder = work_dir / "zip"
    folder.mkdir()
    found = removed(folder, packed.getvalue(), mappings={"a.csv": MAPPING[""]})
    assert found is not None
    with zipfile.ZipFile(io.BytesIO(found[0])) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "a.csv": f"{HEADER}\no2;17851;B;3\n".encode(),
            "b.csv": b"x;y\n1;2\n",
        }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(["17850", "1", "178500", "x"]), st.text("ab \n", max_size=5)), min_size=1))
def test_what_is_left_is_the_other_rows_in_their_order(work_dir: Path, rows: list[tuple[str, str]]) -> None:
    def written(some: list[tuple[str, str]]) -> bytes:
        return ("Kunde;Text\n" + "".join(f'{who};"t{text}"\n' for who, text in some)).encode()

    found = removed(work_dir, written(rows), mappings={"": {"customer_id": "Kunde"}})
    others = [row for row in rows if row[0] != "17850"]
    assert found == (None if len(others) == len(rows) else (written(others), len(rows) - len(others)))
