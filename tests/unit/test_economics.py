"""What to do and what it is worth: every customer gets an action, and no more is at risk than is expected."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from perennial.dataset import Economics
from perennial.economics import ACTIONS, RISKS_IN_ORDER, contact_returns, recommended_action, value_at_risk
from perennial.scoring import RISKS
from perennial.segment_rules import SEGMENT_NAMES

shares = st.floats(0, 1)
money = st.floats(0, 1e6)


@pytest.mark.parametrize("risk", RISKS_IN_ORDER)
@pytest.mark.parametrize("segment", SEGMENT_NAMES)
def test_every_segment_at_every_risk_has_an_action_in_words(segment: str, risk: str | None) -> None:
    action = recommended_action(segment, risk)
    assert action[0].isupper()
    assert action.endswith(".")


def test_actions_speak_of_the_segments_and_risks_there_are() -> None:
    assert tuple(ACTIONS) == SEGMENT_NAMES
    assert RISKS_IN_ORDER[:3] == tuple(name for _, name in RISKS)


@pytest.mark.parametrize("segment", SEGMENT_NAMES)
def test_a_higher_risk_calls_for_something_else(segment: str) -> None:
    assert len({recommended_action(segment, risk) for risk in ("low", "medium", "high")}) == 3


@given(shares, money)
def test_no_more_is_at_risk_than_is_expected_and_nothing_of_who_surely_stays(churn: float, spend: float) -> None:
    assert 0 <= value_at_risk(churn, spend) <= spend
    assert value_at_risk(0.0, spend) == 0
    assert value_at_risk(1.0, spend) == spend


def test_what_is_at_risk_is_unknown_where_a_number_is() -> None:
    at_risk = value_at_risk([0.5, np.nan, 0.25], [np.nan, 100.0, 80.0])
    np.testing.assert_array_equal(at_risk, [np.nan, np.nan, 20.0])


@given(money, st.floats(0.01, 1), st.floats(0, 1))
def test_a_contact_brings_its_share_of_the_margin_of_what_is_at_stake(at_stake: float, margin: float, rate: float):
    economics = Economics(margin=margin, incentive_cost=5.0, contact_success_rate=rate)
    (returned,) = contact_returns([at_stake], economics)
    assert returned == pytest.approx(at_stake * margin * rate)
    assert contact_returns([at_stake], economics, margin_in_values=margin)[0] == pytest.approx(at_stake * rate)
    assert np.isnan(contact_returns([np.nan], economics)).all()
