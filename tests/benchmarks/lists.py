"""A page of customers from the index of a snapshot against the obvious way: the score table as a pandas frame."""

from pathlib import Path

import numpy as np
import pandas as pd

from perennial.index_builder import IndexBuilder
from perennial.index_queries import Question, answer
from perennial.score_index import WORDS, ScoreIndex
from tests.benchmarks import Comparison, best_seconds
from tests.hand_index import NUMBERS, TERMS

SEGMENTS = np.array(["champions", "loyal", "new", "lost"], dtype=object)
PAGE = 50
QUESTIONS = {
    "the first page by value": Question(),
    "the first page of a segment": Question(segment="loyal"),
    "the first page of a search": Question(search="4711"),
}


def measure(rows: int, work_dir: Path) -> list[Comparison]:
    """Each question to as many customers, once the index is sorted and folded."""
    frame = _customers(rows)
    builder = IndexBuilder(NUMBERS)
    builder.add({name: column.to_numpy() for name, column in frame.items()})
    index = builder.built(TERMS)
    return [_compared(what, index, frame, question) for what, question in QUESTIONS.items()]


def _compared(what: str, index: ScoreIndex, frame: pd.DataFrame, question: Question) -> Comparison:
    ours, theirs = _page(index, question), _rival(frame, question)
    assert ours == theirs, f"{what}: {ours[:3]} and {theirs[:3]}"
    seconds = best_seconds(lambda: _page(index, question), lambda: _rival(frame, question))
    return Comparison(what, len(frame), "index", seconds[0], "pandas", seconds[1])


def _customers(rows: int) -> pd.DataFrame:
    generator = np.random.default_rng(5)
    columns = {name: generator.gamma(0.5, 100.0, rows).astype(np.float32) for name in NUMBERS}
    words = {name: SEGMENTS[generator.integers(0, len(SEGMENTS), rows)] for name in WORDS}
    return pd.DataFrame({"customer_id": [f"C{at:08d}" for at in range(rows)], **words, **columns})


def _page(index: ScoreIndex, question: Question) -> list[str]:
    return index.customer_ids(answer(index, question)[:PAGE])


def _rival(frame: pd.DataFrame, question: Question) -> list[str]:
    chosen = frame
    if question.segment is not None:
        chosen = chosen[chosen["segment"] == question.segment]
    if question.search is not None:
        chosen = chosen[chosen["customer_id"].str.contains(question.search, case=False, regex=False)]
    by_value = chosen.sort_values("expected_spend_90d", ascending=False, kind="stable")
    return by_value["customer_id"].head(PAGE).tolist()
