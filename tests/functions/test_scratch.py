"""The folder of one run: empty, gone afterwards, and rid of what killed runs left."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from perennial.aws.scratch import scratch_folder

KILLED = """
import os, signal
from perennial.aws.scratch import scratch_folder
with scratch_folder() as folder:
    (folder / "spill").write_bytes(bytes(1000))
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of its own, as every function has on AWS."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_a_run_gets_an_empty_folder_that_is_gone_afterwards(temporary: Path) -> None:
    with scratch_folder() as folder:
        assert list(folder.iterdir()) == []
        (folder / "spill").write_bytes(b"1")
    assert list(temporary.iterdir()) == []


def test_what_a_killed_run_left_goes_at_the_next_one(temporary: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED], check=False)
    (left,) = temporary.iterdir()
    with scratch_folder():
        assert not left.exists()


def test_a_run_that_lives_keeps_its_folder(temporary: Path) -> None:
    with scratch_folder() as first:
        (first / "spill").write_bytes(b"1")
        with scratch_folder() as second:
            assert second != first
        assert (first / "spill").exists()
