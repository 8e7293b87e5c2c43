"""One suite for both implementations of the ports, so that the one in memory cannot rot."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from perennial.aws.ports import AwsPorts
from perennial.erasures import ErasureRecord
from perennial.errors import ConflictError, ObjectMissing
from perennial.memory import MemoryPorts
from perennial.ports import Ports
from perennial.records import ApiKeyRecord, CustomerRecord, FileState, ModelRecord, PredictionRecord, RunRecord, Usage

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
ENVIRON = {
    "LANDING_BUCKET": "landing-bucket",
    "LAKE_BUCKET": "lake-bucket",
    "MODELS_BUCKET": "models-bucket",
    "STATE_TABLE": "state",
    "CUSTOMERS_TABLE": "customers",
    "MODELS_TABLE": "models",
}


def create_table(name: str) -> None:
    boto3.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
    )


@pytest.fixture(params=["memory", "aws"])
def ports(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ports]:
    if request.param == "memory":
        yield MemoryPorts()
        return
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    with mock_aws():
        for variable, name in ENVIRON.items():
            if variable.endswith("_BUCKET"):
                boto3.client("s3").create_bucket(Bucket=name)
            else:
                create_table(name)
        yield AwsPorts(ENVIRON)


def file_state(key: str = "landing/shop/a.csv", dataset: str = "shop", etag: str = "e1") -> FileState:
    return FileState(
        dataset,
        key,
        "clean",
        etag,
        "digest",
        tables=("order_headers", "order_items"),
        identity="id1",
        rows_read=3,
        evidence={"date_order:Datum ü": "day first"},
        evidence_asked={"date_order:when": None, "date_order:paid": "month first"},
    )


def prediction(n: int) -> PredictionRecord:
    question = {"customer_id": f"c{n % 2}"}
    return PredictionRecord(f"p{n}", "shop", NOW + timedelta(minutes=n), "k", "v", question, {"value": n})


def tags_of(ports: Ports, key: str) -> dict[str, str]:
    """An object's tags, which our code sets and never reads."""
    if isinstance(ports, MemoryPorts):
        return ports.models.tags.get(key, {})
    answer = boto3.client("s3").get_object_tagging(Bucket=ENVIRON["MODELS_BUCKET"], Key=key)
    return {tag["Key"]: tag["Value"] for tag in answer["TagSet"]}


