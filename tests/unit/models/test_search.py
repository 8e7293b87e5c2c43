"""A search ends in time and never ends worse than it began."""

import itertools

import pytest

from perennial.errors import NotEnoughData
from perennial.models.search import Found, Range, Settings, search

SPACE = {"depth": Range(1, 9, is_whole=True), "rate": Range(0.01, 1.0, is_log=True)}
START: Settings = {"depth": 2, "rate": 0.5}


def bowl(settings: Settings) -> float:
    return (settings["depth"] - 6) ** 2 + (settings["rate"] - 0.1) ** 2


def searched(trials: int = 30, seed: int = 1, start: Settings = START) -> Found:
    return search(SPACE, start, bowl, trials=trials, is_over=lambda: False, seed=seed)


def test_it_finds_better_settings_than_it_started_from() -> None:
    found = searched()
    assert found.loss_at_start == bowl(START)
    assert found.loss == bowl(found.settings) < 2
    assert found.trials == 30


def test_it_stays_within_the_space() -> None:
    tried: list[Settings] = []

    def remembered(settings: Settings) -> float:
        tried.append(settings)
        return bowl(settings)

    search(SPACE, START, remembered, trials=20, is_over=lambda: False, seed=3)
    assert all(1 <= one["depth"] <= 9 and one["depth"] == int(one["depth"]) for one in tried)
    assert all(0.01 <= one["rate"] <= 1.0 for one in tried)


def test_it_keeps_what_it_started_from_when_nothing_is_better() -> None:
    best: Settings = {"depth": 6, "rate": 0.1}
    assert searched(start=best) == Found(best, 0.0, 0.0, 30)


def test_the_same_seed_finds_the_same_settings() -> None:
    assert searched(seed=7) == searched(seed=7)
    assert searched(seed=7) != searched(seed=8)


def test_it_ends_with_the_best_so_far_when_time_is_up() -> None:
    calls = itertools.count(1)
    found = search(SPACE, START, bowl, trials=30, is_over=lambda: next(calls) == 4, seed=1)
    assert found.trials == 4
    assert found.loss <= bowl(START)


def test_settings_that_cannot_be_fitted_do_not_end_it() -> None:
    def fragile(settings: Settings) -> float:
        if settings["depth"] > 3:
            raise ValueError("too deep")
        return bowl(settings)

    found = search(SPACE, START, fragile, trials=20, is_over=lambda: False, seed=1)
    assert found.settings["depth"] == 3
    assert found.trials == 20


def test_it_says_so_when_even_the_start_cannot_be_fitted() -> None:
    def broken(_settings: Settings) -> float:
        raise ValueError("no data")

    with pytest.raises(NotEnoughData, match="could not be tried"):
        search(SPACE, START, broken, trials=3, is_over=lambda: False, seed=1)
