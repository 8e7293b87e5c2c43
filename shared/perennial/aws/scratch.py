"""A folder for one run of a function, and the end of those that killed runs left behind.

Lambda starts a function that ran out of time or memory again on the same /tmp: what it left would fill the disk.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

PREFIX = "perennial-run-"
IN_USE = "in-use"  # locked while the run lives; the lock ends with its process, however that ends


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """An empty folder that is gone after the block; folders of runs that were killed go first."""
    for lock in Path(gettempdir()).glob(f"{PREFIX}*/{IN_USE}"):
        _remove_if_left(lock)
    with TemporaryDirectory(prefix=PREFIX) as name:
        new, work = Path(name) / "new", Path(name) / "work"
        work.mkdir()
        with new.open("w") as locked:
            fcntl.flock(locked, fcntl.LOCK_EX)
            new.rename(new.with_name(IN_USE))  # seen by others only once it is locked
            yield work


def _remove_if_left(in_use: Path) -> None:
    try:
        with in_use.open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(in_use.parent, ignore_errors=True)
    except OSError:  # its run lives, or somebody else removed it
        return
