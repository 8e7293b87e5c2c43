"""Names that somebody else gave to files, made harmless."""

import re

LONGEST_NAME = 120
FORM_FIELD = re.compile(r"\$+\{")


def safe_name(given: str) -> str:
    """The last part of a path as the name of a file: never a path, hidden, endless or with signs nobody sees.

    Empty where nothing is left. What a form would fill in (`${filename}`) is taken out as well.
    """
    last = given.replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = FORM_FIELD.sub("", "".join(letter for letter in last if letter.isprintable()))
    return name.strip()[-LONGEST_NAME:].lstrip(". ").rstrip()