class TestObjects:
    def test_what_was_written_is_read_with_its_etag_and_size(self, ports: Ports) -> None:
        written = ports.lake.write("a/b.txt", b"hello", "text/plain")
        stored = ports.lake.read("a/b.txt")
        assert stored.body == b"hello"
        assert stored.info == written == ports.lake.head("a/b.txt")
        assert stored.info.size_bytes == 5

    def test_a_missing_object_has_no_head_and_reading_it_says_so(self, ports: Ports, tmp_path: Path) -> None:
        assert ports.lake.head("nothing") is None
        with pytest.raises(ObjectMissing, match="nothing"):
            ports.lake.read("nothing")
        with pytest.raises(ObjectMissing, match="nothing"):
            ports.lake.download("nothing", tmp_path / "x")

    def test_other_bytes_have_another_etag_and_equal_bytes_the_same(self, ports: Ports) -> None:
        first = ports.lake.write("k", b"one").etag
        assert ports.lake.write("k", b"two").etag != first
        assert ports.lake.write("k", b"one").etag == first

    def test_files_go_up_and_down_unchanged(self, ports: Ports, tmp_path: Path) -> None:
        source, target = tmp_path / "source", tmp_path / "target"
        source.write_bytes(bytes(range(256)) * 20)
        uploaded = ports.models.upload("m", source)
        assert ports.models.download("m", target) == uploaded
        assert target.read_bytes() == source.read_bytes()

    def test_keys_with_spaces_and_umlauts_are_listed_in_order_under_their_prefix(self, ports: Ports) -> None:
        for key in ("landing/b/ü ö+%.csv", "landing/a/1.csv", "landing/b/0 1.csv", "other"):
            ports.landing.write(key, b"x")
        assert [info.key for info in ports.landing.list("landing/b/")] == ["landing/b/0 1.csv", "landing/b/ü ö+%.csv"]
        assert list(ports.landing.list("nowhere/")) == []

    def test_tags_are_set_and_taken_off_and_change_no_byte(self, ports: Ports) -> None:
        written = ports.models.write("m", b"x")
        for tags in ({"retired": "yes"}, {"retired": "yes", "a": "b"}, {}):
            ports.models.tag("m", tags)
            assert tags_of(ports, "m") == tags
        assert ports.models.head("m") == written

    def test_an_object_that_is_written_again_has_no_tags(self, ports: Ports) -> None:
        ports.models.write("m", b"x")
        ports.models.tag("m", {"retired": "yes"})
        ports.models.write("m", b"y")
        assert tags_of(ports, "m") == {}

    def test_what_is_not_there_cannot_be_tagged(self, ports: Ports) -> None:
        with pytest.raises(ObjectMissing):
            ports.models.tag("m", {"retired": "yes"})

    def test_a_deleted_object_is_gone_and_deleting_it_again_is_no_error(self, ports: Ports) -> None:
        ports.landing.write("k", b"x")
        ports.landing.delete("k")
        ports.landing.delete("k")
        assert ports.landing.head("k") is None

    def test_only_the_first_of_two_creations_succeeds(self, ports: Ports) -> None:
        ports.lake.replace("p", b"1", None)
        with pytest.raises(ConflictError, match="p"):
            ports.lake.replace("p", b"2", None)
        assert ports.lake.read("p").body == b"1"

    def test_only_who_saw_the_present_object_replaces_it(self, ports: Ports) -> None:
        seen = ports.lake.replace("p", b"1", None).etag
        ports.lake.replace("p", b"2", seen)
        with pytest.raises(ConflictError):
            ports.lake.replace("p", b"3", seen)
        assert ports.lake.read("p").body == b"2"

    def test_replacing_an_object_that_was_deleted_meanwhile_is_a_conflict(self, ports: Ports) -> None:
        seen = ports.lake.replace("p", b"1", None).etag
        ports.lake.delete("p")
        with pytest.raises(ConflictError):
            ports.lake.replace("p", b"2", seen)

    def test_the_start_of_an_object_is_read_without_the_rest(self, ports: Ports) -> None:
        ports.landing.write("k", b"header\nrow\n")
        assert ports.landing.read_start("k", 6) == b"header"
        assert ports.landing.read_start("k", 1_000) == b"header\nrow\n"
        with pytest.raises(ObjectMissing, match="nothing"):
            ports.landing.read_start("nothing", 6)

    def test_a_copy_has_the_bytes_of_the_object_and_leaves_it_there(self, ports: Ports) -> None:
        ports.landing.write("pending/ü 1.csv", b"a,b")
        copied = ports.landing.copy("pending/ü 1.csv", "landing/shop/ü 1.csv")
        assert copied == ports.landing.head("landing/shop/ü 1.csv")
        assert ports.landing.read("landing/shop/ü 1.csv").body == ports.landing.read("pending/ü 1.csv").body == b"a,b"
        with pytest.raises(ObjectMissing, match="nothing"):
            ports.landing.copy("nothing", "somewhere")

    def test_an_address_to_download_names_the_object_and_the_file(self, ports: Ports) -> None:
        ports.lake.write("scores/shop/s1/scores.csv", b"x")
        address = ports.lake.presigned_get("scores/shop/s1/scores.csv", file_name="scores.csv", expires_seconds=60)
        assert address.startswith("https://")
        assert "scores/shop/s1/scores.csv" in address

    def test_a_form_to_upload_names_the_key(self, ports: Ports) -> None:
        form = ports.landing.presigned_post("pending/u1/a.csv", max_bytes=10, expires_seconds=60)
        assert form.url.startswith("https://")
        assert form.fields["key"] == "pending/u1/a.csv"


