"""CSV that a spreadsheet opens as text and never runs as a formula.

A text that begins like a formula gets a single quote in front. Programs that want the exact text read the Parquet.
"""

from perennial.tables import Table

# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_text(text: str) -> str:
    """The text as it may stand in a CSV cell."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def safe_select_list(table: Table) -> str:
    """The table's columns as an SQL select list in which every text is safe."""
    return ", ".join(
        safe_sql(column.name) if column.type == "VARCHAR" else f'"{column.name}"' for column in table.columns
    )


def safe_sql(column: str) -> str:
    """An SQL expression for a text column under its own name; the same rule as `safe_text`."""
    starts = ", ".join(f"chr({ord(start)})" for start in FORMULA_STARTS)
    return (
        f"""case when left("{column}", 1) in ({starts}) then chr(39) || "{column}" else "{column}" end as "{column}\""""
    )
