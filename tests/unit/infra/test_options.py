"""Options of several commands: where MLflow is told of trainings."""

from pathlib import Path

import pytest

from infra.cli.options import tracking


def test_nobody_is_told_unless_asked_for():
    assert tracking(None) == {}


def test_a_servers_address_is_passed_on_as_it_is():
    assert tracking("http://127.0.0.1:5000") == {"MlflowTrackingUri": "http://127.0.0.1:5000"}


@pytest.mark.parametrize("file", ["mlflow.db", "kept/mlflow.db"])
def test_a_database_file_is_one_of_the_folder_that_the_user_is_in(file):
    assert tracking(f"sqlite:///{file}") == {"MlflowTrackingUri": f"sqlite:///{Path.cwd() / file}"}


def test_a_whole_path_stays_what_it_is():
    assert tracking("sqlite:////srv/mlflow.db") == {"MlflowTrackingUri": "sqlite:////srv/mlflow.db"}
