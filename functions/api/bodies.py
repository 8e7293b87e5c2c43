"""The body of a request, read no further than it may go, and not before the key was found good."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException


async def limited_body(request: Request, limit_bytes: int, advice: str) -> bytes:
    """The whole body; raises HTTPException (413) as soon as it is longer than the limit."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit_bytes:
            raise HTTPException(413, f"The body is larger than {limit_bytes} bytes; {advice}")
    return body


def refusal(error: ValidationError) -> RequestValidationError:
    """What is wrong with a body, as the framework says it of what it reads itself."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return RequestValidationError([one | {"loc": ("body", *one["loc"])} for one in found])


@dataclass(frozen=True, slots=True)
class JsonBody[M: BaseModel]:
    """A dependency that answers the body as this model: `Annotated[M, Depends(JsonBody(M, 65_536, "advice."))]`.

    The framework would parse a body it knows of before it asks for the key; this is asked for in the order of the
    route's parameters, so it stands after the key. Its OpenAPI is written by openapi.described.
    """

    model: type[M]
    limit_bytes: int
    advice: str

    async def __call__(self, request: Request) -> M:
        """The body; raises HTTPException (413) and RequestValidationError."""
        body = await limited_body(request, self.limit_bytes, self.advice)
        try:
            return self.model.model_validate_json(body)
        except ValidationError as error:
            raise refusal(error) from error
