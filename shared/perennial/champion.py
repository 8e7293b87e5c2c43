"""What the champion pointer of a dataset says beside the version: values out of a pointer, nothing read or moved."""

from collections.abc import Mapping

from perennial.pointers import Pointer
from perennial.records import Json

# What a dataset, of orders or of subscribers, is measured by when asked whether it has outgrown its model.
SIZES = ("order_lines", "labelled")
BY_A_PERSON = ("promoted", "rolled back")


def considered(champion: Pointer) -> dict[str, Json]:
    """The inputs of the last training and their sizes, whichever version came to serve: these need not be learnt again.

    So a person's choice of a version stands until there is something new to learn.
    """
    of_last = champion.detail.get("considered")
    return inputs_of(of_last if isinstance(of_last, Mapping) else champion.detail)


def inputs_of(detail: Mapping[str, Json]) -> dict[str, Json]:
    """What of a version's detail says what it was made from."""
    return {name: detail[name] for name in ("inputs", *SIZES) if name in detail}


def earlier_versions(champion: Pointer) -> list[str]:
    """The versions that served before this one, the last one first."""
    earlier = champion.detail.get("earlier")
    return [str(version) for version in earlier] if isinstance(earlier, list) else []


def is_by_a_person(champion: Pointer) -> bool:
    """Whether a person chose who serves, and no training."""
    decision = champion.detail.get("decision")
    return isinstance(decision, Mapping) and decision.get("kind") in BY_A_PERSON


def succeeded_by(seen: Pointer, version: str) -> list[str]:
    """The versions to go back to from this one, once it serves in place of the one seen."""
    before = [] if seen.snapshot is None else [seen.snapshot]
    return [other for other in (*before, *earlier_versions(seen)) if other != version]
