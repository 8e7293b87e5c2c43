"""A workbook into the text of its sheets, by a process of its own.

The library that reads workbooks loads a sheet whole, and on damaged ones it may end the process it runs in or ask for
more memory than there is; in a process of its own, within limits, that costs one file and not the stage.
"""

import json
import subprocess
import sys
from pathlib import Path

from perennial.errors import UnreadableFile

MAX_MEMORY_BYTES = 1_300_000_000
MAX_CPU_SECONDS = 150
TOO_LARGE = (
    "it is damaged, or takes more than 1.3 GB of memory to read (about ten million cells). Save its sheets as CSV "
    "and upload that."
)
# The limits are set by the process itself before it reads a byte; macOS knows them and does not enforce all.
PROGRAM = (
    "import json, resource, sys; path, memory, cpu, *rest = sys.argv[1:]; "
    "resource.setrlimit(resource.RLIMIT_CPU, (int(cpu), int(cpu))); "
    "resource.setrlimit(resource.RLIMIT_CORE, (0, 0)); "
    "sys.path[:] = json.loads(path); from perennial.sheets import main; "
    "sys.platform == 'linux' and resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory))); "
    "main(*rest)"
)


def unpack_sheets(
    key: str, source: Path, kind: str, folder: Path, max_characters: int
) -> tuple[list[tuple[str, Path]], list[tuple[str, str]]]:
    """Write each sheet as CSV below the folder: (name, file) of those, and (name, reason) of those left aside.

    The kind is one of file_kinds.WORKBOOKS: the library goes by the ending of a file's name. Raises UnreadableFile for
    a workbook that is damaged, protected or beyond the limits.
    """
    book = folder / f"book.{kind}"
    book.symlink_to(source.resolve())
    limits = [str(MAX_MEMORY_BYTES), str(MAX_CPU_SECONDS)]
    arguments = [json.dumps(sys.path), *limits, str(book), str(folder), str(max_characters)]
    done = subprocess.run(  # noqa: S603 - our own interpreter running our own program
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, check=False, text=True, encoding="utf-8"
    )
    if done.returncode != 0:
        raise UnreadableFile(key, TOO_LARGE)
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise UnreadableFile(key, answer["refused"])
    return [(name, folder / file) for name, file in answer["sheets"]], [(name, why) for name, why in answer["ignored"]]
