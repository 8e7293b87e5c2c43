"""Errors as HTTP answers: the one place that says which error is which status (RFC 9457 problem details)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from perennial import errors as tree

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:perennial:problem:"
ERRORS_TOLD = 20
FIELD_NAME_LENGTH = 120


class FieldProblem(BaseModel):
    """One thing that is wrong with one field."""

    field: str = Field(examples=["features.recency_days"])
    message: str = Field(examples=["Input should be greater than or equal to 0"])


class Problem(BaseModel):
    """A problem as of RFC 9457."""

    type: str = Field(examples=["urn:perennial:problem:unknown-customer"])
    title: str = Field(examples=["Unknown customer"])
    status: int = Field(examples=[404])
    detail: str
    errors: list[FieldProblem] | None = None
    reference: str | None = Field(default=None, description="quote it when you ask for help")


@dataclass(frozen=True, slots=True)
class Kind:
    """How one branch of the error tree is told."""

    status: int
    slug: str
    title: str
    headers: dict[str, str] = field(default_factory=dict)
    detail: str | None = None  # None: the error's own message, which is made for the person who asked


KINDS: dict[type[Exception], Kind] = {
    tree.UnknownCustomer: Kind(404, "unknown-customer", "Unknown customer"),
    tree.UnknownDataset: Kind(404, "unknown-dataset", "Unknown dataset"),
    tree.NotFoundError: Kind(404, "not-found", "Not found"),
    tree.NoModelYet: Kind(409, "no-model-yet", "No model yet"),
    tree.NotReadyError: Kind(409, "not-ready", "Not ready yet"),
    tree.FileExists: Kind(409, "file-exists", "There is such a file"),
    tree.ConflictError: Kind(409, "conflict", "Changed meanwhile"),
    tree.AccessError: Kind(401, "invalid-api-key", "Missing or invalid API key", {"www-authenticate": "ApiKey"}),
    tree.InsufficientScope: Kind(403, "insufficient-scope", "This key may not do that"),
    tree.RefusedError: Kind(422, "refused", "Request refused"),
    tree.TransientError: Kind(
        503,
        "try-again",
        "Temporarily unavailable",
        {"retry-after": "2"},
        "A service behind the API did not answer. Nothing was lost; the same request may go through in a moment.",
    ),
}
INVALID = Kind(422, "invalid-request", "Invalid request")
UNEXPECTED = Kind(
    500,
    "unexpected",
    "Unexpected error",
    detail="Something went wrong on our side. Your data are unaffected. Try again, or quote the reference.",
)
TOO_LARGE = Kind(
    422,
    "answer-too-large",
    "Answer too large",
    detail="The answer would be larger than the 6 MB a function may answer; ask for less at once, with a lower limit.",
)
HTTP_DETAILS = {
    404: "There is nothing at this path; /docs lists what there is.",
    405: "This path does not take this method; /docs lists what it takes.",
}


def install(app: FastAPI) -> None:
    """Answer every expected error as a problem; what is not expected goes on to the edge."""
    for error_type in (*KINDS, RequestValidationError, HTTPException):
        app.add_exception_handler(error_type, _answer)


def unexpected(reference: str) -> Response:
    """The answer to an error nobody foresaw: a reference to find it by, and nothing about it."""
    return _response(UNEXPECTED, _problem(UNEXPECTED, UNEXPECTED.title, reference=reference))


def too_large() -> Response:
    """What is answered in the place of an answer that is larger than a function's may be."""
    return _response(TOO_LARGE, _problem(TOO_LARGE, TOO_LARGE.title))


def problem_of(error: Exception) -> tuple[Kind, Problem]:
    """How an expected error is told."""
    if isinstance(error, RequestValidationError):
        told = _field_problems(error.errors())
        return INVALID, _problem(INVALID, f"{told[0].field}: {told[0].message}.", errors=told)
    if isinstance(error, HTTPException):
        kind = _http_kind(error)
        return kind, _problem(kind, HTTP_DETAILS.get(error.status_code, error.detail))
    kind = next(KINDS[branch] for branch in type(error).__mro__ if branch in KINDS)
    return kind, _problem(kind, str(error))


async def _answer(_: Request, error: Exception) -> Response:
    return _response(*problem_of(error))


def _http_kind(error: HTTPException) -> Kind:
    phrase = HTTPStatus(error.status_code).phrase
    return Kind(error.status_code, phrase.lower().replace(" ", "-"), phrase, dict(error.headers or {}))


def _field_problems(found: Iterable[dict[str, Any]]) -> list[FieldProblem]:
    problems = [FieldProblem(field=_field_name(one["loc"]), message=_message(one["msg"])) for one in found]
    return problems[:ERRORS_TOLD]


def _message(text: str) -> str:
    """The message without the words pydantic puts before those of our own checks."""
    return text.removeprefix("Value error, ")


def _field_name(location: tuple[str | int, ...]) -> str:
    """`features.recency_days`: without the part of the request unless that is all there is."""
    return ".".join(str(part) for part in location[1:] or location)[:FIELD_NAME_LENGTH]


def _problem(
    kind: Kind, detail: str, *, errors: list[FieldProblem] | None = None, reference: str | None = None
) -> Problem:
    return Problem(
        type=TYPE_PREFIX + kind.slug,
        title=kind.title,
        status=kind.status,
        detail=kind.detail or detail,
        errors=errors,
        reference=reference,
    )


def _response(kind: Kind, problem: Problem) -> Response:
    body = problem.model_dump_json(exclude_none=True)
    return Response(body, kind.status, kind.headers, MEDIA_TYPE)
