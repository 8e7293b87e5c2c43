"""Forms that a browser posts to a bucket of the local stack: from pages of this machine, and from no others."""

import httpx2
import pytest

from infra.local.stack import Stack

LANDING = "perennial-landing"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost:43121", True),
        ("https://elsewhere.example", False),
        ("http://127.0.0.1.elsewhere.example", False),
    ],
)
def test_a_page_of_this_machine_may_post_and_see_how_it_went(stack: Stack, origin: str, allowed: bool) -> None:
    bucket = f"{stack.template.endpoint}/{LANDING}"
    asked = {"origin": origin, "access-control-request-method": "POST"}
    form = stack.clients.s3.generate_presigned_post(LANDING, "pending/a/page.csv")
    with httpx2.Client(trust_env=False) as page:
        preflight = page.options(bucket, headers=asked)
        posted = page.post(
            form["url"], data=form["fields"], files={"file": ("page.csv", b"rows")}, headers={"origin": origin}
        )
    told = {answer.headers.get("access-control-allow-origin") for answer in (preflight, posted)}
    assert told == ({origin} if allowed else {None})
    assert (preflight.status_code == 200) is allowed


def test_a_page_of_elsewhere_sees_nothing_of_what_the_buckets_hold(stack: Stack) -> None:
    stack.clients.s3.put_object(Bucket=LANDING, Key="pending/c/page.csv", Body=b"rows")
    with httpx2.Client(trust_env=False) as page:
        answer = page.get(
            f"{stack.template.endpoint}/{LANDING}/pending/c/page.csv", headers={"origin": "https://elsewhere.example"}
        )
    assert "access-control-allow-origin" not in answer.headers


def test_what_was_posted_lies_where_the_form_says(stack: Stack) -> None:
    form = stack.clients.s3.generate_presigned_post(LANDING, "pending/b/Umsätze 1.csv")
    with httpx2.Client(trust_env=False) as page:
        answer = page.post(form["url"], data=form["fields"], files={"file": ("x.csv", b"a,b\n1,2\n")})
    assert answer.status_code == 204
    stored = stack.clients.s3.get_object(Bucket=LANDING, Key="pending/b/Umsätze 1.csv")
    assert stored["Body"].read() == b"a,b\n1,2\n"
