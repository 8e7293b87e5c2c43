"""Clients of the services at the local endpoint."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from infra.local.naming import REGION

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

ACCESS_KEY = "local"
LAMBDA_ENDPOINT = "AWS_ENDPOINT_URL_LAMBDA"
CONFIG = Config(retries={"mode": "standard", "max_attempts": 2}, proxies={}, max_pool_connections=32)


@dataclass(frozen=True, slots=True)
class Clients:
    """One client a service; they may be shared between threads."""

    s3: "S3Client"
    sqs: "SQSClient"
    dynamodb: "DynamoDBClient"
    sns: "SNSClient"
    logs: "CloudWatchLogsClient"


def clients_at(endpoint: str) -> Clients:
    """Clients of the local services; nothing of the user's AWS configuration is used."""
    session = boto3.Session(aws_access_key_id=ACCESS_KEY, aws_secret_access_key=ACCESS_KEY, region_name=REGION)
    return Clients(
        session.client("s3", endpoint_url=endpoint, config=CONFIG),
        session.client("sqs", endpoint_url=endpoint, config=CONFIG),
        session.client("dynamodb", endpoint_url=endpoint, config=CONFIG),
        session.client("sns", endpoint_url=endpoint, config=CONFIG),
        session.client("logs", endpoint_url=endpoint, config=CONFIG),
    )


def access(endpoint: str) -> dict[str, str]:
    """The environment with which any AWS SDK talks to the local services."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }
