"""A file cleaned, and what is left of it."""

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb

from perennial.cleaning import CleanFile, clean_file
from perennial.dataset import Dataset
from tests.messy.writing import Kept


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The outcome of one file."""

    file: CleanFile

    def lines(self) -> set[Kept]:
        """The order lines that were kept, by their values."""
        rows = self.rows("order_lines", "customer_id, order_id, ordered_at, product_id, quantity, amount")
        return {(*row[:5], float(row[5])) for row in rows}

    def rows(self, table: str, columns: str = "*") -> list[tuple]:
        """The rows of a clean table."""
        return duckdb.execute(f"select {columns} from read_parquet('{self.file.tables[table]}')").fetchall()

    def rejects(self) -> list[dict[str, str]]:
        """The rejected rows."""
        with self.file.rejects.open(newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    def balances(self) -> bool:
        """Whether every row that was read is kept, rejected or a repeat."""
        rows = self.file.rows
        written = sum(len(self.rows(table)) for table in self.file.tables)
        return rows.read == rows.kept + rows.rejected + rows.duplicate and written == rows.kept


def cleaned(content: bytes | str, name: str, folder: Path, **description: object) -> Cleaned:
    """The file of this content, cleaned; raises what cleaning raises."""
    source, work = folder / "source", folder / "work"
    work.mkdir()
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    dataset = Dataset.model_validate(description)
    outcome = Cleaned(clean_file(f"landing/shop/{name}", source, dataset, work, known_evidence={}))
    assert outcome.balances()
    return outcome
