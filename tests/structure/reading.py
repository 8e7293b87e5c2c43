"""The code as text: which modules a function imports, whatever it takes to reach them, and what they name."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.system import ROOT

OURS = {"perennial": ROOT / "shared", "functions": ROOT}


@cache
def parsed(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text())


@cache
def reached(start: Path) -> frozenset[Path]:
    """The files of ours that importing this one imports, itself included; blocks for type checkers count not."""
    seen: set[Path] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += [found for name in imported(path) if (found := _file_of(name)) is not None]
    return frozenset(seen)


def imported(path: Path) -> Iterator[str]:
    """Every dotted name a file imports; what stands after `from x import` as x.name, which may be a module or not."""
    for node in _running(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def third_party(start: Path) -> set[str]:
    """The top-level packages that are neither ours nor Python's and that importing this file needs."""
    names = {name.split(".")[0] for path in reached(start) for name in imported(path)}
    return names - set(OURS) - set(sys.stdlib_module_names)


def variables_read(start: Path) -> set[str]:
    """The environment variables named as os.environ["X"] in any reached file."""
    return {
        node.slice.value
        for path in reached(start)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Subscript)
        and ast.unparse(node.value) == "os.environ"
        and isinstance(node.slice, ast.Constant)
    }


def ports_used(start: Path, names: set[str]) -> set[str]:
    """Which of these ports any reached file takes: `ports.lake`, `world.ports.lake`, `handling.ports().state`."""
    return {
        node.attr
        for path in reached(start)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in names and _is_ports(node.value)
    }


def _is_ports(node: ast.expr) -> bool:
    return ast.unparse(node).removesuffix("()").rsplit(".", 1)[-1] == "ports"


def _running(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        yield node
        yield from _running(node)


def _file_of(name: str) -> Path | None:
    top = name.split(".", maxsplit=1)[0]
    if top not in OURS:
        return None
    path = OURS[top].joinpath(*name.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)
