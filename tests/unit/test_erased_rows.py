"""Rows of erased persons are left out before any other rule sees them, and nothing of them is kept."""

import csv
from pathlib import Path

import pytest

from perennial.cleaning import CleanFile, clean_file
from perennial.dataset import Dataset
from perennial.suppression import Suppression
from tests.order_file import KEY, LAMP, REFUND, TEA, order_file

LIST = Suppression(bytes(32)).plus({"person": ["17850"]})
WAYS = pytest.mark.parametrize("way", [0, 1 << 40])


def cleaned(work_dir: Path, text: str, way: int, suppression: Suppression = LIST) -> CleanFile:
    source = work_dir / "orders.csv"
    source.write_text(text)
    return clean_file(
        KEY, source, Dataset(), work_dir, known_evidence={}, suppression=suppression, plain_from_bytes=way
    )


@WAYS
def test_an_erased_persons_rows_are_counted_and_not_kept(work_dir: Path, way: int) -> None:
    found = cleaned(work_dir, order_file(LAMP, REFUND, TEA, "17850.0,torn", "other,torn"), way)
    assert (found.rows.read, found.rows.kept, found.rows.rejected) == (5, 1, 4)
    assert found.erased == tuple(LIST.among("person", ["17850"]).values())
    with found.rejects.open(newline="") as file:
        rejects = [(row["line_number"], row["reason"], row["raw"]) for row in csv.DictReader(file)]
    assert rejects == [
        ("2", "erased_person", ""),
        ("4", "erased_person", ""),
        ("5", "erased_person", ""),
        ("6", "broken_line", "other,torn"),
    ]
