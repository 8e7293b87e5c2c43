"""Functions: the template and the code say the same of each of them."""

import ast
import json
import re
from pathlib import Path

import pytest

from perennial.aws import ports
from tests.structure.reading import ports_used, third_party, variables_read
from tests.structure.sources import tree
from tests.system import ROOT, environment, folder_name, functions, handler_name, system

FUNCTIONS = functions()
BATCH = ("TrainFunction", "ScoreFunction", "ReportFunction", "MonitorFunction", "EraseFunction")
# Packages whose library has another name, or comes with another one.
LIBRARY = {
    "aws_lambda_powertools": "aws-lambda-powertools",
    "botocore": "boto3",
    "sklearn": "scikit-learn",
    "starlette": "fastapi",
}
SMALLEST_QUOTA_MB = 3008  # what a new account may give one function


def app(logical_id: str) -> Path:
    return ROOT / "functions" / folder_name(logical_id) / "app.py"


def variables_of_ports() -> dict[str, set[str]]:
    """Each property of AwsPorts and the environment variables it names."""
    (made,) = [node for node in tree(Path(ports.__file__)).body if isinstance(node, ast.ClassDef)]
    found = {}
    for method in made.body:
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
            texts = {str(node.value) for node in ast.walk(method) if isinstance(node, ast.Constant)}
            found[method.name] = {text for text in texts if text.isupper()}
    return found


def required(folder: Path) -> set[str]:
    lines = (folder / "requirements.txt").read_text().splitlines()
    return {re.split(r"[\[;= ]", line)[0] for line in lines if line and not line.startswith(("#", "-"))}


def test_every_folder_with_a_handler_is_a_function_and_the_reverse():
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/app.py")}
    assert folders == {folder_name(logical_id) for logical_id in FUNCTIONS}


@pytest.mark.parametrize("logical_id", FUNCTIONS)
def test_the_handler_named_is_the_handler_written(logical_id):
    assert handler_name(FUNCTIONS[logical_id]) == f"functions.{folder_name(logical_id)}.app.handler"
    written = [node for node in tree(app(logical_id)).body if isinstance(node, ast.FunctionDef)]
    (handler,) = [node for node in written if node.name == "handler"]
    assert [argument.arg for argument in handler.args.args] == ["event", "context"]


@pytest.mark.parametrize("logical_id", FUNCTIONS)
def test_a_function_is_given_the_variables_it_reads_and_no_others(logical_id):
    known = variables_of_ports()
    of_ports = {name for port in ports_used(app(logical_id), set(known)) for name in known[port]}
    read = of_ports | variables_read(app(logical_id))
    given = {name for name in environment(logical_id) if not name.startswith("POWERTOOLS_")}
    assert given == read


@pytest.mark.parametrize("logical_id", FUNCTIONS)
def test_a_functions_log_carries_its_name_and_is_not_kept_for_ever(logical_id):
    assert environment(logical_id)["POWERTOOLS_SERVICE_NAME"] == folder_name(logical_id)
    assert environment(logical_id)["POWERTOOLS_LOG_LEVEL"] == system().parameters["LogLevel"]
    group = FUNCTIONS[logical_id]["LoggingConfig"]["LogGroup"]
    groups = [system().resolve(properties) for _, properties in system().of_type("AWS::Logs::LogGroup")]
    (own,) = [properties for properties in groups if properties["LogGroupName"] == group]
    assert int(own["RetentionInDays"]) > 0


@pytest.mark.parametrize("logical_id", FUNCTIONS)
def test_a_function_fits_a_new_account(logical_id):
    assert FUNCTIONS[logical_id]["MemorySize"] <= SMALLEST_QUOTA_MB
    assert FUNCTIONS[logical_id]["Timeout"] <= 900


@pytest.mark.parametrize("logical_id", FUNCTIONS)
def test_a_function_installs_every_library_it_imports(logical_id):
    installed = required(app(logical_id).parent)
    imported = third_party(app(logical_id))
    assert {LIBRARY.get(name, name) for name in imported} <= installed


