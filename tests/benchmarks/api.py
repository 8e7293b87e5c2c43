"""A warm API handler against the obvious one: gateway event in, answer out, storage in memory, no network.

Both serve the same boosted trees for three horizons, spend and churn. The obvious one asks fitted scikit-learn
pipelines with a pandas row for each request, and looks customers up in a pandas table.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from logging import getLogger
from pathlib import Path
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
from fastapi import FastAPI
from mangum import Mangum
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer

from functions.api.application import create_app
from functions.api.gateway import behind_gateway
from functions.api.world import World
from perennial import layout
from perennial.apikeys import new_key
from perennial.memory import MemoryPorts
from perennial.models.export import from_hist_gradient_boosting
from perennial.pointers import Pointer, move_pointer
from perennial.records import CustomerRecord, FileState
from tests.benchmarks import Comparison
from tests.hand_made import publish_model, serving_model
from tests.predicting import predict_one

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HORIZONS = (30, 90, 365)
NAMES = (
    "recency_days",
    "frequency",
    "monetary",
    "avg_basket_value",
    "unique_products",
    "avg_interpurchase_days",
    "purchase_span_days",
)
TRAINING_ROWS = 5_000
TABLE_ROWS = 20_000  # of the looked-up table; a dictionary and an index do not care
WARM_UP = 50
MOST_REQUESTS = 300
CUSTOMER = "c7"
OK = 200
type Call = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Fitted:
    """The same models, as pipelines and as served."""

    spend: dict[int, Pipeline]
    churn: dict[int, Pipeline]


def measure(rows: int, work_dir: Path) -> list[Comparison]:
    """p50 and p99 of a prediction from features and of a lookup; `rows` bounds the number of requests."""
    requests = min(rows, MOST_REQUESTS)
    fitted = fit(np.random.default_rng(11))
    row = {name: float(value) for name, value in zip(NAMES, (40, 5, 800, 160, 31, 41, 165), strict=True)}
    asyncio.set_event_loop(asyncio.new_event_loop())
    ours, obvious = perennial_api(fitted), obvious_api(fitted)
    question, lookup = request("POST", "/predict", {"features": row}), request("GET", f"/api/customers/{CUSTOMER}")
    assert_same(ours(question), obvious(question))
    if ours(lookup)["statusCode"] != OK:
        raise AssertionError(f"a lookup was answered {ours(lookup)}")
    model = served(fitted)
    return [
        *compared(
            "one prediction, the model alone", requests, lambda: predict_one(model, row), lambda: ask(fitted, row)
        ),
        *compared("POST /predict, warm handler", requests, lambda: ours(question), lambda: obvious(question)),
        *compared("GET /api/customers/…, warm handler", requests, lambda: ours(lookup), lambda: obvious(lookup)),
    ]


def compared(what: str, requests: int, ours: Callable[[], object], obvious: Callable[[], object]) -> list[Comparison]:
    """p50 and p99 of both, in turns so that a busy moment hits them alike."""
    seconds = np.array([[timed(ours), timed(obvious)] for _ in range(WARM_UP + requests)])[WARM_UP:]
    found = []
    for percentile in (50, 99):
        ours_seconds, rival_seconds = np.percentile(seconds, percentile, axis=0)
        found.append(Comparison(f"{what}, p{percentile}", 1, "Perennial", ours_seconds, "pandas", rival_seconds))
    return found


def timed(call: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = perf_counter()
    call()
    return perf_counter() - start


def fit(random: np.random.Generator) -> Fitted:
    """Pipelines fitted to a made-up relation; what they learn does not matter, how long they take does."""
    frame = pd.DataFrame(random.lognormal(3, 1, (TRAINING_ROWS, len(NAMES))), columns=list(NAMES))
    spend = {days: pipeline().fit(frame, frame["monetary"] * days / 365) for days in HORIZONS}
    churn = {days: pipeline().fit(frame, frame["recency_days"] / frame["recency_days"].max()) for days in HORIZONS}
    return Fitted(spend, churn)


def pipeline() -> Pipeline:
    """Preprocessing as most people would have it, and boosted trees."""
    booster = HistGradientBoostingRegressor(loss="poisson", max_iter=150, max_leaf_nodes=8, random_state=0)
    return make_pipeline(SimpleImputer(strategy="median"), FunctionTransformer(), booster)


def ask(fitted: Fitted, row: dict[str, float]) -> dict[str, float]:
    """The obvious prediction: a frame of one row through each pipeline."""
    frame = pd.DataFrame([row])
    asked = {"expected_spend": fitted.spend, "churn_probability": fitted.churn}
    return {
        f"{name}_{days}d": float(p.predict(frame)[0]) for name, by_days in asked.items() for days, p in by_days.items()
    }


def served(fitted: Fitted) -> Any:
    """The same trees in their light form."""
    spend = {days: from_hist_gradient_boosting(one[-1]) for days, one in fitted.spend.items()}
    churn = {days: from_hist_gradient_boosting(one[-1]) for days, one in fitted.churn.items()}
    return serving_model(horizons_days=HORIZONS, feature_names=NAMES, spend=spend, churn=churn)


def score_of(customer_id: str) -> dict[str, Any]:
    """A made-up row of the score table."""
    numbers = {f"{name}_{days}d": 0.5 for days in HORIZONS for name in ("expected_spend", "churn_probability")}
    words = {"tier": "high", "segment": "loyal", "risk": "low", "action": "Say thank you.", "withheld_reason": None}
    return (
        {"as_of": "2024-06-30", "model_version": "v1", "value_percentile": 80.0, "value_at_risk": 4.5} | numbers | words
    )


def perennial_api(fitted: Fitted) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Our handler over storage in memory."""
    ports = MemoryPorts()
    _, key = new_key("benchmark", NOW, bytes(32))
    ports.state.save_api_key(key)
    ports.state.save_file(FileState("shop", "landing/shop/a.csv", "clean", "e", "d"), expected_revision=None)
    publish_model(ports, served(fitted))
    features = dict.fromkeys(NAMES, 1.0)
    orders = [{"order_id": str(number), "ordered_at": "2024-06-01", "amount": 9.5} for number in range(20)]
    record = CustomerRecord("shop", CUSTOMER, "s", score_of(CUSTOMER), features, orders)
    ports.customers.save_many([record], expires_at=NOW)
    move_pointer(ports.lake, layout.scores_pointer("shop"), Pointer(), "s", {})
    world = World(ports, lambda: datetime.now(UTC), lambda: "0" * 32, getLogger("benchmark"))
    return bound(behind_gateway(create_app(world)))


