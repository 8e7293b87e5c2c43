"""The sheets of a workbook as CSV text. Runs as a process of its own (see workbooks.py).

Sheet row n is line n of the text as long as no cell holds line ends. Dates become ISO text, whole numbers lose the `.0`
that a spreadsheet gives every number, formulas are what they last came to, errors such as #N/A are blank.
"""

import csv
import datetime
import json
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from perennial.errors import RefusedError

type Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta
PROTECTED = "it is protected by a password. Save it without one and upload it again."
DAMAGED = "it is damaged, or no workbook. Open it in a spreadsheet program, save it as .xlsx or CSV and upload that."
# Under a password an .xlsx becomes this part of an old-style file, which the library takes for a damaged .xls.
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
TOO_LONG = (
    "its sheets hold more than {limit:,} characters. Save the one with the table as CSV, split it and upload that."
)
HIDDEN = "a hidden sheet; show it in the workbook if it belongs to the table"


def write_sheets(source: Path, folder: Path, max_characters: int) -> dict[str, Any]:
    """Write each sheet with anything in it to <position>.csv below the folder.

    Answers {"sheets": [[name, file name], …], "ignored": [[name, reason], …]}, or {"refused": reason}.
    """
    try:
        with CalamineWorkbook.from_path(source) as book:
            return _written(book, folder, max_characters)
    except PasswordError:
        return {"refused": PROTECTED}
    except RefusedError:
        return {"refused": TOO_LONG.format(limit=max_characters)}
    except (CalamineError, ValueError, OverflowError):
        return {"refused": PROTECTED if ENCRYPTED_PACKAGE in source.read_bytes() else DAMAGED}


def _written(book: CalamineWorkbook, folder: Path, characters_left: int) -> dict[str, Any]:
    sheets: list[list[str]] = []
    ignored: list[list[str]] = []
    for position, about in enumerate(book.sheets_metadata):
        reason = _reason_to_ignore(about)
        sheet = book.get_sheet_by_index(position) if reason is None else None
        if sheet is None or sheet.end is None:
            ignored.append([about.name, reason or "an empty sheet"])
            continue
        file_name = f"{position + 1}.csv"
        with (folder / file_name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            for cells in _rows(sheet):
                characters_left -= sum(map(len, cells)) + len(cells)
                if characters_left < 0:
                    raise RefusedError("too long")
                writer.writerow(cells)
        sheets.append([about.name, file_name])
    return {"sheets": sheets, "ignored": ignored}


def _reason_to_ignore(about: SheetMetadata) -> str | None:
    if about.typ != SheetTypeEnum.WorkSheet:
        return "a sheet without cells, such as a chart"
    return None if about.visible == SheetVisibleEnum.Visible else HIDDEN


def _rows(sheet: CalamineSheet) -> Iterator[list[str]]:
    """The rows as text; what stands in cells merged downwards stands in each of them, nothing in an empty row."""
    merged = _merged_downwards(sheet)
    held: dict[int, tuple[int, str]] = {}
    for number, row in enumerate(sheet.iter_rows()):
        cells = [cell_text(cell) for cell in row]
        if not any(cells):
            yield []
            continue
        for column, (last_row, text) in held.items():
            cells[column] = cells[column] or (text if number <= last_row else "")
        held |= {column: (last_row, cells[column]) for column, last_row in merged.get(number, ())}
        yield cells


def _merged_downwards(sheet: CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """By the row they begin in: the column of merged cells within the rows of the sheet, and their last row."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    (_, left), (_, right) = sheet.start or (0, 0), sheet.end or (0, 0)
    for (first_row, column), (last_row, _) in sheet.merged_cell_ranges or ():
        if last_row > first_row and left <= column <= right:
            found[first_row].append((column - left, last_row))
    return found


def cell_text(cell: Cell) -> str:
    """The cell as text that says all of it and nothing more."""
    match cell:
        case str():
            return cell.replace("\x00", "")
        case float():
            return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}"
        case bool():
            return str(cell).upper()
        case datetime.datetime():
            # A spreadsheet keeps times as fractions of a day, exact to no more than a millisecond.
            moment = cell + datetime.timedelta(microseconds=500)
            return moment.isoformat(" ", "milliseconds").removesuffix(".000")
        case datetime.timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
        case _:
            return str(cell)


def main(source: str, folder: str, max_characters: str) -> None:
    """Write the sheets and print the answer as JSON."""
    print(json.dumps(write_sheets(Path(source), Path(folder), int(max_characters))))  # noqa: T201 - it is the answer
