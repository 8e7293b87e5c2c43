"""After a restart: what was dropped but not yet read, and what may not have been built yet, is announced again."""

from collections import defaultdict
from collections.abc import Iterable

from perennial import layout
from perennial.accounting import unaccounted
from perennial.objects import ObjectInfo
from perennial.ports import Ports
from perennial.stages.descriptions import read_description

BECAUSE = "the local stack was started again"


def announce_again(ports: Ports) -> list[str]:
    """Hint at every unread landing key, and wake the features stage for every dataset; answers the keys.

    Messages do not outlive the services, but the stages find out for themselves what is left to do.
    """
    landed = landed_by_dataset(ports.landing.list(layout.LANDING_PREFIX))
    unread: list[str] = []
    for dataset in sorted({*landed, *ports.state.datasets()}):
        digest = read_description(ports.lake, dataset).cleaning_digest()
        unread += unaccounted(landed[dataset], ports.state.files(dataset), digest)
        _write_a_receipt_again(ports, dataset)
    for key in unread:
        hint = {"key": key, "because": BECAUSE}
        ports.ingest_queue.send(hint, group=layout.landing_key(key).dataset, deduplication_id=f"again-{key}")
    return unread


def landed_by_dataset(infos: Iterable[ObjectInfo]) -> dict[str, list[ObjectInfo]]:
    """The dropped objects by dataset; those whose folder cannot be one are nobody's."""
    landed: dict[str, list[ObjectInfo]] = defaultdict(list)
    for info in infos:
        place = layout.landing_key(info.key)
        if place.has_valid_dataset:
            landed[place.dataset].append(info)
    return landed


def _write_a_receipt_again(ports: Ports, dataset: str) -> None:
    """Its creation is what wakes the features stage; one receipt is enough for the dataset."""
    receipt = next(iter(ports.lake.list(f"{layout.RECEIPTS_PREFIX}{dataset}/")), None)
    if receipt is not None:
        ports.lake.write(receipt.key, ports.lake.read(receipt.key).body, "application/json")
