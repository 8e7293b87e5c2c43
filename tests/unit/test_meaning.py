"""What a table is and what its columns hold: look-alikes of public files, parts of a dataset, and other files."""

import duckdb
import pytest

from perennial.dataset import Dataset
from perennial.errors import NotNeeded, RefusedError
from perennial.loading import column_at
from perennial.meaning import Meaning, understand
from perennial.profiles import profile_columns
from perennial.reading import Format
from tests.public.files import PublicFile
from tests.public.order_files import ORDER_FILES
from tests.public.other_files import OTHER_FILES, SUBSCRIBER_FILES
from tests.public.payment_files import PAYMENT_FILES

KEY = "landing/shop/file.csv"


def understood(header, rows, key: str = KEY, *, named: bool = True, **description) -> Meaning:
    layout = Format("utf-8-sig", ",", tuple(header), 1, named, False, "\n", ())
    with duckdb.connect() as con:
        columns = ", ".join(f"{column_at(position)} varchar" for position in range(len(header)))
        con.execute(f"create temp table sample_rows ({columns})")
        cells = [tuple(cell or None for cell in row) for row in rows]
        con.executemany(f"insert into sample_rows values ({', '.join('?' * len(header))})", cells)
        return understand(key, layout, profile_columns(con, layout), Dataset.model_validate(description), con)


def by_name(file: PublicFile) -> str:
    return file.name


@pytest.mark.parametrize("file", [*ORDER_FILES, *PAYMENT_FILES], ids=by_name)
def test_public_order_files_are_understood_by_bare_drop(file):
    found = understood(file.names, file.rows())
    assert (found.kind, found.table, found.columns) == ("orders", "order_lines", file.expected)
    assert found.personal == tuple(filter(None, file.personal.split("|")))
    assert found.found_by == "inferred"


@pytest.mark.parametrize("file", SUBSCRIBER_FILES, ids=by_name)
def test_public_subscriber_files_are_understood_by_bare_drop_without_what_is_personal(file):
    found = understood(file.names, file.rows())
    personal = tuple(filter(None, file.personal.split("|")))
    assert (found.kind, found.table, found.columns) == ("subscribers", "customers", file.expected)
    assert found.personal == personal
    assert found.attributes == tuple(sorted(set(file.names) - set(file.expected.values()) - set(personal)))


@pytest.mark.parametrize("file", OTHER_FILES, ids=by_name)
def test_other_files_are_refused_by_name_or_with_what_they_lack(file):
    with pytest.raises(RefusedError, match=file.refusal) as refusal:
        understood(file.names, file.rows())
    assert not isinstance(refusal.value, NotNeeded)