def obvious_api(fitted: Fitted) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """FastAPI as in its tutorial, with pandas and scikit-learn behind it; no keys, no problems, no log."""
    app = FastAPI()
    table = pd.DataFrame([{"customer_id": f"c{n}", **score_of("")} for n in range(TABLE_ROWS)]).set_index("customer_id")

    @app.post("/predict")
    def predict(body: dict[str, dict[str, float]]) -> dict[str, float]:
        return ask(fitted, body["features"])

    @app.get("/api/customers/{customer_id}")
    def customer(customer_id: str) -> dict[str, Any]:
        return table.loc[customer_id].to_dict()

    return bound(Mangum(app, lifespan="off"))


def bound(gateway: Mangum) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """The gateway with a context filled in."""
    return lambda event: gateway(event, SimpleNamespace(aws_request_id="r"))


def request(method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """An HTTP API event."""
    secret, _ = new_key("benchmark", NOW, bytes(32))
    http = {"method": method, "path": path, "sourceIp": "203.0.113.7"}
    headers = {"x-api-key": secret, "content-type": "application/json", "host": "api"}
    context = {"http": http, "stage": "$default"}
    return {"version": "2.0", "headers": headers, "requestContext": context, "body": body and json.dumps(body)}


def assert_same(ours: dict[str, Any], obvious: dict[str, Any]) -> None:
    """Both answer the same numbers: ours are made to agree between horizons, so compare the longest spend."""
    mine, other = json.loads(ours["body"]), json.loads(obvious["body"])
    by_days = {one["horizon_days"]: one["expected_spend"] for one in mine["horizons"]}
    for days in HORIZONS:
        if not np.isclose(by_days[days], other[f"expected_spend_{days}d"]):
            raise AssertionError(f"the two ways disagree at {days} days: {by_days}, {other}")
