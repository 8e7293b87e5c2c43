"""The repository's own files, read and parsed once for all structure tests."""

import ast
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tests.conftest import skip_or_fail

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / "shared" / "perennial"
CODE_FOLDERS = ("shared", "functions", "infra", "data_samples")
NOT_OURS = {".venv", "__pycache__", "node_modules", "build"}


def python_files(*folders: str) -> list[Path]:
    """All Python files under these folders of the repository, sorted."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path for path in found if not NOT_OURS & set(path.relative_to(ROOT).parts))


def pure_modules() -> list[Path]:
    """The modules that may only turn values into values."""
    return sorted(path for folder in (SHARED, SHARED / "models", SHARED / "report") for path in folder.glob("*.py"))


def named(path: Path) -> str:
    """A path as it reads in a test's id."""
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(), filename=str(path))


def imports(path: Path) -> set[str]:
    """Every module the file imports, wherever in it, in full; `from a import b` counts as a and as a.b.

    What stands under `if TYPE_CHECKING` never runs and is left out.
    """
    found: set[str] = set()
    for node in _running(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(path)}: relative imports hide who knows whom"
            found |= {str(node.module)} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def imports_any_of(path: Path, packages: set[str]) -> set[str]:
    """Which of these packages, or anything inside them, the file imports."""
    return {name for name in imports(path) for package in packages if f"{name}.".startswith(f"{package}.")}


def module_name(path: Path) -> str:
    """The dotted name under which the file is imported."""
    start = ROOT / "shared" if path.is_relative_to(ROOT / "shared") else ROOT
    parts = path.relative_to(start).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file git tracks or is about to."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        skip_or_fail("this test asks git which files belong to the repository")
    command = [git, "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def _running(module: ast.AST) -> list[ast.AST]:
    nodes: list[ast.AST] = []
    for child in ast.iter_child_nodes(module):
        if isinstance(child, ast.If) and isinstance(child.test, ast.Name) and child.test.id == "TYPE_CHECKING":
            continue
        nodes += [child, *_running(child)]
    return nodes
