"""The API's own description: whole, valid, and what the routes really do."""

import json
from typing import Any

import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from perennial.dataset import parse_description
from perennial.tables import FEATURES

# Clients are made from operation ids, and keys are handed out by scope: both stay what they are.
OPERATIONS = {
    "get_home": None,
    "get_health": None,
    "get_key": "read",
    "get_runs": "read",
    "get_run_log": "operate",
    "get_files": "read",
    "retrain": "operate",
    "delete_customer": "admin",
    "get_erasures": "admin",
    "get_details": "read",
    "get_metrics": "read",
    "get_model_runs": "read",
    "get_customer": "read",
    "get_plan_csv": "read",
    "get_plan": "read",
    "get_scores_csv": "read",
    "get_overview": "read",
    "get_segments": "read",
    "get_customers": "read",
    "predict": "read",
    "get_batch": "read",
    "predict_batch": "read",
    "get_predictions": "operate",
    "get_models": "read",
    "get_model": "read",
    "promote_model": "admin",
    "rollback_model": "admin",
    "get_datasets": "read",
    "get_dataset": "read",
    "put_dataset": "operate",
    "post_upload": "operate",
    "preview_upload": "operate",
    "confirm_upload": "operate",
    "get_upload_rejects": "operate",
    "get_quality": "read",
    "get_rejects": "read",
    "get_monitoring": "read",
    "get_report": "read",
}


@pytest.fixture
def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    assert document["paths"]
    validate(document)  # raises what is wrong


def test_operation_ids_and_their_scopes_stay_what_they_are(document: dict[str, Any]) -> None:
    assert {one["operationId"]: one.get("x-required-scope") for one in operations(document)} == OPERATIONS


def test_every_operation_declares_its_scope_and_its_errors(document: dict[str, Any]) -> None:
    assert document["components"]["securitySchemes"]["ApiKey"]["name"] == "x-api-key"
    for operation in operations(document):
        scope = OPERATIONS[operation["operationId"]]
        assert operation.get("security", []) == ([] if scope is None else [{"ApiKey": [scope]}])
        declared = {"503"} if scope is None else {"401", "503"} | ({"403"} if scope != "read" else set())
        assert declared <= set(operation["responses"]), operation["operationId"]


def test_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    for operation in operations(document):
        assert operation["summary"], operation["operationId"]
        assert operation["description"], operation["operationId"]


def test_every_answer_and_every_body_has_an_example_that_matches_its_schema(document: dict[str, Any]) -> None:
    for operation in operations(document):
        answers = [one for status, one in operation["responses"].items() if int(status) < 400]
        for content in (one for answer in answers for one in answer.get("content", {}).values()):
            matches(content["example"], content["schema"], document)
        for content in operation.get("requestBody", {}).get("content", {}).values():
            for example in examples(content, document):
                matches(example, content["schema"], document)


def examples(content: dict[str, Any], document: dict[str, Any]) -> list[Any]:
    """A body's examples: beside it, or with its schema."""
    if "examples" in content:
        return [one["value"] for one in content["examples"].values()]
    (name,) = {reference.rsplit("/", 1)[1] for reference in [content["schema"]["$ref"]]}
    return document["components"]["schemas"][name]["examples"]


def matches(example: Any, schema: dict[str, Any], document: dict[str, Any]) -> None:
    Draft202012Validator({**schema, "components": document["components"]}).validate(example)


def test_every_error_is_a_problem(document: dict[str, Any]) -> None:
    for operation in operations(document):
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert response["content"] == {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                }


def test_the_body_of_a_prediction_is_described_with_examples(document: dict[str, Any]) -> None:
    body = document["paths"]["/predict"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body == {"$ref": "#/components/schemas/Question"}
    question = document["components"]["schemas"]["Question"]
    assert {"customer_id", "features", "orders"} == {name for example in question["examples"] for name in example}
    assert question["additionalProperties"] is False


def test_the_body_of_a_description_is_described_with_examples_that_are_accepted(document: dict[str, Any]) -> None:
    body = document["paths"]["/api/datasets/{name}"]["put"]["requestBody"]["content"]["application/json"]
    names = {reference["$ref"].rsplit("/", 1)[1] for reference in body["schema"]["anyOf"]}
    assert names == {"Dataset", "ColumnMapping"} <= set(document["components"]["schemas"])
    for example in body["examples"].values():
        parse_description("shop", json.dumps(example["value"]).encode())


def test_every_number_of_the_feature_table_may_be_told(document: dict[str, Any]) -> None:
    told = set(document["components"]["schemas"]["CustomerFeatures"]["properties"])
    assert told == {column.name for column in FEATURES.columns if column.type not in {"VARCHAR", "TIMESTAMP", "DATE"}}
