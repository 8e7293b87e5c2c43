"""What a resource is called once it exists: physical name, address and ARN by CloudFormation type."""

from collections.abc import Callable
from typing import NamedTuple

ACCOUNT_ID = "123456789012"  # moto's
REGION = "us-east-1"
STACK_NAME = "perennial"
PSEUDO_PARAMETERS = {
    "AWS::AccountId": ACCOUNT_ID,
    "AWS::Region": REGION,
    "AWS::StackName": STACK_NAME,
    "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT_ID}:stack/{STACK_NAME}/local",
    "AWS::Partition": "aws",
    "AWS::URLSuffix": "amazonaws.com",
}
type Attributes = dict[str, str]


class Naming(NamedTuple):
    """Which property names a resource of a type, and what Ref ("Ref") and Fn::GetAtt say of that name."""

    name_property: str
    attributes: Callable[[str, str], Attributes]


def _arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT_ID}:{rest}"


def _bucket(name: str, _endpoint: str) -> Attributes:
    return {"Ref": name, "Arn": f"arn:aws:s3:::{name}"}


def _queue(name: str, endpoint: str) -> Attributes:
    url = f"{endpoint}/{ACCOUNT_ID}/{name}"
    return {"Ref": url, "QueueUrl": url, "QueueName": name, "Arn": _arn("sqs", name)}


def _table(name: str, _endpoint: str) -> Attributes:
    return {"Ref": name, "Arn": _arn("dynamodb", f"table/{name}")}


def _function(name: str, _endpoint: str) -> Attributes:
    return {"Ref": name, "Arn": _arn("lambda", f"function:{name}")}


def _topic(name: str, _endpoint: str) -> Attributes:
    return {"Ref": _arn("sns", name), "TopicArn": _arn("sns", name), "TopicName": name}


def _log_group(name: str, _endpoint: str) -> Attributes:
    return {"Ref": name, "Arn": _arn("logs", f"log-group:{name}:*")}


def _http_api(name: str, _endpoint: str) -> Attributes:
    return {"Ref": name}


NAMINGS = {
    "AWS::S3::Bucket": Naming("BucketName", _bucket),
    "AWS::SQS::Queue": Naming("QueueName", _queue),
    "AWS::DynamoDB::Table": Naming("TableName", _table),
    "AWS::SNS::Topic": Naming("TopicName", _topic),
    "AWS::Lambda::Function": Naming("FunctionName", _function),
    "AWS::Logs::LogGroup": Naming("LogGroupName", _log_group),
    "AWS::ApiGatewayV2::Api": Naming("Name", _http_api),
}


def made_name(logical_id: str, *, fifo: bool) -> str:
    """The name of a resource the template leaves without one; in lower case, as buckets need it."""
    return f"{STACK_NAME}-{logical_id}".lower() + (".fifo" if fifo else "")
