"""A stack on AWS as the program finds it: by its outputs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from infra.cli.systems import ports_of
from perennial.errors import RefusedError
from tests.system import system

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

NOWHERE = Path("nowhere")
QUEUE = {"Type": "AWS::SQS::Queue"}


@pytest.fixture
def cloudformation(monkeypatch: pytest.MonkeyPatch) -> Iterator["CloudFormationClient"]:
    with mock_aws():
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield boto3.client("cloudformation")


def create_stack(client: "CloudFormationClient", name: str, outputs: dict[str, str]) -> None:
    body = {"Resources": {"Queue": QUEUE}, "Outputs": {key: {"Value": value} for key, value in outputs.items()}}
    client.create_stack(StackName=name, TemplateBody=json.dumps(body))


def test_the_outputs_of_a_stack_lead_to_its_buckets_and_tables(cloudformation: "CloudFormationClient") -> None:
    outputs = dict.fromkeys(system().source["Outputs"], "somewhere")
    create_stack(cloudformation, "perennial", outputs)
    found = ports_of(NOWHERE, "perennial")
    for port in (found.landing, found.lake, found.models, found.state, found.customers, found.registry):
        assert port is not None


def test_a_stack_that_is_another_ones_is_refused_by_name(cloudformation: "CloudFormationClient") -> None:
    create_stack(cloudformation, "shop", {})
    with pytest.raises(RefusedError, match="stack shop is CREATE_COMPLETE"):
        ports_of(NOWHERE, "shop")


def test_a_stack_that_is_not_there_is_refused_with_what_to_check(cloudformation: "CloudFormationClient") -> None:
    with pytest.raises(RefusedError, match="stack nobody cannot be read"):
        ports_of(NOWHERE, "nobody")
