"""Examples of answers are put together from those of their parts."""

import pytest

from functions.api.examples import completed, example_of

SCHEMAS = {
    "Page": {"properties": {"dataset": {"type": "string"}, "lines": {"type": "array", "items": {"$ref": "#/x/Line"}}}},
    "Line": {"properties": {"day": {"type": "string", "format": "date"}, "share": {"anyOf": [{"type": "number"}]}}},
    "Told": {"examples": [{"said": 1}], "properties": {"said": {"type": "integer"}}},
}


def test_a_page_shows_a_line_of_it() -> None:
    page = example_of({"$ref": "#/x/Page"}, SCHEMAS)
    assert page == {"dataset": "my-shop", "lines": [{"day": "2011-12-09", "share": 12.5}]}


def test_an_example_that_is_told_is_taken() -> None:
    assert example_of({"$ref": "#/x/Told"}, SCHEMAS) == {"said": 1}


def test_the_nulls_that_were_left_out_of_an_example_come_back() -> None:
    line = {"required": ["day", "share"], "properties": {"day": {}, "share": {}}}
    page = {"properties": {"lines": {"type": "array", "items": {"$ref": "#/x/Line"}}}, "required": ["lines"]}
    assert completed({"lines": [{"day": 1}]}, page, {"Line": line}) == {"lines": [{"day": 1, "share": None}]}
    assert completed({"day": 1}, {"anyOf": [{"type": "null"}, {"$ref": "#/x/Line"}]}, {"Line": line})["share"] is None


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        ({"enum": ["low", "high"]}, "low"),
        ({"const": "orders"}, "orders"),
        ({"type": "number", "maximum": 1, "default": 0.2}, 0.2),
        ({"type": "integer", "examples": [7]}, 7),
        ({"anyOf": [{"type": "null"}, {"type": "boolean"}]}, False),
        ({"type": "array"}, []),
        ({"type": "object"}, {}),
        ({}, None),
    ],
)
def test_every_kind_of_value_has_an_example(schema: dict, example: object) -> None:
    assert example_of(schema, SCHEMAS) == example


def test_a_field_of_another_kind_is_not_given_what_its_name_means_elsewhere() -> None:
    assert example_of({"properties": {"orders": {"type": "array"}}}, SCHEMAS) == {"orders": []}
    assert example_of({"properties": {"orders": {"type": "integer"}}}, SCHEMAS) == {"orders": 18532}
