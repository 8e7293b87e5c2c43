"""Who asks, and whether they may: the dependency that lets a request through or refuses it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from cachetools import TLRUCache
from fastapi import Request, Security
from fastapi.dependencies.models import Dependant
from fastapi.security import APIKeyHeader

from functions.api.world import World
from perennial.apikeys import SCOPES, allows, digest, verify
from perennial.errors import InsufficientScope, InvalidApiKey
from perennial.records import ApiKeyRecord, Scope

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


@dataclass(frozen=True, slots=True)
class Requires:
    """The dependency of a route that keys of this scope, and of those that include it, may use."""

    scope: Scope

    async def __call__(self, request: Request, secret: Annotated[str | None, Security(HEADER)]) -> ApiKeyRecord:
        """The key that asks; raises InvalidApiKey, and InsufficientScope for a valid key that may do less."""
        ring: KeyRing = request.app.state.keys
        record = ring.holder(secret)
        if not allows(record, self.scope):
            raise InsufficientScope(self.scope, record.scope)
        return record


@cache
def requires(scope: Scope) -> Requires:
    """What a route declares: `Annotated[ApiKeyRecord, Security(requires("operate"))]`, or the aliases below.

    It has to be the first parameter, or stand in the route's `dependencies`, so that who may not learns nothing else.
    """
    return Requires(scope)


def scope_of(dependant: Dependant) -> Scope | None:
    """The scope a key needs for the route with these dependencies; None where it needs no key."""
    return max(_scopes_in(dependant), key=SCOPES.index, default=None)


def _scopes_in(dependant: Dependant) -> Iterator[Scope]:
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, Requires):
            yield dependency.call.scope
        yield from _scopes_in(dependency)


ReadKey = Annotated[ApiKeyRecord, Security(requires("read"))]
OperateKey = Annotated[ApiKeyRecord, Security(requires("operate"))]
AdminKey = Annotated[ApiKeyRecord, Security(requires("admin"))]
