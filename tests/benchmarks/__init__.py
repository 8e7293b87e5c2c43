"""Benchmarks: two ways to the same result, side by side in one run, with their ratio.

`python -m tests.benchmarks [--rows N] [module …]` runs every module of this folder that has a function

    measure(rows: int, work_dir: Path) -> list[Comparison]

and prints one table. `rows` is the size to measure at; `work_dir` is an empty folder that is removed afterwards.
A benchmark checks that both ways agree before it answers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing done in two ways over `rows` rows; the seconds are the best of a few rounds."""

    what: str
    rows: int
    ours: str
    ours_seconds: float
    rival: str
    rival_seconds: float

    @property
    def ratio(self) -> float:
        """How many times faster ours is."""
        return self.rival_seconds / self.ours_seconds


def best_seconds(*ways: Callable[[], object]) -> list[float]:
    """The best time of each way, in rounds that take turns so that a busy moment hits them alike."""
    best = [float("inf")] * len(ways)
    for _ in range(ROUNDS):
        for position, way in enumerate(ways):
            start = perf_counter()
            way()
            best[position] = min(best[position], perf_counter() - start)
    return best
