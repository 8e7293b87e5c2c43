"""Retire: versions that have served their time are tagged, and a rule of the models bucket removes what is tagged.

Never the champion, the last versions, nor one that a rollback may go to.
"""

from contextlib import suppress
from dataclasses import replace

from perennial import layout
from perennial.champion import earlier_versions
from perennial.errors import ObjectMissing
from perennial.models.artifact import MODEL_FILE
from perennial.pointers import read_pointer
from perennial.ports import Ports
from perennial.records import ModelRecord

LAST_KEPT = 5
# The lifecycle rule in template.yaml goes by this tag.
RETIRED = {"retired": "yes"}


def retire(dataset: str, ports: Ports) -> list[str]:
    """Tag what no longer needs to be kept, and write down what is gone; answers the versions newly tagged."""
    records = ports.registry.versions(dataset)
    retired = []
    for record in records:
        if record.version in _kept(dataset, ports, records):
            if record.expiring:  # whoever let it serve again was stopped before they took the tag off
                spare(ports, record)
        elif record.status != "expired":
            retired += _retired(ports, record, records)
    return retired


def spare(ports: Ports, record: ModelRecord) -> None:
    """Take the tag off a version that serves again; call it once the pointer names the version."""
    _tag(ports, record, {})
    ports.registry.save(replace(record, expiring=False))


def _retired(ports: Ports, record: ModelRecord, records: list[ModelRecord]) -> list[str]:
    """Somebody may let the version serve just now: they take tags off after they moved the pointer, so it is enough to
    look at the pointer after tagging.
    """
    if ports.models.head(layout.model_folder(record.dataset, record.version) + MODEL_FILE) is None:
        ports.registry.save(replace(record, status="expired"))
        return []
    ports.registry.save(replace(record, expiring=True))
    _tag(ports, record, RETIRED)
    if record.version in _kept(record.dataset, ports, records):
        spare(ports, record)
        return []
    return [] if record.expiring else [record.version]


def _kept(dataset: str, ports: Ports, records: list[ModelRecord]) -> set[str | None]:
    champion = read_pointer(ports.models, layout.champion_pointer(dataset))
    return {champion.snapshot, *earlier_versions(champion), *(record.version for record in records[:LAST_KEPT])}


def _tag(ports: Ports, record: ModelRecord, tags: dict[str, str]) -> None:
    for info in ports.models.list(layout.model_folder(record.dataset, record.version)):
        with suppress(ObjectMissing):  # removed meanwhile
            ports.models.tag(info.key, tags)