class TestFiles:
    def test_a_saved_file_is_known_under_its_dataset_at_revision_one(self, ports: Ports) -> None:
        saved = ports.state.save_file(file_state(), expected_revision=None)
        assert saved == replace(file_state(), revision=1)
        assert ports.state.file("shop", "landing/shop/a.csv") == saved
        assert ports.state.file("other", "landing/shop/a.csv") is None

    def test_a_save_against_a_stale_revision_is_a_conflict_and_changes_nothing(self, ports: Ports) -> None:
        first = ports.state.save_file(file_state(), expected_revision=None)
        second = ports.state.save_file(replace(first, etag="e2"), expected_revision=first.revision)
        for stale in (None, first.revision):
            with pytest.raises(ConflictError):
                ports.state.save_file(replace(first, etag="e3"), expected_revision=stale)
        assert ports.state.file("shop", first.key) == second
        assert second.revision == 2

    def test_files_are_listed_by_key_within_their_dataset(self, ports: Ports) -> None:
        keys = [f"landing/shop/{n:03}.csv" for n in range(120)]
        for key in reversed(keys):
            ports.state.save_file(file_state(key), expected_revision=None)
        ports.state.save_file(file_state("landing/b/x.csv", "b"), expected_revision=None)
        assert [state.key for state in ports.state.files("shop")] == keys
        assert ports.state.datasets() == ["b", "shop"]


class TestRuns:
    def test_the_newest_runs_come_first_and_no_more_than_asked_for(self, ports: Ports) -> None:
        for n in range(5):
            ports.state.save_run(RunRecord(f"2026-{n}", "shop", "train", "", NOW + timedelta(n)))
        ports.state.save_run(RunRecord("2026-9", "other", "train", "", NOW))
        assert [run.run_id for run in ports.state.runs("shop", limit=2)] == ["2026-4", "2026-3"]
        assert [run.run_id for run in ports.state.runs("shop", limit=2, before="2026-3")] == ["2026-2", "2026-1"]

    def test_a_run_saved_again_replaces_its_record_and_keeps_every_field(self, ports: Ports) -> None:
        run = RunRecord("r", "shop", "ingest", "landing/shop/ä.csv", NOW)
        ports.state.save_run(run)
        ended = replace(
            run,
            ended_at=NOW,
            outcome="failed",
            reason="no",
            detail={"rows": 3, "share": 0.1, "names": ["a", None]},
            usage=Usage(rows_in=3, bytes_in=70, peak_memory_mb=12.5),
        )
        ports.state.save_run(ended)
        assert ports.state.runs("shop") == [ended]


class TestPredictions:
    def test_the_log_is_read_newest_first_page_by_page_and_by_customer(self, ports: Ports) -> None:
        logged = [prediction(n) for n in range(5)]
        ports.state.log_predictions([*logged, replace(logged[0], dataset="other")], expires_at=NOW)
        newest = ports.state.predictions("shop", limit=2)
        assert newest == [logged[4], logged[3]]
        assert ports.state.predictions("shop", limit=9, before=newest[-1].log_key) == [logged[2], logged[1], logged[0]]
        assert ports.state.predictions("shop", limit=9, customer_id="c1") == [logged[3], logged[1]]
        assert ports.state.predictions("shop", limit=1, before=logged[3].log_key, customer_id="c1") == [logged[1]]

    def test_more_predictions_are_logged_at_once_than_the_service_takes_at_once(self, ports: Ports) -> None:
        ports.state.log_predictions((prediction(n) for n in range(60)), expires_at=NOW)
        assert ports.state.predictions("shop", limit=99) == [prediction(n) for n in reversed(range(60))]

    def test_a_question_without_a_customer_is_logged_too(self, ports: Ports) -> None:
        nobody = replace(prediction(1), question={"features": {"customer_id": "c1"}})
        ports.state.log_predictions([nobody], expires_at=NOW)
        assert ports.state.predictions("shop", limit=9) == [nobody]
        assert ports.state.predictions("shop", limit=9, customer_id="c1") == []


