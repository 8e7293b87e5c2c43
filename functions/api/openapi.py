"""The API's own description: scopes, declared errors, bodies routes read themselves, problem details as such."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.constants import REF_TEMPLATE
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from functions.api.bodies import JsonBody
from functions.api.examples import completed, example_of
from functions.api.problems import MEDIA_TYPE, Problem
from functions.api.questions import Question
from functions.api.security import HEADER, scope_of
from perennial.dataset import ColumnMapping, Dataset

API_VERSION = "1.0"
FIRST_ERROR = 400
# Bodies that routes read themselves, so that the framework does not know them.
BODIES: tuple[type[BaseModel], ...] = (Question, Dataset, ColumnMapping)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The declared error answers of a route; a request may always be invalid."""
    return {status: {"model": Problem, "description": HTTPStatus(status).phrase} for status in (*statuses, 422)}


def body_of(model: type[BaseModel]) -> dict[str, Any]:
    """The body of a route that reads this model itself; the model stands in BODIES."""
    return {"requestBody": _required_body(model)}


def described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the application."""
    document = get_openapi(
        title=app.title, version=app.version, summary=app.summary, description=app.description, routes=app.routes
    )
    models = set(BODIES)
    for operation, dependant in _operations(app, document):
        models |= _with_body(operation, dependant)
        _with_scope(operation, dependant)
        for status, response in operation["responses"].items():
            if int(status) >= FIRST_ERROR:
                response["content"] = {MEDIA_TYPE: {"schema": {"$ref": REF_TEMPLATE.format(model=Problem.__name__)}}}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, definitions = models_json_schema([(model, "validation") for model in ordered], ref_template=REF_TEMPLATE)
    document["components"]["schemas"] |= definitions["$defs"]
    _with_examples(document)
    return document


def _operations(app: FastAPI, document: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Dependant]]:
    """Every described operation with what its route depends on."""
    for route in iter_route_contexts(app.routes):
        for method in route.methods or ():
            operation = document["paths"].get(route.path_format, {}).get(method.lower())
            if operation is not None:
                yield operation, route.dependant


def _with_examples(document: dict[str, Any]) -> None:
    """Show what every answer looks like."""
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        if "examples" in schema:
            schema["examples"] = [completed(one, schema, schemas) for one in schema["examples"]]
    for operation in (one for path in document["paths"].values() for one in path.values()):
        for status, response in operation["responses"].items():
            for content in response.get("content", {}).values() if int(status) < FIRST_ERROR else ():
                content["example"] = example_of(content["schema"], schemas)


def _with_scope(operation: dict[str, Any], dependant: Dependant) -> None:
    """Say which scope the operation needs (OpenAPI 3.1 lets a security requirement of any scheme name roles)."""
    scope = scope_of(dependant)
    if scope is None:
        return
    operation["x-required-scope"] = scope
    operation["security"] = [{HEADER.scheme_name: [scope]}]
    needed = f"Needs a key of scope `{scope}`."
    operation["description"] = "\n\n".join(filter(None, [operation.get("description"), needed]))
    for status in (401,) if scope == "read" else (401, 403):  # every valid key may read
        operation["responses"].setdefault(str(status), {"description": HTTPStatus(status).phrase})


def _with_body(operation: dict[str, Any], dependant: Dependant) -> set[type[BaseModel]]:
    """Say what body the operation takes, where one of its dependencies reads it; answers the model it has."""
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, JsonBody):
            operation["requestBody"] = _required_body(dependency.call.model)
            return {dependency.call.model}
    return set()


def _required_body(model: type[BaseModel]) -> dict[str, Any]:
    schema = {"$ref": REF_TEMPLATE.format(model=model.__name__)}
    return {"required": True, "content": {"application/json": {"schema": schema}}}
