"""Text as it stands in an SQL statement."""


def escaped(text: str) -> str:
    """The text as it may stand between single quotes."""
    return text.replace("'", "''")
