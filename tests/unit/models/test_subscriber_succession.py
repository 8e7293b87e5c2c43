"""Who serves next of models of subscribers: held to the customers that neither recipe has seen."""

from dataclasses import replace

import pytest

from perennial.dataset import Dataset
from perennial.models.budget import Budget
from perennial.models.choosing import Choice
from perennial.models.recipes import Chosen
from perennial.models.subscriber_candidates import Logistic, ShareWhoLeft
from perennial.models.subscriber_contest import Labelled, SubscriberContest
from perennial.models.subscriber_encoding import encoding_of
from perennial.models.subscriber_succession import COLUMN, champion_of, decision_for, recipe_with
from perennial.models.subscriber_terms import SubscriberJob
from perennial.models.succession import Incumbent
from tests.subscriber_files import KINDS, known_labels, subscriber_columns

COLUMNS = subscriber_columns()
LABEL, KNOWN = known_labels(COLUMNS)
ENCODING = encoding_of(KINDS, COLUMNS)
LABELLED = Labelled(COLUMNS["customer_id"], ENCODING.matrix(COLUMNS, len(LABEL)), LABEL).rows(KNOWN)
LINE = Logistic(ENCODING.numeric_positions)
JOB = SubscriberJob("phone", "v1", None, KINDS, Dataset(), 20, {}, {})


@pytest.fixture(scope="module")
def contest():
    """The share who left and a line have competed."""
    found = SubscriberContest(LABELLED, (ShareWhoLeft(), LINE), seed=1)
    found.run(Budget(60, lambda: 0.0))
    return found


def held_to(candidate, **changes):
    before = replace(recipe_with(JOB, None), numbers={COLUMN: Chosen(candidate)})
    return replace(JOB, incumbent=Incumbent("v0", before), **changes)


def test_a_better_challenger_serves_and_is_judged_on_the_customers_kept_for_the_report(contest):
    decision = decision_for(held_to("base_rate"), contest, contest.choice())
    assert decision.kind == "won"
    assert decision.numbers["customers"] == LABELLED.for_report().sum()
    number = decision.numbers["by_number"][COLUMN]
    assert number["challenger_loss"] == pytest.approx(contest.figures["logistic_regression"]["log_loss"])
    assert number["champion_loss"] == pytest.approx(contest.figures["base_rate"]["log_loss"])


def test_a_worse_challenger_loses(contest):
    assert decision_for(held_to("logistic_regression"), contest, Choice("base_rate", "")).kind == "lost"


def test_the_same_candidate_is_a_refresh(contest):
    assert decision_for(held_to("logistic_regression"), contest, contest.choice()).kind == "refresh"


def test_drift_overrides(contest):
    job = held_to("logistic_regression", drift="PSI of tenure is 0.5")
    assert decision_for(job, contest, Choice("base_rate", "")).kind == "drift"


def test_a_champion_that_time_was_too_short_for_serves_on():
    hurried = SubscriberContest(LABELLED, (ShareWhoLeft(), LINE), seed=1)
    hurried.run(Budget(0, lambda: 0.0), "logistic_regression")
    decision = decision_for(held_to("logistic_regression"), hurried, hurried.choice())
    assert decision.kind == "kept"


def test_a_candidate_that_was_given_up_is_no_hindrance(contest):
    decision = decision_for(held_to("neural_network"), contest, contest.choice())
    assert decision.kind == "unopposed"
    assert "no longer among the candidates" in decision.in_words


def test_without_anything_to_forecast_there_is_no_contest():
    assert decision_for(JOB, None, None).kind == "first"
    assert decision_for(held_to("logistic_regression"), None, None).kind == "unopposed"


def test_the_candidate_that_serves_is_known_by_its_recipe():
    assert champion_of(held_to("blend").incumbent) == "blend"
    assert champion_of(None) is champion_of(Incumbent("v0", None)) is None


def test_the_champion_is_tried_before_the_others():
    ticks = iter([0.0, 0.0, 9.0, 9.0])
    another = Logistic(ENCODING.numeric_positions, "another")
    hurried = SubscriberContest(LABELLED, (ShareWhoLeft(), another, LINE), seed=1)
    hurried.run(Budget(5, lambda: next(ticks)), "logistic_regression")
    assert [one.name for one in hurried.contenders] == ["base_rate", "logistic_regression"]
    assert "another" in hurried.set_aside
