"""Files dropped into the running system: what its events make of them, as the template wires them.

Everything is dropped in two rounds; the tests look at what had come of it after each.
"""

from dataclasses import dataclass

import httpx2
import pytest

from tests.pipeline.conftest import ROOT, World, description, orders

ODD_KEY = "Bestellungen März/2024 + ä & 100%.csv"
FOREIGN = "Q1,Q2,Q3,Q4,Q5,Q6"
FOREIGN_MAPPING = {
    "order_id": "Q1",
    "product_id": "Q2",
    "quantity": "Q3",
    "order_datetime": "Q4",
    "unit_price": "Q5",
    "customer_id": "Q6",
}
PIECES = {
    "a.csv": orders("anna", "ben", "carl"),
    "b.csv": orders("ben", "dora", month=2),
    "c.csv": orders("anna", "ben", month=3) + orders("emil", month=4).split(b"\n", 1)[1],
}


RETAIL = {path.name: path.read_bytes() for path in sorted((ROOT / "data_samples" / "retail").glob("*.csv"))}
EITHER_WAY = orders("anna", "ben").replace(b"2024-01-0", b"01/02/202")
DAY_FIRST = orders("carl", month=2).replace(b"2024-02-01", b"31/01/2024")


@dataclass(frozen=True)
class AfterFirstRound:
    """What was so before the second round changed it."""

    changing: list[str]
    changing_snapshot: str | None
    undecided: tuple[str, str]
    foreign_status: str
    foreign_reason: str


@pytest.fixture(scope="module")
def first(world: World) -> AfterFirstRound:
    """The first round: everything dropped at once, one thing among it that is no message at all."""
    queue = world.stack.template.attributes("IngestQueue")["QueueUrl"]
    world.stack.clients.sqs.send_message(QueueUrl=queue, MessageBody="no JSON")
    world.drop("shop", {"dataset.json": description(horizons_days=[30])})
    world.drop("shop", {"orders.csv": (ROOT / "data_samples" / "orders.csv").read_bytes()})
    world.drop("mixed", {"good.csv": PIECES["a.csv"], "photo.csv": b"\x89PNG\r\n\x1a\n\x00\x00", "empty.csv": b""})
    world.drop("odd", {ODD_KEY: PIECES["a.csv"]})
    world.drop("changing", PIECES)
    world.drop("forwards", PIECES)
    world.drop("backwards", {"c.csv": PIECES["c.csv"]})
    world.drop("foreign", {"orders.csv": orders("anna", "ben", header=FOREIGN)})
    world.drop("retail", RETAIL)
    world.drop("undecided", {"february.csv": EITHER_WAY})
    world.settle()
    undecided = world.file("undecided", "february.csv")
    assert undecided is not None
    foreign = world.file("foreign", "orders.csv")
    assert foreign is not None
    return AfterFirstRound(
        changing=world.customers("changing"),
        changing_snapshot=world.snapshot("changing"),
        undecided=(undecided.status, undecided.reason or ""),
        foreign_status=foreign.status,
        foreign_reason=foreign.reason or "",
    )


@pytest.fixture(scope="module")
def second(world: World, first: AfterFirstRound) -> World:
    """The second round: a key replaced, one deleted, a description, the rest of the pieces, one file once more."""
    world.drop("changing", {"a.csv": orders("zoe")})
    world.delete("changing", "b.csv")
    world.drop("backwards", {"b.csv": PIECES["b.csv"], "a.csv": PIECES["a.csv"]})
    world.drop("foreign", {"dataset.json": description(mapping=FOREIGN_MAPPING)})
    world.drop("forwards", {"b.csv": PIECES["b.csv"]})
    world.drop("undecided", {"january.csv": DAY_FIRST})
    world.settle()
    return world


def test_a_dropped_file_becomes_a_score_for_every_customer(second: World) -> None:
    scores = second.scores("shop")
    assert [score["customer_id"] for score in scores] == second.customers("shop")
    assert len(scores) == 600
    assert all(float(score["expected_spend_30d"]) >= 0 for score in scores)
    assert all(0 <= float(score["churn_probability_30d"]) <= 1 for score in scores)
    assert second.outcomes("shop", "train") == ["done"]


