"""The API function: HTTP API events in, answers out."""

import logging
import os
import secrets
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from aws_lambda_powertools import Logger
from mangum import Mangum
from mangum.types import LambdaContext, LambdaEvent

from functions.api.application import create_app
from functions.api.stage import BehindStage
from functions.api.world import Log, World
from perennial.aws.ports import AwsPorts


@cache
def logger() -> Logger:
    """The function's log."""
    logging.getLogger("mangum.http").setLevel(logging.ERROR)  # at INFO it writes paths, and paths hold customer ids
    return Logger()


@cache
def adapter() -> Mangum:
    """The application over this function's environment, behind its gateway."""
    world = World(
        ports=AwsPorts(os.environ),
        now=lambda: datetime.now(UTC),
        new_id=lambda: secrets.token_hex(16),
        log=cast(Log, logger()),
    )
    return Mangum(BehindStage(create_app(world)), lifespan="off")


def handler(event: LambdaEvent, context: LambdaContext) -> dict[str, Any]:
    """Answer one HTTP API event."""
    logger().append_keys(request_id=context.aws_request_id)
    return adapter()(event, context)
