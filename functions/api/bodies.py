"""The body of a request, read no further than it may go."""

from fastapi import Request
from starlette.exceptions import HTTPException


async def limited_body(request: Request, limit_bytes: int, advice: str) -> bytes:
    """The whole body; raises HTTPException (413) as soon as it is longer than the limit."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit_bytes:
            raise HTTPException(413, f"The body is larger than {limit_bytes} bytes; {advice}")
    return body
