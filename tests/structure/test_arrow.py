"""Who may know whom: tables and errors, pure modules, stages, functions; the ports are implemented beside them."""

import ast
from pathlib import Path

import pytest

from tests.structure.sources import (
    SHARED,
    imports,
    imports_any_of,
    module_name,
    named,
    pure_modules,
    python_files,
    tree,
)

AWS = {"boto3", "botocore", "aws_lambda_powertools", "moto", "mangum", "fastapi", "perennial.aws"}
OUTSIDE = {
    "os",
    "sys",
    "logging",
    "time",
    "random",
    "secrets",
    "uuid",
    "socket",
    "subprocess",
    "urllib.request",
    "httpx",
}
# A damaged workbook may end the process that reads it, so it is read by a child.
A_PROCESS_OF_ITS_OWN = {"shared/perennial/workbooks.py": {"subprocess", "sys"}}
CLOCK_CALLS = {"now", "utcnow", "today", "time", "perf_counter", "monotonic"}
GLOBAL_RANDOMNESS = {
    "seed",
    "rand",
    "randn",
    "randint",
    "random",
    "shuffle",
    "choice",
    "permutation",
    "normal",
    "uniform",
}
STAGES = python_files("shared/perennial/stages")
shared = pytest.mark.parametrize("path", python_files("shared"), ids=named)
pure = pytest.mark.parametrize("path", pure_modules(), ids=named)
stage = pytest.mark.parametrize("path", STAGES, ids=named)


@pure
def test_a_pure_module_knows_neither_aws_nor_the_machine_it_runs_on(path: Path) -> None:
    assert imports_any_of(path, AWS | OUTSIDE) == A_PROCESS_OF_ITS_OWN.get(named(path), set())


@pure
def test_a_pure_module_does_not_know_the_stages(path: Path) -> None:
    assert imports_any_of(path, {"perennial.stages"}) == set()


@stage
def test_a_stage_gets_the_outside_world_handed_in(path: Path) -> None:
    assert imports_any_of(path, AWS | OUTSIDE) == set()


@pytest.mark.parametrize("path", [*pure_modules(), *STAGES], ids=named)
def test_time_and_chance_are_arguments(path: Path) -> None:
    assert [found for node in ast.walk(tree(path)) if (found := _hidden_input(node))] == []


@shared
def test_the_shared_package_knows_nobody_who_uses_it(path: Path) -> None:
    assert imports_any_of(path, {"functions", "infra", "tests", "data_samples"}) == set()


@shared
def test_powertools_stand_at_the_edge_only(path: Path) -> None:
    if path != SHARED / "aws" / "handling.py":
        assert imports_any_of(path, {"aws_lambda_powertools"}) == set()


@pytest.mark.parametrize("path", python_files("functions"), ids=named)
def test_a_function_knows_no_other_function_and_nothing_of_the_laptop(path: Path) -> None:
    own = ".".join(module_name(path).split(".")[:2])
    others = {name for name in imports_any_of(path, {"functions", "infra", "tests"}) if name != "functions"}
    assert {name for name in others if not f"{name}.".startswith(f"{own}.")} == set()


@pytest.mark.parametrize("name", ["tables", "errors"])
def test_the_first_of_the_chain_know_none_of_us(name: str) -> None:
    assert imports_any_of(SHARED / f"{name}.py", {"perennial"}) == set()


def test_pandas_is_the_language_of_modelling_alone() -> None:
    users = {named(path) for path in python_files("shared", "functions") if imports_any_of(path, {"pandas"})}
    assert {name for name in users if not name.startswith("shared/perennial/models/")} == set()


def test_a_forbidden_import_would_be_seen(tmp_path: Path) -> None:
    culprit = tmp_path / "culprit.py"
    culprit.write_text("def f():\n    from os import environ\n    import boto3.session\n    return environ\n")
    assert imports(culprit) == {"os", "os.environ", "boto3.session"}
    assert imports_any_of(culprit, AWS | OUTSIDE) == imports(culprit)


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("datetime.now(UTC)", True),
        ("date.today()", True),
        ("np.random.rand(3)", True),
        ("np.random.default_rng()", True),
        ("np.random.default_rng(seed)", False),
        ("budget.clock()", False),
        ("datetime.combine(day, time.min)", False),
    ],
)
def test_a_hidden_clock_or_die_would_be_seen(line: str, seen: bool) -> None:
    assert any(_hidden_input(node) for node in ast.walk(ast.parse(line))) is seen


def _hidden_input(node: ast.AST) -> str | None:
    """The call, where it asks the clock or chance instead of its arguments."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return None
    owner, name = ast.unparse(node.func.value), node.func.attr
    clock = name in CLOCK_CALLS and owner in {"datetime", "date", "time", "datetime.datetime", "datetime.date"}
    dice = owner in {"np.random", "numpy.random"} and name in GLOBAL_RANDOMNESS
    unseeded = name == "default_rng" and not node.args and not node.keywords
    return ast.unparse(node) if clock or dice or unseeded else None
