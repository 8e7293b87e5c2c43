"""Questions to the index of a score snapshot: which customers, in which order, from where on."""

import base64
import binascii
import hashlib
import json
import re
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from perennial.errors import InvalidRequest
from perennial.score_index import Rows, ScoreIndex

type Flags = NDArray[np.bool_]
type SortBy = Literal["value", "risk", "churn", "recency", "customer_id"]
type Direction = Literal["asc", "desc"]

SNAPSHOT = re.compile(r"[0-9a-f]{32}\Z")
DIGEST_LENGTH = 16
NO_COLUMN = ""
NO_CURSOR = "cursor: this is none that a list of customers gave out; ask for the first page, without a cursor."
OTHER_QUESTION = "cursor: it belongs to another question; keep its filters and sorting, or leave the cursor out."


@dataclass(frozen=True, slots=True)
class Question:
    """Which customers to list: those of a segment, tier and risk whose id holds `search`, whatever its case."""

    segment: str | None = None
    tier: str | None = None
    risk: str | None = None
    search: str | None = None
    sort: SortBy = "value"
    order: Direction = "desc"

    def digest(self) -> str:
        """A name of the question, for cursors."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:DIGEST_LENGTH]


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a list goes on: a place in the answer to one question to one snapshot, which never changes."""

    snapshot: str
    question: str
    place: int

    def text(self) -> str:
        """The cursor as it is handed out; who holds it need not understand it."""
        content = json.dumps([self.snapshot, self.question, self.place], separators=(",", ":"))
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def read_cursor(text: str, question: Question) -> Cursor:
    """The cursor that was handed out; raises InvalidRequest for another text, or one of another question."""
    try:
        snapshot, digest, place = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, TypeError, ValueError, RecursionError) as error:
        raise InvalidRequest(NO_CURSOR) from error
    if not isinstance(snapshot, str) or not SNAPSHOT.match(snapshot) or type(place) is not int or place < 0:
        raise InvalidRequest(NO_CURSOR)
    if digest != question.digest():
        raise InvalidRequest(OTHER_QUESTION)
    return Cursor(snapshot, question.digest(), place)


def answer(index: ScoreIndex, question: Question) -> Rows:
    """The rows of all customers asked for, in order; equals by id, who lacks the number last.

    Raises InvalidRequest for a segment nobody is in.
    """
    wanted = _wanted(index, question)
    in_order = index.sorted_rows(_sorting_column(index, question.sort), descending=question.order == "desc")
    return in_order if wanted is None else in_order[wanted[in_order]]


def _sorting_column(index: ScoreIndex, sort: SortBy) -> str | None:
    """The name of the column to sort by; None for the ids."""
    terms = index.terms
    value = terms.outcome(terms.value_horizon_days)
    names = {
        "value": None if value is None else value.value,
        "risk": "value_at_risk",
        "churn": terms.churn_column,
        "recency": "recency_days",
    }
    return None if sort == "customer_id" else names[sort] or NO_COLUMN


def _wanted(index: ScoreIndex, question: Question) -> Flags | None:
    """Which rows are asked for; None for all."""
    parts = [
        _are(index, name, word)
        for name, word in (("segment", question.segment), ("tier", question.tier), ("risk", question.risk))
        if word is not None
    ]
    if question.search:
        parts.append(holding(index, question.search))
    return np.logical_and.reduce(parts) if parts else None


def _are(index: ScoreIndex, name: str, word: str) -> Flags:
    words = index.words[name]
    if word in words.names:
        return np.asarray(words.codes == words.names.index(word) + 1)
    if name == "segment":
        raise InvalidRequest(f"segment: nobody is in {word!r}; there are {', '.join(sorted(words.names)) or 'none'}.")
    return np.zeros(index.customers, dtype=np.bool_)


def holding(index: ScoreIndex, part: str) -> Flags:
    """Which customers' ids hold this text, whatever the case.

    All ids are looked at as one run of bytes: byte after byte of the text, only where those before it matched.
    """
    haystack, ends = index.folded_ids
    needle = part.casefold().encode(errors="surrogatepass")
    last_start = len(haystack) - len(needle)
    starts = np.flatnonzero(haystack[: max(0, last_start + 1)] == needle[0])
    for place, byte in enumerate(needle[1:], start=1):
        starts = starts[haystack[starts + place] == byte]
    found = np.zeros(index.customers, dtype=np.bool_)
    found[np.searchsorted(ends, starts)] = True
    return found
