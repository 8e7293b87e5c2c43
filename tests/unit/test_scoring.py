"""Scoring: one code path for one customer and for all, and a reason wherever a number is withheld."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from perennial.scoring import score_table, value_percentile
from perennial.segment_rules import SEGMENT_NAMES
from perennial.tables import REASON_COLUMNS, scores_table
from tests.hand_made import FEATURE_NAMES, customers, explained_model, serving_model
from tests.predicting import predict_one

GAP = {"avg_interpurchase_days": 12.0}
maybe = st.one_of(st.none(), st.floats(0, 1e5))
rows_of_features = st.lists(
    st.fixed_dictionaries(dict.fromkeys(FEATURE_NAMES[:3], maybe) | {"is_cold_start": st.booleans()}), max_size=12
)
populations = arrays(np.float64, st.integers(1, 60), elements=st.floats(0, 1e5, allow_subnormal=False)).map(np.sort)


def table_of(rows: list[dict]) -> dict[str, np.ndarray]:
    columns = {name: [np.nan if row[name] is None else row[name] for row in rows] for name in FEATURE_NAMES}
    return customers(**columns)


def test_the_table_has_the_columns_of_its_contract_in_order() -> None:
    table = score_table(serving_model(), table_of([]))
    assert tuple(table) == scores_table((30, 90, 365)).column_names


def test_a_customer_gets_what_the_model_expects() -> None:
    prediction = predict_one(
        serving_model(), {"recency_days": 100, "frequency": 5, "monetary": 240.0, "is_cold_start": False} | GAP
    )
    assert prediction.expected_spend == pytest.approx({30: 24.0, 90: 60.0, 365: 240.0})
    assert prediction.churn_probability == pytest.approx({30: 0.7, 90: 0.6, 365: 0.5})
    assert prediction.value_percentile == pytest.approx(60.0)
    assert (prediction.tier, prediction.segment, prediction.risk) == ("middle", "at risk", "medium")
    assert prediction.action == "Win them back with a suggestion of their own and an incentive worth their past spend."
    assert prediction.value_at_risk == pytest.approx(0.6 * 60.0)
    assert prediction.withheld == {}
    assert prediction.unknown_features == ()


@given(rows_of_features)
def test_one_by_one_or_all_at_once_the_answer_is_the_same(rows: list[dict]) -> None:
    model = explained_model(withheld={"expected_spend_365d": "too little history"})
    table = score_table(model, table_of(rows))
    for at, row in enumerate(rows):
        one = predict_one(model, row)
        for days in model.horizons_days:
            for answered, column in (
                (one.expected_spend, "expected_spend"),
                (one.churn_probability, "churn_probability"),
            ):
                np.testing.assert_equal(_number(answered[days]), table[f"{column}_{days}d"][at])
        for answered, column in ((one.value_percentile, "value_percentile"), (one.value_at_risk, "value_at_risk")):
            np.testing.assert_equal(_number(answered), table[column][at])
        words = ("tier", "segment", "risk", "action")
        assert [getattr(one, name) for name in words] == [table[name][at] for name in words]
        told = [table[name][at] for name in REASON_COLUMNS]
        assert list(one.reasons) == [reason for reason in told if reason is not None]


@given(rows_of_features)
def test_every_score_keeps_within_its_bounds(rows: list[dict]) -> None:
    table = score_table(serving_model(), table_of(rows))
    for days in (30, 90, 365):
        assert (table[f"expected_spend_{days}d"] >= 0).all()
        assert ((table[f"churn_probability_{days}d"] >= 0) & (table[f"churn_probability_{days}d"] <= 1)).all()
    assert (table["value_at_risk"] >= 0).all()
    assert (table["value_at_risk"] <= table["expected_spend_90d"]).all()
    assert ((table["value_percentile"] >= 0) & (table["value_percentile"] <= 100)).all()
    assert set(table["segment"]) <= set(SEGMENT_NAMES)


def test_a_probability_of_nothing_is_a_plain_zero() -> None:
    assert str(predict_one(serving_model(), {"recency_days": 0}).churn_probability[365]) == "0.0"


def test_unknown_features_are_named_and_the_answer_still_comes() -> None:
    prediction = predict_one(serving_model(), {"recency_days": 3, "frequency": None, "monetary": float("nan")})
    assert prediction.unknown_features == ("frequency", "monetary", "is_cold_start")
    assert prediction.expected_spend[90] == 0.0
    assert prediction.segment == "unknown"


def test_text_beside_the_features_is_left_alone() -> None:
    stored = {"recency_days": 3, "tenure_category": "new", "as_of": "2024-06-30"}
    assert predict_one(serving_model(), stored).churn_probability[90] == pytest.approx(0.115)


def test_withheld_numbers_are_missing_and_the_reason_names_them() -> None:
    reasons = {
        "expected_spend_365d": "90 days of history, 395 needed",
        "churn_probability_365d": "90 days of history, 395 needed",
    }
    model = serving_model(
        spend={30: serving_model().spend[30], 90: serving_model().spend[90]},
        churn={30: serving_model().churn[30], 90: serving_model().churn[90]},
        withheld=reasons,
    )
    table = score_table(model, customers(recency_days=[1, 2], avg_interpurchase_days=[12.0, 12.0]))
    assert np.isnan(table["expected_spend_365d"]).all()
    assert np.isnan(table["churn_probability_365d"]).all()
    assert not np.isnan(table["expected_spend_90d"]).any()
    told = "churn_probability_365d, expected_spend_365d: 90 days of history, 395 needed"
    assert table["withheld_reason"].tolist() == [told, told]
    one = predict_one(model, {"recency_days": 1} | GAP)
    assert one.expected_spend[365] is None
    assert one.withheld == reasons


def test_a_withheld_number_is_not_given_even_where_a_form_could() -> None:
    table = score_table(serving_model(withheld={"expected_spend_30d": "too few orders"}), customers(monetary=[10.0]))
    assert np.isnan(table["expected_spend_30d"]).all()


def test_without_a_horizon_to_rank_by_there_is_no_tier_and_no_risk_but_an_action() -> None:
    one = predict_one(
        serving_model(value_horizon_days=None, churn_horizon_days=None, spend={}, churn={}), {"recency_days": 3}
    )
    assert (one.value_percentile, one.tier, one.risk) == (None, None, None)
    assert one.action


@pytest.mark.parametrize("column", ["expected_spend_90d", "churn_probability_90d"])
def test_value_at_risk_is_unknown_where_spend_or_churn_is_withheld(column: str) -> None:
    table = score_table(serving_model(withheld={column: "too few orders"}), customers(monetary=[10.0]))
    assert np.isnan(table["value_at_risk"]).all()


def test_nothing_withheld_needs_no_reason() -> None:
    columns = customers(monetary=[1.0], avg_interpurchase_days=[12.0])
    assert score_table(serving_model(), columns)["withheld_reason"].tolist() == [None]


@pytest.mark.parametrize(
    ("monetary", "tier"),
    [(0.0, "low"), (196.0, "low"), (200.0, "middle"), (320.0, "high"), (380.0, "top"), (1e9, "top")],
)
def test_tiers_cut_at_the_median_the_best_fifth_and_the_best_twentieth(monetary: float, tier: str) -> None:
    assert predict_one(serving_model(), {"monetary": monetary}).tier == tier


@pytest.mark.parametrize(
    ("recency_days", "risk"), [(0, "low"), (46, "low"), (47, "medium"), (114, "high"), (9e9, "high")]
)
def test_risk_cuts_at_a_third_and_two_thirds(recency_days: float, risk: str) -> None:
    assert predict_one(serving_model(), {"recency_days": recency_days}).risk == risk


@given(populations, st.lists(st.floats(0, 2e5, allow_subnormal=False), min_size=2, max_size=20))
def test_who_is_expected_to_spend_more_never_ranks_lower(population: np.ndarray, values: list[float]) -> None:
    quantiles = np.quantile(population, np.linspace(0, 1, 101))
    ranks = value_percentile(np.sort(values), quantiles)
    assert (np.diff(ranks) >= 0).all()
    assert ((ranks >= 0) & (ranks <= 100)).all()


@given(populations)
def test_customers_who_are_all_the_same_stand_in_the_middle(population: np.ndarray) -> None:
    same = np.full_like(population, population[0])
    quantiles = np.quantile(same, np.linspace(0, 1, 101))
    assert value_percentile(same, quantiles).tolist() == [50.0] * len(same)


def test_a_crowd_expected_to_spend_nothing_is_not_of_a_high_tier() -> None:
    population = np.array([0.0] * 90 + [float(value) for value in range(1, 11)])
    quantiles = np.quantile(population, np.linspace(0, 1, 101))
    crowd, best = value_percentile(np.array([0.0, 10.0]), quantiles)
    assert crowd < 50
    assert best == 100


def test_a_model_that_saw_nobody_ranks_nobody() -> None:
    assert np.isnan(value_percentile(np.array([1.0]), np.array([]))).all()


KNOWN = {"recency_days": 100.0, "frequency": 5.0, "monetary": 240.0, "is_cold_start": False}


def test_reasons_are_about_the_spend_at_the_value_horizon() -> None:
    assert predict_one(explained_model(), KNOWN).reasons == ("associated with: 240 EUR spent so far (+35 EUR)",)


def test_where_spend_is_withheld_reasons_are_about_churn() -> None:
    model = explained_model(value_horizon_days=None, spend={})
    assert predict_one(model, KNOWN).reasons == ("associated with: last order 100 days ago (+20 points)",)


def test_there_is_no_reason_for_a_withheld_number() -> None:
    withheld = dict.fromkeys(("expected_spend_90d", "churn_probability_90d"), "too few orders")
    assert predict_one(explained_model(withheld=withheld), KNOWN).reasons == ()
    nothing = explained_model(value_horizon_days=None, churn_horizon_days=None, spend={}, churn={})
    assert predict_one(nothing, KNOWN).reasons == ()


def test_a_model_without_a_customer_to_compare_with_gives_no_reasons() -> None:
    assert predict_one(serving_model(), KNOWN).reasons == ()


def _number(value: float | None) -> float:
    return np.nan if value is None else value
