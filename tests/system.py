"""template.yaml as tests look at it: translated, its parameters at their defaults, and what a function is given."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from infra.local.template import Template, load_template

ROOT = Path(__file__).resolve().parents[1]
EVENTS = ROOT / "tests" / "events"
QUEUES_ENDPOINT = "https://sqs.us-east-1.amazonaws.com"  # where moto keeps queues when it runs inside the test
FUNCTION = "AWS::Lambda::Function"


@cache
def system(endpoint: str = QUEUES_ENDPOINT) -> Template:
    """The system as template.yaml describes it."""
    return load_template(ROOT / "template.yaml", {}, endpoint)


def functions() -> dict[str, dict[str, Any]]:
    """Every function by logical id, its properties resolved but for the role."""
    made = {}
    for logical_id, properties in system().of_type(FUNCTION):
        role = properties["Role"]["Fn::GetAtt"][0]
        made[logical_id] = system().resolve({**properties, "Role": role})
    return made


def folder_name(logical_id: str) -> str:
    """The folder under functions/ that a function's code lies in."""
    return logical_id.removesuffix("Function").lower()


def handler_name(properties: dict[str, Any]) -> str:
    """The dotted name of a function's handler, in a zip or an image."""
    command = properties.get("ImageConfig", {}).get("Command")
    return command[0] if command else properties["Handler"]


def environment(logical_id: str, endpoint: str = QUEUES_ENDPOINT) -> dict[str, str]:
    """The environment variables the template gives a function."""
    properties = dict(system(endpoint).of_type(FUNCTION))[logical_id]
    variables = system(endpoint).resolve(properties["Environment"])["Variables"]
    return {name: str(value) for name, value in variables.items()}


def saved_event(name: str) -> dict[str, Any]:
    """An event as AWS sends it, from tests/events."""
    event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return event
