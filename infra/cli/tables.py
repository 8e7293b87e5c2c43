"""Tables of texts on a console."""

from collections.abc import Iterable, Sequence

from rich.table import Table


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table of texts; what begins with a digit or sign stands to the right."""
    made = Table(title=title, title_justify="left", title_style="bold", header_style="dim")
    listed = [list(row) for row in rows]
    for number, column in enumerate(columns):
        is_number = bool(listed) and all(_is_number(row[number]) for row in listed)
        made.add_column(column, justify="right" if is_number else "left", overflow="fold")
    for row in listed:
        made.add_row(*row)
    return made


def _is_number(text: str) -> bool:
    return text[:1].isdigit() or text[:1] in {"-", "+"}