@pytest.mark.parametrize("logical_id", sorted(set(FUNCTIONS) - set(BATCH)))
def test_a_zipped_function_runs_on_python_3_13_and_is_built_by_make(logical_id):
    assert FUNCTIONS[logical_id]["Runtime"] == "python3.13"
    metadata = system().source["Resources"][logical_id]["Metadata"]
    assert metadata == {"BuildMethod": "makefile", "ProjectRootDirectory": "."}
    (zipped,) = re.findall(r"^ZIPPED := (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert logical_id in zipped.split()


@pytest.mark.parametrize("logical_id", BATCH)
def test_the_batch_functions_share_one_image_that_holds_them_all(logical_id):
    metadata = system().source["Resources"][logical_id]["Metadata"]
    assert (metadata["DockerContext"], metadata["Dockerfile"]) == (".", "functions/batch.Dockerfile")
    steps = (ROOT / metadata["Dockerfile"]).read_text()
    folder = f"functions/{folder_name(logical_id)}"
    assert f"COPY {folder} ${{LAMBDA_TASK_ROOT}}/{folder}" in steps
    assert f"--requirement /packaging/{folder}/requirements.txt" in steps
    sent = (ROOT / ".dockerignore").read_text().splitlines()
    assert {f"!{folder}", "!shared/perennial", "!constraints.txt"} <= set(sent)


def test_the_search_for_a_model_ends_before_its_function_does():
    longest = int(system().source["Parameters"]["TrainBudgetSeconds"]["MaxValue"])
    assert longest < FUNCTIONS["TrainFunction"]["Timeout"]


@pytest.mark.parametrize(
    ("schedule", "parameter", "function", "asked"),
    [
        ("TrainFunctionRetraining", "RetrainSchedule", "TrainFunction", {"dataset": "*"}),
        ("MonitorFunctionDataChecks", "DataCheckSchedule", "MonitorFunction", {"dataset": "*", "check": "data"}),
        ("IngestFunctionPulling", "PullSchedule", "IngestFunction", {"pull": "*"}),
        ("MonitorFunctionEvaluation", "EvaluationSchedule", "MonitorFunction", {"dataset": "*", "check": "model"}),
    ],
)
def test_a_schedule_asks_its_function_for_every_dataset(schedule, parameter, function, asked):
    properties = dict(system().of_type("AWS::Scheduler::Schedule"))[schedule]
    assert system().resolve(properties["ScheduleExpression"]) == system().parameters[parameter]
    assert json.loads(properties["Target"]["Input"]) == asked
    assert system().resolve(properties["Target"]["Arn"]) == system().attributes(function)["Arn"]


def test_the_api_is_throttled_logged_and_answers_under_every_path():
    ((_, stage),) = system().of_type("AWS::ApiGatewayV2::Stage")
    assert set(stage["DefaultRouteSettings"]) == {"ThrottlingRateLimit", "ThrottlingBurstLimit"}
    assert "$context.path" not in stage["AccessLogSettings"]["Format"]
    ((_, api),) = system().of_type("AWS::ApiGatewayV2::Api")
    assert set(api["Body"]["paths"]) == {"$default"}
    assert FUNCTIONS["ApiFunction"]["Timeout"] < 30


def test_snapstart_is_off_until_asked_for():
    assert system().parameters["SnapStart"] == "Off"
    assert FUNCTIONS["ApiFunction"]["SnapStart"] == {"ApplyOn": "None"}


def test_the_outputs_say_where_to_drop_files_and_where_to_ask():
    outputs = system().source["Outputs"]
    assert {"LandingBucket", "DropAFile", "ApiUrl", "CustomersTable", "StateTable", "ModelsTable"} <= set(outputs)
    assert all(output["Description"] for output in outputs.values())


def test_every_parameter_has_a_default_and_says_what_it_does():
    for parameter in system().source["Parameters"].values():
        assert "Default" in parameter
        assert parameter["Description"].endswith(".")
