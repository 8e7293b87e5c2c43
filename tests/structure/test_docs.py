"""The docs say what is there: every target, command, path and column that they name exists, and none is left out."""

import csv
import io
import re
from pathlib import Path

import pytest
from typer.main import get_command

from infra.cli.main import app
from perennial.tables import scores_table

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()


def make_targets() -> list[str]:
    return re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)


def commands() -> list[str]:
    return sorted(get_command(app).commands)  # type: ignore[attr-defined]  # typer's group of commands is a click Group


def code_spans(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


@pytest.mark.parametrize("command", commands())
def test_every_command_of_the_program_is_in_the_readme(command: str) -> None:
    assert f"`perennial {command}" in README


def test_the_readme_names_no_command_that_is_not_there() -> None:
    named = set(re.findall(r"(?:`|/bin/)perennial ([a-z]+)\b", README))
    assert named <= set(commands())


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_the_docs_name_no_make_target_that_is_not_there(text: str) -> None:
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, flags=re.MULTILINE))
    assert named
    assert named <= set(make_targets())


def test_the_makefile_offers_what_was_promised() -> None:
    assert set(make_targets()) >= {"help", "install", "demo", "test", "lint", "bench", "build", "up", "deploy", "clean"}


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_path_the_docs_name_exists(text: str) -> None:
    places = ("shared/", "functions/", "infra/", "tests/", "data_samples/")
    named = [span for span in code_spans(text) if span.startswith(places) and not re.search(r"[<*{ ]", span)]
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_link_into_the_repository_leads_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if not link.startswith("http")]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_columns_of_the_example_are_columns_of_the_scores() -> None:
    tables = re.findall(r"```csv\n(.*?)```", README, flags=re.DOTALL)
    header = next(csv.reader(io.StringIO(tables[1])))
    assert set(header) <= set(scores_table((90,)).column_names)


def test_every_run_of_the_changelog_follows_its_format() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    assert "## [Unreleased]" in text
    assert set(re.findall(r"^### (\w+)", text, flags=re.MULTILINE)) <= {
        "Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"
    }  # fmt: skip
