"""The intrinsic functions a template may use, one by one."""

from typing import Any

import pytest

from infra.local.intrinsics import Resolver
from perennial.errors import RefusedError

REFERENCES = {"Size": "3", "Queue": "http://queue"}
ATTRIBUTES = {"Queue.Arn": "arn:queue"}
CONDITIONS = {"Big": {"Fn::Equals": [{"Ref": "Size"}, 3]}, "Small": {"Fn::Not": [{"Condition": "Big"}]}}


def resolve(value: Any) -> Any:
    return Resolver(REFERENCES.__getitem__, ATTRIBUTES.__getitem__, CONDITIONS).resolve(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Ref": "Queue"}, "http://queue"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "arn:queue"),
        ({"Fn::GetAtt": "Queue.Arn"}, "arn:queue"),
        ({"Fn::Sub": "${Queue}/${Queue.Arn}/${!Queue}"}, "http://queue/arn:queue/${Queue}"),
        ({"Fn::Sub": ["${Own}-${Size}", {"Own": {"Ref": "Size"}}]}, "3-3"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Size"}, {"Ref": "AWS::NoValue"}]]}, "a-3"),
        ({"Fn::Join": [",", {"Fn::Split": ["/", "a/b"]}]}, "a,b"),
        ({"Fn::Select": [1, {"Fn::Split": ["/", "a/b"]}]}, "b"),
        ({"Fn::If": ["Big", "yes", "no"]}, "yes"),
        ({"Fn::If": ["Small", "yes", {"Ref": "Size"}]}, "3"),
        ({"Fn::And": [{"Condition": "Big"}, {"Condition": "Small"}]}, False),
        ({"Fn::Or": [{"Condition": "Big"}, {"Condition": "Small"}]}, True),
        ({"Kept": 1, "Gone": {"Fn::If": ["Small", 1, {"Ref": "AWS::NoValue"}]}}, {"Kept": 1}),
        ([{"Ref": "AWS::NoValue"}, {"Deep": [{"Ref": "Size"}]}], [{"Deep": ["3"]}]),
        ({"Reference": "Queue"}, {"Reference": "Queue"}),
    ],
)
def test_an_intrinsic_becomes_its_value(value: Any, expected: Any) -> None:
    assert resolve(value) == expected


@pytest.mark.parametrize("value", [{"Ref": "Nobody"}, {"Fn::GetAtt": "Queue.Colour"}, {"Fn::If": ["Nope", 1, 2]}])
def test_a_name_nobody_knows_is_refused_by_name(value: Any) -> None:
    with pytest.raises(RefusedError, match=r"Nobody|Queue\.Colour|Nope"):
        resolve(value)


def test_a_function_the_local_stack_does_not_know_is_refused_and_not_passed_on() -> None:
    with pytest.raises(RefusedError, match="Fn::Cidr"):
        resolve({"Range": {"Fn::Cidr": ["10.0.0.0/16", 1, 8]}})
