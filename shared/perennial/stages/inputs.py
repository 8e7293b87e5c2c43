"""What a feature snapshot is made of: the live clean files of a dataset by table, and the settings that shape it."""

import hashlib
import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from perennial import layout
from perennial.dataset import Dataset
from perennial.features import FEATURES_VERSION
from perennial.objects import ObjectStore
from perennial.part_tables import ORDER_HEADERS, ORDER_ITEMS, ORDER_TABLES, PAYMENTS, PERSONS, PRODUCTS
from perennial.records import FileState
from perennial.subscriber_features import SUBSCRIBER_FEATURES_VERSION
from perennial.subscriber_tables import CUSTOMERS
from perennial.tables import ORDER_LINES

DOWNLOADS_AT_ONCE = 8
# Where rows of one key differ the last file by name decides; everywhere else names have no say.
NAMES_DECIDE = {table.name for table in (ORDER_HEADERS, PERSONS, PRODUCTS, CUSTOMERS)}
SAY_WHAT_WAS_BOUGHT = {table.name for table in (ORDER_LINES, ORDER_HEADERS, ORDER_ITEMS, PAYMENTS)}
VERSIONS = {"orders": FEATURES_VERSION, "subscribers": SUBSCRIBER_FEATURES_VERSION}


@dataclass(frozen=True, slots=True)
class Inputs:
    """The clean files' identities by table, one for each landing key even where contents are equal."""

    dataset: str
    description: Dataset
    tables: dict[str, tuple[str, ...]]
    files: int

    @property
    def kind(self) -> str:
        """orders | subscribers"""
        return "subscribers" if CUSTOMERS.name in self.tables else "orders"

    def snapshot(self) -> str:
        """The snapshot's id: the same inputs in whatever order have the same."""
        described = self.description
        settings = [described.cleaning_digest(), described.joining_digest(), str(described.as_of), VERSIONS[self.kind]]
        content = json.dumps([sorted(self.tables.items()), *settings])
        return hashlib.sha256(content.encode()).hexdigest()[:32]


def live_inputs(dataset: str, description: Dataset, states: Sequence[FileState]) -> Inputs:
    """What the clean files make together.

    A dataset is of one kind: where files say what was bought, customers with a label beside them do not count.
    """
    clean = sorted((state for state in states if state.status == "clean"), key=lambda state: state.key)
    found = {name for state in clean for name in state.tables}
    names = [table.name for table in ORDER_TABLES]
    if CUSTOMERS.name in found and not found & SAY_WHAT_WAS_BOUGHT:
        names = [CUSTOMERS.name]
    tables = {name: _identities(name, clean) for name in names if name in found}
    return Inputs(dataset, description, tables, sum(not tables.keys().isdisjoint(state.tables) for state in clean))


def _identities(table: str, clean: Sequence[FileState]) -> tuple[str, ...]:
    """By the file's name where names decide, else by themselves."""
    identities = [state.identity for state in clean if table in state.tables and state.identity]
    return tuple(identities if table in NAMES_DECIDE else sorted(identities))


def fetch(inputs: Inputs, lake: ObjectStore, folder: Path) -> dict[str, list[Path]]:
    """Download the clean files; answers their paths by table, in the order of the identities."""
    wanted = sorted({(table, identity) for table, identities in inputs.tables.items() for identity in identities})
    for table in inputs.tables:
        (folder / table).mkdir()

    def download(table: str, identity: str) -> Path:
        path = folder / table / f"{identity}.parquet"
        lake.download(layout.clean_file(inputs.dataset, table, identity), path)
        return path

    with ThreadPoolExecutor(DOWNLOADS_AT_ONCE) as pool:
        paths = dict(zip(wanted, pool.map(lambda each: download(*each), wanted), strict=True))
    return {name: [paths[name, identity] for identity in identities] for name, identities in inputs.tables.items()}
