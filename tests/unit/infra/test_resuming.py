"""What a restarted stack announces again."""

from infra.local.resuming import announce_again
from perennial import layout
from perennial.dataset import Dataset
from perennial.memory import MemoryPorts
from perennial.records import FileState
from tests.watched import watched


def settle(ports: MemoryPorts, key: str, body: bytes = b"rows") -> FileState:
    """A file that was dropped and read."""
    info = ports.landing.write(key, body)
    dataset = layout.landing_key(key).dataset
    state = FileState(dataset, key, "clean", info.etag, Dataset().cleaning_digest(), identity="id")
    ports.lake.write(layout.receipt(dataset, key), b"{}")
    return ports.state.save_file(state, expected_revision=None)


def hinted(ports: MemoryPorts) -> list[object]:
    return [message.body["key"] for message in ports.ingest_queue.sent]


def test_a_file_that_was_not_read_is_hinted_at_and_one_that_was_is_not(ports: MemoryPorts) -> None:
    settle(ports, "landing/shop/old.csv")
    ports.landing.write("landing/shop/new.csv", b"rows")
    assert announce_again(ports) == ["landing/shop/new.csv"] == hinted(ports)


def test_a_file_replaced_or_deleted_while_nothing_ran_is_hinted_at(ports: MemoryPorts) -> None:
    settle(ports, "landing/shop/replaced.csv")
    settle(ports, "landing/shop/deleted.csv")
    ports.landing.write("landing/shop/replaced.csv", b"other rows")
    ports.landing.delete("landing/shop/deleted.csv")
    assert announce_again(ports) == ["landing/shop/deleted.csv", "landing/shop/replaced.csv"] == hinted(ports)


def test_a_dataset_s_receipt_is_written_again_so_that_features_look(ports: MemoryPorts) -> None:
    settle(ports, "landing/shop/old.csv")
    calls: list[str] = []
    announce_again(watched(ports, calls.append))
    assert calls.count("lake.write") == 1


def test_a_folder_that_cannot_be_a_dataset_is_left_alone(ports: MemoryPorts) -> None:
    ports.landing.write("landing/not a name/x.csv", b"rows")
    assert announce_again(ports) == []


def test_nothing_dropped_is_nothing_announced(ports: MemoryPorts) -> None:
    assert announce_again(ports) == []
