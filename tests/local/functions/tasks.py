"""Functions that do as they are told, and print what they were given to their log."""

import json
import os
import sys
import time
from typing import Any
from urllib.parse import unquote_plus


def each(event: dict[str, Any], context: Any) -> Any:
    """Do the task of every message, or of the event itself; answers the messages that failed."""
    if "Records" not in event:
        return do(event, context)
    failures = []
    log({"batch": [record["messageId"] for record in event["Records"]]})
    for record in event["Records"]:
        task = task_of(record["body"])
        count = int(record["attributes"]["ApproximateReceiveCount"])
        log({**task, "count": count, "group": record["attributes"].get("MessageGroupId")})
        if task["task"] == "refuse" or (task["task"] == "refuse once" and count == 1):
            failures.append({"itemIdentifier": record["messageId"]})
        else:
            do(task, context)
    return {"batchItemFailures": failures}


def log(content: dict[str, Any]) -> None:
    """A line of JSON in the function's log, whole even where two processes write."""
    os.write(1, json.dumps(content).encode() + b"\n")


def task_of(body: str) -> dict[str, Any]:
    """A message's task, or for a dropped file the one its name begins with."""
    message = json.loads(body)
    if "Records" not in message:
        return {"task": "nothing", **message}
    key = unquote_plus(message["Records"][0]["s3"]["object"]["key"])
    name = key.rsplit("/", 1)[-1].removesuffix(".csv")
    return {"task": name.split(" - ")[0], "key": key, "event": message["Records"][0]["eventName"]}


def do(task: dict[str, Any], context: Any) -> Any:
    """One task."""
    match task["task"]:
        case "crash":
            os._exit(3)
        case "sleep":
            time.sleep(60)
        case "raise":
            raise LookupError("as told")
        case "unanswerable":
            return {1, 2}
        case "noise":
            sys.stdout.write("to the log, not into the answer\n")
            os.write(1, b"nor this\n")
            return {"stdin": sys.stdin.read()}
        case "environment":
            return dict(os.environ)
        case "context":
            return {
                "function_name": context.function_name,
                "memory_limit_in_mb": context.memory_limit_in_mb,
                "remaining_ms": context.get_remaining_time_in_millis(),
                "arn": context.invoked_function_arn,
                "request_id": context.aws_request_id,
                "log_group_name": context.log_group_name,
            }
        case "process":
            return os.getpid()
    return task


def api(event: dict[str, Any], context: Any) -> Any:
    """The event back, or what its path says."""
    if event["rawPath"] == "/crash":
        os._exit(3)
    return {"statusCode": 200, "cookies": ["a=1", "b=2"], "body": json.dumps(event)}
