"""Who was erased and must not come back: known by keyed hashes alone, so that the list names nobody."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

type Kind = Literal["person", "order"]

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Suppression:
    """The persons erased from a dataset and their orders, as HMAC-SHA256 under a key that lies elsewhere (RFC 2104).

    Ids are short and easily tried out: without the key a hash tells as little as no hash.
    """

    key: bytes
    hashes: frozenset[str] = frozenset()

    def hash_of(self, kind: Kind, text: str) -> str:
        """The hash under which an id is kept, in hexadecimal."""
        return hmac.new(self.key, f"{kind}\n{text}".encode(), hashlib.sha256).hexdigest()

    def among(self, kind: Kind, texts: Iterable[str]) -> dict[str, str]:
        """Those of these ids that are suppressed, each with its hash."""
        if not self.hashes:
            return {}
        hashed = ((text, self.hash_of(kind, text)) for text in texts)
        return {text: found for text, found in hashed if found in self.hashes}

    def plus(self, ids: Mapping[Kind, Iterable[str]]) -> "Suppression":
        """The list with these ids on it too."""
        added = {self.hash_of(kind, text) for kind, texts in ids.items() for text in texts}
        return Suppression(self.key, self.hashes | added)


NOBODY = Suppression(b"")


def to_json(suppression: Suppression) -> bytes:
    """The hashes, sorted; the key is kept elsewhere."""
    return json.dumps({"hashes": sorted(suppression.hashes)}, indent=1).encode()


def from_json(key: bytes, body: bytes) -> Suppression:
    """The list as it was written, under its key."""
    return Suppression(key, frozenset(json.loads(body)["hashes"]))
