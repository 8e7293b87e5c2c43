"""Files packed the way people pack them."""

import gzip
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

import openpyxl
import xlwt
from xlwt import CompoundDoc

ODS_PARTS = ("office", "table", "text")
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
TABLE = b"id,date,total\n1,2020-01-01,5.00\n2,2020-01-02,7.50\n"


def zipped(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of these files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def gzipped(content: bytes) -> bytes:
    """The content as gzip, the same bytes every time."""
    return gzip.compress(content, mtime=0)


def xlsx(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook of these sheets in today's Excel format."""
    book = openpyxl.Workbook()
    book.remove(book["Sheet"])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def xls(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """A workbook of these sheets in the Excel format of 1997."""
    book = xlwt.Workbook()
    dates = xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM:SS")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell, *([dates] if hasattr(cell, "year") else []))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def ods(rows: Sequence[Sequence[str]], name: str = "Sheet1") -> bytes:
    """An OpenDocument workbook of one sheet of texts."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = "".join(f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows)
    spaces = " ".join(f'xmlns:{part}="urn:oasis:names:tc:opendocument:xmlns:{part}:1.0"' for part in ODS_PARTS)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="{name}">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    files = {"mimetype": kind, "META-INF/manifest.xml": MANIFEST, "content.xml": content}
    return zipped(files, zipfile.ZIP_STORED)


def xlsb(rows: Sequence[Sequence[str | float]], name: str = "Sheet1") -> bytes:
    """A binary workbook of one sheet, its records as of MS-XLSB: sizes and types of seven bits a byte."""
    sheet = [_record(0x81), _record(0x94, bytes(16)), _record(0x91)]
    for at, row in enumerate(rows):
        sheet.append(_record(0x00, struct.pack("<I", at)))
        for column, cell in enumerate(row):
            place = struct.pack("<II", column, 0)
            is_text = isinstance(cell, str)
            sheet.append(
                _record(0x06, place + _wide(cell)) if is_text else _record(0x05, place + struct.pack("<d", cell))
            )
    sheet.append(_record(0x92))
    book = _record(0x9C, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(name)) + _record(0x90) + _record(0x9D)
    link = '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.bin"/></Relationships>'
    parts = {"xl/workbook.bin": book, "xl/_rels/workbook.bin.rels": link, "xl/worksheets/sheet1.bin": b"".join(sheet)}
    return zipped({"[Content_Types].xml": "<Types/>", **parts})


def _record(kind: int, content: bytes = b"") -> bytes:
    return _of_seven_bits(kind) + (_of_seven_bits(len(content)) if content else b"\x00") + content


def _of_seven_bits(number: int) -> bytes:
    return bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def protected_xls() -> bytes:
    """A workbook of 1997 that says it is encrypted: the record FILEPASS behind its first one."""
    book = xlwt.Workbook()
    book.add_sheet("A").write(0, 0, "id")
    records = book.get_biff_data()
    (length,) = struct.unpack_from("<H", records, 2)
    file_pass = struct.pack("<HHH", 0x2F, 54, 1) + bytes(52)
    return _compound(records[: 4 + length] + file_pass + records[4 + length :])


def protected_xlsx() -> bytes:
    """What an .xlsx becomes under a password: a compound file whose one part is called EncryptedPackage."""
    plain, encrypted = ("Workbook".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le"))
    content = bytearray(_compound(bytes(8_000)))
    at = content.index(plain)
    content[at : at + 66] = encrypted.ljust(64, b"\x00") + struct.pack("<H", len(encrypted) + 2)
    return bytes(content)


def _compound(part: bytes) -> bytes:
    stream = io.BytesIO()
    CompoundDoc.XlsDoc().save(stream, part)
    return stream.getvalue()
