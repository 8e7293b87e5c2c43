"""The code as text: which modules a function imports, whatever it takes to reach them, and what they name."""

import ast
import sys
from functools import cache
from pathlib import Path

from tests.structure.sources import ROOT, imports, tree

OURS = {"perennial": ROOT / "shared", "functions": ROOT}


@cache
def reached(start: Path) -> frozenset[Path]:
    """The files of ours that importing this one imports, itself included."""
    seen: set[Path] = set()
    waiting = [start]
    while waiting:
        path = waiting.pop()
        if path not in seen:
            seen.add(path)
            waiting += [found for name in imports(path) if (found := _file_of(name)) is not None]
    return frozenset(seen)


def third_party(start: Path) -> set[str]:
    """The top-level packages that are neither ours nor Python's and that importing this file needs."""
    names = {name.split(".")[0] for path in reached(start) for name in imports(path)}
    return names - set(OURS) - set(sys.stdlib_module_names)


def variables_read(start: Path) -> set[str]:
    """The environment variables named as os.environ["X"] in any reached file."""
    return {
        node.slice.value
        for path in reached(start)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Subscript)
        and ast.unparse(node.value) == "os.environ"
        and isinstance(node.slice, ast.Constant)
    }


def ports_used(start: Path, names: set[str]) -> set[str]:
    """Which of these ports any reached file takes: `ports.lake`, `world.ports.lake`, `handling.ports().state`."""
    return {
        node.attr
        for path in reached(start)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in names and _is_ports(node.value)
    }


def _is_ports(node: ast.expr) -> bool:
    return ast.unparse(node).removesuffix("()").rsplit(".", 1)[-1] == "ports"


def _file_of(name: str) -> Path | None:
    top = name.split(".", maxsplit=1)[0]
    if top not in OURS:
        return None
    path = OURS[top].joinpath(*name.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)
