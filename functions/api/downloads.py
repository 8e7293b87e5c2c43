"""Files of the lake for whoever asks: a presigned address, so that their bytes do not pass through the function."""

from functions.api.list_answers import Download
from perennial.errors import ObjectMissing
from perennial.objects import ObjectStore

EXPIRES_SECONDS = 300


def offered(store: ObjectStore, key: str, file_name: str) -> Download:
    """The address of an object, good for a few minutes; raises ObjectMissing."""
    info = store.head(key)
    if info is None:
        raise ObjectMissing(key)
    url = store.presigned_get(key, file_name=file_name, expires_seconds=EXPIRES_SECONDS)
    return Download(url=url, file_name=file_name, size_bytes=info.size_bytes, expires_in_seconds=EXPIRES_SECONDS)
