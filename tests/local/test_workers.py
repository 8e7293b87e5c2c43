"""A function's calls: answers, errors, time, and what the process is given."""

import os
from pathlib import Path

from infra.local.stack import Stack
from infra.local.workers import Function


def function(stack: Stack) -> Function:
    """One with a single slot, so that the next call meets the same process."""
    return stack.functions["OnOrdered"]


def test_what_a_handler_answers_comes_back_as_json(stack: Stack) -> None:
    answer = function(stack).invoke({"task": "echo", "text": "Zoë\n{"})
    assert answer.payload == {"task": "echo", "text": "Zoë\n{"}
    assert not answer.failed


def test_calls_after_each_other_meet_the_same_warm_process(stack: Stack) -> None:
    first, second = (function(stack).invoke({"task": "process"}).payload for _ in range(2))
    assert first == second != os.getpid()


def test_an_exception_is_an_error_answer_and_the_process_stays(stack: Stack) -> None:
    before = function(stack).invoke({"task": "process"}).payload
    answer = function(stack).invoke({"task": "raise"})
    assert answer.failed
    assert answer.payload == {"errorType": "LookupError", "errorMessage": "as told"}
    assert function(stack).invoke({"task": "process"}).payload == before


def test_a_process_that_ends_itself_is_an_error_answer_and_the_next_call_gets_a_fresh_one(stack: Stack) -> None:
    before = function(stack).invoke({"task": "process"}).payload
    answer = function(stack).invoke({"task": "crash"})
    assert answer.failed
    assert "exit status 3" in answer.payload["errorMessage"]
    assert function(stack).invoke({"task": "process"}).payload != before


def test_a_call_that_takes_too_long_is_killed_and_the_next_one_gets_a_fresh_process(stack: Stack) -> None:
    before = function(stack).invoke({"task": "process"}).payload
    answer = function(stack).invoke({"task": "sleep"})
    assert answer.failed
    assert "Task timed out after 2.00 seconds" in answer.payload["errorMessage"]
    assert function(stack).invoke({"task": "process"}).payload != before


def test_what_is_no_json_is_an_error_answer(stack: Stack) -> None:
    answer = function(stack).invoke({"task": "unanswerable"})
    assert answer.failed
    assert answer.payload["errorType"] == "Runtime.MarshalError"


def test_a_handler_that_cannot_be_imported_says_so(stack: Stack, logs: Path) -> None:
    answer = stack.functions["Broken"].invoke({})
    assert answer.failed
    assert answer.payload["errorType"] == "Runtime.ImportModuleError"
    assert "No module named 'missing'" in (logs / "Broken.log").read_text()


def test_what_a_function_prints_goes_to_its_log_and_it_has_no_input(stack: Stack, logs: Path) -> None:
    assert function(stack).invoke({"task": "noise"}).payload == {"stdin": ""}
    log = (logs / "OnOrdered.log").read_text()
    assert "to the log, not into the answer\n" in log
    assert "nor this\n" in log


def test_a_function_finds_the_template_s_variables_and_nothing_of_the_user_s(stack: Stack) -> None:
    environment = stack.functions["OnGathered"].invoke({"task": "environment"}).payload
    assert environment["WINDOW"] == "1"
    assert environment["LANDING_BUCKET"] == "perennial-landing"
    assert environment["AWS_ENDPOINT_URL"] == stack.template.endpoint
    assert "HOME" not in environment


def test_a_function_is_told_about_its_call(stack: Stack) -> None:
    context = function(stack).invoke({"task": "context"}).payload
    assert context["function_name"] == "perennial-onordered"
    assert context["memory_limit_in_mb"] == "128"
    assert context["arn"].endswith(":function:perennial-onordered")
    assert context["log_group_name"] == "/aws/lambda/perennial-onordered"
    assert 0 < context["remaining_ms"] <= 2000
    other = function(stack).invoke({"task": "context"}).payload
    assert other["request_id"] != context["request_id"]


def test_a_schedule_calls_its_function_with_its_input(stack: Stack) -> None:
    assert stack.fire("nightly").payload == {"task": "echo", "of": "night"}


def test_a_function_has_a_slot_for_each_core_its_mapping_allows_and_one_where_it_allows_the_least(stack: Stack) -> None:
    assert stack.functions["OnArrival"].spec.slots == min(os.cpu_count() or 1, 5)
    assert stack.functions["OnGathered"].spec.slots == 1
