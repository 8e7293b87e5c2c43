"""What a stack with a home keeps."""

import os
import socket
import subprocess
import sys
from pathlib import Path

from infra.local.stack import running_stack
from tests.local.conftest import SYSTEM, until

LANDING, THINGS = "perennial-landing", "perennial-things"
KILLED = """
import sys, time
from pathlib import Path
from infra.local.stack import running_stack
system, home = map(Path, sys.argv[1:])
manifest = home / "kept" / "manifest.json"
with running_stack(system, parameters={}, logs=home / "logs", home=home) as stack:
    stack.clients.s3.put_object(Bucket="perennial-landing", Key="landing/shop/x.csv", Body=b"rows")
    while not manifest.exists() or b"x.csv" not in manifest.read_bytes():
        time.sleep(0.1)
    print(stack.functions["OnOrdered"].invoke({"task": "process"}).payload, flush=True)
    print(stack.template.endpoint.rpartition(":")[2], flush=True)
    time.sleep(600)
"""


def test_objects_and_items_are_there_again_and_deleted_ones_are_not(work_dir: Path) -> None:
    home = work_dir / "home"
    with running_stack(SYSTEM, parameters={}, logs=work_dir, home=home) as stack:
        for key in ("landing/shop/kept ä.csv", "other", "deleted"):
            stack.clients.s3.put_object(Bucket=LANDING, Key=key, Body=key.encode(), ContentType="text/csv")
        stack.clients.dynamodb.put_item(TableName=THINGS, Item={"pk": {"S": "one"}, "n": {"N": "1.50"}})
    with running_stack(SYSTEM, parameters={}, logs=work_dir, home=home) as stack:
        answer = stack.clients.s3.get_object(Bucket=LANDING, Key="landing/shop/kept ä.csv")
        assert (answer["Body"].read().decode(), answer["ContentType"]) == ("landing/shop/kept ä.csv", "text/csv")
        assert stack.clients.dynamodb.scan(TableName=THINGS)["Items"] == [{"pk": {"S": "one"}, "n": {"N": "1.50"}}]
        stack.clients.s3.delete_object(Bucket=LANDING, Key="deleted")
        stack.clients.s3.put_object(Bucket=LANDING, Key="other", Body=b"replaced")
    with running_stack(SYSTEM, parameters={}, logs=work_dir, home=home) as stack:
        listed = stack.clients.s3.list_objects_v2(Bucket=LANDING)["Contents"]
        assert [entry["Key"] for entry in listed] == ["landing/shop/kept ä.csv", "other"]
        assert stack.clients.s3.get_object(Bucket=LANDING, Key="other")["Body"].read() == b"replaced"
    assert len(list((home / "kept" / "blobs").iterdir())) == 3  # two objects and a table


def test_a_dropped_file_outlives_a_stack_that_is_killed_and_no_process_of_it_stays(work_dir: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(SYSTEM), str(work_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        worker, port = (int(process.stdout.readline()) for _ in range(2))
        process.kill()
    until(lambda: not is_alive(worker))
    until(lambda: not is_listening(port))
    with running_stack(SYSTEM, parameters={}, logs=work_dir / "logs", home=work_dir) as stack:
        assert stack.clients.s3.get_object(Bucket=LANDING, Key="landing/shop/x.csv")["Body"].read() == b"rows"


def is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def is_listening(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
