"""One simulated shop for all model tests that only read it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection

from tests.simulated_shop import shop, simulated_orders

SHOP_DAYS = 400


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBPyConnection]:
    """A shop of 400 customers and 400 days."""
    folder: Path = tmp_path_factory.mktemp("shop")
    with shop(folder, simulated_orders(400, SHOP_DAYS, seed=7)) as con:
        yield con
