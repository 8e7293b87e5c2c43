"""Roles: each function may do what it is named for, on things that are named."""

from typing import Any

import pytest

from perennial import layout
from tests.system import functions, system

ROLES = dict(system().of_type("AWS::IAM::Role"))


def allowed(role: str) -> list[dict[str, Any]]:
    documents = [policy["PolicyDocument"] for policy in ROLES[role]["Policies"]]
    return [system().resolve(entry) for document in documents for entry in document["Statement"]]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def own_roles() -> list[str]:
    return [properties["Role"] for properties in functions().values()]


def test_every_function_has_a_role_of_its_own_without_managed_policies():
    assert len(set(own_roles())) == len(functions())
    assert not [role for role in own_roles() if ROLES[role].get("ManagedPolicyArns")]


@pytest.mark.parametrize("role", own_roles())
def test_a_role_names_its_actions_and_its_resources(role):
    for entry in allowed(role):
        assert entry["Effect"] == "Allow"
        assert not [action for action in as_list(entry["Action"]) if "*" in action]
        for resource in as_list(entry["Resource"]):
            assert resource.split(":")[5].strip("*")


@pytest.mark.parametrize(
    ("action", "roles"),
    [
        ("s3:DeleteObject", {"IngestRole", "ApiRole", "EraseRole", "ScoreRole"}),
        ("s3:DeleteObjectVersion", {"EraseRole"}),
        ("lambda:InvokeFunction", {"ApiRole"}),
        ("dynamodb:DeleteItem", {"EraseRole"}),
        ("dynamodb:Scan", set()),
        ("dynamodb:BatchWriteItem", {"ScoreRole", "ApiRole"}),
        ("logs:FilterLogEvents", {"ApiRole"}),
    ],
)
def test_what_could_do_harm_is_allowed_to_few(action, roles):
    assert {role for role in own_roles() for entry in allowed(role) if action in as_list(entry["Action"])} == roles


def test_ingest_deletes_descriptions_and_nothing_else():
    (deleting,) = [entry for entry in allowed("IngestRole") if "s3:DeleteObject" in as_list(entry["Action"])]
    lake = system().attributes("LakeBucket")["Arn"]
    assert as_list(deleting["Resource"]) == [f"{lake}/{layout.description('*').split('*')[0]}*"]


def test_the_api_deletes_uploads_that_were_moved_and_nothing_else():
    (deleting,) = [entry for entry in allowed("ApiRole") if "s3:DeleteObject" in as_list(entry["Action"])]
    landing = system().attributes("LandingBucket")["Arn"]
    assert as_list(deleting["Resource"]) == [f"{landing}/{layout.pending_prefix('*')}".removesuffix("/")]


def test_into_the_landing_bucket_go_uploads_of_the_api_and_what_is_pulled_and_few_write_models():
    landing = system().attributes("LandingBucket")["Arn"]
    models = (system().attributes("ModelsBucket")["Arn"], system().attributes("ModelsTable")["Arn"])
    writers: dict[str, set[str]] = {"landing": set(), "models": set()}
    for role in own_roles():
        for entry in allowed(role):
            if not {"s3:PutObject", "dynamodb:PutItem"} & set(as_list(entry["Action"])):
                continue
            for resource in as_list(entry["Resource"]):
                if resource.startswith(landing):
                    writers["landing"].add(role)
                    assert resource.removeprefix(f"{landing}/").startswith(("landing/", "pending/"))
                if resource.startswith(models):
                    writers["models"].add(role)
    assert writers == {"landing": {"ApiRole", "IngestRole", "EraseRole"}, "models": {"TrainRole", "ApiRole"}}


def test_of_models_the_api_writes_which_one_serves_and_nothing_else():
    models = system().attributes("ModelsBucket")["Arn"]
    writing = [entry for entry in allowed("ApiRole") if "s3:PutObject" in as_list(entry["Action"])]
    written = [one for entry in writing for one in as_list(entry["Resource"]) if one.startswith(models)]
    assert written == [f"{models}/{layout.champion_pointer('*')}"]


@pytest.mark.parametrize("role", sorted(set(ROLES) - set(own_roles())))
def test_a_schedule_may_only_call_its_own_function(role):
    (entry,) = allowed(role)
    assert as_list(entry["Action"]) == ["lambda:InvokeFunction"]
    (function,) = [name for name in functions() if role.startswith(name)]
    assert as_list(entry["Resource"]) == [system().attributes(function)["Arn"]]
