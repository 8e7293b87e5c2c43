"""References of drift: a quiet shop is left in peace, three sorts of change are seen, seasons are no news twice."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from perennial.drift import profile_of
from perennial.drift_reference import DriftReference, Reading, reference_from, reference_of_orders
from perennial.drift_samples import Sample, sample_of_orders
from perennial.drift_settings import DriftSettings
from perennial.errors import IntegrityError
from tests.drifting_shop import Event, day, drifting_orders
from tests.monitored_shop import model_by_hand
from tests.seasonal_shop import seasonal_orders
from tests.simulated_shop import shop

TRAINED = 420
LATER = 90
RESAMPLES = 100
SETTINGS = DriftSettings()
EVENTS = {
    "a price rise": (Event(day(TRAINED), price_times=1.6), "recent_order_value"),
    "another mix of channels": (Event(day(TRAINED), channels=(0.6, 0.2, 0.2)), "attribute channel"),
    "a churn wave": (Event(day(TRAINED), share_leaving=0.7), "recency_days"),
}


def learnt_and_later(
    folder: Path, customers: int, seed: int, event: Event | None = None
) -> tuple[DriftReference, Sample]:
    """The reference of a training, and the sample three months on."""
    model = replace(model_by_hand(), as_of=day(TRAINED))
    with shop(folder, drifting_orders(customers, TRAINED + LATER + 1, seed=seed, event=event)) as con:
        stored = json.dumps(reference_of_orders(con, model, SETTINGS)).encode()
        return reference_from(stored), sample_of_orders(con, model, day(TRAINED + LATER), SETTINGS.window_days)


def drifted(readings: list[Reading]) -> list[str]:
    return [reading.name for reading in readings if reading.drifted]


def halves(sample: Sample, seed: int) -> tuple[Sample, Sample]:
    """A sample's customers dealt out at random: two samples of one population."""
    random = np.random.default_rng(seed)
    sizes = {len(values) for values in sample.values()}
    first = {size: random.random(size) < 0.5 for size in sorted(sizes)}
    dealt = [{name: values[first[len(values)] == side] for name, values in sample.items()} for side in (True, False)]
    return dealt[0], dealt[1]


@pytest.mark.parametrize("customers", [120, 1200])
def test_of_a_hundred_quiet_resamples_of_a_whole_dataset_fewer_than_five_raise_an_alarm(tmp_path, customers):
    _, sample = learnt_and_later(tmp_path, customers, seed=7)
    alarms = 0
    for seed in range(RESAMPLES):
        before, after = halves(sample, seed)
        reference = DriftReference(day(TRAINED), 90, {name: profile_of(values) for name, values in before.items()})
        alarms += bool(drifted(reference.compare(after, day(TRAINED), SETTINGS)))
    assert len(sample) > 30
    assert alarms < 0.05 * RESAMPLES


@pytest.mark.parametrize("seed", range(6))
def test_a_shop_in_balance_is_quiet_three_months_on(tmp_path, seed):
    reference, sample = learnt_and_later(tmp_path, 300, seed)
    assert drifted(reference.compare(sample, day(TRAINED + LATER), SETTINGS)) == []


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("what", EVENTS)
def test_each_sort_of_change_is_seen_where_it_happens(tmp_path, what, seed):
    event, name = EVENTS[what]
    reference, sample = learnt_and_later(tmp_path, 1200, seed, event)
    assert name in drifted(reference.compare(sample, day(TRAINED + LATER), SETTINGS))


def test_growing_older_is_no_drift_even_to_who_forgets_the_shops_past(tmp_path):
    reference, sample = learnt_and_later(tmp_path, 1200, seed=1)
    forgetful = replace(reference, usual={})
    assert "tenure_by_age_of_shop" in sample
    assert "tenure_by_age_of_shop" not in drifted(forgetful.compare(sample, day(TRAINED + LATER), SETTINGS))


def test_what_lies_further_apart_may_have_moved_at_least_as_far(tmp_path):
    reference, _ = learnt_and_later(tmp_path, 200, seed=1)
    for steps in reference.usual.values():
        assert len(steps) == 11  # of twelve months before it, so many have a full window before them
        assert list(steps) == sorted(steps, key=lambda step: step[0])
        assert [ks for _, ks in steps] == sorted(ks for _, ks in steps)
    first, last = (reference.usual_movement("recency_days", day(TRAINED + ahead)) for ahead in (1, 4000))
    assert first == reference.usual["recency_days"][0]
    assert last == reference.usual["recency_days"][-1]


@pytest.mark.parametrize(("trained", "later", "is_news"), [(300, 345, True), (665, 710, False)])
def test_a_season_is_news_in_the_shops_first_year_and_none_when_it_comes_again(tmp_path, trained, later, is_news):
    model = replace(model_by_hand(), as_of=day(trained))
    with shop(tmp_path, seasonal_orders(800, times=4.0, seed=3)) as con:
        reference = reference_from(json.dumps(reference_of_orders(con, model, SETTINGS)).encode())
        sample = sample_of_orders(con, model, day(later), SETTINGS.window_days)
    assert bool(drifted(reference.compare(sample, day(later), SETTINGS))) is is_news
    assert "recent_orders" in drifted(replace(reference, usual={}).compare(sample, day(later), SETTINGS))


def test_a_dataset_may_set_the_least_psi_that_counts():
    reference = DriftReference(day(0), 90, {"a": profile_of(np.linspace(0.0, 1.0, 5000))})
    (reading,) = reference.compare({"a": np.linspace(0.0, 1.1, 5000)}, day(1), DriftSettings(psi_limit=0.07))
    assert reading.psi_limit == 0.07


def test_what_only_one_of_them_knows_is_not_compared():
    reference = DriftReference(day(0), 90, {"a": profile_of(np.arange(9.0)), "b": profile_of(np.arange(9.0))})
    sample = {"b": np.arange(9.0), "c": np.arange(9.0)}
    assert [reading.name for reading in reference.compare(sample, day(1), SETTINGS)] == ["b"]


def test_a_reference_comes_back_from_json_as_it_was(tmp_path):
    reference, _ = learnt_and_later(tmp_path, 120, seed=2)
    stored = json.dumps(reference.to_json())
    assert reference_from(stored.encode()) == reference
    assert len(stored) < 150_000


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"day": 3, "profiles": {}, "usual": {}, "window_days": 90}'])
def test_what_is_no_reference_is_refused(body):
    with pytest.raises(IntegrityError, match="train the dataset again"):
        reference_from(body)
