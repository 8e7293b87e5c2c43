"""No answer is larger than a function may answer."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from functions.api.limits import LARGEST_ANSWER_BYTES, is_too_large, weight
from perennial import layout
from perennial.memory import MemoryPorts
from perennial.records import FileState

LAMBDAS_LIMIT = 6_291_556
KEY = "landing/shop/a.csv"


def with_a_row_of(ports: MemoryPorts, text: str) -> None:
    """A file of which one row was rejected, that long."""
    state = FileState("shop", KEY, "clean", "e", "d", tables=("order_lines",), identity="i")
    ports.state.save_file(state, expected_revision=None)
    ports.lake.write(layout.rejects_file("shop", "i"), f"line_number,raw\n3,{text}\n".encode())


@pytest.mark.parametrize(
    ("text", "status"),
    [("x" * 100_000, 200), ("ü" * 90_000, 200), ("ü" * 1_100_000, 422), ("x" * 6_300_000, 422)],
    ids=["short", "short-umlauts", "umlauts", "long"],
)
def test_an_answer_too_large_for_a_function_is_a_problem_that_says_so(
    client: TestClient, ports: MemoryPorts, text: str, status: int
) -> None:
    with_a_row_of(ports, text)
    answer = client.get("/api/datasets/shop/rejects", params={"file": KEY})
    assert answer.status_code == status
    if status == 422:
        assert answer.json()["type"] == "urn:perennial:problem:answer-too-large"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert int(answer.headers["content-length"]) == len(answer.content)


@given(text=st.text(max_size=200), times=st.integers(1, 50_000))
def test_a_body_that_passes_leaves_room_for_headers_in_the_functions_answer(text: str, times: int) -> None:
    body = (text * times)[: LARGEST_ANSWER_BYTES + 9].encode(errors="ignore")
    answer = {"statusCode": 200, "headers": {"content-type": "x" * 2_000}, "body": body.decode()}
    if not is_too_large(body):
        assert len(json.dumps(answer)) <= LAMBDAS_LIMIT


def test_what_is_no_text_weighs_what_base64_makes_of_it() -> None:
    assert weight(b"\xff" * 3) == 4
    assert is_too_large(b"\xff" * (LARGEST_ANSWER_BYTES * 3 // 4 + 3))
    assert not is_too_large(b"\xff" * (LARGEST_ANSWER_BYTES * 3 // 4 - 3))
