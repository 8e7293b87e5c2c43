"""Buckets and tables: what must hold of everything that keeps data."""

from typing import Any

import pytest

from perennial import layout
from perennial.aws.items import EXPIRY, PARTITION_KEY, SORT_KEY
from perennial.dataset import Dataset
from perennial.erasures import UNCONFIRMED_DAYS
from perennial.stages.retiring import RETIRED
from tests.system import system

BUCKETS = dict(system().of_type("AWS::S3::Bucket"))
TABLES = dict(system().of_type("AWS::DynamoDB::Table"))
BUCKET_POLICIES = [system().resolve(properties) for _, properties in system().of_type("AWS::S3::BucketPolicy")]


def notifications(bucket: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = system().resolve(BUCKETS[bucket])["NotificationConfiguration"]["QueueConfigurations"]
    return found


def test_there_are_three_buckets_and_three_tables():
    assert set(BUCKETS) == {"LandingBucket", "LakeBucket", "ModelsBucket"}
    assert set(TABLES) == {"CustomersTable", "StateTable", "ModelsTable"}


@pytest.mark.parametrize("bucket", BUCKETS)
def test_a_bucket_is_encrypted_closed_to_the_public_and_owned_by_the_account(bucket):
    properties = BUCKETS[bucket]
    (encryption,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"] in {"AES256", "aws:kms"}
    assert set(properties["PublicAccessBlockConfiguration"]) == {
        "BlockPublicAcls",
        "BlockPublicPolicy",
        "IgnorePublicAcls",
        "RestrictPublicBuckets",
    }
    assert all(properties["PublicAccessBlockConfiguration"].values())
    assert properties["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]


def test_two_stacks_of_one_account_and_region_share_no_name():
    named = {
        "AWS::S3::Bucket": "BucketName",
        "AWS::SQS::Queue": "QueueName",
        "AWS::Logs::LogGroup": "LogGroupName",
        "AWS::Scheduler::Schedule": "Name",
    }
    names = [properties[named[kind]] for kind in named for _, properties in system().of_type(kind)]
    assert [name for name in names if "${AWS::StackName}" not in str(name)] == []
    unnamed = ("AWS::DynamoDB::Table", "AWS::IAM::Role", "AWS::Lambda::Function")
    for _, properties in system().of_type(*unnamed):
        assert not {"TableName", "RoleName", "FunctionName"} & set(properties)


@pytest.mark.parametrize("bucket", BUCKETS)
def test_a_buckets_name_leaves_the_stacks_name_the_length_that_is_promised(bucket):
    name = BUCKETS[bucket]["BucketName"]["Fn::Sub"]
    for variable, longest in (("StackName", 27), ("AccountId", 12), ("Region", len("ap-southeast-1"))):
        name = name.replace(f"${{AWS::{variable}}}", "x" * longest)
    assert len(name) <= 63
    assert "at most 27 characters" in system().source["Description"]


@pytest.mark.parametrize("bucket", BUCKETS)
def test_a_bucket_answers_over_tls_alone(bucket):
    names = system().attributes(bucket)
    (policy,) = [policy for policy in BUCKET_POLICIES if policy["Bucket"] == names["Ref"]]
    (denied,) = policy["PolicyDocument"]["Statement"]
    assert (denied["Effect"], denied["Principal"], denied["Action"]) == ("Deny", "*", "s3:*")
    assert denied["Resource"] == [names["Arn"], f"{names['Arn']}/*"]
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


@pytest.mark.parametrize("bucket", BUCKETS)
def test_a_bucket_keeps_old_versions_for_a_while_and_broken_uploads_for_a_day(bucket):
    properties = system().resolve(BUCKETS[bucket])
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    rules = {rule["Id"]: rule for rule in properties["LifecycleConfiguration"]["Rules"]}
    assert all(rule["Status"] == "Enabled" for rule in rules.values())
    assert int(rules["old-versions"]["NoncurrentVersionExpiration"]["NoncurrentDays"]) >= 1
    assert rules["broken-uploads"]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}


def test_uploads_that_nobody_confirms_are_gone_after_some_days():
    rules = system().resolve(BUCKETS["LandingBucket"])["LifecycleConfiguration"]["Rules"]
    (rule,) = [rule for rule in rules if rule["Id"] == "unconfirmed-uploads"]
    assert layout.pending_prefix("x").startswith(rule["Prefix"])
    assert (rule["Status"], rule["ExpirationInDays"]) == ("Enabled", 3)
    old_version_days = rule["NoncurrentVersionExpiration"]["NoncurrentDays"]
    assert rule["ExpirationInDays"] + old_version_days == UNCONFIRMED_DAYS  # as who erases a person is told


def test_browsers_may_post_to_the_landing_bucket_from_an_api_of_the_region_alone():
    (rule,) = system().resolve(BUCKETS["LandingBucket"])["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedMethods"] == ["POST"]
    assert rule["AllowedOrigins"] == ["https://*.execute-api.us-east-1.amazonaws.com"]
    assert [name for name in BUCKETS if "CorsConfiguration" in BUCKETS[name]] == ["LandingBucket"]


@pytest.mark.parametrize("logical_id", [*BUCKETS, *TABLES])
def test_data_outlive_the_stack_and_a_first_deployment_that_fails_leaves_nothing_behind(logical_id):
    resource = system().source["Resources"][logical_id]
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")


def test_landing_tells_ingest_of_every_file_made_replaced_or_deleted_under_its_prefix():
    queue = system().attributes("IngestQueue")["Arn"]
    only_landing = {"S3Key": {"Rules": [{"Name": "prefix", "Value": layout.LANDING_PREFIX}]}}
    assert notifications("LandingBucket") == [
        {"Event": "s3:ObjectCreated:*", "Queue": queue, "Filter": only_landing},
        {"Event": "s3:ObjectRemoved:*", "Queue": queue, "Filter": only_landing},
    ]


def test_the_lake_tells_features_of_receipts_alone_so_that_no_stage_wakes_itself():
    only_receipts = {"S3Key": {"Rules": [{"Name": "prefix", "Value": layout.RECEIPTS_PREFIX}]}}
    assert notifications("LakeBucket") == [
        {
            "Event": "s3:ObjectCreated:*",
            "Queue": system().attributes("FeaturesQueue")["Arn"],
            "Filter": only_receipts,
        }
    ]
    assert "NotificationConfiguration" not in BUCKETS["ModelsBucket"]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_the_keys_the_code_uses_and_no_index(table):
    properties = TABLES[table]
    assert properties["KeySchema"] == [
        {"AttributeName": PARTITION_KEY, "KeyType": "HASH"},
        {"AttributeName": SORT_KEY, "KeyType": "RANGE"},
    ]
    assert properties["AttributeDefinitions"] == [
        {"AttributeName": PARTITION_KEY, "AttributeType": "S"},
        {"AttributeName": SORT_KEY, "AttributeType": "S"},
    ]
    assert not {"GlobalSecondaryIndexes", "LocalSecondaryIndexes"} & set(properties)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_encrypted_can_be_restored_and_is_paid_by_use(table):
    properties = TABLES[table]
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert properties["SSESpecification"] == {"SSEEnabled": True}
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


def test_what_the_code_lets_expire_expires_and_models_stay():
    expiring = {"AttributeName": EXPIRY, "Enabled": True}
    assert TABLES["CustomersTable"]["TimeToLiveSpecification"] == expiring
    assert TABLES["StateTable"]["TimeToLiveSpecification"] == expiring
    assert "TimeToLiveSpecification" not in TABLES["ModelsTable"]


def test_models_that_are_tagged_as_retired_are_removed_after_a_while():
    rules = system().resolve(BUCKETS["ModelsBucket"])["LifecycleConfiguration"]["Rules"]
    (rule,) = [rule for rule in rules if rule["Id"] == "retired-versions"]
    ((name, value),) = RETIRED.items()
    assert rule["TagFilters"] == [{"Key": name, "Value": value}]
    assert int(rule["ExpirationInDays"]) >= 1
    assert rule["Status"] == "Enabled"


def test_batch_answers_and_plans_are_not_kept_for_ever():
    rules = system().resolve(BUCKETS["LakeBucket"])["LifecycleConfiguration"]["Rules"]
    days = {rule["Prefix"]: rule["ExpirationInDays"] for rule in rules if "Prefix" in rule}
    assert layout.batch_answer("shop", "j").startswith("predictions/")
    assert layout.plan_file("shop", "p").startswith("plans/")
    assert days["predictions/"] == 30
    assert days["plans/"] > max(Dataset().horizons_days) + 100
