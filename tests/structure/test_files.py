"""What lies in the repository: nothing of one machine, no registry by name, no version twice, no statement unused."""

import ast
import re
from pathlib import Path

import pytest

from perennial import engine
from tests.structure.sources import ROOT, SHARED, named, python_files, tracked_files, tree

# Put together from parts, so that this file does not hold what it looks for.
REGISTRIES = tuple(
    f"{name}.{end}"
    for name, end in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("npmjs", "org"),
        ("anaconda", "org"),
        ("crates", "io"),
        ("rubygems", "org"),
        ("unpkg", "com"),
        ("jsdelivr", "net"),
    )
)
MACHINE_PATHS = re.compile(r"(?<![\w.}])/" + r"(?:work|root|home|Users)/(?!\.\.)\w")
# Held to their promises by tests/contract, on both implementations at once.
UNDER_CONTRACT = {"ports.py", "objects.py", "erasures.py", "memory.py", "memory_objects.py", "memory_erasures.py"}
MIRRORED = [
    path
    for path in sorted(path for folder in ("", "models", "report", "stages") for path in (SHARED / folder).glob("*.py"))
    if path.name not in UNDER_CONTRACT | {"__init__.py"}
]
REQUIREMENTS = sorted([*ROOT.glob("functions/*/requirements.txt"), *ROOT.glob("shared/*/requirements.txt")])
NAME = re.compile(r"^[A-Za-z0-9._-]+")
PIN = re.compile(r"^[A-Za-z0-9._-]+==[0-9][\w.+!-]*(?:\s*;.+)?$")


def test_no_registry_is_named() -> None:
    assert [(named(path), host) for path, text in texts() for host in REGISTRIES if host in text.lower()] == []


def test_no_path_of_one_machine_is_named() -> None:
    assert [(named(path), found.group()) for path, text in texts() if (found := MACHINE_PATHS.search(text))] == []


@pytest.mark.parametrize("text", ["see /ro" + "ot/x", "'/wo" + "rk/main'", "(/ho" + "me/me/data)"])
def test_a_path_of_one_machine_would_be_seen(text: str) -> None:
    assert MACHINE_PATHS.search(text)


@pytest.mark.parametrize("path", MIRRORED, ids=named)
def test_every_module_has_its_unit_tests_where_one_looks_for_them(path: Path) -> None:
    mirrored = ROOT / "tests" / "unit" / path.relative_to(SHARED).parent / f"test_{path.name}"
    assert mirrored.is_file()


def test_every_statement_is_used_and_every_used_one_exists() -> None:
    assert {path.stem for path in (SHARED / "sql").glob("*.sql")} == set(statements_asked_for())


@pytest.mark.parametrize("path", sorted((SHARED / "sql").glob("*.sql")), ids=named)
def test_every_statement_says_first_what_it_answers(path: Path) -> None:
    assert engine.statement(path.stem).startswith("-- ")


@pytest.mark.parametrize("path", [*REQUIREMENTS, ROOT / "requirements-dev.txt"], ids=named)
def test_a_requirements_file_names_packages_and_leaves_versions_to_one_file(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert any(line.startswith("-c ") and line.endswith("constraints.txt") for line in lines)
    assert [line for line in required(path) if re.search(r"[=<>~!]=|[<>]", line.split(";")[0])] == []
    assert {normal(line) for line in required(path)} <= set(pins())


def test_every_pin_is_exact_and_stands_once() -> None:
    lines = [line for line in constraint_lines() if not PIN.match(line)]
    assert lines == []
    assert len(constraint_lines()) == len({(normal(line), line.partition(";")[2]) for line in constraint_lines()})


def texts() -> list[tuple[Path, str]]:
    """The text files git tracks; what is not UTF-8 is no text."""
    found = []
    for path in tracked_files():
        try:
            found.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def statements_asked_for() -> list[str]:
    """The names in every call `statement("…")`; a name that is computed would escape this test, so it is refused."""
    names = []
    for path in python_files("shared", "infra"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"statement", "engine.statement"}:
                (argument,) = node.args
                assert isinstance(argument, ast.Constant), f"{named(path)}: name the statement where it is used"
                names.append(str(argument.value))
    return names


def required(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line and not line.startswith(("#", "-"))]


def constraint_lines() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def pins() -> list[str]:
    return [normal(line) for line in constraint_lines()]


def normal(line: str) -> str:
    found = NAME.match(line)
    assert found is not None, line
    return re.sub(r"[-_.]+", "-", found.group()).lower()
