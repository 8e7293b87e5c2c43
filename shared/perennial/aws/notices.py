"""Notices on SNS."""

from typing import TYPE_CHECKING

from perennial.aws.errors import translated

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

LONGEST_SUBJECT = 99  # SNS takes fewer than 100 characters


class SnsNotices:
    """One topic."""

    def __init__(self, client: "SNSClient", topic_arn: str) -> None:
        self._client = client
        self._topic_arn = topic_arn

    def publish(self, subject: str, text: str) -> None:
        with translated(self._topic_arn):
            self._client.publish(
                TopicArn=self._topic_arn, Subject=" ".join(subject.split())[:LONGEST_SUBJECT], Message=text
            )
