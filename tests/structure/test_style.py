"""The rules of the house that a linter does not know: sizes, docstrings, reasons, one error tree."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from perennial import errors
from tests.structure.sources import CODE_FOLDERS, ROOT, named, python_files, tree

LONGEST_FILE = 200
LONGEST_FUNCTION = 50
# What Python and pydantic ask for by name: a validator's ValueError, the end of an iterator.
FOREIGN_ERRORS = {"ValueError": {"model_validator", "field_validator"}, "StopIteration": {"__next__"}}
WAIVER = re.compile(
    r"#\s*(?P<kind>noqa|type:\s*ignore)(?P<codes>:\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*|\[[\w, -]+\])?(?P<rest>.*)"
)
code = pytest.mark.parametrize("path", python_files(*CODE_FOLDERS), ids=named)
promised = pytest.mark.parametrize("path", python_files("shared", "functions"), ids=named)
everything = pytest.mark.parametrize("path", python_files(*CODE_FOLDERS, "tests"), ids=named)
shared = pytest.mark.parametrize("path", python_files("shared"), ids=named)

scripts = sorted((ROOT / "functions/api/console").rglob("*.js"))

type Function = ast.FunctionDef | ast.AsyncFunctionDef


@pytest.mark.parametrize("path", [*python_files(*CODE_FOLDERS), *scripts], ids=named)
def test_a_file_has_one_job(path: Path) -> None:
    lines = len(path.read_text().splitlines())
    assert lines <= LONGEST_FILE


@code
def test_a_function_has_one_job(path: Path) -> None:
    long = {
        f.name: lines for f in functions(tree(path)) if (lines := (f.end_lineno or 0) - f.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


@promised
def test_everything_public_says_what_it_is(path: Path) -> None:
    module = tree(path)
    missing = [] if ast.get_docstring(module) or not module.body else ["the module"]
    missing += [d.name for d in definitions(module) if not d.name.startswith("_") and not ast.get_docstring(d)]
    assert missing == []


@everything
def test_every_waiver_names_its_rule_and_carries_its_reason(path: Path) -> None:
    assert [line for line in comments(path) if waived_without_reason(line)] == []


@pytest.mark.parametrize(
    ("comment", "bare"),
    [
        ("# no" + "qa", True),
        ("# no" + "qa: S603", True),
        ("# no" + "qa: S603 our own interpreter", False),
        ("# no" + "qa: S603, S607  # our own interpreter", False),
        ("# type" + ": ignore", True),
        ("# type" + ": ignore[misc]", True),
        ("# type" + ": ignore[misc]  # the stub is wrong", False),
        ("# why", False),
    ],
)
def test_a_waiver_without_a_reason_would_be_seen(comment: str, bare: bool) -> None:
    assert waived_without_reason(comment) is bare


@shared
def test_what_we_raise_comes_from_our_tree(path: Path) -> None:
    assert list(foreign_raises(tree(path))) == []


@pytest.mark.parametrize(
    ("source", "foreign"),
    [
        ("def f():\n    raise RuntimeError('x')", ["RuntimeError"]),
        ("def f():\n    raise ValueError('x')", ["ValueError"]),
        ("def f():\n    raise", []),
        ("class A:\n    def __next__(self):\n        raise StopIteration", []),
        ("def f():\n    raise ConflictError('x') from None", []),
        ("class A:\n    @model_validator(mode='after')\n    def f(self):\n        raise ValueError('x')", []),
        ("def f():\n    try: g()\n    except E as error:\n        raise error", []),
    ],
)
def test_a_foreign_error_would_be_seen(source: str, foreign: list[str]) -> None:
    assert list(foreign_raises(ast.parse(source))) == foreign


def functions(module: ast.AST) -> list[Function]:
    return [node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def definitions(module: ast.Module) -> list[Function | ast.ClassDef]:
    return [node for node in module.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]


def comments(path: Path) -> list[str]:
    return [line[line.index("#") :] for line in path.read_text().splitlines() if "#" in line]


def waived_without_reason(comment: str) -> bool:
    found = WAIVER.search(comment)
    return found is not None and (found["codes"] is None or len(re.findall(r"\w+", found["rest"])) < 2)


def foreign_raises(module: ast.AST) -> Iterator[str]:
    for function in functions(module):
        decorators = {name.id for d in function.decorator_list for name in ast.walk(d) if isinstance(name, ast.Name)}
        caught = {handler.name for handler in ast.walk(function) if isinstance(handler, ast.ExceptHandler)}
        for node in ast.walk(function):
            if not isinstance(node, ast.Raise) or node.exc is None:
                continue
            raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            name = ast.unparse(raised)
            excused = {function.name, *decorators} & FOREIGN_ERRORS.get(name, set())
            if not (hasattr(errors, name) or name in caught or excused):
                yield name
