"""The API function: HTTP API events in, answers out."""

import asyncio
import logging
import os
import secrets
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from aws_lambda_powertools import Logger
from mangum import Mangum
from mangum.types import LambdaContext

from functions.api.application import create_app
from functions.api.gateway import behind_gateway
from functions.api.world import Log, World
from perennial.aws.ports import AwsPorts


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answer one HTTP API event."""
    _logger().set_correlation_id(context.aws_request_id)
    return _gateway()(event, context)


@cache
def _logger() -> Logger:
    logging.getLogger("mangum.http").setLevel(logging.ERROR)  # at INFO it writes paths, and paths hold customer ids
    return Logger()


@cache
def _gateway() -> Mangum:
    world = World(
        ports=AwsPorts(os.environ),
        now=lambda: datetime.now(UTC),
        new_id=lambda: secrets.token_hex(16),
        log=cast(Log, _logger()),
    )
    asyncio.set_event_loop(asyncio.new_event_loop())  # the adapter takes the current one, and nobody made one yet
    return behind_gateway(create_app(world, allowed_origin=os.environ["ALLOWED_ORIGIN"]))
