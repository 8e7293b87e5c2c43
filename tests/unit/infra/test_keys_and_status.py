"""API keys and the state of a system, through any ports."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from infra.cli.keys import create_key, revoke_key
from infra.cli.status import status_tables
from perennial import apikeys
from perennial.errors import NotFoundError
from perennial.memory import MemoryPorts
from perennial.records import FileState, RunRecord, Usage

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def shown_status(ports: MemoryPorts) -> str:
    written = io.StringIO()
    screen = Console(file=written, width=200)
    for table in status_tables(ports):
        screen.print(table)
    return written.getvalue()


def test_a_made_key_opens_until_it_is_revoked(ports: MemoryPorts) -> None:
    secret = create_key(ports, "laptop", "operate")
    (record,) = ports.state.api_keys()
    assert apikeys.verify(record, secret)
    assert record.scope == "operate"
    assert revoke_key(ports, record.key_id) == "laptop"
    (revoked,) = ports.state.api_keys()
    assert not apikeys.verify(revoked, secret)


def test_a_key_revoked_twice_keeps_the_first_moment(ports: MemoryPorts) -> None:
    create_key(ports, "laptop", "operate")
    key_id = ports.state.api_keys()[0].key_id
    revoke_key(ports, key_id)
    first = ports.state.api_keys()
    revoke_key(ports, key_id)
    assert ports.state.api_keys() == first


def test_an_unknown_key_cannot_be_revoked(ports: MemoryPorts) -> None:
    with pytest.raises(NotFoundError, match="nobody"):
        revoke_key(ports, "nobody")


def test_two_keys_are_never_the_same(ports: MemoryPorts) -> None:
    assert create_key(ports, "a", "read") != create_key(ports, "a", "read")


def test_status_names_failed_files_and_how_runs_ended(ports: MemoryPorts) -> None:
    for name, status, reason in (("a.csv", "clean", None), ("b.csv", "failed", "b.csv: [not] a table")):
        state = FileState("shop", f"landing/shop/{name}", status, "etag", "digest", reason=reason)  # type: ignore[arg-type] # both are statuses
        ports.state.save_file(state, expected_revision=None)
    ports.state.save_run(RunRecord("1", "shop", "train", "", NOW, NOW + timedelta(seconds=2.5), "done"))
    ports.state.save_run(RunRecord("2", "shop", "ingest", "landing/shop/a.csv", NOW))
    text = shown_status(ports)
    for part in ("Dataset shop", "b.csv: [not] a table", "train", "2.5", "running", "landing/shop/a.csv"):
        assert part in text


def test_status_tells_what_a_run_took_in_gave_out_and_would_cost(ports: MemoryPorts) -> None:
    ports.state.save_file(FileState("shop", "landing/shop/a.csv", "clean", "etag", "digest"), expected_revision=None)
    used = Usage(rows_in=1234, rows_out=56, bytes_in=7_000, bytes_out=80, peak_memory_mb=321.5, cost_usd=0.00123)
    ports.state.save_run(RunRecord("r1", "shop", "score", "", NOW, NOW, "done", usage=used))
    text = shown_status(ports)
    for told in ("1,234 → 56", "7.0 kB", "80 bytes", "322 MB", "$0.00123"):
        assert told in text
