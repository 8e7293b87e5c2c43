"""Functions called directly, as Lambda's Invoke calls them."""

import json
import threading
from typing import Any

import boto3
import httpx2
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from infra.local.stack import Stack


@pytest.fixture(scope="module")
def calls(stack: Stack) -> Any:
    config = Config(retries={"total_max_attempts": 1}, proxies={})
    session = boto3.Session(aws_access_key_id="local", aws_secret_access_key="local", region_name="us-east-1")
    return session.client("lambda", endpoint_url=stack.lambda_endpoint, config=config)


@pytest.mark.parametrize(
    "name", ["perennial-onordered", "arn:aws:lambda:us-east-1:123456789012:function:perennial-onordered"]
)
def test_a_function_is_called_by_its_name_or_arn_and_its_answer_comes_back(calls: Any, name: str) -> None:
    answer = calls.invoke(FunctionName=name, Payload=json.dumps({"task": "echo", "text": "Zoë"}).encode())
    assert answer["StatusCode"] == 200
    assert "FunctionError" not in answer
    assert json.loads(answer["Payload"].read()) == {"task": "echo", "text": "Zoë"}


def test_a_function_that_fails_answers_its_error_as_lambda_does(calls: Any) -> None:
    answer = calls.invoke(FunctionName="perennial-onordered", Payload=b'{"task": "raise"}')
    assert answer["FunctionError"] == "Unhandled"
    assert json.loads(answer["Payload"].read()) == {"errorType": "LookupError", "errorMessage": "as told"}


def test_a_function_that_is_not_there_is_refused_by_name(calls: Any) -> None:
    with pytest.raises(ClientError) as refused:
        calls.invoke(FunctionName="perennial-nobody")
    assert refused.value.response["Error"]["Code"] == "ResourceNotFoundException"
    assert "perennial-nobody" in str(refused.value)


def test_who_does_not_wait_for_an_answer_is_refused(calls: Any) -> None:
    with pytest.raises(ClientError, match="waited for"):
        calls.invoke(FunctionName="perennial-onordered", InvocationType="Event")


def test_a_web_page_cannot_call_a_function(stack: Stack) -> None:
    address = f"{stack.lambda_endpoint}/2015-03-31/functions/perennial-onordered/invocations"
    with httpx2.Client(trust_env=False) as page:
        assert page.post(address, content=b'{"task": "process"}').status_code == 403
        asked = {"origin": "https://elsewhere.example", "access-control-request-headers": "authorization"}
        assert "access-control-allow-origin" not in page.options(address, headers=asked).headers
        assert page.get(stack.lambda_endpoint, headers={"authorization": "x"}).status_code == 404


def test_a_direct_call_does_not_wait_for_what_is_being_delivered(stack: Stack, calls: Any) -> None:
    function = stack.functions["OnOrdered"]
    assert function.spec.slots == 1
    delivered = threading.Thread(target=function.invoke, args=({"task": "sleep"},))
    delivered.start()
    while not function.is_working:
        pass
    answer = calls.invoke(FunctionName="perennial-onordered", Payload=b'{"task": "echo"}')
    assert json.loads(answer["Payload"].read()) == {"task": "echo"}
    assert delivered.is_alive()
    delivered.join()


def test_a_function_knows_where_to_call_others(stack: Stack) -> None:
    environment = stack.functions["OnGathered"].invoke({"task": "environment"}).payload
    assert environment["AWS_ENDPOINT_URL_LAMBDA"] == stack.lambda_endpoint == stack.environ["AWS_ENDPOINT_URL_LAMBDA"]
