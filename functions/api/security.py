"""Who asks: the one dependency that lets a request through or refuses it."""

from typing import Annotated

from cachetools import TLRUCache
from fastapi import Request, Security
from fastapi.security import APIKeyHeader

from functions.api.world import World
from perennial.apikeys import digest, verify
from perennial.errors import InvalidApiKey
from perennial.records import ApiKeyRecord

KNOWN_SECONDS = 60  # how long a revoked key may still be accepted
UNKNOWN_SECONDS = 10  # how long a key just made may still be refused to who asked too early
KEYS_REMEMBERED = 1_000
HEADER = APIKeyHeader(
    name="x-api-key", scheme_name="ApiKey", auto_error=False, description="An API key; `perennial keys` makes one."
)


class KeyRing:
    """The keys of the State table, each remembered for a while by its digest."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._records: TLRUCache[str, ApiKeyRecord | None] = TLRUCache(
            KEYS_REMEMBERED, ttu=_forget_at, timer=world.seconds
        )

    def holder(self, secret: str | None) -> ApiKeyRecord:
        """The key with this secret; raises InvalidApiKey for none, an unknown or a revoked one."""
        record = self._record(digest(secret)) if secret else None
        if not secret or record is None or not verify(record, secret):
            raise InvalidApiKey
        return record

    def _record(self, sha256: str) -> ApiKeyRecord | None:
        try:
            return self._records[sha256]
        except KeyError:
            record = self._records[sha256] = self._world.ports.state.api_key(sha256)
            return record


def _forget_at(_: str, record: ApiKeyRecord | None, now: float) -> float:
    return now + (UNKNOWN_SECONDS if record is None else KNOWN_SECONDS)


async def require_key(request: Request, secret: Annotated[str | None, Security(HEADER)]) -> ApiKeyRecord:
    """The key that asks; raises InvalidApiKey."""
    ring: KeyRing = request.app.state.keys
    return ring.holder(secret)


Key = Annotated[ApiKeyRecord, Security(require_key)]
