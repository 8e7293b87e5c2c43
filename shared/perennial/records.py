"""What the system remembers between stages: plain values, no behaviour beyond (de)serialising."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Stage = Literal["ingest", "features", "train", "score", "report", "monitor", "backfill", "predict", "pull", "erase"]
ModelStatus = Literal["champion", "challenger", "superseded", "expired"]
Scope = Literal["read", "operate", "admin"]
FileStatus = Literal["clean", "ignored", "failed", "gone"]
RunOutcome = Literal["running", "done", "nothing_to_do", "waiting", "failed"]
type Json = str | int | float | bool | list["Json"] | dict[str, "Json"] | None


@dataclass(frozen=True, slots=True)
class FileState:
    """The truth about one landing key: what it was when it was last read, and what came of it.

    An `ignored` file was understood and holds nothing that is of use here; `reason` says what it is.
    `identity` names the clean, rejects and quality files and `tables` what the clean ones hold; both are set for
    status `clean` alone. `evidence` is what the object alone proves and others may need; `evidence_asked` what it
    needed of others itself: the value it was read by, or None where the dataset's files did not agree on one.
    `erased` are the hashes of erased persons whose rows were left out of it.
    `revision` rises by one with every save and is what conditional saves compare.
    """

    dataset: str
    key: str
    status: FileStatus
    etag: str
    description_digest: str
    revision: int = 0
    tables: tuple[str, ...] = ()
    identity: str | None = None
    rows_read: int = 0
    rows_kept: int = 0
    rows_rejected: int = 0
    rows_duplicate: int = 0
    reason: str | None = None
    evidence: dict[str, str] = field(default_factory=dict)
    evidence_asked: dict[str, str | None] = field(default_factory=dict)
    erased: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """What a run used: rows in and out, bytes of objects read and written, memory at its highest, an estimate of cost.

    Rows are what the stage itself counts; None where it counts none. `cost_usd` is None where it cannot be told.
    """

    rows_in: int | None = None
    rows_out: int | None = None
    bytes_in: int = 0
    bytes_out: int = 0
    peak_memory_mb: float | None = None
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of one stage. `run_id` sorts by start time; `subject` is the landing key, or empty."""

    run_id: str
    dataset: str
    stage: Stage
    subject: str
    started_at: datetime
    ended_at: datetime | None = None
    outcome: RunOutcome = "running"
    reason: str | None = None
    detail: dict[str, Json] = field(default_factory=dict)
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class ApiKeyRecord:
    """An API key as stored: the SHA-256 of the secret, never the secret.

    `scope` is what it may do: admin may what operate may, and operate what read may.
    """

    key_id: str
    sha256: str
    name: str
    created_at: datetime
    revoked_at: datetime | None = None
    scope: Scope = "read"


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """A trained version: where it came from and the digest its artifact must have.

    `recipe` is how it was made, apart from its data; `decision` says in words and numbers why it serves or does not.
    `status` is what it was when last written: which version serves now, the champion pointer alone says. `expiring`
    versions are tagged to be removed, `expired` ones have no artifact any more.
    """

    dataset: str
    version: str
    sha256: str
    features_snapshot: str
    as_of: str
    created_at: datetime
    summary: dict[str, Json] = field(default_factory=dict)
    recipe: dict[str, Json] = field(default_factory=dict)
    decision: dict[str, Json] = field(default_factory=dict)
    status: ModelStatus = "superseded"
    expiring: bool = False


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """One scored customer of one score snapshot. `orders` are the last 50, newest first."""

    dataset: str
    customer_id: str
    snapshot: str
    score: dict[str, Json]
    features: dict[str, Json]
    orders: list[dict[str, Json]]


@dataclass(frozen=True, slots=True)
class PredictionRecord:
    """One answered prediction: who asked what, which model answered what."""

    prediction_id: str
    dataset: str
    asked_at: datetime
    key_id: str
    model_version: str
    question: dict[str, Any]
    answer: dict[str, Any]

    @property
    def customer_id(self) -> str | None:
        """The customer who was asked about by id."""
        customer_id = self.question.get("customer_id")
        return customer_id if isinstance(customer_id, str) else None

    @property
    def log_key(self) -> str:
        """Under which it stands in the log: sorts by the time it was asked."""
        return f"{self.asked_at:%Y%m%dT%H%M%S.%f}-{self.prediction_id}"


@dataclass(frozen=True, slots=True)
class StageResult:
    """What a stage did: its outcome, and counts and names worth keeping with the run."""

    outcome: RunOutcome
    detail: dict[str, Json] = field(default_factory=dict)
    reason: str | None = None
