"""The SQL engine: a DuckDB connection that stays inside one folder, one memory limit and one thread count."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import duckdb

MEMORY_LIMIT_MB = 1536


@contextmanager
def connection(
    work_dir: Path, *, threads: int = 2, memory_limit_mb: int = MEMORY_LIMIT_MB
) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory database that spills into `work_dir` and needs neither a home folder nor a network."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(work_dir / "duckdb"),
        "home_directory": str(work_dir),
        "memory_limit": f"{memory_limit_mb}MB",
        "threads": threads,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    con = duckdb.connect(":memory:", config=config)
    con.execute("set TimeZone = 'UTC'")
    try:
        yield con
    finally:
        con.close()


def statement(name: str) -> str:
    """The text of sql/<name>.sql."""
    return resources.files("perennial.sql").joinpath(f"{name}.sql").read_text()
