"""Files given as paths or addresses: what lies behind an address is fetched first."""

from collections.abc import Sequence
from pathlib import Path

from perennial.web.downloading import download


def fetched(given: Sequence[str], folder: Path) -> list[Path]:
    """The paths as they are, and for each address the file that was fetched from it into the folder."""
    return [download(one, folder / str(at)).path if "://" in one else Path(one) for at, one in enumerate(given)]
