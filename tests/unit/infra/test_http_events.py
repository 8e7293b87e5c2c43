"""Requests as API Gateway's events, and answers as responses."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest

from infra.local.http_events import Request, event_of, response_of
from infra.local.workers import Answer

AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)


def event(**changes: Any) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "method": "POST",
        "path": "/api/customers/Zoë 1",
        "query": "",
        "headers": [("Host", "localhost:8000"), ("Accept", "text/html"), ("accept", "*/*")],
        "body": b"",
        "source_ip": "127.0.0.1",
    }
    return event_of(Request(**{**asked, **changes}), "id-1", AT)


def test_the_path_is_decoded_and_stands_where_mangum_looks_for_it() -> None:
    made = event()
    assert made["version"] == "2.0"
    assert made["rawPath"] == made["requestContext"]["http"]["path"] == "/api/customers/Zoë 1"
    assert made["requestContext"]["http"]["method"] == "POST"
    assert made["requestContext"]["time"] == "20/Nov/2026:12:30:00 +0000"


def test_headers_are_lower_case_and_repeated_ones_joined() -> None:
    assert event()["headers"] == {"host": "localhost:8000", "accept": "text/html,*/*"}


def test_cookies_stand_apart_from_the_headers() -> None:
    made = event(headers=[("Cookie", "a=1; b=2")])
    assert made["cookies"] == ["a=1", "b=2"]
    assert "cookie" not in made["headers"]


def test_the_query_stays_encoded_and_repeated_parameters_are_joined() -> None:
    made = event(query="x=1&x=b%20c&empty=")
    assert made["rawQueryString"] == "x=1&x=b%20c&empty="
    assert made["queryStringParameters"] == {"x": "1,b c", "empty": ""}


@pytest.mark.parametrize(
    ("content_type", "body", "is_text"),
    [
        ("application/json; charset=utf-8", '{"a": "é"}'.encode(), True),
        ("text/csv", b"a,b", True),
        ("application/octet-stream", b"a,b", False),
        ("application/json", b"\xff\xfe", False),
        ("", b"a", False),
    ],
)
def test_a_body_is_text_when_its_type_says_so_and_its_bytes_allow_it(
    content_type: str, body: bytes, is_text: bool
) -> None:
    made = event(headers=[("content-type", content_type)], body=body)
    assert made["isBase64Encoded"] is not is_text
    assert (made["body"].encode() if is_text else base64.b64decode(made["body"])) == body


def test_without_a_body_there_is_none_in_the_event() -> None:
    assert "body" not in event()


def test_an_answer_s_status_headers_cookies_and_body_become_the_response() -> None:
    payload = {"statusCode": 201, "headers": {"X-Rows": 3}, "cookies": ["a=1", "b=2"], "body": "é"}
    response = response_of(Answer(payload))
    assert response.status == 201
    assert response.headers == [("x-rows", "3"), ("set-cookie", "a=1"), ("set-cookie", "b=2")]
    assert response.body == "é".encode()


def test_a_base64_answer_is_decoded() -> None:
    payload = {"statusCode": 200, "body": base64.b64encode(b"\x00\x01").decode(), "isBase64Encoded": True}
    assert response_of(Answer(payload)).body == b"\x00\x01"


def test_an_answer_without_a_status_is_the_body_itself() -> None:
    response = response_of(Answer({"a": 1}))
    assert (response.status, response.body) == (200, b'{"a": 1}')


def test_a_failed_call_is_a_500_that_tells_nothing() -> None:
    response = response_of(Answer({"errorMessage": "secret"}, failed=True))
    assert response.status == 500
    assert b"secret" not in response.body
