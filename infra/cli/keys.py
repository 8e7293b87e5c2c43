"""API keys, in the running local system or on AWS."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer

from infra.cli.options import DEFAULT_HOME, Home, StackName
from infra.cli.reading_errors import readable
from infra.cli.show import console
from infra.cli.systems import ports_of
from infra.cli.tables import table
from perennial import apikeys
from perennial.errors import NotFoundError
from perennial.ports import Ports
from perennial.records import ApiKeyRecord, Scope

keys = typer.Typer(no_args_is_help=True, help="API keys: make, list and revoke them.")


def create_key(ports: Ports, name: str, scope: Scope) -> str:
    """Make a key and keep its record; answers the secret, which is kept nowhere."""
    secret, record = apikeys.new_key(name, datetime.now(UTC), secrets.token_bytes(apikeys.ENTROPY_BYTES), scope)
    ports.state.save_api_key(record)
    return secret


def revoke_key(ports: Ports, key_id: str) -> str:
    """Revoke the key of this id; answers its name. Raises NotFoundError."""
    found = [record for record in ports.state.api_keys() if record.key_id == key_id]
    if not found:
        raise NotFoundError(f"there is no key {key_id}; see them with: perennial keys list")
    for record in found:
        ports.state.save_api_key(replace(record, revoked_at=record.revoked_at or datetime.now(UTC)))
    return found[0].name


@keys.command()
@readable
def create(
    name: Annotated[str, typer.Argument(help="Who uses it.")],
    scope: Annotated[
        Scope, typer.Option(help="What it may do: read answers, operate (upload, retrain), or everything.")
    ] = "read",
    home: Home = DEFAULT_HOME,
    stack: StackName = None,
) -> None:
    """Make a key. It is shown this once."""
    console().print(create_key(ports_of(home, stack), name, scope), soft_wrap=True, highlight=False, markup=False)


@keys.command("list")
@readable
def list_keys(home: Home = DEFAULT_HOME, stack: StackName = None) -> None:
    """List the keys; the keys themselves are kept nowhere."""
    rows = [
        [record.key_id, record.name, record.scope, f"{record.created_at:%Y-%m-%d %H:%M}", _state(record)]
        for record in ports_of(home, stack).state.api_keys()
    ]
    console().print(table("API keys", ["id", "name", "scope", "made", "state"], rows))


def _state(record: ApiKeyRecord) -> str:
    return "revoked" if record.revoked_at else "valid"


@keys.command()
@readable
def revoke(
    key_id: Annotated[str, typer.Argument(help="Its id, as listed.")],
    home: Home = DEFAULT_HOME,
    stack: StackName = None,
) -> None:
    """Revoke a key: from now on it opens nothing."""
    name = revoke_key(ports_of(home, stack), key_id)
    console().print(f"{name}'s key {key_id} is revoked.", highlight=False, markup=False)