def test_a_scored_customer_is_answered_for_over_http(second: World) -> None:
    best = max(second.scores("shop"), key=lambda score: float(score["expected_spend_30d"]))
    question = {"customer_id": best["customer_id"], "dataset": "shop"}
    with httpx2.Client(base_url=second.api, headers={"x-api-key": second.key}, trust_env=False) as client:
        answer = client.post("/predict", json=question)
        refused = client.post("/predict", json=question, headers={"x-api-key": "pk_wrong"})
    assert answer.status_code == 200, answer.text
    assert float(best["expected_spend_30d"]) == pytest.approx(answer.json()["horizons"][0]["expected_spend"])
    assert refused.status_code == 401


def test_files_that_cannot_be_used_are_refused_with_a_reason_and_the_others_count(second: World) -> None:
    for name in ("photo.csv", "empty.csv"):
        state = second.file("mixed", name)
        assert state is not None
        assert state.status == "failed"
        assert name in (state.reason or "")
    assert second.customers("mixed") == ["anna", "ben", "carl"]


def test_a_message_that_nobody_understands_ends_in_the_dead_letters(second: World) -> None:
    assert second.dead_letters("IngestDeadLetters") == ["no JSON"]


def test_no_other_message_ends_in_dead_letters(second: World) -> None:
    queues = ("FeaturesDeadLetters", "TrainDeadLetters", "ScoreDeadLetters")
    assert {queue: second.dead_letters(queue) for queue in queues} == {queue: [] for queue in queues}


def test_a_key_with_spaces_umlauts_and_signs_is_a_key_like_any_other(second: World) -> None:
    state = second.file("odd", ODD_KEY)
    assert state is not None
    assert state.status == "clean"
    assert second.customers("odd") == ["anna", "ben", "carl"]


def test_a_key_uploaded_again_replaces_its_rows_and_a_deleted_one_takes_its_rows_away(
    first: AfterFirstRound, second: World
) -> None:
    assert first.changing == ["anna", "ben", "carl", "dora", "emil"]
    assert second.customers("changing") == ["anna", "ben", "emil", "zoe"]
    deleted = second.file("changing", "b.csv")
    assert deleted is not None
    assert deleted.status == "gone"
    assert first.changing_snapshot != second.snapshot("changing")


def test_the_same_files_in_another_order_at_other_times_are_the_same_bytes(second: World) -> None:
    assert second.feature_store("forwards") == second.feature_store("backwards") != b""


def test_a_file_dropped_once_more_changes_nothing(second: World) -> None:
    assert second.outcomes("forwards", "ingest") == ["done", "done", "done", "nothing_to_do"]
    assert second.outcomes("forwards", "features").count("done") == 1


def test_a_description_dropped_later_cleans_the_waiting_file(first: AfterFirstRound, second: World) -> None:
    assert first.foreign_status == "failed"
    assert "dataset.json" in first.foreign_reason
    state = second.file("foreign", "orders.csv")
    assert state is not None
    assert (state.status, state.rows_kept) == ("clean", 2)
    assert second.customers("foreign") == ["anna", "ben"]


def test_a_file_that_cannot_tell_day_from_month_is_read_once_another_can(first: AfterFirstRound, second: World) -> None:
    assert first.undecided[0] == "failed"
    assert "InvoiceDate" in first.undecided[1]
    assert second.customers("undecided") == ["anna", "ben", "carl"]
    assert b"2021-02-01" in second.feature_store("undecided")


def test_four_tables_become_the_scores_of_one_shop(second: World) -> None:
    assert len(second.scores("retail")) == len(second.customers("retail")) == 595  # the rest have no order left
    assert second.outcomes("retail", "features").count("done") == 1
    assert second.outcomes("retail", "train") == ["done"]


def test_few_customers_are_scored_with_the_limit_that_withholds_their_numbers(second: World) -> None:
    scores = second.scores("changing")
    assert [score["customer_id"] for score in scores] == ["anna", "ben", "emil", "zoe"]
    assert all(score["withheld_reason"] for score in scores)
    assert all(score["expected_spend_30d"] == "" for score in scores)


def test_the_schedule_trains_every_dataset_anew(second: World) -> None:
    assert set(second.stack.fire("Retraining").payload["queued"]) == set(second.ports.state.datasets())
    second.settle()
    assert second.outcomes("shop", "train") == ["done", "nothing_to_do"]
