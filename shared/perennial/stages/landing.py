"""What lies in the landing bucket for one dataset."""

from perennial import layout
from perennial.objects import ObjectInfo, ObjectStore


def landed(landing: ObjectStore, dataset: str) -> list[ObjectInfo]:
    """The dataset's dropped objects, by key; those of the default dataset may lie outside any folder."""
    prefix = layout.LANDING_PREFIX if dataset == layout.DEFAULT_DATASET else layout.landing_prefix(dataset)
    return [info for info in landing.list(prefix) if layout.landing_key(info.key).dataset == dataset]
