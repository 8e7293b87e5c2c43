"""The one error tree. Each message names the thing, what is wrong with it and what to do.

PerennialError
├── RefusedError              what was sent cannot be used; sending it again changes nothing
│   ├── UnreadableFile            a landing object that is not the table it claims to be
│   │   ├── NotNeeded                 a table that is understood and of no use here
│   │   └── UndecidedDates            its dates read as well day first as month first; another file may tell
│   ├── UnknownColumns            a table whose columns nothing explains yet
│   ├── ExpiredVersion            a model version whose artifact is gone, or none to go back to
│   ├── InvalidDescription        a dataset description or mapping that does not hold together
│   └── InvalidRequest            a question to the API that makes no sense
├── NotFoundError             the thing asked for does not exist
│   ├── UnknownCustomer
│   ├── UnknownDataset
│   ├── UnknownVersion
│   └── ObjectMissing             an object that is not (or no longer) in its bucket
├── NotReadyError             it will exist, and the message says what has to happen first
│   ├── NoModelYet
│   └── NotEnoughData             a limit of the fitness gate was missed
├── AccessError               who asks may not
│   ├── InvalidApiKey
│   └── InsufficientScope
├── ConflictError             somebody else moved it meanwhile: read again and start over
│   └── FileExists                a dataset's file that is replaced only knowingly
├── TransientError            the service did not answer; the same call may go through later
└── IntegrityError            stored bytes are not the bytes that were recorded
"""

import json
from collections.abc import Mapping

MOST_NAMED = 40
type Names = tuple[str, ...]


class PerennialError(Exception):
    """Everything Perennial raises on purpose."""


class RefusedError(PerennialError):
    """The input cannot be used; only other input helps."""


class UnreadableFile(RefusedError):
    """A landing object that cannot be read as a table."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.reason = reason


class NotNeeded(UnreadableFile):
    """A table that is understood and holds nothing a forecast is made of."""


class UndecidedDates(UnreadableFile):
    """A table whose dates could be read day first as well as month first.

    `needs` names the evidence that would decide it, if another file of the dataset has it.
    """

    def __init__(self, key: str, reason: str, needs: str) -> None:
        super().__init__(key, reason)
        self.needs = needs


class UnknownColumns(RefusedError):
    """A table was read, and nothing says what its columns mean.

    `guess` is a mapping to correct and upload, as far as there is one; `what` says what the table seems to be.
    """

    def __init__(
        self, key: str, missing: Names, found: Names, guess: Mapping[str, str] | None = None, what: str = ""
    ) -> None:
        remedy = (
            f"As a best guess they mean {json.dumps(guess, ensure_ascii=False)}: correct it and upload it beside the "
            "file as dataset.json."
            if guess
            else "Upload a dataset.json beside it that maps these names to your columns."
        )
        names = ", ".join(found[:MOST_NAMED]) + (" …" if len(found) > MOST_NAMED else "") or "no columns"
        super().__init__(f"{key}: {what}no column for {', '.join(missing)}; the file has {names}. {remedy}")
        self.missing = missing
        self.guess = dict(guess or {})


class InvalidDescription(RefusedError):
    """A dataset description or column mapping that is not valid."""

    def __init__(self, dataset: str, reason: str) -> None:
        super().__init__(f"the description of dataset {dataset}: {reason}")


class ExpiredVersion(RefusedError):
    """A model version that cannot serve (any more)."""


class InvalidRequest(RefusedError):
    """A request that is well-formed and still makes no sense."""


class NotFoundError(PerennialError):
    """The thing asked for does not exist."""


class UnknownCustomer(NotFoundError):
    """No score for this customer in the current snapshot."""

    def __init__(self, dataset: str, customer_id: str) -> None:
        super().__init__(
            f"customer {customer_id} is not among the scored customers of dataset {dataset}; "
            "check the id, or drop a file with their orders."
        )


class UnknownDataset(NotFoundError):
    """No file was ever dropped under this dataset's name."""

    def __init__(self, dataset: str, known: Names) -> None:
        super().__init__(
            f"dataset {dataset} does not exist; known datasets: {', '.join(known) or 'none yet'}. "
            f"Drop a file under landing/{dataset}/ to make it."
        )


class UnknownVersion(NotFoundError):
    """No such version of a dataset's model was ever trained."""

    def __init__(self, dataset: str, version: str) -> None:
        super().__init__(f"dataset {dataset} has no model version {version}; GET /api/models lists those there are.")


class ObjectMissing(NotFoundError):
    """An object that is not in its bucket (any more)."""

    def __init__(self, key: str) -> None:
        super().__init__(f"object {key} does not exist; it may have been deleted meanwhile.")


class NotReadyError(PerennialError):
    """It does not exist yet; the message says what has to happen first."""


class NoModelYet(NotReadyError):
    """No champion has been trained for this dataset."""

    def __init__(self, dataset: str) -> None:
        super().__init__(
            f"dataset {dataset} has no model yet. Drop an order file under landing/{dataset}/ and wait for "
            "training to end; GET /api/model-runs shows how far it is."
        )


class NotEnoughData(NotReadyError):
    """A limit of the fitness gate was missed; carries the limit so that the number can be withheld with it."""


class AccessError(PerennialError):
    """Who asks may not."""


class InvalidApiKey(AccessError):
    """No key, an unknown key or a revoked one; the message does not say which."""

    def __init__(self) -> None:
        super().__init__("missing or invalid API key; send it in the header x-api-key.")


class InsufficientScope(AccessError):
    """A valid key that may do less than what was asked for."""

    def __init__(self, needed: str, held: str) -> None:
        super().__init__(
            f"this needs an API key of scope {needed}, and yours has scope {held}. Whoever runs the system makes one "
            f"with: perennial keys create NAME --scope {needed}"
        )


class ConflictError(PerennialError):
    """A conditional write lost: somebody moved the thing meanwhile."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} was changed by somebody else meanwhile; read it again and start over.")


class FileExists(ConflictError):
    """The dataset has a file of this name, and nobody said that it is to be replaced."""

    def __init__(self, dataset: str, file_name: str) -> None:
        confirm = "Confirm with replace to put this one in its place, or upload it under another name."
        PerennialError.__init__(self, f"dataset {dataset} has a file {file_name} already. {confirm}")


class TransientError(PerennialError):
    """A service did not answer or asked to slow down."""


class IntegrityError(PerennialError):
    """Stored bytes differ from what was recorded about them."""
