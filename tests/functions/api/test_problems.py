"""Errors: each branch of the tree has one status, and an error nobody foresaw tells nothing but a reference."""

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from perennial import errors
from perennial.memory import MemoryPorts, MemoryState
from tests.functions.api.conftest import Entries


def leaves(branch: type[Exception]) -> list[type[Exception]]:
    """The branch with everything below it that has no status of its own."""
    below = [leaf for sub in branch.__subclasses__() if sub not in STATUS for leaf in leaves(sub)]
    return [branch, *below]


STATUS = {
    errors.RefusedError: 422,
    errors.NotFoundError: 404,
    errors.NotReadyError: 409,
    errors.AccessError: 401,
    errors.InsufficientScope: 403,
    errors.ConflictError: 409,
    errors.TransientError: 503,
    errors.IntegrityError: 500,
}


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(_: MemoryState) -> list[str]:
        raise error

    monkeypatch.setattr(MemoryState, "datasets", fail)


@pytest.mark.parametrize(
    ("kind", "status"), [(leaf, status) for branch, status in STATUS.items() for leaf in leaves(branch)]
)
def test_each_error_of_the_tree_has_its_status(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, kind: type[Exception], status: int
) -> None:
    error = kind.__new__(kind)
    Exception.__init__(error, "what is wrong, and what to do")
    failing(monkeypatch, error)
    answer = client.get("/api/details")
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"


def test_every_branch_of_the_tree_has_a_status() -> None:
    assert set(errors.PerennialError.__subclasses__()) <= set(STATUS)


def test_a_passing_fault_says_when_to_try_again_and_not_where_it_was(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, errors.TransientError("shop#anna s1: the service answered SlowDown"))
    answer = client.get("/api/health")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert "anna" not in answer.text


def test_an_unforeseen_error_tells_a_reference_and_no_detail(
    client: TestClient, log: Entries, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, RuntimeError("anna owes 40"))
    answer = client.get("/api/details")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "anna" not in answer.text
    assert "anna" not in repr(log.entries)
    reported = next(extra for level, _, extra in log.entries if level == "error")
    assert (reported["reference"], reported["error"]) == (answer.json()["reference"], "RuntimeError")
    assert any("datasets.py" in place for place in reported["where"])


def test_an_unknown_path_is_a_problem(stranger: TestClient) -> None:
    for path in ("/nowhere", "/api", "/api/details/", "/console/old/console.css", "/other/x/y", "/docs/"):
        answer = stranger.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json"), path


def test_a_wrong_method_is_a_problem_that_names_the_right_one(stranger: TestClient) -> None:
    answer = stranger.delete("/predict")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_problem_lists_a_bounded_number_of_fields(client: TestClient, shop: MemoryPorts) -> None:
    answer = client.post("/predict", json={"features": {f"{'x' * 200}{number}": 1 for number in range(500)}})
    assert answer.status_code == 422
    assert len(answer.content) < 10_000


def test_the_first_field_is_named_in_the_detail(client: TestClient, shop: MemoryPorts) -> None:
    problem = client.post("/predict", json={"features": {"recency_days": -1}}).json()
    assert problem["type"] == "urn:perennial:problem:invalid-request"
    assert problem["detail"].startswith("features.recency_days: ")


def test_nothing_is_listed_that_the_application_does_not_have(app: FastAPI) -> None:
    assert app.docs_url is None
    assert app.redoc_url is None
