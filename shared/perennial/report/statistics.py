"""summary_statistics.csv: of every column of the features its type, how many are known, and how its values lie."""

import csv
import io
from datetime import date

from duckdb import DuckDBPyConnection

from perennial.csv_safety import safe_text

COLUMNS = (
    *("column", "type", "customers", "missing", "distinct", "mean", "standard_deviation"),
    *("min", "p25", "median", "p75", "p95", "max", "commonest", "commonest_share"),
)
NUMBERS = {"DOUBLE", "BIGINT", "INTEGER", "FLOAT", "SMALLINT", "TINYINT"}
NOT_MEASURED = {"customer_id", "attributes"}
DECIMALS = 6


def summary_statistics(con: DuckDBPyConnection) -> bytes:
    """A row a column of `features` in its order, as CSV; what does not apply to a type is empty.

    Numbers have mean, sample standard deviation and quantiles, days their ends, texts and flags their commonest value.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for name, kind in con.execute("select column_name, column_type from (describe features)").fetchall():
        if name not in NOT_MEASURED:
            writer.writerow([safe_text(str(name)), kind, *_measured(con, _quoted(name), kind)])
    return stream.getvalue().encode()


def _measured(con: DuckDBPyConnection, name: str, kind: str) -> list[str]:
    counts = con.execute(f"select count(*), count(*) - count({name}), count(distinct {name}) from features").fetchall()[
        0
    ]
    if kind in NUMBERS:
        spread = con.execute(
            f"select avg({name}), stddev_samp({name}), min({name}), quantile_cont({name}, [0.25, 0.5, 0.75, 0.95]), "
            f"max({name}) from (select cast({name} as double) as {name} from features order by customer_id)"
        ).fetchall()[0]
        mean, deviation, least, quantiles, most = spread
        numbers = [mean, deviation, least, *(quantiles or [None] * 4), most]
        return [*map(str, counts), *map(_number, numbers), "", ""]
    if kind in {"DATE", "TIMESTAMP"}:
        least, most = con.execute(f"select min({name}), max({name}) from features").fetchall()[0]
        return [*map(str, counts), "", "", _iso(least), "", "", "", "", _iso(most), "", ""]
    return [*map(str, counts), *[""] * 8, *_commonest(con, name)]


def _commonest(con: DuckDBPyConnection, name: str) -> list[str]:
    rows = con.execute(
        f"select cast({name} as varchar), count(*), (select count({name}) from features) from features "
        f"where {name} is not null group by 1 order by 2 desc, 1 limit 1"
    ).fetchall()
    return [safe_text(rows[0][0]), _number(rows[0][1] / rows[0][2])] if rows else ["", ""]


def _number(value: float | None) -> str:
    return "" if value is None else f"{round(float(value), DECIMALS):.15g}"


def _iso(value: date | None) -> str:
    return "" if value is None else value.isoformat()


def _quoted(name: str) -> str:
    return '"' + str(name).replace('"', '""') + '"'
