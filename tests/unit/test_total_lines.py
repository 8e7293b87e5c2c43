"""Lines that sum up others."""

import pytest

from perennial import engine
from perennial.total_lines import total_line_sql


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("Total", True),
        ("GRAND TOTAL:", True),
        ("Gesamtsumme", True),
        ("Total g\u00e9n\u00e9ral", True),
        ("Totality", False),
    ],
)
def test_a_cell_that_says_total_makes_a_total_line(work_dir, text, total):
    with engine.connection(work_dir) as con:
        query = f"select coalesce({total_line_sql(('a', 'b'))}, false) from (select null::varchar as a, $1 as b)"
        assert con.execute(query, [text]).fetchall() == [(total,)]
