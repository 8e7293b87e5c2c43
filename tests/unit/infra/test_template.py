"""A SAM template, translated and resolved."""

from pathlib import Path

import pytest

from infra.local.template import Template, load_template
from perennial.errors import RefusedError

ENDPOINT = "http://127.0.0.1:1"
TEXT = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Window: {Type: Number, Default: 20}
Conditions:
  Never: !Equals [!Ref Window, none]
Resources:
  Bucket: {Type: AWS::S3::Bucket}
  Named: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub "${AWS::StackName}-x-${AWS::AccountId}"}}
  Absent: {Type: AWS::S3::Bucket, Condition: Never}
  Waiting: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true}}
  Zip:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: code/zip, Handler: app.handler, Runtime: python3.13, AutoPublishAlias: live}
  Image:
    Type: AWS::Serverless::Function
    Metadata: {DockerContext: code/image, Dockerfile: Dockerfile}
    Properties: {PackageType: Image, ImageConfig: {Command: [app.handler]}}
Outputs:
  Window: {Value: !Ref Window}
"""


@pytest.fixture
def template_file(tmp_path: Path) -> Path:
    path = tmp_path / "template.yaml"
    path.write_text(TEXT)
    return path


@pytest.fixture
def template(template_file: Path) -> Template:
    return load_template(template_file, {}, ENDPOINT)


def test_a_name_the_template_gives_is_kept_and_a_missing_one_is_made(template: Template) -> None:
    assert template.attributes("Named")["Ref"] == "perennial-x-123456789012"
    assert template.attributes("Bucket") == {"Ref": "perennial-bucket", "Arn": "arn:aws:s3:::perennial-bucket"}


def test_a_fifo_queue_is_called_one_at_the_endpoint(template: Template) -> None:
    assert template.attributes("Waiting")["Ref"] == f"{ENDPOINT}/123456789012/perennial-waiting.fifo"


def test_a_resource_whose_condition_does_not_hold_is_not_there(template: Template) -> None:
    assert [logical_id for logical_id, _ in template.of_type("AWS::S3::Bucket")] == ["Bucket", "Named"]


def test_a_function_is_known_by_name_arn_and_alias(template: Template) -> None:
    arn = "arn:aws:lambda:us-east-1:123456789012:function:perennial-zip"
    assert {name for name, logical_id in template.function_ids.items() if logical_id == "Zip"} == {
        "perennial-zip",
        arn,
        f"{arn}:live",
    }


def test_a_handler_s_name_starts_in_the_code_folder_or_the_image_s_context(template: Template) -> None:
    assert template.code_root("Zip") == (template.folder / "code" / "zip").resolve()
    assert template.code_root("Image") == (template.folder / "code" / "image").resolve()


def test_a_parameter_has_its_default_unless_it_is_given(template: Template, template_file: Path) -> None:
    assert template.resolve({"Ref": "Window"}) == "20"
    assert load_template(template_file, {"Window": "1"}, ENDPOINT).resolve({"Ref": "Window"}) == "1"


def test_an_unknown_parameter_is_refused(template_file: Path) -> None:
    with pytest.raises(RefusedError, match="Windw"):
        load_template(template_file, {"Windw": "1"}, ENDPOINT)


def test_what_sam_cannot_translate_is_refused_with_its_words(tmp_path: Path) -> None:
    path = tmp_path / "template.yaml"
    path.write_text(TEXT.replace("Handler: app.handler, ", ""))
    with pytest.raises(RefusedError, match="Handler"):
        load_template(path, {}, ENDPOINT)
