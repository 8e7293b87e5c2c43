"""The SQL engine: works from one folder, needs no home and no network, and keeps to its limits."""

from pathlib import Path

import duckdb
import pytest

from perennial.engine import connection, statement


def test_it_answers_in_utc_within_its_limits(work_dir: Path) -> None:
    with connection(work_dir, threads=1, memory_limit_mb=200) as con:
        assert con.execute("select current_setting('TimeZone')").fetchone() == ("UTC",)
        assert con.execute("select current_setting('threads')").fetchone() == (1,)
        assert con.execute("select current_setting('memory_limit')").fetchone() == ("190.7 MiB",)


def test_it_spills_into_the_work_folder_when_memory_is_short(work_dir: Path) -> None:
    with connection(work_dir, memory_limit_mb=60) as con:
        con.execute("create table t as select hash(i) as h, hash(i + 1) as g from range(4_000_000) as r(i)")
        rows = con.execute("select count(*) from (select * from t order by h limit 3_900_000)").fetchone()
        assert rows == (3_900_000,)
        assert any((work_dir / "duckdb").iterdir())


def test_it_works_where_there_is_no_home_folder(work_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(work_dir / "nowhere"))
    with connection(work_dir) as con:
        con.execute(f"copy (select 1 as a) to '{work_dir / 'a.parquet'}' (format parquet)")
        assert con.execute(f"from '{work_dir / 'a.parquet'}'").fetchone() == (1,)
    assert not (work_dir / "nowhere").exists()


def test_it_fetches_no_extension(work_dir: Path) -> None:
    with connection(work_dir) as con, pytest.raises(duckdb.Error):
        con.execute("from 's3://bucket/file.parquet'")


def test_it_is_closed_even_when_the_work_fails(work_dir: Path) -> None:
    with pytest.raises(ZeroDivisionError), connection(work_dir) as con:
        _ = 1 / 0
    with pytest.raises(duckdb.ConnectionException):
        con.execute("select 1")


def test_two_connections_share_nothing(work_dir: Path) -> None:
    with connection(work_dir) as one, connection(work_dir) as other:
        one.execute("create table t as select 1")
        with pytest.raises(duckdb.CatalogException):
            other.execute("from t")


def test_a_statement_is_the_text_of_its_file() -> None:
    text = statement("mart")
    assert "select" in text.lower()
    with pytest.raises(FileNotFoundError):
        statement("no_such_statement")
