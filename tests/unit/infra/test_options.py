"""What the program may be told: every option says what it is; where MLflow is told of trainings."""

from pathlib import Path

import pytest
import typer

from infra.cli.main import app
from infra.cli.options import tracking


def options(command, path):
    """The path to every option and argument below a command, and what is said of it."""
    for name, below in getattr(command, "commands", {}).items():
        yield from options(below, f"{path} {name}")
    for parameter in command.params:
        yield f"{path} {parameter.name}", getattr(parameter, "help", None)


def test_every_option_says_what_it_is():
    told = dict(options(typer.main.get_command(app), "perennial"))
    assert {"perennial up home", "perennial keys create stack", "perennial run mlflow"} <= set(told)
    assert [name for name, words in told.items() if not words] == []


def test_nobody_is_told_unless_asked_for():
    assert tracking(None) == {}


def test_a_servers_address_is_passed_on_as_it_is():
    assert tracking("http://127.0.0.1:5000") == {"MlflowTrackingUri": "http://127.0.0.1:5000"}


@pytest.mark.parametrize("file", ["mlflow.db", "kept/mlflow.db"])
def test_a_database_file_is_one_of_the_folder_that_the_user_is_in(file):
    assert tracking(f"sqlite:///{file}") == {"MlflowTrackingUri": f"sqlite:///{Path.cwd() / file}"}


def test_a_whole_path_stays_what_it_is():
    assert tracking("sqlite:////srv/mlflow.db") == {"MlflowTrackingUri": "sqlite:////srv/mlflow.db"}
