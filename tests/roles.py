"""What a call to AWS needs of a role, and whether a role of the template has it.

moto checks resources for S3 alone, so the check is made here, on the calls a function really sends.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from tests.system import functions, system

LOOPBACK = "//127.0.0.1"  # where a local stack listens that other tests of this process keep alive
S3_ACTIONS = {"HeadObject": "GetObject", "ListObjectsV2": "ListBucket", "ListObjectVersions": "ListBucketVersions"}


@dataclass(frozen=True, slots=True)
class Right:
    """One action on one resource, or on those a pattern names."""

    action: str
    resource: str

    def covers(self, other: "Right") -> bool:
        """Whether this right, as granted, allows the other, as needed."""
        pattern = re.escape(self.resource).replace(r"\*", ".*")
        return self.action == other.action and re.fullmatch(pattern, other.resource) is not None


@dataclass
class Role:
    """A function's rights, and which of them were of use."""

    name: str
    granted: frozenset[Right]
    used: set[Right] = field(default_factory=set)

    def use(self, needed: Right) -> None:
        """Use a right; raises what AWS answers to a role that has it not."""
        covering = {right for right in self.granted if right.covers(needed)}
        if not covering:
            text = f"{self.name} may not {needed.action} on {needed.resource}"
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": text}}, needed.action)
        self.used |= covering


def role_of(logical_id: str) -> Role:
    """The role the template gives a function."""
    name = functions()[logical_id]["Role"]
    policies = dict(system().of_type("AWS::IAM::Role"))[name]["Policies"]
    statements = [system().resolve(entry) for policy in policies for entry in policy["PolicyDocument"]["Statement"]]
    rights = {
        Right(action, resource)
        for entry in statements
        for action in _as_list(entry["Action"])
        for resource in _as_list(entry["Resource"])
    }
    return Role(name, frozenset(rights))


UNGUARDED = BaseClient._make_api_call
type Invoked = Callable[[dict[str, Any]], dict[str, Any]]


@contextmanager
def acting_as(role: Role, invoked: Invoked) -> Iterator[None]:
    """Every call of every client needs this role's rights until the block ends; `invoked` stands in for Lambda."""

    def guarded(client: BaseClient, operation: str, parameters: dict[str, Any]) -> Any:
        if LOOPBACK in client.meta.endpoint_url:
            return UNGUARDED(client, operation, parameters)
        for right in needed(client.meta.service_model.service_name, operation, parameters):
            role.use(right)
        if client.meta.service_model.service_name == "lambda":
            return invoked(parameters)
        try:
            return UNGUARDED(client, operation, parameters)
        except ClientError as error:
            if error.response["Error"]["Code"] in {"404", "NoSuchKey"}:  # without this right S3 answers 403 instead
                role.use(Right("s3:ListBucket", f"arn:aws:s3:::{parameters['Bucket']}"))
            raise

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", guarded)
        yield


def needed(service: str, operation: str, parameters: dict[str, Any]) -> set[Right]:
    """The rights a call needs; raises KeyError for a call this file knows nothing of."""
    if service == "s3":
        return _needed_of_s3(operation, parameters)
    if service == "sqs":
        return {Right(f"sqs:{operation}", _queue_arn(parameters))}
    if service == "lambda":
        return {Right("lambda:InvokeFunction", _arn("lambda", f"function:{parameters['FunctionName']}"))}
    if service == "sns":
        return {Right(f"sns:{operation}", parameters["TopicArn"])}
    if service == "logs":
        return {Right(f"logs:{operation}", _arn("logs", f"log-group:{parameters['logGroupName']}:*"))}
    tables = parameters["RequestItems"] if operation == "BatchWriteItem" else [parameters["TableName"]]
    return {Right(f"dynamodb:{operation}", _arn("dynamodb", f"table/{name}")) for name in tables}


def _needed_of_s3(operation: str, parameters: dict[str, Any]) -> set[Right]:
    bucket = f"arn:aws:s3:::{parameters['Bucket']}"
    if operation == "CopyObject":
        source = f"arn:aws:s3:::{parameters['CopySource']['Bucket']}/{parameters['CopySource']['Key']}"
        return {Right("s3:GetObject", source), Right("s3:PutObject", f"{bucket}/{parameters['Key']}")}
    resource = f"{bucket}/{parameters['Key']}" if "Key" in parameters else bucket
    action = "DeleteObjectVersion" if "VersionId" in parameters else S3_ACTIONS.get(operation, operation)
    rights = {Right(f"s3:{action}", resource)}
    return rights | {Right("s3:GetObject", resource)} if "IfMatch" in parameters else rights


def _queue_arn(parameters: dict[str, Any]) -> str:
    return _arn("sqs", parameters.get("QueueName") or parameters["QueueUrl"].rsplit("/", 1)[-1])


def _arn(service: str, rest: str) -> str:
    return system().resolve({"Fn::Sub": f"arn:aws:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{rest}"})


def _as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
