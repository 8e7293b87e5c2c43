"""Which files are dropped under which names, and the description that goes before them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from perennial import layout
from perennial.dataset import parse_description
from perennial.errors import RefusedError
from perennial.objects import ObjectStore


def files_to_drop(paths: Sequence[Path]) -> dict[str, Path]:
    """The files by the name they get in the dataset: a file's own, or its path below the given folder.

    Hidden files are left out. Raises RefusedError for a path without files and for two files of one name.
    """
    found: dict[str, Path] = {}
    for given in paths:
        for name, path in _named(given):
            if found.setdefault(name, path) != path:
                raise RefusedError(f"{path} and {found[name]} would both be called {name}; give the folder above them.")
    return dict(sorted(found.items()))


def description_of(
    dataset: str, files: Mapping[str, Path], mapping: Path | None, horizons_days: Sequence[int]
) -> bytes | None:
    """The dataset.json to drop first: the given or found one with the horizons put in; None where nothing is said.

    Raises InvalidDescription, and RefusedError when there are two.
    """
    found = files.get(layout.DESCRIPTION_FILE)
    if mapping is not None and found is not None:
        raise RefusedError(f"{mapping} and {found} both describe the dataset; leave one of them out.")
    source = mapping or found
    if source is None and not horizons_days:
        return None
    body = b"{}" if source is None else source.read_bytes()
    description = parse_description(dataset, body)
    if horizons_days:
        content = {
            **description.model_dump(mode="json", exclude_unset=True),
            "horizons_days": sorted(set(horizons_days)),
        }
        body = json.dumps(content).encode()
        parse_description(dataset, body)
    return body


def drop(landing: ObjectStore, dataset: str, files: Mapping[str, Path]) -> Iterator[str]:
    """Upload the files into the dataset one by one; gives each landing key once it is there."""
    for name, path in files.items():
        key = layout.landing_path(dataset, name)
        landing.upload(key, path)
        yield key


def checked_dataset(dataset: str) -> str:
    """The name, if a dataset can be called that; raises RefusedError."""
    if layout.DATASET_NAME.match(dataset) is None:
        raise RefusedError(
            f"{dataset!r} cannot be a dataset's name. Use letters, digits, dots, dashes and underscores, beginning "
            "with a letter or digit, at most 63."
        )
    return dataset


def _named(given: Path) -> Iterator[tuple[str, Path]]:
    if given.is_file():
        yield given.name, given
        return
    if not given.is_dir():
        raise RefusedError(f"{given} does not exist; check the path.")
    below = sorted(path for path in given.rglob("*") if path.is_file())
    names = {path.relative_to(given).as_posix(): path for path in below}
    visible = {name: path for name, path in names.items() if not any(part.startswith(".") for part in name.split("/"))}
    if not visible:
        raise RefusedError(f"{given} holds no files; give a folder with order files.")
    yield from visible.items()
