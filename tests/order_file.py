"""Order files for tests: text in, what became of it out."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from perennial.cleaning import clean_file
from perennial.dataset import Dataset

KEY = "landing/shop/orders.csv"
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
LAMP = "536365,85123A,LAMP,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom"
TEA = "536366,22633,TEA,1,2010-12-01 08:28:00,1.85,17850.0,United Kingdom"
NOBODY = "536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom"
REFUND = "C536379,D,Discount,-1,2010-12-01 09:41:00,27.5,14527.0,United Kingdom"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cleaned file, read back."""

    lines: list[dict[str, Any]]
    rejects: list[dict[str, str]]
    quality: dict[str, Any]
    parquet: bytes

    def rule(self, name: str) -> tuple[int, int]:
        """Rows that met the rule, and rows it removed."""
        (found,) = (rule for rule in self.quality["rules"] if rule["name"] == name)
        return found["rows_meeting"], found["rows_removed"]

    def reasons(self) -> list[tuple[int, str]]:
        """Line number and reason of every row that was set aside."""
        return [(int(reject["line_number"]), reject["reason"]) for reject in self.rejects]


def order_file(*rows: str, header: str = HEADER) -> str:
    """A CSV text of a header and rows."""
    return "\n".join((header, *rows)) + "\n"


def cleaned(work_dir: Path, content: str | bytes, **description: Any) -> Cleaned:
    """Clean a file under a description with these fields."""
    source = work_dir / "orders.csv"
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    result = clean_file(KEY, source, Dataset.model_validate(description), work_dir, known_evidence={})
    with duckdb.connect() as con, result.rejects.open(encoding="utf-8", newline="") as rejects:
        found = con.execute("select * from read_parquet($1)", [str(result.tables["order_lines"])])
        names = [column[0] for column in found.description or ()]
        lines = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
        return Cleaned(lines, list(csv.DictReader(rejects)), result.quality, result.tables["order_lines"].read_bytes())
