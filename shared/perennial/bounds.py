"""What each row of a file is measured against: the latest possible date, the cap, shared ids, what its status means."""

import duckdb

from perennial.guests import shared_customer
from perennial.order_status import never_bought_sql, taken_back_sql
from perennial.policies import Policies

LATEST_DAYS_AFTER_MOST = 366


def bounds_sql(con: duckdb.DuckDBPyConnection, policies: Policies) -> str:
    """Columns to select beside those of `typed_rows`.

    latest_at, outlier_cap (null where off), shared_customer (null where there is none), never_bought, taken_back.
    """
    cap = "null" if policies.outlier_cap is None else repr(policies.outlier_cap)
    shared = shared_customer(con)
    quoted = "null" if shared is None else "'" + shared.replace("'", "''") + "'"
    return (
        f"{_latest(con, policies)} as latest_at, cast({cap} as decimal(18, 4)) as outlier_cap, "
        f"cast({quoted} as varchar) as shared_customer, coalesce({never_bought_sql('status', policies)}, false) "
        f"as never_bought, coalesce({taken_back_sql('status', policies)}, false) as taken_back"
    )


def _latest(con: duckdb.DuckDBPyConnection, policies: Policies) -> str:
    if policies.not_after is not None:
        return f"timestamp '{policies.not_after} 23:59:59.999999'"
    most = con.execute("select quantile_disc(ordered_at, 0.99) from typed_rows").fetchall()[0][0]
    known = "null" if most is None else f"'{most.isoformat(sep=' ')}'"
    return f"cast({known} as timestamp) + interval {LATEST_DAYS_AFTER_MOST} day"
