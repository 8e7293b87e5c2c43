"""What the stages would say of a small shop and a small subscription, for tests of the report."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from duckdb import DuckDBPyConnection

from perennial.dataset import Dataset
from perennial.report.sources import Sources

AS_OF = date(2024, 6, 30)
CUSTOMERS = 60
SEGMENTS = ("champions", "promising", "lost")
SUMMARY_COLUMNS = (
    *("segment", "meaning", "customers", "customers_share", "median_recency_days", "median_frequency"),
    *("median_monetary", "value_horizon_days", "expected_spend", "value_at_risk", "churn_horizon_days"),
    *("mean_churn_probability", "action"),
)
DECILES = [
    {"decile": n, "customers": 6, "mean_predicted": n / 11, "mean_actual": n / 10, "low": n / 20, "high": 1.0}
    for n in range(1, 11)
]
GAIN = [{"customers_share": n / 20, "caught_share": min(1.0, n / 10)} for n in range(21)]
BETTER = {"baseline": "last_30_days", "measure": "deviance", "gain": 0.25, "low": 0.2, "high": 0.3}
SPEND_FIGURES: dict[str, Any] = {
    "customers": 50, "mean_actual": 20.0, "mean_predicted": 15.0, "total_error": -0.25, "normalised_gini": 0.6,
    "interval_coverage": 0.82, "deciles": DECILES, "gain_curve": GAIN, "against_baseline": BETTER,
}  # fmt: skip
CHURN_FIGURES: dict[str, Any] = {
    "customers": 50, "roc_auc": 0.8, "brier": 0.1, "deciles": DECILES, "gain_curve": GAIN, "against_baseline": BETTER,
}  # fmt: skip
COST = {
    "threshold": 0.4, "cost_per_customer": 8.0, "cost_per_customer_contacting_nobody": 10.0, "contacted_share": 0.5,
    "curve": {"thresholds": [0.0, 0.4, 1.0], "cost_per_customer": [9.0, 8.0, 10.0], "contacted_share": [1.0, 0.5, 0.0]},
    "assumptions": "A contact costs 5.",
}  # fmt: skip


def rule(name: str, met: int, removed: int, amount: float = 0.0) -> dict[str, Any]:
    """A rule of cleaning as the quality report tells it."""
    return {"name": name, "rows_meeting": met, "rows_removed": removed, "amount_removed": amount, "trade_off": "Why."}


def contest(winner: str, **more: Any) -> dict[str, Any]:
    """What the manifest says of a number."""
    return {"winner": winner, "report_origin": "2024-04-01", "candidates": {"a": "competed", "b": "competed"}, **more}


def sources(**changes: Any) -> Sources:
    """A shop of orders in pounds, with everything known that can be."""
    made = Sources(
        dataset="shop",
        description=Dataset(currency="GBP"),
        features={"kind": "orders", "as_of": AS_OF.isoformat()},
        scores={
            "as_of": AS_OF.isoformat(), "model_version": "v1", "customers": CUSTOMERS,
            "totals": [
                {"horizon_days": days, "expected": 1000.0 * days, "low": 800.0 * days, "high": 1300.0 * days,
                 "before_level_correction": 900.0 * days}
                for days in (30, 90)
            ],
        },
        segments=[
            dict(zip(SUMMARY_COLUMNS, (name, "Some.", "20", "0.3333", "12.0", "3.0", "150.5", "90", str(900 - 100 * n),
                                       str(50.0 + n), "90", str(0.2 + 0.2 * n), f"Do {n}."), strict=True))
            for n, name in enumerate(SEGMENTS)
        ],
        manifest={
            "horizons_days": [30, 90, 365], "value_horizon_days": 90, "churn_horizon_days": 90, "order_lines": 600,
            "as_of": AS_OF.isoformat(),
            "withheld": {"expected_spend_365d": "365 days: needs orders over 760 days (a while), has 400; or more"},
            "notes": {},
            "numbers": {
                "expected_spend_30d": contest("hurdle"), "expected_spend_90d": contest("hurdle"),
                "churn_probability_90d": contest("blend", business_cost=COST),
            },
            "importance": {"expected_spend_90d": {"topics": {"recency": 3.0, "money spent": 12.0, "returns": 0.0}}},
        },
        metrics={
            "expected_spend_30d": {"hurdle": SPEND_FIGURES}, "expected_spend_90d": {"hurdle": SPEND_FIGURES},
            "churn_probability_90d": {"blend": CHURN_FIGURES},
        },
        quality={
            "files": {"dropped": 2, "clean": 1, "failed": [{"key": "landing/shop/b.csv", "reason": "it is empty."}],
                      "ignored": []},
            "rows": {"read": 100, "kept": 90, "rejected": 7, "duplicate": 3},
            "rules": [rule("exact_duplicate", 3, 3, 9.0), rule("missing_customer", 7, 7, 70.0), rule("capped", 4, 0),
                      rule("unmet", 0, 0)],
            "revenue": {"before": 1000.0, "after": 921.0},
            "coverage": {"first_day": "2023-01-01", "last_day": "2024-06-30",
                         "longest_gaps": [{"after": "2023-12-24", "before": "2024-01-02", "days_without_orders": 8}]},
            "customers": {"buyers": CUSTOMERS, "orders": 240},
            "amounts": {"purchases": 12000.0, "returns": -500.0},
            "joining": {"repeats": 2},
        },
    )  # fmt: skip
    return replace(made, **changes)


def subscriber_sources(**changes: Any) -> Sources:
    """A subscription: who left is known, worth too, no currency."""
    made = sources(
        description=Dataset(),
        features={"kind": "subscribers", "as_of": None, "labelled": 50, "left": 10},
        scores={"as_of": None, "model_version": "v1", "customers": CUSTOMERS, "value_assumptions": "Worth is margin."},
        segments=[
            {"segment": name, "customers": "20", "churn_probability": churn, "expected_value": value,
             "value_at_risk": value, "action": "Call."}
            for name, churn, value in (("valuable, safe", "0.1", "400"), ("valuable, wavering", "0.4", "200"),
                                       ("already left", "0.5", ""))
        ],
        manifest={
            "withheld": {}, "attributes": {"plan": "category", "fee": "number"}, "labelled": 50,
            "importance": {"churn_probability": {"plan": 0.08, "fee": 0.02}},
            "value_terms": {"value_horizon_months": 12},
            "numbers": {"churn_probability": contest("logistic_regression", business_cost=COST)},
        },
        metrics={"churn_probability": {"logistic_regression": CHURN_FIGURES | {"out_of_fold": CHURN_FIGURES}}},
    )  # fmt: skip
    return replace(made, **changes)


def fill_shop(con: DuckDBPyConnection, names: dict[int, str] | None = None) -> None:
    """The customers of the shop: the nth is expected to spend n in 90 days, and was away for n days."""
    con.execute("create table scores (customer_id varchar, expected_spend_90d double, expected_spend_90d_low double, "
                "expected_spend_90d_high double, churn_probability_90d double, segment varchar, risk varchar, "
                "tier varchar, action varchar, reason_1 varchar, value_at_risk double)")  # fmt: skip
    con.execute("create table orders (customer_id varchar, order_id varchar, ordered_at timestamp, "
                "amount decimal(18, 4), lines bigint, is_return boolean)")  # fmt: skip
    for n in range(1, CUSTOMERS + 1):
        who, churn = (names or {}).get(n, f"c{n:02}"), n / 100
        risk = "high" if n > 50 else "medium" if n > 30 else "low"
        tier = "top" if n > 54 else "high" if n > 42 else "low"
        con.execute("insert into scores values (?, ?, ?, ?, ?, ?, ?, ?, 'Call.', 'associated with: orders', ?)",
                    [who, n, n / 2, n * 2, churn, SEGMENTS[n % 3], risk, tier, churn * n])  # fmt: skip
        for back in range(n, 360, 60):
            con.execute("insert into orders values (?, ?, ?, ?, 1, false)",
                        [who, f"{who}-{back}", AS_OF - timedelta(days=back), 10 + n])  # fmt: skip
    con.execute(
        "create table features as select customer_id, date '2024-06-30' as as_of, "
        "date_diff('day', max(ordered_at), date '2024-06-30')::integer as recency_days, "
        "date_diff('day', min(ordered_at), date '2024-06-30')::integer as tenure_days, count(*) as frequency, "
        "sum(amount)::double as monetary, avg(amount)::double as avg_basket_value, 2::bigint as unique_products, "
        "case when count(*) > 5 then null else 60.0 end as avg_interpurchase_days, 1::integer as purchase_span_days, "
        "0.5 as active_month_ratio, 0.0 as return_ratio, 1.0 as spend_0_30_days, 1.0 as spend_31_60_days, "
        "1.0 as spend_61_120_days, 1.0 as spend_velocity, 1.0 as transaction_density, 0.5 as spend_momentum, "
        "0.5 as transaction_momentum, 1.0 as loyalty_efficiency, true as is_cold_start, "
        "null::varchar as attributes from orders group by customer_id"
    )


def fill_subscription(con: DuckDBPyConnection) -> None:
    """The customers of the subscription: the first ten have left, the last ten are to be scored."""
    con.execute(
        "create table features as select format('s{:02}', n) as customer_id, "
        "case when n > 50 then null else n <= 10 end as already_left, "
        "case when n % 2 = 0 then 'monthly' else '<b>yearly' end as plan, 10.0::double + n as fee, n::double as tenure "
        f"from range(1, {CUSTOMERS + 1}) as numbers(n)"
    )
    con.execute(
        "create table scores as select customer_id, coalesce(already_left, false) as already_left, "
        "0.01 * row_number() over (order by customer_id) as churn_probability, "
        "case when already_left then null else fee * 10 end as expected_value, "
        "case when already_left then null else fee end as value_at_risk, "
        "case when already_left then null when fee > 60 then 'high' else 'low' end as risk, "
        "case when already_left then null else 'middle' end as tier, "
        "case when already_left then 'already left' when fee > 60 then 'valuable, likely to leave' "
        "else 'small, safe' end as segment, 'Call.' as action, 'associated with: plan' as reason_1 "
        "from features order by customer_id"
    )
