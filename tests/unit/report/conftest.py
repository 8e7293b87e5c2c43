"""The tables of a small shop and of a small subscription."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from perennial.engine import connection
from tests.report_facts import fill_shop, fill_subscription


@pytest.fixture
def con(tmp_path: Path) -> Iterator[DuckDBPyConnection]:
    """An engine without tables."""
    with connection(tmp_path, threads=1) as made:
        yield made


@pytest.fixture
def shop(con: DuckDBPyConnection) -> DuckDBPyConnection:
    """The customers of the shop."""
    fill_shop(con)
    return con


@pytest.fixture
def subscription(con: DuckDBPyConnection) -> DuckDBPyConnection:
    """The customers of the subscription."""
    fill_subscription(con)
    return con
