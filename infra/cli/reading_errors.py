"""Errors for people: one line that says what is wrong and what to do, and an exit code other than 0."""

import functools
from collections.abc import Callable

import typer
from botocore.exceptions import BotoCoreError, ClientError
from rich.console import Console

from perennial.errors import PerennialError

INTERRUPTED = 130


def readable[**P, R](command: Callable[P, R]) -> Callable[P, R]:
    """The command, ending with one line on the error stream where it would end with a traceback."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (PerennialError, BotoCoreError, ClientError, OSError) as error:
            Console(stderr=True, soft_wrap=True, highlight=False).print(f"[red]Error:[/] {_one_line(error)}")
            raise typer.Exit(1) from error
        except KeyboardInterrupt as interrupt:
            Console(stderr=True).print("Stopped.")
            raise typer.Exit(INTERRUPTED) from interrupt

    return guarded


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).replace("[", r"\[") or type(error).__name__
