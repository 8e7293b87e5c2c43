"""The API's own description: declared errors, the body of /predict, problem details as what they are."""

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.constants import REF_TEMPLATE
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from functions.api.problems import MEDIA_TYPE, Problem
from functions.api.questions import Question
from perennial.dataset import ColumnMapping, Dataset

API_VERSION = "1.0"
FIRST_ERROR = 400
# Bodies that routes read themselves, so that the framework does not know them.
BODIES: tuple[type[BaseModel], ...] = (Question, Dataset, ColumnMapping)


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The declared error answers of a route; a request may always be invalid."""
    return {status: {"model": Problem, "description": HTTPStatus(status).phrase} for status in (*statuses, 422)}


def question_body() -> dict[str, Any]:
    """The body of a route that reads a Question itself."""
    schema = {"$ref": REF_TEMPLATE.format(model=Question.__name__)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of the application."""
    document = get_openapi(
        title=app.title, version=app.version, summary=app.summary, description=app.description, routes=app.routes
    )
    _, definitions = models_json_schema([(body, "validation") for body in BODIES], ref_template=REF_TEMPLATE)
    document["components"]["schemas"] |= definitions["$defs"]
    for operation in (one for path in document["paths"].values() for one in path.values()):
        for status, response in operation["responses"].items():
            if int(status) >= FIRST_ERROR:
                response["content"] = {MEDIA_TYPE: response["content"].pop("application/json")}
    return document
