"""Many predictions at once: each is what it would be alone."""

from hypothesis import given
from hypothesis import strategies as st

from perennial.scoring import predict_many
from tests.hand_made import explained_model, outlook_model
from tests.predicting import predict_one

VALUE = st.none() | st.floats(0, 1_000)
CUSTOMER = st.dictionaries(
    st.sampled_from(["recency_days", "frequency", "monetary", "repeat_days", "purchase_span_days", "tenure_days"]),
    VALUE,
    max_size=6,
)


@given(customers=st.lists(CUSTOMER, max_size=12))
def test_in_any_company_a_customer_is_predicted_as_alone(customers):
    for model in (explained_model(), outlook_model()):
        assert predict_many(model, customers) == [predict_one(model, features) for features in customers]


def test_each_customer_has_its_own_unknown_features_and_its_own_gaps():
    known, unknown = predict_many(
        outlook_model(), [{"monetary": 40.0, "avg_interpurchase_days": 9.0}, {"frequency": 1}]
    )
    assert "monetary" not in known.unknown_features
    assert "frequency" in known.unknown_features
    assert "monetary" in unknown.unknown_features
    assert (known.average_gap_days, unknown.average_gap_days) == (9.0, None)
    assert "average_gap_days" in unknown.withheld
    assert "average_gap_days" not in known.withheld


def test_what_one_prediction_withholds_is_its_own():
    first, second = predict_many(outlook_model(), [{}, {}])
    first.withheld["expected_spend_30d"] = "changed"
    assert "expected_spend_30d" not in second.withheld
