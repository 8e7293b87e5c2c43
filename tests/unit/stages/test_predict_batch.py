"""The batch prediction stage: a file of customers becomes a file of forecasts."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from perennial import layout
from perennial.memory import MemoryPorts
from perennial.records import StageResult
from perennial.stages import predict_batch as stage
from perennial.stages.predict_batch import Job, predict_batch
from perennial.stages.score import score
from tests.hand_made import Order, explained_model, publish_features, publish_model
from tests.packing import zipped
from tests.predicting import predict_one

DAY = date(2024, 6, 30)
ORDERS = [Order("anna", DAY, 40.0, "o3"), Order("bert", DAY - timedelta(days=100), 5.0, "o2")]
JOB = Job("b" * 32, "a" * 32, "asked.csv")


@pytest.fixture
def shop(ports: MemoryPorts, tmp_path: Path) -> MemoryPorts:
    """A shop with a champion and scores."""
    publish_features(ports, tmp_path, ORDERS)
    publish_model(ports, explained_model())
    score("shop", ports, work_dir=tmp_path, now=datetime(2026, 3, 1, tzinfo=UTC))
    return ports


def answered(ports: MemoryPorts, tmp_path: Path, body: bytes) -> tuple[StageResult, list[dict[str, str]]]:
    ports.landing.write(layout.pending(JOB.upload_id, JOB.file_name), body)
    folder = tmp_path / f"job-{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    result = predict_batch("shop", JOB, ports, work_dir=folder)
    if result.outcome == "failed":
        return result, []
    text = ports.lake.read(layout.batch_answer("shop", JOB.job_id)).body.decode()
    return result, list(csv.DictReader(io.StringIO(text)))


def test_customers_get_the_scores_they_have(shop, tmp_path):
    result, rows = answered(shop, tmp_path, b"customer_id\nbert\nnobody\nanna\n")
    assert result.detail == {"job": JOB.job_id, "rows_in": 3, "rows_out": 2, "rows_unanswered": 1}
    scores = read_scores(shop)
    assert [row["expected_spend_90d"] for row in rows] == [scores["bert"], "", scores["anna"]]
    assert rows[1]["problem"] == "not among the scored customers"


def read_scores(ports: MemoryPorts) -> dict[str, str]:
    key = next(info.key for info in ports.lake.list("scores/shop/") if info.key.endswith("scores.csv"))
    return {
        row["customer_id"]: row["expected_spend_90d"]
        for row in csv.DictReader(io.StringIO(ports.lake.read(key).body.decode()))
    }


def test_features_get_the_prediction_that_one_question_gets(shop, tmp_path):
    _, rows = answered(shop, tmp_path, b"who,recency_days,frequency,monetary\nx,12,5,842.5\ny,90,1,\n")
    for row, features in zip(
        rows,
        ({"recency_days": 12.0, "frequency": 5.0, "monetary": 842.5}, {"recency_days": 90.0, "frequency": 1.0}),
        strict=True,
    ):
        one = predict_one(explained_model(), features)
        told = row["expected_spend_90d"]
        assert (float(told) if told else None) == one.expected_spend[90]
        assert (row["segment"], row["action"]) == (one.segment, one.action)


def test_asked_twice_the_answer_is_the_same_bytes(shop, tmp_path):
    body = b"recency_days,frequency,monetary\n" + b"".join(b"%d,%d,%d\n" % (n, n % 7 + 1, n * 3) for n in range(300))
    answered(shop, tmp_path, body)
    first = shop.lake.read(layout.batch_answer("shop", JOB.job_id)).body
    answered(shop, tmp_path, body)
    assert shop.lake.read(layout.batch_answer("shop", JOB.job_id)).body == first


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"a,b\n1,2\n", "neither a column customer_id"),
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "image"),
        (zipped({"a.csv": b"customer_id\nanna\n", "b.csv": b"customer_id\nbert\n"}), "several tables"),
    ],
)
def test_a_file_that_cannot_be_answered_fails_with_the_reason(shop, tmp_path, body, reason):
    result, _ = answered(shop, tmp_path, body)
    assert result.outcome == "failed"
    assert reason in (result.reason or "")


def test_a_file_beyond_the_limit_fails_before_it_is_fetched(shop, tmp_path, monkeypatch):
    monkeypatch.setattr(stage, "MOST_BYTES", 10)
    result, _ = answered(shop, tmp_path, b"customer_id\nanna\nbert\n")
    assert "larger than 200 MB" in (result.reason or "")


def test_without_a_model_the_job_says_what_has_to_happen_first(ports, tmp_path):
    result, _ = answered(ports, tmp_path, b"customer_id\nanna\n")
    assert result.outcome == "failed"
    assert "no model yet" in (result.reason or "")


def test_an_upload_that_is_gone_fails_by_name(shop, tmp_path):
    result = predict_batch("shop", JOB, shop, work_dir=tmp_path)
    assert result.outcome == "failed"
    assert "asked.csv" in (result.reason or "")
