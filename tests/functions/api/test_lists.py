"""GET /api/customers, /api/segments, /api/overview and /api/scores.csv."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from functions.api.indexes import Indexes
from functions.api.scores import PAST_TOLD
from perennial import layout
from perennial.memory import MemoryPorts
from perennial.pointers import read_pointer
from perennial.records import ModelRecord
from perennial.stages.score import score
from tests.functions.api.conftest import DAY, NOW, ORDERS, PERCENT_ID, STRANGE_ID, Clock, open_dataset
from tests.hand_made import Line, Order, explained_model, publish_features, publish_model

NEWER = [*ORDERS, Order("carl", DAY + timedelta(days=9), 500.0, "o9")]


def ids(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one["customer_id"] for one in answer.json()["customers"]]


def scored_again(ports: MemoryPorts, tmp_path: Path, orders: list[Order] = NEWER) -> None:
    publish_features(ports, tmp_path, orders)
    score("shop", ports, work_dir=tmp_path, now=NOW + timedelta(days=1))


def test_customers_are_listed_by_value_with_what_is_known_of_them(client: TestClient, shop: MemoryPorts) -> None:
    page = client.get("/api/customers").json()
    assert [one["customer_id"] for one in page["customers"]] == ["anna", PERCENT_ID, STRANGE_ID, "bert"]
    assert (page["dataset"], page["kind"], page["as_of"], page["total"]) == ("shop", "orders", "2024-06-30", 4)
    assert (page["value_horizon_days"], page["churn_horizon_days"], page["next_cursor"]) == (90, 90, None)
    anna, score_of_anna = page["customers"][0], client.get("/api/customers/anna").json()["score"]
    of_90_days = next(one for one in score_of_anna["horizons"] if one["horizon_days"] == 90)
    assert anna["expected_spend"] == pytest.approx(of_90_days["expected_spend"])
    assert anna["churn_probability"] == pytest.approx(of_90_days["churn_probability"])
    for name in ("segment", "tier", "risk"):
        assert anna[name] == score_of_anna[name]
    assert (anna["recency_days"], anna["frequency"], anna["already_left"]) == (0, 2, False)
    assert anna["value_at_risk"] == pytest.approx(score_of_anna["value_at_risk"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "NN"}, ["anna"]),
        ({"search": "söhne/nord"}, [PERCENT_ID, STRANGE_ID]),
        ({"sort": "customer_id", "order": "asc"}, [STRANGE_ID, PERCENT_ID, "anna", "bert"]),
        ({"sort": "recency"}, ["bert", PERCENT_ID, STRANGE_ID, "anna"]),
        ({"limit": "1"}, ["anna"]),
        ({"risk": "medium"}, ["bert"]),
    ],
)
def test_a_list_is_filtered_searched_and_sorted(
    client: TestClient, shop: MemoryPorts, query: dict[str, str], found: list[str]
) -> None:
    assert ids(client.get("/api/customers", params=query)) == found


def test_pages_follow_each_other_to_the_end(client: TestClient, shop: MemoryPorts) -> None:
    query, seen = {"limit": "3", "sort": "customer_id", "order": "asc"}, []
    while True:
        answer = client.get("/api/customers", params=query)
        seen += ids(answer)
        if answer.json()["next_cursor"] is None:
            break
        query["cursor"] = answer.json()["next_cursor"]
    assert seen == [STRANGE_ID, PERCENT_ID, "anna", "bert"]


def test_a_list_goes_on_in_its_own_snapshot(
    client: TestClient, shop: MemoryPorts, tmp_path: Path, clock: Clock
) -> None:
    first = client.get("/api/customers?limit=2").json()
    scored_again(shop, tmp_path)
    clock.advance(10)
    assert ids(client.get("/api/customers?limit=2"))[0] == "carl"
    assert ids(client.get(f"/api/customers?limit=2&cursor={first['next_cursor']}")) == [STRANGE_ID, "bert"]


def test_a_list_whose_snapshot_is_gone_says_to_start_over(
    client: TestClient, app, shop: MemoryPorts, tmp_path: Path, clock: Clock
) -> None:
    first = client.get("/api/customers?limit=2").json()
    old = str(read_pointer(shop.lake, layout.scores_pointer("shop")).snapshot)
    scored_again(shop, tmp_path)
    shop.lake.delete(layout.score_index("shop", old))
    app.state.indexes = Indexes(app.state.world, app.state.scores)  # as in a process that never saw the old one
    answer = client.get(f"/api/customers?limit=2&cursor={first['next_cursor']}")
    assert (answer.status_code, answer.json()["title"]) == (409, "Changed meanwhile")
    assert "without a cursor" in answer.json()["detail"]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "cursor=x", "sort=name", "order=up", "tier=best", "risk=huge", "segment=nobody"]
)
def test_a_list_of_no_sense_is_refused_by_name(client: TestClient, shop: MemoryPorts, query: str) -> None:
    answer = client.get(f"/api/customers?{query}")
    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.text


def test_a_cursor_serves_no_other_question(client: TestClient, shop: MemoryPorts) -> None:
    cursor = client.get("/api/customers?limit=1").json()["next_cursor"]
    answer = client.get(f"/api/customers?limit=1&search=a&cursor={cursor}")
    assert (answer.status_code, "another question" in answer.text) == (422, True)


ROUTES = ("/api/customers", "/api/segments", "/api/overview", "/api/scores.csv", "/api/plan?budget=10")


@pytest.mark.parametrize("path", ROUTES)
def test_before_the_first_scoring_each_says_what_has_to_happen(
    client: TestClient, ports: MemoryPorts, path: str
) -> None:
    open_dataset(ports)
    answer = client.get(path)
    assert (answer.status_code, answer.json()["title"]) == (409, "No model yet")


@pytest.mark.parametrize("path", ["/api/customers", "/api/segments", "/api/overview", "/api/plan?budget=10"])
def test_scores_without_an_index_say_how_to_get_one(client: TestClient, shop: MemoryPorts, path: str) -> None:
    snapshot = str(read_pointer(shop.lake, layout.scores_pointer("shop")).snapshot)
    shop.lake.delete(layout.score_index("shop", snapshot))
    shop.lake.delete(layout.score_history("shop", "2024-06-30", snapshot))
    answer = client.get(path)
    assert (answer.status_code, answer.json()["title"]) == (409, "Not ready yet")
    assert "POST /api/retrain" in answer.json()["detail"]


def test_segments_hold_every_customer_once(client: TestClient, shop: MemoryPorts) -> None:
    answer = client.get("/api/segments").json()
    assert (answer["dataset"], answer["as_of"]) == ("shop", "2024-06-30")
    segments = answer["segments"]
    assert sum(one["customers"] for one in segments) == 4
    assert all(one["meaning"] and one["action"] for one in segments)
    assert {(one["value_horizon_days"], one["churn_horizon_days"]) for one in segments} == {(90, 90)}
    listed = {one["segment"] for one in client.get("/api/customers").json()["customers"]}
    assert {one["segment"] for one in segments} == listed


def test_the_overview_says_what_is_expected_who_is_at_risk_and_what_to_do(
    client: TestClient, shop: MemoryPorts
) -> None:
    said = client.get("/api/overview").json()
    assert (said["dataset"], said["kind"], said["as_of"], said["customers"]) == ("shop", "orders", "2024-06-30", 4)
    assert said["days_old"] == (NOW.date() - DAY).days
    assert said["model"]["version"] == "v1"
    assert "2024-06-30" in said["model"]["in_words"]
    assert [one["horizon_days"] for one in said["totals"]] == [30, 90, 365]
    assert {one["withheld"] for one in said["totals"]} == {None}
    assert said["segments"] == client.get("/api/segments").json()["segments"]
    assert [point["as_of"] for point in said["trend"]] == ["2024-06-30"]
    assert said["next_action"]["screen"] == "upload"


def test_a_withheld_total_says_why(client: TestClient, open_shop) -> None:
    open_shop(withheld={"expected_spend_365d": "needs 395 days of history, has 101"})
    withheld = client.get("/api/overview").json()["totals"][-1]
    assert (withheld["expected"], withheld["low"], withheld["high"]) == (None, None, None)
    assert withheld["withheld"] == "needs 395 days of history, has 101"
    assert "365 days is withheld: needs 395" in withheld["in_words"]


def test_the_trend_has_one_point_a_day_and_the_last_word_of_each(
    client: TestClient, shop: MemoryPorts, tmp_path: Path, clock: Clock
) -> None:
    publish_model(shop, explained_model(version="v2"))
    scored_again(shop, tmp_path, ORDERS)
    scored_again(shop, tmp_path)
    clock.advance(10)
    said = client.get("/api/overview").json()
    assert [(point["as_of"], point["customers"]) for point in said["trend"]] == [("2024-06-30", 4), ("2024-07-09", 5)]
    assert said["as_of"] == "2024-07-09"


def test_what_past_tests_showed_is_told_of_the_model_that_serves(client: TestClient, shop: MemoryPorts) -> None:
    winners = {"expected_spend_90d": "gradient_boosting", "churn_probability_90d": "logistic_regression"}
    shop.registry.save(ModelRecord("shop", "v1", "0" * 64, "f", "2024-06-30", NOW, {"winners": winners}))
    metrics = b'{"expected_spend_90d": {"gradient_boosting": {"interval_coverage": 0.789}}}'
    shop.models.write(layout.model_folder("shop", "v1") + "metrics.json", metrics)
    said = client.get("/api/overview").json()
    assert "79%" in said["coverage_in_words"]
    assert "spend within 90 days is forecast by gradient boosting" in said["model"]["in_words"]


def test_young_orders_lead_to_the_plan_or_to_the_best_customers(client: TestClient, open_shop, clock: Clock) -> None:
    clock.moment = NOW.replace(year=2024, month=7, day=5)
    open_shop()
    said = client.get("/api/overview").json()
    assert said["days_old"] == 5
    assert said["at_risk"]["customers"] == 0
    assert said["next_action"] == {
        "text": "Nobody worth keeping is likely to leave. See who is worth most.",
        "screen": "customers",
        "query": "sort=value&order=desc",
    }


def test_customers_at_risk_lead_to_the_plan(client: TestClient, open_shop, clock: Clock) -> None:
    clock.moment = NOW.replace(year=2024, month=7, day=5)
    open_shop(churn=dict.fromkeys((30, 90, 365), explained_model().spend[365]))
    said = client.get("/api/overview").json()
    assert said["at_risk"]["customers"] == 4
    assert said["next_action"]["screen"] == "plan"
    assert "4 customers are likely to leave" in said["next_action"]["text"]


@pytest.mark.parametrize(
    ("withheld", "text", "screen"),
    [
        ("expected_spend", "4 customers are likely to leave. What they are worth is not known yet", "customers"),
        ("churn_probability", "Who is likely to leave cannot be told yet", "upload"),
    ],
)
def test_the_next_step_claims_nothing_that_is_withheld(
    client: TestClient, open_shop, clock: Clock, *, withheld: str, text: str, screen: str
) -> None:
    clock.moment = NOW.replace(year=2024, month=7, day=5)
    everybody = dict.fromkeys((30, 90, 365), Line(2, 0.0, 1.0, 1.0))
    horizon = {"churn_horizon_days": None} if withheld == "churn_probability" else {}
    open_shop(churn=everybody, withheld={f"{withheld}_{days}d": "too few orders." for days in (30, 90, 365)}, **horizon)
    action = client.get("/api/overview").json()["next_action"]
    assert action["text"].startswith(text)
    assert action["screen"] == screen


def test_what_is_at_risk_is_told_in_as_many_figures_as_the_console_shows(
    client: TestClient, open_shop, clock: Clock
) -> None:
    clock.moment = NOW.replace(year=2024, month=7, day=5)
    everybody = dict.fromkeys((30, 90, 365), Line(2, 0.0, 1.0, 1.0))
    open_shop(churn=everybody, spend=dict.fromkeys((30, 90, 365), Line(2, 20.95)))
    said = client.get("/api/overview").json()
    assert said["at_risk"]["value"] == pytest.approx(20.95 * 145)
    assert "with 3,040 at risk" in said["next_action"]["text"]


def test_all_scores_are_offered_as_a_file(client: TestClient, shop: MemoryPorts) -> None:
    offer = client.get("/api/scores.csv").json()
    snapshot = str(read_pointer(shop.lake, layout.scores_pointer("shop")).snapshot)
    key = layout.scores_folder("shop", snapshot) + "scores.csv"
    assert key in offer["url"]
    assert offer["size_bytes"] == len(shop.lake.read(key).body)
    assert (offer["file_name"], offer["expires_in_seconds"]) == ("scores-shop-2024-06-30.csv", 300)


def test_a_customer_tells_what_was_forecast_before(
    client: TestClient, shop: MemoryPorts, tmp_path: Path, clock: Clock
) -> None:
    assert client.get("/api/customers/anna").json()["history"] == []
    before = client.get("/api/customers/anna").json()["score"]
    scored_again(shop, tmp_path)
    clock.advance(10)
    customer = client.get("/api/customers/anna").json()
    assert customer["score"]["as_of"] == "2024-07-09"
    (past,) = customer["history"]
    assert (past["as_of"], past["model_version"], past["horizons"]) == ("2024-06-30", "v1", before["horizons"])
    assert client.get("/api/customers/carl").json()["history"] == []


def test_of_a_shop_scored_every_day_the_newest_forecasts_are_told(client: TestClient, shop: MemoryPorts) -> None:
    snapshot = str(read_pointer(shop.lake, layout.scores_pointer("shop")).snapshot)
    anna = shop.customers.get("shop", "anna", snapshot)
    assert anna is not None
    days = [(DAY - timedelta(days=number)).isoformat() for number in range(1, 101)]
    earlier = [
        replace(anna, snapshot=f"{number:032}", score=anna.score | {"as_of": day})
        for number, day in enumerate(reversed(days))
    ]
    shop.customers.save_many(earlier, expires_at=NOW + timedelta(days=400))
    told = client.get("/api/customers/anna").json()["history"]
    assert [past["as_of"] for past in told] == days[: len(told)]
    assert len(told) == PAST_TOLD
