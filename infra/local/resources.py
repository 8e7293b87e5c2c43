"""What the template names of buckets, queues, tables, topics and log groups, made through the services' interfaces.

moto's CloudFormation would leave out half of what the template says of them.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from infra.local.clients import Clients
from infra.local.template import Template

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import CORSRuleTypeDef, QueueConfigurationTypeDef
    from mypy_boto3_sqs.literals import QueueAttributeNameType

BUCKET = "AWS::S3::Bucket"
QUEUE = "AWS::SQS::Queue"
TABLE = "AWS::DynamoDB::Table"
TOPIC = "AWS::SNS::Topic"
LOG_GROUP = "AWS::Logs::LogGroup"
QUEUE_ATTRIBUTES: "Sequence[QueueAttributeNameType]" = (
    "DelaySeconds",
    "FifoQueue",
    "ContentBasedDeduplication",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "VisibilityTimeout",
    "RedrivePolicy",
)
THIS_MACHINE = ("http://127.0.0.1:*", "http://localhost:*")  # where the API and its console are served here
TABLE_PROPERTIES = ("AttributeDefinitions", "KeySchema", "BillingMode", "GlobalSecondaryIndexes")


def create(template: Template, clients: Clients) -> None:
    """Make every queue, table, bucket, topic and log group, empty and not yet connected."""
    queues = list(template.of_type(QUEUE))
    for logical_id, properties in sorted(queues, key=lambda queue: "RedrivePolicy" in queue[1]):
        _create_queue(clients, template.attributes(logical_id)["QueueName"], template.resolve(properties))
    for logical_id, properties in template.of_type(TABLE):
        known = {name: template.resolve(properties[name]) for name in TABLE_PROPERTIES if name in properties}
        clients.dynamodb.create_table(TableName=template.attributes(logical_id)["Ref"], **known)
    for logical_id, _ in template.of_type(TOPIC):
        clients.sns.create_topic(Name=template.attributes(logical_id)["TopicName"])
    for logical_id, _ in template.of_type(LOG_GROUP):
        clients.logs.create_log_group(logGroupName=template.attributes(logical_id)["Ref"])
    for logical_id, properties in template.of_type(BUCKET):
        name = template.attributes(logical_id)["Ref"]
        # Without versions: moto announces no deletion in a versioned bucket, and keeps every version in memory.
        clients.s3.create_bucket(Bucket=name)
        rules = template.resolve(properties.get("CorsConfiguration", {})).get("CorsRules", [])
        if rules:
            clients.s3.put_bucket_cors(Bucket=name, CORSConfiguration={"CORSRules": [_cors(rule) for rule in rules]})


def connect(template: Template, clients: Clients) -> None:
    """Let the buckets notify the queues that the template names."""
    for logical_id, properties in template.of_type(BUCKET):
        wanted = template.resolve(properties.get("NotificationConfiguration", {})).get("QueueConfigurations", [])
        if wanted:
            clients.s3.put_bucket_notification_configuration(
                Bucket=template.attributes(logical_id)["Ref"],
                NotificationConfiguration={"QueueConfigurations": [_notification(entry) for entry in wanted]},
            )


def _cors(rule: dict[str, Any]) -> "CORSRuleTypeDef":
    """CloudFormation's words for a rule in those of the S3 interface; whom it allows on AWS, it allows here."""
    return {
        "ID": rule["Id"],
        "AllowedMethods": rule["AllowedMethods"],
        "AllowedOrigins": [*THIS_MACHINE],
        "AllowedHeaders": rule["AllowedHeaders"],
        "MaxAgeSeconds": rule["MaxAge"],
    }


def _create_queue(clients: Clients, name: str, properties: dict[str, Any]) -> None:
    attributes: dict[QueueAttributeNameType, str] = {
        key: _attribute(properties[key]) for key in QUEUE_ATTRIBUTES if key in properties
    }
    clients.sqs.create_queue(QueueName=name, Attributes=attributes)


def _attribute(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, dict) else str(value)


def _notification(entry: dict[str, Any]) -> "QueueConfigurationTypeDef":
    """CloudFormation's words for a notification in the words of the S3 interface."""
    rules = entry.get("Filter", {}).get("S3Key", {}).get("Rules", [])
    return {"QueueArn": entry["Queue"], "Events": [entry["Event"]], "Filter": {"Key": {"FilterRules": rules}}}
