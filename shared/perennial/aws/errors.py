"""What AWS's answers mean in our error tree: the one place that reads its error codes."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError, ConnectionError, HTTPClientError, IncompleteReadError

from perennial.errors import ConflictError, ObjectMissing, TransientError

CONFLICT_CODES = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "ConditionalCheckFailedException"})
MISSING_CODES = frozenset({"404", "NoSuchKey"})
TRANSIENT_CODES = frozenset(
    {
        "500",  # an answer to HEAD has no body, so its status is all it says
        "502",
        "503",
        "504",
        "InternalError",
        "InternalFailure",
        "InternalServerError",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestTimeout",
        "ServiceUnavailable",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TransactionConflictException",
    }
)


def code_of(error: ClientError) -> str:
    """The service's error code; an HTTP status where the answer had no body."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Raise our errors instead of botocore's: ConflictError, ObjectMissing, TransientError; the rest as it came."""
    try:
        yield
    except ClientError as error:
        code = code_of(error)
        if code in CONFLICT_CODES:
            raise ConflictError(what) from error
        if code in MISSING_CODES:
            raise ObjectMissing(what) from error
        if code in TRANSIENT_CODES:
            raise TransientError(f"{what}: the service answered {code}; the same call may go through later.") from error
        raise
    except (ConnectionError, HTTPClientError, IncompleteReadError) as error:
        raise TransientError(f"{what}: no whole answer ({type(error).__name__}); it may go through later.") from error
