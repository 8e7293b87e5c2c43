"""Gathers the index of a score snapshot page by page."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perennial.columns import numbers
from perennial.score_index import END_OF_ID, WORDS, Column, IndexTerms, ScoreIndex, Words

MOST_OF_A_BYTE = 255


class IndexBuilder:
    """Gathers an index from pages of customers, so that their score table never stands in memory as a whole."""

    def __init__(self, numbers: Sequence[str]) -> None:
        self._ids: list[bytes] = []
        self._numbers: dict[str, list[Column]] = {name: [] for name in numbers}
        self._codes: dict[str, list[NDArray[np.uint16]]] = {name: [] for name in WORDS}
        self._names: dict[str, dict[str | None, int]] = {name: {None: 0} for name in WORDS}

    def add(self, page: Mapping[str, NDArray[Any]]) -> None:
        """Take a page: `customer_id` rising from page to page, the numbers named, and the WORDS."""
        self._ids += [customer_id.encode() + END_OF_ID for customer_id in page["customer_id"]]
        for name, columns in self._numbers.items():
            columns.append(numbers(page[name]).astype(np.float32))
        for name, pages in self._codes.items():
            codes = self._names[name]
            found = [codes.setdefault(word, len(codes)) for word in np.ma.asarray(page[name]).tolist()]
            pages.append(np.array(found, dtype=np.uint16))

    def built(self, terms: IndexTerms) -> ScoreIndex:
        """The index of all pages."""
        return ScoreIndex(
            terms,
            b"".join(self._ids),
            {name: np.concatenate([np.empty(0, np.float32), *columns]) for name, columns in self._numbers.items()},
            {name: self._words(name) for name in WORDS},
        )

    def _words(self, name: str) -> Words:
        names = tuple(str(word) for word in self._names[name] if word is not None)
        codes = np.concatenate([np.empty(0, np.uint16), *self._codes[name]])
        return Words(names, codes.astype(np.uint8) if len(names) <= MOST_OF_A_BYTE else codes)
