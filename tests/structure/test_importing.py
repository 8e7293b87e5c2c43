"""Importing does nothing, and the serving path carries no training code. Checked in processes of their own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.structure.sources import ROOT, module_name, named, python_files

SEARCH_PATH = [str(ROOT / "shared"), str(ROOT)]
# What the API may load of the models: their light forms, and what reads and explains them.
SERVING = {
    "",
    "artifact",
    "combined",
    "contributions",
    "forms",
    "growth",
    "hypergeometric",
    "lifetimes",
    "order_value",
    "outlook",
    "probabilistic",
    "probabilistic_form",
    "ranges",
    "reference",
    "serving",
    "totals",
    "tree_paths",
    "tree_shares",
    "trees",
    "waits",
    *("subscriber_forms", "subscriber_inputs", "subscriber_serving", "subscriber_shares", "subscriber_values"),
    "tree_averages",
}
# What lists and plans load beside them.
SERVING_LISTS = ("perennial.index_queries", "perennial.contact_list", "perennial.plan_words")
TRAINING = sorted(
    name
    for name in map(module_name, python_files("shared/perennial/models"))
    if name.removeprefix("perennial.models").removeprefix(".") not in SERVING
)
BLOCKED_IN_SERVING = ["pandas", "sklearn", "scipy", "xgboost", "duckdb", "matplotlib", "shap", "mlflow", *TRAINING]
BLOCK = """
import sys
sys.path[:0] = {path}
sys.modules.update(dict.fromkeys({blocked}))
import importlib
for name in {names}:
    importlib.import_module(name)
"""
# Only what our own modules do themselves counts: what a library reads of its environment is its own affair.
WATCH = """
import sys
sys.path[:0] = {path}
import builtins, importlib, os, socket, subprocess
ours = {ours}

def watched(name, real):
    def call(*args, **keywords):
        caller = sys._getframe(1).f_code.co_filename
        if caller.startswith(ours):
            raise SystemExit(f"{{caller}} calls {{name}} while it is imported")
        return real(*args, **keywords)
    return call

class Environment(type(os.environ)):
    __getitem__ = watched("os.environ", type(os.environ).__getitem__)
    get = watched("os.environ", type(os.environ).get)
    __contains__ = watched("os.environ", type(os.environ).__contains__)

os.environ.__class__ = Environment
os.getenv = watched("os.getenv", os.getenv)
builtins.open = watched("open", builtins.open)
socket.socket.connect = watched("connect", socket.socket.connect)
subprocess.Popen.__init__ = watched("Popen", subprocess.Popen.__init__)
try:
    import boto3, botocore.session
    def client(*args, **keywords):
        raise SystemExit("a client is made while modules are imported")
    botocore.session.Session.create_client = client
except ImportError:
    pass
for name in {names}:
    importlib.import_module(name)
"""


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", program], capture_output=True, text=True, check=False, cwd=ROOT
    )


def watch(names: list[str], *ours: Path) -> subprocess.CompletedProcess[str]:
    folders = tuple(map(str, ours))
    return run(WATCH.format(path=[*folders, *SEARCH_PATH], ours=folders, names=names))


@pytest.mark.parametrize("folder", ["shared", "functions"])
def test_importing_every_module_touches_nothing_and_says_nothing(folder: str) -> None:
    finished = watch([module_name(path) for path in python_files(folder)], ROOT / folder)
    assert (finished.returncode, finished.stdout, finished.stderr) == (0, "", "")


@pytest.mark.parametrize(
    "deed",
    [
        "import os; os.environ.get('HOME')",
        "import os; os.environ['PATH']",
        "import os; os.getenv('HOME')",
        "open(__file__)",
        "import boto3; boto3.client('s3', region_name='eu-west-1')",
    ],
)
def test_a_module_that_does_something_when_imported_would_be_seen(tmp_path: Path, deed: str) -> None:
    (tmp_path / "culprit.py").write_text(deed)
    assert "while" in watch(["culprit"], tmp_path).stderr


def test_the_api_carries_no_training_code_and_no_heavy_library() -> None:
    api = [module_name(path) for path in python_files("functions/api")]
    serving = [*SERVING_LISTS, "perennial.scoring", *(f"perennial.models.{name}" for name in sorted(SERVING - {""}))]
    finished = run(BLOCK.format(path=SEARCH_PATH, blocked=BLOCKED_IN_SERVING, names=[*api, *serving]))
    assert (finished.returncode, finished.stderr) == (0, "")


def test_scoring_needs_no_pandas_and_no_training_library() -> None:
    blocked = ["pandas", "sklearn", "scipy", "xgboost", "matplotlib", *TRAINING]
    finished = run(BLOCK.format(path=SEARCH_PATH, blocked=blocked, names=["functions.score.app"]))
    assert (finished.returncode, finished.stderr) == (0, "")


@pytest.mark.parametrize("name", ["ingest", "features"])
def test_ingest_and_features_need_no_model_library(name: str) -> None:
    blocked = ["pandas", "sklearn", "scipy", "xgboost", "joblib", "numpy", "matplotlib"]
    finished = run(BLOCK.format(path=SEARCH_PATH, blocked=blocked, names=[f"functions.{name}.app"]))
    assert (finished.returncode, finished.stderr) == (0, "")


def test_a_blocked_library_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "culprit.py").write_text("import pandas")
    finished = run(BLOCK.format(path=[str(tmp_path)], blocked=["pandas"], names=["culprit"]))
    assert finished.returncode != 0


def test_every_training_module_is_kept_from_serving() -> None:
    assert all((ROOT / "shared" / name.replace(".", "/")).with_suffix(".py").is_file() for name in TRAINING)
    assert {named(path) for path in python_files("shared/perennial/models")} >= {"shared/perennial/models/serving.py"}
