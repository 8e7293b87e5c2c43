"""Identifiers are text: what a spreadsheet or a number column did to them is undone, and nothing else."""

import re
from collections.abc import Mapping

NO_IDENTIFIER = ("nan", "null", "none", "n/a", "<na>", "#n/a")
LONGEST_OF_THEM = max(map(len, NO_IDENTIFIER))
KEPT_AS_TEXT = r"^(?:=?\"(.+)\"|''(\d.*))$"
DECIMALS = r"^([-+]?\d+)\.0+$"
POWER = r"^(\d)\.(\d+)[eE]\+?0?(\d{1,2})$"
LOST_DIGITS = r"^\d(?:\.\d+)?[eE]\+\d+$"


def identifier_sql(column: str) -> str:
    """The id as text, null where a tool wrote that it had none; `column` is an SQL text expression.

    `17850.0` is `17850`, and so is `1.7850E4`, which shows every digit; `00042` keeps its zeros. What spreadsheets put
    around numbers to keep them as text is taken off: quotes, as in `="00042"`, or a leading apostrophe.
    """
    bare = f"regexp_replace({column}, '{KEPT_AS_TEXT}', '\\1\\2')"
    touched = f"contains({column}, '.') or starts_with({column}, '''') or contains({column}, '\"')"
    digits, power = (f"regexp_extract({bare}, '{POWER}', {group})" for group in (2, 3))
    return (
        f"case when strlen({column}) <= {LONGEST_OF_THEM} and lower({column}) in {NO_IDENTIFIER} then null "
        f"when {touched} then case "
        f"when regexp_matches({bare}, '{DECIMALS}') then regexp_replace({bare}, '{DECIMALS}', '\\1') "
        f"when strlen({digits}) = try_cast({power} as integer) "
        f"then regexp_replace({bare}, '{POWER}', '\\1\\2') else {bare} end "
        f"else {column} end"
    )


def identifier_of(text: str) -> str | None:
    """The id as `identifier_sql` makes it, of one text."""
    text = text.strip()
    if not text or text.lower() in NO_IDENTIFIER:
        return None
    kept_as_text = KEPT_AS_TEXT.replace("''", "'")  # doubled for SQL alone
    bare = re.sub(kept_as_text, lambda kept: (kept[1] or "") + (kept[2] or ""), text, count=1)
    if re.search(DECIMALS, bare):
        return re.sub(DECIMALS, r"\1", bare)
    power = re.search(POWER, bare)
    return power[1] + power[2] if power and len(power[2]) == int(power[3]) else bare


def lost_digits_sql(identifier: str) -> str:
    """Whether a spreadsheet wrote this id as a rounded power of ten (`1.23E+17`): many ids look like that one."""
    return f"case when contains({identifier}, '+') then regexp_matches({identifier}, '{LOST_DIGITS}') else false end"


def repeats_header_sql(names: Mapping[str, str]) -> str:
    """Whether a row says again what its columns are called; `names` are the header's by SQL text expression."""
    same = [f"{column} = '{name.replace("'", "''")}'" for column, name in names.items()]
    return " and ".join(same) or "false"