class TestErasures:
    def test_requests_are_listed_by_age_and_saved_again_as_they_come_along(self, ports: Ports) -> None:
        old = ErasureRecord("e9", "shop", "c1", NOW, "k1")
        new = ErasureRecord("e1", "shop", "c2", NOW + timedelta(1), "k1")
        for record in (new, old, replace(old, dataset="other")):
            ports.erasures.save(record)
        assert ports.erasures.of("shop") == [old, new]
        done = replace(old, customer_id=None, status="done", done_at=NOW, detail={"rows_removed": 3, "unread": ["a"]})
        ports.erasures.save(done)
        assert ports.erasures.of("shop") == [done, new]

    def test_the_key_is_made_once(self, ports: Ports) -> None:
        assert ports.erasures.key(lambda: b"1" * 32) == b"1" * 32
        assert ports.erasures.key(lambda: b"2" * 32) == b"1" * 32

    def test_what_was_logged_of_a_customer_is_forgotten_and_nothing_else(self, ports: Ports) -> None:
        ports.state.log_predictions([prediction(n) for n in range(5)], expires_at=NOW)
        assert ports.state.forget_predictions("shop", "c1") == 2
        assert ports.state.forget_predictions("shop", "c1") == 0
        left = [one.question["customer_id"] for one in ports.state.predictions("shop", limit=9)]
        assert left == ["c0", "c0", "c0"]

    def test_a_customer_is_forgotten_in_every_snapshot_of_their_dataset(self, ports: Ports) -> None:
        records = [CustomerRecord(d, c, s, {}, {}, []) for d in ("a", "b") for c in ("c1", "c2") for s in ("s1", "s2")]
        ports.customers.save_many(records, expires_at=NOW)
        assert ports.customers.forget("a", "c1") == 2
        assert ports.customers.history("a", "c1", limit=9) == []
        assert len(ports.customers.history("b", "c1", limit=9)) == len(ports.customers.history("a", "c2", limit=9)) == 2

    def test_a_bucket_that_keeps_nothing_replaced_has_nothing_to_forget(self, ports: Ports) -> None:
        ports.lake.write("k", b"1")
        ports.lake.write("k", b"2")
        assert list(ports.lake.old_versions("")) == []
        assert ports.lake.forget([]) == 0


class TestApiKeys:
    def test_a_key_is_found_by_its_digest_and_listed_by_age(self, ports: Ports) -> None:
        old = ApiKeyRecord("k1", "f" * 64, "old", NOW)
        new = ApiKeyRecord("k2", "a" * 64, "new", NOW + timedelta(1))
        for key in (new, old):
            ports.state.save_api_key(key)
        assert ports.state.api_key("a" * 64) == new
        assert ports.state.api_key("b" * 64) is None
        assert ports.state.api_keys() == [old, new]

    def test_a_revoked_key_says_since_when(self, ports: Ports) -> None:
        key = ApiKeyRecord("k1", "f" * 64, "old", NOW)
        ports.state.save_api_key(key)
        ports.state.save_api_key(replace(key, revoked_at=NOW))
        assert ports.state.api_key("f" * 64) == replace(key, revoked_at=NOW)


class TestCustomers:
    def test_a_customer_is_read_as_scored_in_the_snapshot_asked_for(self, ports: Ports) -> None:
        records = [
            CustomerRecord("shop", f"c {n}", s, {"spend": 0.1 + n}, {"x": None}, [{"amount": 1.5}])
            for n in range(60)
            for s in ("s1", "s2")
        ]
        assert ports.customers.save_many(iter(records), expires_at=NOW) == 120
        assert ports.customers.get("shop", "c 59", "s2") == records[-1]
        assert ports.customers.get("shop", "c 59", "s3") is None
        assert ports.customers.get("other", "c 59", "s2") is None

    def test_a_customers_snapshots_are_told_one_after_the_other(self, ports: Ports) -> None:
        records = [CustomerRecord("shop", c, s, {}, {}, []) for c in ("c1", "c2") for s in ("s3", "s1", "s2")]
        ports.customers.save_many(records, expires_at=NOW)
        assert [one.snapshot for one in ports.customers.history("shop", "c1", limit=2)] == ["s1", "s2"]
        assert ports.customers.history("shop", "nobody", limit=2) == []

    def test_saving_nobody_is_no_error(self, ports: Ports) -> None:
        assert ports.customers.save_many(iter(()), expires_at=NOW) == 0


class TestRegistry:
    def test_versions_are_listed_newest_first_and_found_by_name(self, ports: Ports) -> None:
        old = ModelRecord(
            *("shop", "v9", "d1", "snap", "2026-01-01", NOW, {"gini": 0.7}),
            *({"numbers": {}}, {"kind": "won"}, "challenger", True),
        )
        new = ModelRecord("shop", "v1", "d2", "snap", "2026-02-01", NOW + timedelta(31))
        for record in (old, new):
            ports.registry.save(record)
        assert ports.registry.versions("shop") == [new, old]
        assert ports.registry.get("shop", "v9") == old
        assert ports.registry.get("shop", "v2") is None
