"""Messages on their way to functions: batches, windows, second tries, order, dead letters."""

import json
from collections.abc import Callable
from typing import Any

from infra.local.stack import Stack

Printed = Callable[[str], list[dict[str, Any]]]
LANDING = "perennial-landing"


def send(stack: Stack, queue: str, message: dict[str, Any], **options: str) -> None:
    url = stack.template.attributes(queue)["QueueUrl"]
    stack.clients.sqs.send_message(QueueUrl=url, MessageBody=json.dumps(message), **options)


def dead(stack: Stack) -> list[str]:
    """The names of the files among the dead letters."""
    url = stack.template.attributes("DeadArrivals")["QueueUrl"]
    messages = stack.clients.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
    bodies = [json.loads(message["Body"]) for message in messages.get("Messages", [])]
    return sorted(body["Records"][0]["s3"]["object"]["key"] for body in bodies)


def test_files_that_fail_are_tried_again_then_dead_while_the_others_go_on(
    stack: Stack, settled: Callable[[], None], printed: Printed
) -> None:
    names = ("crash", "refuse", "sleep", "refuse once", "echo", "echo - ä ö+&%")
    for name in names:
        stack.clients.s3.put_object(Bucket=LANDING, Key=f"landing/shop/{name}.csv", Body=b"x")
    stack.clients.s3.put_object(Bucket=LANDING, Key="pending/echo.csv", Body=b"x")
    settled()
    seen = [
        (line["key"].removeprefix("landing/shop/"), line["count"]) for line in printed("OnArrival") if "key" in line
    ]
    twice = ("crash.csv", "refuse.csv", "sleep.csv", "refuse once.csv")
    assert sorted(seen) == sorted(
        [(name, count) for name in twice for count in (1, 2)] + [("echo.csv", 1), ("echo - ä ö+&%.csv", 1)]
    )
    assert dead(stack) == [f"landing%2Fshop%2F{name}.csv" for name in ("crash", "refuse", "sleep")]


def test_a_deleted_file_is_announced(stack: Stack, settled: Callable[[], None], printed: Printed) -> None:
    stack.clients.s3.put_object(Bucket=LANDING, Key="landing/shop/gone.csv", Body=b"x")
    stack.clients.s3.delete_object(Bucket=LANDING, Key="landing/shop/gone.csv")
    settled()
    events = [
        line["event"].split(":")[0] for line in printed("OnArrival") if line.get("key") == "landing/shop/gone.csv"
    ]
    assert sorted(events) == ["ObjectCreated", "ObjectRemoved"]


def test_messages_of_one_window_are_one_batch(stack: Stack, settled: Callable[[], None], printed: Printed) -> None:
    for number in range(25):
        send(stack, "Gathered", {"number": number})
    settled()
    assert [len(line["batch"]) for line in printed("OnGathered") if "batch" in line] == [25]
    assert {line["number"] for line in printed("OnGathered") if "number" in line} == set(range(25))


def test_a_group_s_messages_keep_their_order_even_where_one_is_tried_again(
    stack: Stack, settled: Callable[[], None], printed: Printed
) -> None:
    for number, task in enumerate(("echo", "refuse once", "echo")):
        for group in ("one", "two"):
            options = {"MessageGroupId": group, "MessageDeduplicationId": f"{group}{number}"}
            send(stack, "Ordered", {"task": task, "number": number}, **options)
    settled()
    lines = [line for line in printed("OnOrdered") if "number" in line]
    for group in ("one", "two"):
        seen = [(line["number"], line["count"]) for line in lines if line["group"] == group]
        assert seen == [(0, 1), (1, 1), (1, 2), (2, 1)]


def test_a_stack_with_messages_waiting_is_not_idle(stack: Stack, settled: Callable[[], None]) -> None:
    send(stack, "Gathered", {"number": 100})
    assert not stack.is_idle()
    settled()
    assert stack.is_idle()
