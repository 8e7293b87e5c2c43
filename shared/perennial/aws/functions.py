"""Functions on Lambda."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from perennial.aws.errors import translated
from perennial.errors import TransientError
from perennial.records import Json

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class LambdaFunctions:
    """The functions whose names (or ARNs) are given, by what they are called here."""

    def __init__(self, client: "LambdaClient", names: Mapping[str, str]) -> None:
        self._client = client
        self._names = names

    def invoke(self, name: str, payload: Mapping[str, Json]) -> Json:
        with translated(f"function {name}"):
            answer = self._client.invoke(FunctionName=self._names[name], Payload=json.dumps(payload).encode())
            body = answer["Payload"].read()
        if "FunctionError" in answer:
            raise TransientError(f"function {name}: it stopped; its log says why. The same call may go through later.")
        content: Json = json.loads(body)
        return content
