"""The attributes of customers, kept as one JSON object each, as columns of text."""

from duckdb import DuckDBPyConnection


def spread_attributes(con: DuckDBPyConnection) -> dict[str, str]:
    """Make `texts` out of `customers`; answers its columns of attributes with their names in the files.

    `texts` holds customer_id, has_left, and the text of every attribute, null where it is blank; `raw_rows` is another
    name for it, under which columns of text are looked at for dates. Each object is parsed once.
    """
    query = "select distinct unnest(json_keys(attributes)) as name from customers order by name"
    columns = {f"a{at}": name for at, (name,) in enumerate(con.execute(query).fetchall())}
    pointers = ", ".join(f"'/{_pointer(name)}'" for name in columns.values())
    values = "".join(f", values_of[{at + 1}] as {column}" for at, column in enumerate(columns))
    extracted = f"json_extract_string(attributes, [{pointers}])" if columns else "null"
    con.execute(
        f"create or replace temp table texts as select customer_id, has_left{values} "
        f"from (select customer_id, has_left, {extracted} as values_of from customers) order by customer_id"
    )
    con.execute("create or replace temp view raw_rows as from texts")
    return columns


def _pointer(name: str) -> str:
    """A JSON pointer (RFC 6901) to the member of this name, within an SQL text."""
    return name.replace("~", "~0").replace("/", "~1").replace("'", "''")
