"""Choosing: a later candidate has to beat an earlier one beyond doubt, and rank no worse."""

import numpy as np
import pytest

from perennial.models.choosing import Contender, Measure, against_baseline, choose, paired_gain

MEASURE = Measure("Brier score", "ROC-AUC")
CUSTOMERS = np.array([f"c{number}" for number in range(400)], dtype=object)


def losses(mean, *, seed=0):
    return mean * np.random.default_rng(seed).gamma(1.0, 1.0, len(CUSTOMERS))


def chosen(*contenders, customers=CUSTOMERS, trusted=None):
    return choose(contenders, customers, MEASURE, trusted=trusted, seed=1)


def test_a_clearly_better_candidate_replaces_the_simpler_one():
    choice = chosen(Contender("simple", losses(2.0), 0.7), Contender("complex", losses(1.0), 0.7))
    assert choice.winner == "complex"
    assert choice.reason.startswith("complex replaces simple: its Brier score is 50.0% lower (at least ")


def test_a_tie_stays_with_the_simpler_one():
    choice = chosen(Contender("simple", losses(1.0, seed=1), 0.7), Contender("complex", losses(1.0, seed=2), 0.9))
    assert choice.winner == "simple"
    assert "does not replace simple" in choice.reason
    assert "resampling the customers does not bear out" in choice.reason


def test_equal_losses_are_a_tie():
    assert chosen(Contender("simple", losses(1.0), 0.7), Contender("complex", losses(1.0), 0.7)).winner == "simple"


def test_a_lower_loss_does_not_win_at_the_price_of_the_ranking():
    choice = chosen(Contender("simple", losses(2.0), 0.75), Contender("complex", losses(1.0), 0.70))
    assert choice.winner == "simple"
    assert choice.reason.endswith("50.0% lower, but so is ROC-AUC")


@pytest.mark.parametrize("guard", [None, 0.745])
def test_a_ranking_that_cannot_be_told_or_hardly_differs_is_no_objection(guard):
    assert chosen(Contender("simple", losses(2.0), 0.75), Contender("complex", losses(1.0), guard)).winner == "complex"


def test_each_candidate_is_held_to_the_best_so_far():
    choice = chosen(
        Contender("first", losses(2.0), 0.7),
        Contender("second", losses(1.0), 0.7),
        Contender("third", losses(1.5), 0.7),
    )
    assert choice.winner == "second"
    assert "third does not replace second" in choice.reason


def test_the_trusted_one_wins_a_tie_and_loses_where_it_is_worse_beyond_doubt():
    simple, tie = Contender("simple", losses(1.0, seed=1), 0.7), Contender("blend", losses(1.0, seed=2), 0.7)
    choice = chosen(simple, tie, trusted="blend")
    assert choice.winner == "blend"
    assert choice.reason.endswith("trusted unless it is worse beyond doubt")
    worse = chosen(simple, Contender("blend", losses(2.0), 0.7), trusted="blend")
    assert worse.winner == "simple"
    assert worse.reason.startswith("blend does not replace simple: its Brier score is ")


def test_the_only_candidate_wins_and_the_reason_says_that_it_was_alone():
    assert chosen(Contender("simple", losses(1.0), None)).reason == "simple is the only candidate that could be fitted"


def test_what_one_customer_gains_is_not_beyond_doubt_however_often_they_are_seen():
    before, after = losses(1.0), losses(1.0)
    customers = np.where(np.arange(400) < 100, "whale", CUSTOMERS).astype(object)
    before[:100] = 50.0
    after[:100] = 1.0
    after[100:] += 0.01
    assert (
        chosen(Contender("simple", before, 0.7), Contender("complex", after, 0.7), customers=customers).winner
        == "simple"
    )
    assert chosen(Contender("simple", before, 0.7), Contender("complex", after, 0.7)).winner == "complex"


def test_the_gain_is_a_share_and_its_bound_lies_below_it():
    gain, bound = paired_gain(losses(2.0), losses(1.5, seed=3), CUSTOMERS, seed=1)
    assert bound < gain < 1
    assert paired_gain(losses(2.0), losses(1.5, seed=3), CUSTOMERS, seed=1) == (gain, bound)


def test_nothing_is_gained_where_nothing_was_lost():
    assert paired_gain(np.zeros(400), np.zeros(400), CUSTOMERS, seed=1) == (0.0, 0.0)


def test_a_candidate_half_as_wrong_as_the_baseline_is_told_so_with_a_range_around_it():
    noise = losses(0.1, seed=3)
    rivals = [Contender("baseline", losses(2.0), 0.7), Contender("better", losses(1.0) + noise, 0.7)]
    (name, told), *others = against_baseline(rivals, CUSTOMERS, MEASURE, seed=1).items()
    assert (name, told["baseline"], told["measure"], others) == ("better", "baseline", "Brier score", [])
    assert told["low"] < told["gain"] < told["high"]
    assert told["gain"] == pytest.approx(0.45, abs=0.02)


def test_a_candidate_worse_than_the_baseline_has_a_gain_below_nothing():
    rivals = [Contender("baseline", losses(1.0), 0.7), Contender("worse", losses(2.0), 0.7)]
    assert against_baseline(rivals, CUSTOMERS, MEASURE, seed=1)["worse"]["gain"] == pytest.approx(-1.0)


def test_the_lower_end_is_what_the_choice_asks_for():
    rivals = [Contender("baseline", losses(2.0, seed=1), 0.7), Contender("other", losses(1.9, seed=2), 0.7)]
    told = against_baseline(rivals, CUSTOMERS, MEASURE, seed=1)["other"]
    assert (told["gain"], told["low"]) == paired_gain(rivals[0].losses, rivals[1].losses, CUSTOMERS, seed=1)


def test_where_the_baseline_is_never_wrong_nothing_can_be_gained():
    rivals = [Contender(name, np.zeros(len(CUSTOMERS)), None) for name in ("baseline", "other")]
    assert against_baseline(rivals, CUSTOMERS, MEASURE, seed=1)["other"]["high"] == 0.0
