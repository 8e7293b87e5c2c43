"""The folder that survives a stack killed at any moment."""

from pathlib import Path

import pytest

from infra.local.kept import Folder, KeptObject, Manifest


def test_a_committed_manifest_is_there_again_with_its_blobs(work_dir: Path) -> None:
    folder = Folder(work_dir)
    with folder.new_blob() as (name, path):
        path.write_text("rows")
    manifest = Manifest({"bucket": {"ä key": KeptObject("etag", "text/csv", name)}}, {"table": name})
    folder.commit(manifest)
    again = Folder(work_dir)
    assert again.load() == manifest
    assert again.blob(name).read_text() == "rows"


def test_a_folder_holds_nothing_at_first(work_dir: Path) -> None:
    assert Folder(work_dir).load() == Manifest()


def test_a_blob_that_was_not_finished_is_not_there(work_dir: Path) -> None:
    folder = Folder(work_dir)
    names = []

    def write_half() -> None:
        with folder.new_blob() as (name, path):
            names.append(name)
            path.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert not folder.blob(names[0]).exists()


def test_cleaning_removes_every_blob_that_is_not_needed(work_dir: Path) -> None:
    folder = Folder(work_dir)
    with folder.new_blob() as (needed, path):
        path.touch()
    with folder.new_blob() as (superseded, path):
        path.touch()
    folder.clean({needed})
    assert folder.blob(needed).exists()
    assert not folder.blob(superseded).exists()
