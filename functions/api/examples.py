"""An example of every answer, put together from the examples of its parts, so that each stands in one place."""

from collections.abc import Mapping
from typing import Any

type Schema = Mapping[str, Any]

# Fields that mean the same wherever they stand.
OF_FIELD: Mapping[str, Any] = {
    "as_of": "2011-12-09",
    "currency": "EUR",
    "customer_id": "17850",
    "customers": 4338,
    "dataset": "my-shop",
    "expires_in_seconds": 900,
    "horizon_days": 90,
    "model_version": "20111209-5f0c1a2b",
    "next_cursor": None,
    "orders": 18532,
    "reason": None,
    "run_id": "20260301T115800.120934-train-9f1c",
    "upload_id": "5d41402abc4b2a76b9719d911017c592",
    "url": "https://bucket.example/my-shop.csv?signature=…",
}
OF_FORMAT: Mapping[str, Any] = {"date": "2011-12-09", "date-time": "2026-03-01T12:00:00Z"}
OF_TYPE: Mapping[str, Any] = {"string": "…", "integer": 3, "number": 12.5, "boolean": False, "object": {}, "null": None}


def example_of(schema: Schema, schemas: Mapping[str, Schema], name: str = "") -> Any:  # noqa: ANN401  # any JSON
    """What a value of this schema looks like; `name` is the field it stands in, `schemas` are those it may refer to."""
    if "default" in schema:
        return schema["default"]
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas, name)
    if "examples" in schema:
        return completed(schema["examples"][0], schema, schemas)
    choices = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if name in OF_FIELD and _takes(schema, OF_FIELD[name]):
        return OF_FIELD[name]
    return example_of(choices[0], schemas, name) if choices else _of_its_kind(schema, schemas)


def completed(example: Any, schema: Schema, schemas: Mapping[str, Schema]) -> Any:  # noqa: ANN401  # any JSON
    """The example with the nulls in it that the framework leaves out when it writes the document."""
    if "$ref" in schema:
        return completed(example, schemas[schema["$ref"].rsplit("/", 1)[1]], schemas)
    if "anyOf" in schema:
        return completed(example, next((one for one in schema["anyOf"] if "$ref" in one), {}), schemas)
    if isinstance(example, list):
        return [completed(one, schema.get("items") or {}, schemas) for one in example]
    if not isinstance(example, dict) or "properties" not in schema:
        return example
    nulls = dict.fromkeys(name for name in schema.get("required", ()) if name not in example)
    known = schema["properties"]
    return nulls | {name: completed(one, known.get(name, {}), schemas) for name, one in example.items()}


def _of_its_kind(schema: Schema, schemas: Mapping[str, Schema]) -> Any:  # noqa: ANN401  # any JSON
    if "properties" in schema:
        return {name: example_of(one, schemas, name) for name, one in schema["properties"].items()}
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "array":
        return [example_of(schema["items"], schemas)] if schema.get("items") else []
    return OF_FORMAT.get(schema.get("format", ""), OF_TYPE.get(schema.get("type", "")))


def _takes(schema: Schema, value: object) -> bool:
    """Whether the schema is of a plain value like this one."""
    wanted = "null" if value is None else "integer" if isinstance(value, int) else "string"
    return wanted in {schema.get("type"), *(one.get("type") for one in schema.get("anyOf", ()))}
