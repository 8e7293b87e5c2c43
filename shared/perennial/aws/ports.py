"""The ports on AWS, built from a function's environment, each at its first use."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from perennial.aws.erasures import DynamoErasures
from perennial.aws.functions import LambdaFunctions
from perennial.aws.items import ItemTable
from perennial.aws.logs import CloudWatchLogs
from perennial.aws.metering import Meter
from perennial.aws.notices import SnsNotices
from perennial.aws.s3 import S3Objects
from perennial.aws.sqs import SqsQueue
from perennial.aws.state import DynamoState
from perennial.aws.tables import DynamoCustomers, DynamoRegistry

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

CONFIG = Config(
    retries={"mode": "standard", "max_attempts": 5}, connect_timeout=3, read_timeout=60, max_pool_connections=16
)

# A form signed for the bucket's address in its own region: the address without one answers a browser with a redirect.
S3_CONFIG = CONFIG.merge(Config(s3={"addressing_style": "virtual"}))
# Who calls is called itself, and has 29 seconds; a second call would do the same work beside the first.
CALL_CONFIG = CONFIG.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}, read_timeout=25))


class AwsPorts:
    """Everything the environment names; asking for a port whose variable is not set raises KeyError with its name."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.meter = Meter()

    @cached_property
    def landing(self) -> S3Objects:
        return S3Objects(self._s3, self._environ["LANDING_BUCKET"])

    @cached_property
    def lake(self) -> S3Objects:
        return S3Objects(self._s3, self._environ["LAKE_BUCKET"])

    @cached_property
    def models(self) -> S3Objects:
        return S3Objects(self._s3, self._environ["MODELS_BUCKET"])

    @cached_property
    def state(self) -> DynamoState:
        return DynamoState(self._table("STATE_TABLE"))

    @cached_property
    def customers(self) -> DynamoCustomers:
        return DynamoCustomers(self._table("CUSTOMERS_TABLE"))

    @cached_property
    def registry(self) -> DynamoRegistry:
        return DynamoRegistry(self._table("MODELS_TABLE"))

    @cached_property
    def ingest_queue(self) -> SqsQueue:
        return SqsQueue(self._sqs, self._environ["INGEST_QUEUE_URL"])

    @cached_property
    def train_queue(self) -> SqsQueue:
        return SqsQueue(self._sqs, self._environ["TRAIN_QUEUE_URL"])

    @cached_property
    def score_queue(self) -> SqsQueue:
        return SqsQueue(self._sqs, self._environ["SCORE_QUEUE_URL"])

    @cached_property
    def report_queue(self) -> SqsQueue:
        return SqsQueue(self._sqs, self._environ["REPORT_QUEUE_URL"])

    @cached_property
    def monitor_queue(self) -> SqsQueue:
        return SqsQueue(self._sqs, self._environ["MONITOR_QUEUE_URL"])

    @cached_property
    def erase_queue(self) -> SqsQueue:
        return SqsQueue(self._sqs, self._environ["ERASE_QUEUE_URL"])

    @cached_property
    def erasures(self) -> DynamoErasures:
        return DynamoErasures(self._table("STATE_TABLE"))

    @cached_property
    def functions(self) -> LambdaFunctions:
        names = {"ingest": self._environ["INGEST_FUNCTION"], "features": self._environ["FEATURES_FUNCTION"]}
        return LambdaFunctions(self._session.client("lambda", config=CALL_CONFIG), names)

    @cached_property
    def notices(self) -> SnsNotices:
        return SnsNotices(self._session.client("sns", config=CONFIG), self._environ["NOTICES_TOPIC_ARN"])

    @cached_property
    def logs(self) -> CloudWatchLogs:
        return CloudWatchLogs(self._session.client("logs", config=CONFIG), self._environ["LOG_GROUPS"])

    def _table(self, variable: str) -> ItemTable:
        return ItemTable(self._dynamodb, self._environ[variable])

    @cached_property
    def _session(self) -> boto3.Session:
        session = boto3.Session()
        self.meter.attach(session.events)
        return session

    @cached_property
    def _s3(self) -> "S3Client":
        return self._session.client("s3", config=S3_CONFIG)

    @cached_property
    def _sqs(self) -> "SQSClient":
        return self._session.client("sqs", config=CONFIG)

    @cached_property
    def _dynamodb(self) -> "DynamoDBClient":
        return self._session.client("dynamodb", config=CONFIG)
