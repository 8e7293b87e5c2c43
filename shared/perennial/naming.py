"""What a column's name says: its words, what they mean, and how well they fit each field."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from perennial.name_patterns import PATTERNS, Pattern
from perennial.vocabulary import IGNORED, MEANINGS

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
NUMBER_SIGN = re.compile(r"[nN][\u00b0\u00ba]|\u00b0|\u00ba|#")
ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
WORD = re.compile(r"[a-z]+|\d+")
COUNT_OF = re.compile(r"\b(?:number|num|no|count) of ([a-z])")
LINKS = ("", "s", "n", "en", "es", "er")
SHORTEST_PART = 2
UNKNOWN_WORD = 0.85
MILD = 0.75


@dataclass(frozen=True, slots=True)
class Reading:
    """The meanings of a name's words, in order, and how many words mean nothing known."""

    meanings: tuple[frozenset[str], ...]
    unknown: int

    @property
    def all_meanings(self) -> frozenset[str]:
        """Every meaning that any of the words may have."""
        return frozenset().union(*self.meanings)


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The words of a column name in lower case without accents: `CustomerID`, `customer_id`, `Customer-Id` alike.

    What stands in brackets counts only where nothing else does; compounds are taken apart where each part is known.
    """
    bare = ASIDE.sub(" ", name)
    text = bare if re.search(r"\w", bare) else name
    text = CAMEL.sub(" ", NUMBER_SIGN.sub(" no ", text).replace("ß", "ss"))
    folded = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()
    found = WORD.findall(folded)
    joined = "".join(found)
    if joined in MEANINGS:  # a word that only camel case took apart: eMail
        return (joined,)
    return tuple(part for word in found for part in (_parts(word) or (word,)))


@cache
def read_name(name: str) -> Reading:
    """What the words of a column name mean; words without a meaning of their own are left out."""
    text = COUNT_OF.sub(r"quantity \1", " ".join(words_of(name)))
    words = [word for word in text.split() if word not in IGNORED and not word.isdigit()]
    known = tuple(MEANINGS[word] for word in words if word in MEANINGS)
    return Reading(known, sum(word not in MEANINGS for word in words))


def name_score(name: str, field: str) -> float:
    """How well a name fits a field, 0 to 1."""
    reading = read_name(name)
    return max((_fit(pattern, reading) for pattern in PATTERNS[field]), default=0.0)


def means(name: str, meanings: Iterable[str]) -> bool:
    """Whether the name has a word for each of these meanings."""
    return frozenset(meanings) <= read_name(name).all_meanings


def says_who_left(name: str) -> bool:
    """Whether a column is named like a label: beside the label itself it was filled in with the outcome known."""
    return means(name, ("churn",)) or means(name, ("cancelled",))


def _fit(pattern: Pattern, reading: Reading) -> float:
    if not pattern.needs <= reading.all_meanings:
        return 0.0
    beside = [word for word in reading.meanings if not word & (pattern.needs | pattern.may)]
    if any(word & pattern.never for word in beside):
        return 0.0
    return pattern.score * float(MILD ** len(beside)) * float(UNKNOWN_WORD**reading.unknown)


def _parts(word: str) -> tuple[str, ...] | None:
    """The known words that a compound is made of; None where it is not made of them."""
    if word in MEANINGS or word in IGNORED:
        return (word,)
    for end in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        head, rest = word[:end], word[end:]
        if head in MEANINGS:
            for link in LINKS:
                if rest.startswith(link) and (tail := _parts(rest.removeprefix(link))) is not None:
                    return (head, *tail)
    return None
