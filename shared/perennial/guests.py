"""Purchases by nobody in particular: ids that say guest, and the one id that most rows of a file share."""

import duckdb

WORDS = (
    *("guest", "gast", "invitado", "invitada", "convidado", "convidada", "invite", "anonymous", "anonym", "anonimo"),
    *("anonyme", "walk-in", "walk in", "cash customer", "barkunde", "barverkauf", "unknown", "unbekannt", "inconnu"),
    *("desconocido", "desconhecido", "no customer", "not registered", "unregistered", "consumidor final"),
)
LONGEST_WORD = max(map(len, WORDS))
# More than half of all rows, and more of them than a faithful customer of a small shop has, are a till's.
SHARE = 0.5
ROWS = 200
OTHERS = 20
SAMPLED_ROWS = 20_000
# A sample of so many rows misses the share of an id by much less than this.
SHARE_OF_SAMPLE = 0.4


def guest_sql(customer_id: str) -> str:
    """Whether the id is a word for nobody in particular; ids that begin with a digit are not compared."""
    return (
        f"case when {customer_id} < ':' or strlen({customer_id}) > {LONGEST_WORD} then false "
        f"else lower({customer_id}) in {WORDS} end"
    )


def shared_customer(con: duckdb.DuckDBPyConnection) -> str | None:
    """The id that more than half of the rows of `typed_rows` name beside many others; None where there is none.

    An id of so many rows is the most frequent one in any fair sample too, so only that one is counted.
    """
    rows = con.execute("select count(*) from typed_rows").fetchall()[0][0]
    candidate = con.execute(
        "select customer_id, count(*) > $1 * sum(count(*)) over () from typed_rows "
        f"where customer_id is not null and hash(line_number) % {1 + rows // SAMPLED_ROWS} = 0 "
        "group by customer_id order by count(*) desc, customer_id limit 1",
        [SHARE_OF_SAMPLE],
    ).fetchall()
    if not candidate or not candidate[0][1]:
        return None
    found = con.execute(
        f"""
        select count(*) filter (customer_id = $1) > {SHARE} * count(customer_id)
            and count(*) filter (customer_id = $1) > {ROWS} and approx_count_distinct(customer_id) > {OTHERS}
        from typed_rows where broken is null
        """,
        [candidate[0][0]],
    ).fetchall()
    return candidate[0][0] if found[0][0] else None
