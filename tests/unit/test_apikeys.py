from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.apikeys import SCOPES, allows, digest, new_key, verify
from perennial.errors import InvalidRequest

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ENTROPY = st.binary(min_size=32, max_size=32)


@given(entropy=ENTROPY)
def test_a_new_key_is_accepted(entropy):
    secret, record = new_key("shop", NOW, entropy)
    assert verify(record, secret)


@given(entropy=ENTROPY, other=st.text(max_size=80))
def test_any_other_secret_is_refused(entropy, other):
    secret, record = new_key("shop", NOW, entropy)
    assert verify(record, other) is (other == secret)


def test_a_revoked_key_is_refused():
    secret, record = new_key("shop", NOW, bytes(32))
    assert not verify(replace(record, revoked_at=NOW), secret)


@given(entropy=ENTROPY)
def test_the_record_does_not_hold_the_secret(entropy):
    secret, record = new_key("shop", NOW, entropy)
    assert secret not in repr(record)
    assert record.sha256 == digest(secret)
    assert record.sha256.startswith(record.key_id)


def test_a_secret_carries_all_its_entropy_in_header_safe_letters():
    secrets = {new_key("shop", NOW, bytes([byte]) + bytes(31))[0] for byte in range(256)}
    assert len(secrets) == 256
    assert all(secret.isascii() and secret.startswith("pk_") and len(secret) == 46 for secret in secrets)


def test_the_digest_is_plain_sha_256():
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_too_little_or_too_much_entropy_is_refused(size):
    with pytest.raises(InvalidRequest, match="32 bytes"):
        new_key("shop", NOW, bytes(size))


@pytest.mark.parametrize("name", ["", "  "])
def test_a_key_without_a_name_is_refused(name):
    with pytest.raises(InvalidRequest, match="name"):
        new_key(name, NOW, bytes(32))


def test_a_key_may_do_what_its_scope_and_the_scopes_below_may():
    allowed = {
        held: [needed for needed in SCOPES if allows(new_key("shop", NOW, bytes(32), held)[1], needed)]
        for held in SCOPES
    }
    assert allowed == {"read": ["read"], "operate": ["read", "operate"], "admin": ["read", "operate", "admin"]}


def test_a_key_made_without_a_scope_may_read_and_no_more():
    assert new_key("shop", NOW, bytes(32))[1].scope == "read"
