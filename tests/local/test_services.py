"""The stand-in for AWS's services, and its count of what was written."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.local.clients import Clients, clients_at
from infra.local.server import OBJECTS
from infra.local.services import Services, running_services

ITEM = {"pk": {"S": "a"}}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with running_services(tmp_path_factory.mktemp("services") / "log") as running:
        yield running


@pytest.fixture(scope="module")
def clients(services: Services) -> Clients:
    made = clients_at(services.endpoint)
    made.s3.create_bucket(Bucket="bucket")
    made.sqs.create_queue(QueueName="queue")
    made.dynamodb.create_table(
        TableName="table",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
    )
    return made


WRITES: list[tuple[str, Callable[[Clients], object], set[str]]] = [
    ("put_object", lambda on: on.s3.put_object(Bucket="bucket", Key="k", Body=b"x"), {OBJECTS}),
    ("get_object", lambda on: on.s3.get_object(Bucket="bucket", Key="k"), set()),
    ("list_objects", lambda on: on.s3.list_objects_v2(Bucket="bucket"), set()),
    ("delete_object", lambda on: on.s3.delete_object(Bucket="bucket", Key="k"), {OBJECTS}),
    ("put_item", lambda on: on.dynamodb.put_item(TableName="table", Item=ITEM), {"table"}),
    ("get_item", lambda on: on.dynamodb.get_item(TableName="table", Key=ITEM), set()),
    ("scan", lambda on: on.dynamodb.scan(TableName="table"), set()),
    (
        "batch_write_item",
        lambda on: on.dynamodb.batch_write_item(RequestItems={"table": [{"PutRequest": {"Item": ITEM}}]}),
        {"table"},
    ),
    (
        "transact_write_items",
        lambda on: on.dynamodb.transact_write_items(TransactItems=[{"Put": {"TableName": "table", "Item": ITEM}}]),
        {"table"},
    ),
    ("send_message", lambda on: on.sqs.send_message(QueueUrl=url(on), MessageBody="x"), set()),
    ("receive_message", lambda on: on.sqs.receive_message(QueueUrl=url(on)), set()),
]


def url(clients: Clients) -> str:
    return clients.sqs.get_queue_url(QueueName="queue")["QueueUrl"]


@pytest.mark.parametrize(("call", "written"), [write[1:] for write in WRITES], ids=[write[0] for write in WRITES])
def test_writes_and_only_writes_are_counted(
    services: Services, clients: Clients, call: Callable[[Clients], object], written: set[str]
) -> None:
    clients.s3.put_object(Bucket="bucket", Key="k", Body=b"x")
    before = services.writes()
    call(clients)
    after = services.writes()
    assert {name for name in after if after[name] != before.get(name, 0)} == written


def test_the_services_are_gone_with_their_context(tmp_path: Path) -> None:
    with running_services(tmp_path / "log") as running:
        assert running.writes() == {}
    with pytest.raises(ConnectionRefusedError):
        running.writes()
