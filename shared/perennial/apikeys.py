"""API keys: made from given entropy, kept as a digest, compared in constant time."""

import base64
import hashlib
import hmac
from datetime import datetime

from perennial.errors import InvalidRequest
from perennial.records import ApiKeyRecord, Scope

PREFIX = "pk_"  # lets secret scanners and people recognise a leaked key
ENTROPY_BYTES = 32
KEY_ID_LENGTH = 12
SCOPES: tuple[Scope, ...] = ("read", "operate", "admin")  # each may do what those before it may


def new_key(name: str, now: datetime, entropy: bytes, scope: Scope = "read") -> tuple[str, ApiKeyRecord]:
    """A secret to hand over once, and the record to keep of it; unless told otherwise it may read and no more.

    `entropy` is 32 bytes from a cryptographic source. Raises InvalidRequest for less, more or a blank name.
    """
    if len(entropy) != ENTROPY_BYTES:
        raise InvalidRequest(f"a key needs exactly {ENTROPY_BYTES} bytes of entropy, not {len(entropy)}.")
    if not name.strip():
        raise InvalidRequest("a key needs a name that says who uses it.")
    secret = PREFIX + base64.urlsafe_b64encode(entropy).rstrip(b"=").decode()
    sha256 = digest(secret)
    return secret, ApiKeyRecord(sha256[:KEY_ID_LENGTH], sha256, name.strip(), created_at=now, scope=scope)


def digest(secret: str) -> str:
    """The SHA-256 under which a secret is kept, in hexadecimal.

    A fast hash is right here and salt would add nothing: 256 random bits cannot be guessed, unlike a password.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def verify(record: ApiKeyRecord, secret: str) -> bool:
    """Whether the secret is the record's and the key was not revoked; takes the same time for every wrong secret."""
    matches = hmac.compare_digest(record.sha256, digest(secret))
    return matches and record.revoked_at is None


def allows(record: ApiKeyRecord, needed: Scope) -> bool:
    """Whether the key's scope is the needed one, or one that includes it."""
    return SCOPES.index(record.scope) >= SCOPES.index(needed)
