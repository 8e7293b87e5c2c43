"""Origins: nothing a forecast is judged by was known to it, and the last horizon stays untouched."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perennial.models.origins import DAYS_A_MONTH, WINDOW_DAYS, calendar, needed_days

AS_OF = date(2024, 6, 30)
shapes = {
    "history_days": st.integers(0, 2000),
    "horizon_days": st.integers(1, 400),
    "look_back_days": st.integers(1, 90),
}
windows = st.integers(3, 60).map(lambda months: round(months * DAYS_A_MONTH))


def calendar_of(history_days, horizon_days, look_back_days=30, window_days=WINDOW_DAYS):
    return calendar(AS_OF - timedelta(days=history_days), AS_OF, horizon_days, look_back_days, window_days)


def test_the_days_of_a_quarter_are_what_they_are_by_hand():
    days = calendar(date(2024, 1, 1), AS_OF, 30, 30)
    assert days.report.judge_days == (date(2024, 5, 31),)
    assert days.report.learn_days == (date(2024, 5, 1), date(2024, 4, 1), date(2024, 3, 2), date(2024, 2, 1))
    assert [split.judge_days for split in days.selection] == [
        (date(2024, 5, 1),),
        (date(2024, 4, 1),),
        (date(2024, 3, 2),),
    ]
    assert days.selection[-1].learn_days == (date(2024, 2, 1),)
    assert days.final_days[0] == date(2024, 5, 31)
    assert days.history_days == 181
    assert days.selection_in_words == "chosen on earlier origins: 2024-05-01, 2024-04-01, 2024-03-02"


@settings(max_examples=100)
@given(**shapes)
def test_every_label_learnt_from_ended_before_the_day_that_is_judged(history_days, horizon_days, look_back_days):
    days = calendar_of(history_days, horizon_days, look_back_days)
    if days is None:
        return
    horizon = timedelta(days=horizon_days)
    assert days.report.judge_days == (AS_OF - horizon,)
    for split in (days.report, *days.selection):
        if split.held_out_part is None:
            assert max(split.learn_days) + horizon <= min(split.judge_days)
    assert all(max(split.judge_days) + horizon <= AS_OF - horizon for split in days.selection)
    assert max(days.final_days) + horizon == AS_OF


@settings(max_examples=100)
@given(**shapes, window_days=windows)
def test_every_day_has_history_to_look_back_on_and_lies_in_the_window_before_the_judged_one(
    history_days, horizon_days, look_back_days, window_days
):
    days = calendar_of(history_days, horizon_days, look_back_days, window_days)
    if days is None:
        return
    first_day = AS_OF - timedelta(days=history_days)
    out_of_time = [split for split in (days.report, *days.selection) if split.held_out_part is None]
    learnt = [(AS_OF, days.final_days), *((split.judge_days[0], split.learn_days) for split in out_of_time)]
    for judged_on, used in learnt:
        assert all((day - first_day).days >= look_back_days for day in used)
        assert (judged_on - used[-1]).days <= max(window_days, horizon_days)


def test_a_window_shorter_than_the_horizon_leaves_the_one_day_whose_horizon_has_ended():
    days = calendar_of(2000, 365, window_days=90)
    assert days.final_days == (AS_OF - timedelta(days=365),)


def test_a_longer_window_has_all_the_days_of_a_shorter_one():
    short, long = (calendar_of(2000, 90, window_days=round(months * DAYS_A_MONTH)) for months in (12, 24))
    assert long.final_days[: len(short.final_days)] == short.final_days
    assert (len(short.final_days), len(long.final_days)) == (10, 22)


@settings(max_examples=100)
@given(**shapes, window_days=windows)
def test_the_window_changes_no_day_that_is_judged(history_days, horizon_days, look_back_days, window_days):
    usual = calendar_of(history_days, horizon_days, look_back_days)
    other = calendar_of(history_days, horizon_days, look_back_days, window_days)
    if usual is None:
        assert other is None
        return
    assert other.report.judge_days == usual.report.judge_days
    if all(split.held_out_part is None for split in usual.selection):
        assert [split.judge_days for split in other.selection] == [split.judge_days for split in usual.selection]


@settings(max_examples=100)
@given(**shapes)
def test_a_horizon_has_days_exactly_from_the_history_it_needs(history_days, horizon_days, look_back_days):
    fits = calendar_of(history_days, horizon_days, look_back_days) is not None
    assert fits == (history_days >= needed_days(horizon_days, look_back_days))


@pytest.mark.parametrize(("history_days", "by_customers"), [(210, True), (299, True), (300, False)])
def test_without_an_earlier_origin_the_choice_is_made_by_customers_and_says_so(history_days, by_customers):
    days = calendar_of(history_days, 90)
    assert [split.held_out_part for split in days.selection] == ([0, 1, 2] if by_customers else [None])
    assert ("cross-validation over customers" in days.selection_in_words) == by_customers
    if by_customers:
        assert {split.learn_days for split in days.selection} == {days.report.learn_days}


@settings(max_examples=100)
@given(**shapes, days_ago=st.integers(0, 400))
def test_a_season_is_learnt_from_days_that_ended_before_and_have_history_to_look_back_on(
    history_days, horizon_days, look_back_days, days_ago
):
    days = calendar_of(history_days, horizon_days, look_back_days)
    if days is None:
        return
    judged, first_day = AS_OF - timedelta(days=days_ago), AS_OF - timedelta(days=history_days)
    told = days.season_days(judged)
    needed = 365 + horizon_days + look_back_days
    assert bool(told) == (horizon_days < 365 and (judged - first_day).days >= needed)
    assert not told or told[12] == judged - timedelta(days=365)
    for day in told.values():
        assert day + timedelta(days=horizon_days) <= judged
        assert (day - first_day).days >= horizon_days + look_back_days
