"""What is dropped under which name."""

import json
from pathlib import Path

import pytest

from infra.cli.dropping import checked_dataset, description_of, drop, files_to_drop
from perennial.errors import InvalidDescription, RefusedError
from perennial.memory import MemoryPorts

MAPPING = {"customer_id": "Kunde", "order_datetime": "Datum", "order_total": "Betrag"}


def write(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_folder_s_files_keep_their_path_below_it_and_hidden_ones_stay(work_dir: Path) -> None:
    for name in ("2024/jan.csv", "feb.csv", ".DS_Store", ".git/config"):
        write(work_dir / "orders" / name)
    single = write(work_dir / "march ä.csv")
    assert list(files_to_drop([work_dir / "orders", single])) == ["2024/jan.csv", "feb.csv", "march ä.csv"]


def test_two_files_of_one_name_are_refused_with_both(work_dir: Path) -> None:
    one, two = write(work_dir / "a" / "x.csv"), write(work_dir / "b" / "x.csv")
    with pytest.raises(RefusedError, match=f"{two} and {one}"):
        files_to_drop([one, two])


def test_a_file_named_twice_is_dropped_once(work_dir: Path) -> None:
    path = write(work_dir / "x.csv")
    assert files_to_drop([path, path]) == {"x.csv": path}


@pytest.mark.parametrize("name", ["missing.csv", "empty"])
def test_a_path_without_files_is_refused(work_dir: Path, name: str) -> None:
    (work_dir / "empty").mkdir()
    with pytest.raises(RefusedError, match=name):
        files_to_drop([work_dir / name])


def test_nothing_said_is_no_description(work_dir: Path) -> None:
    assert description_of("shop", {"x.csv": work_dir / "x.csv"}, None, []) is None


def test_a_bare_mapping_with_horizons_becomes_a_description_of_both(work_dir: Path) -> None:
    mapping = write(work_dir / "mapping.json", json.dumps(MAPPING))
    body = description_of("shop", {}, mapping, [90, 30, 90])
    assert body is not None
    content = json.loads(body)
    assert content["mapping"].items() >= MAPPING.items()
    assert content["horizons_days"] == [30, 90]
    assert set(content) == {"mapping", "horizons_days"}


def test_horizons_alone_leave_the_columns_to_be_found() -> None:
    assert json.loads(description_of("shop", {}, None, [7]) or b"") == {"horizons_days": [7]}


def test_a_dataset_json_among_the_files_is_the_description(work_dir: Path) -> None:
    found = write(work_dir / "dataset.json", json.dumps(MAPPING))
    assert description_of("shop", {"dataset.json": found}, None, []) == found.read_bytes()


def test_two_descriptions_are_refused(work_dir: Path) -> None:
    found, mapping = (write(work_dir / name, json.dumps(MAPPING)) for name in ("dataset.json", "mapping.json"))
    with pytest.raises(RefusedError, match="leave one"):
        description_of("shop", {"dataset.json": found}, mapping, [])


def test_a_wrong_description_is_refused_before_anything_runs(work_dir: Path) -> None:
    mapping = write(work_dir / "mapping.json", '{"customer_id": "Kunde"}')
    with pytest.raises(InvalidDescription):
        description_of("shop", {}, mapping, [])
    with pytest.raises(InvalidDescription):
        description_of("shop", {}, None, [0])


@pytest.mark.parametrize("name", ["", "-shop", "my shop", "a/b", "x" * 64])
def test_a_name_that_no_dataset_can_have_is_refused(name: str) -> None:
    with pytest.raises(RefusedError, match="dataset"):
        checked_dataset(name)


def test_dropped_files_lie_in_their_dataset(ports: MemoryPorts, work_dir: Path) -> None:
    path = write(work_dir / "x.csv", "rows")
    assert list(drop(ports.landing, "shop", {"2024/x.csv": path})) == ["landing/shop/2024/x.csv"]
    assert ports.landing.read("landing/shop/2024/x.csv").body == b"rows"
