"""The call to go on erasing, by the stages at the end of the way: what was to be removed may now be superseded."""

from perennial.ports import Ports
from perennial.records import Json


def go_on_erasing(dataset: str, ports: Ports, *, because: str) -> bool:
    """Queue the dataset where somebody waits to be erased; answers whether that was so."""
    waiting = any(record.status != "done" for record in ports.erasures.of(dataset))
    if waiting:
        body: dict[str, Json] = {"dataset": dataset, "because": because}
        named = because.replace(" ", "-")  # SQS refuses a deduplication id with a space in it
        ports.erase_queue.send(body, group=dataset, deduplication_id=f"{dataset}-{named}")
    return waiting
