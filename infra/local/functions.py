"""The template's functions and what calls them: queues, schedules, the HTTP API."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from infra.local.clients import LAMBDA_ENDPOINT, access
from infra.local.delivery import Source
from infra.local.schedules import Schedule
from infra.local.template import FUNCTION, Template
from infra.local.workers import Function, FunctionSpec
from perennial.errors import RefusedError

QUEUE = "AWS::SQS::Queue"
MAPPING = "AWS::Lambda::EventSourceMapping"
SCHEDULE = "AWS::Scheduler::Schedule"
HTTP_API = "AWS::ApiGatewayV2::Api"
TIMEOUT_SECONDS = 3  # Lambda's, unless the template says otherwise
MEMORY_MB = 128
LEAST_CONCURRENCY = 2  # a mapping cannot be limited to less; here it means one at a time
API_FUNCTION = re.compile(r"/functions/(.+)/invocations")
type Properties = dict[str, Any]


def functions_of(template: Template, logs: Path, temporary: Path, lambda_endpoint: str) -> dict[str, Function]:
    """The functions by logical id, each with as many slots as its mapping's concurrency and this machine allow.

    They call each other at `lambda_endpoint`.
    """
    slots = {template.function_ids[mapping["FunctionName"]]: _slots(mapping) for mapping in _mappings(template)}
    functions = {}
    for logical_id, properties in template.of_type(FUNCTION):
        spec = FunctionSpec(
            arn=template.attributes(logical_id)["Arn"],
            handler=_handler(template, logical_id, properties),
            environment=_environment(template, logical_id, properties, temporary) | {LAMBDA_ENDPOINT: lambda_endpoint},
            timeout_seconds=float(template.resolve(properties.get("Timeout", TIMEOUT_SECONDS))),
            slots=slots.get(logical_id, 1),
        )
        functions[logical_id] = Function(spec, logs / f"{logical_id}.log")
    return functions


def called_by_name(template: Template, functions: Mapping[str, Function]) -> dict[str, Function]:
    """The functions by every name and ARN that a call may use."""
    return {name: functions[logical_id] for name, logical_id in template.function_ids.items()}


def variables_of(template: Template) -> dict[str, str]:
    """All variables that any function is given: what every stage together may use."""
    union: dict[str, str] = {}
    for _, properties in template.of_type(FUNCTION):
        union |= _variables(template, properties)
    return union


def sources_of(template: Template, functions: Mapping[str, Function]) -> list[Source]:
    """The event source mappings, each with its function."""
    queues = [template.attributes(logical_id) for logical_id, _ in template.of_type(QUEUE)]
    urls = {queue["Arn"]: queue["QueueUrl"] for queue in queues}
    return [
        Source(
            queue_url=urls[mapping["EventSourceArn"]],
            queue_arn=mapping["EventSourceArn"],
            function=functions[template.function_ids[mapping["FunctionName"]]],
            batch_size=int(mapping.get("BatchSize", 10)),
            window_seconds=float(mapping.get("MaximumBatchingWindowInSeconds", 0)),
            reports_failures="ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", ()),
        )
        for mapping in _mappings(template)
    ]


def schedules_of(template: Template, functions: Mapping[str, Function]) -> dict[str, Schedule]:
    """The schedules by logical id, each with its function and what it is called with."""
    found = {}
    for logical_id, properties in template.of_type(SCHEDULE):
        target = properties["Target"]
        function = functions[template.function_ids[template.resolve(target["Arn"])]]
        event = json.loads(template.resolve(target.get("Input", "{}")))
        found[logical_id] = Schedule(str(template.resolve(properties["ScheduleExpression"])), function, event)
    return found


def api_of(template: Template, functions: Mapping[str, Function]) -> Function:
    """The function behind the HTTP API's default route; raises RefusedError when there is none."""
    for _, properties in template.of_type(HTTP_API):
        route = template.resolve(properties["Body"])["paths"].get("$default", {})
        for method in route.values():
            match = API_FUNCTION.search(method["x-amazon-apigateway-integration"]["uri"])
            if match is not None:
                return functions[template.function_ids[match[1]]]
    raise RefusedError("template: no HTTP API has a function as its default route; the local stack serves only that.")


def _mappings(template: Template) -> Iterator[Properties]:
    return (template.resolve(properties) for _, properties in template.of_type(MAPPING))


def _slots(mapping: Properties) -> int:
    most = int(mapping.get("ScalingConfig", {}).get("MaximumConcurrency", LEAST_CONCURRENCY))
    return 1 if most <= LEAST_CONCURRENCY else min(os.cpu_count() or 1, most)


def _handler(template: Template, logical_id: str, properties: Properties) -> str:
    command = template.resolve(properties.get("ImageConfig", {})).get("Command")
    handler = command[0] if command else template.resolve(properties.get("Handler"))
    if not handler:
        raise RefusedError(f"template: {logical_id} names no handler; give it Handler, or ImageConfig.Command.")
    return str(handler)


def _variables(template: Template, properties: Properties) -> dict[str, str]:
    variables = template.resolve(properties.get("Environment", {})).get("Variables", {})
    return {name: str(value) for name, value in variables.items()}


def _environment(template: Template, logical_id: str, properties: Properties, temporary: Path) -> dict[str, str]:
    """What the function's process finds in its environment: the template's variables, Lambda's and the endpoint."""
    root = template.code_root(logical_id)
    names = template.attributes(logical_id)
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": os.pathsep.join([str(root), str(template.folder / "shared")]),
        "PYTHONUNBUFFERED": "1",
        "TMPDIR": str(temporary),
        "TZ": "UTC",
        "LANG": "en_US.UTF-8",
        "LAMBDA_TASK_ROOT": str(root),
        "AWS_LAMBDA_FUNCTION_NAME": names["Ref"],
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(template.resolve(properties.get("MemorySize", MEMORY_MB))),
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{names['Ref']}",
        "AWS_LAMBDA_LOG_STREAM_NAME": "local",
        **access(template.endpoint),
        **_variables(template, properties),
    }
