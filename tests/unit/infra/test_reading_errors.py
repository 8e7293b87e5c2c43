"""Errors as people meet them."""

from typing import Never

import pytest
import typer

from infra.cli.reading_errors import readable
from perennial.errors import RefusedError


def failing_with(error: BaseException) -> None:
    @readable
    def command() -> Never:
        raise error

    command()


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (RefusedError("a [red] file:\n is wrong"), "Error: a [red] file: is wrong\n"),
        (PermissionError(13, "Permission denied", "out"), "Error: [Errno 13] Permission denied: 'out'\n"),
    ],
)
def test_an_error_is_one_line_on_the_error_stream(
    error: Exception, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended:
        failing_with(error)
    assert ended.value.exit_code == 1
    assert capsys.readouterr().err == line


def test_ctrl_c_is_no_error_but_not_a_success_either() -> None:
    with pytest.raises(typer.Exit) as ended:
        failing_with(KeyboardInterrupt())
    assert ended.value.exit_code == 130


def test_a_mistake_of_ours_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        failing_with(ZeroDivisionError())
