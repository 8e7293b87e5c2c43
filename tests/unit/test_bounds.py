"""What each row is measured against."""

import pytest

from perennial import engine
from perennial.bounds import bounds_sql
from perennial.dataset import Dataset


def bounds(work_dir, **description) -> tuple:
    with engine.connection(work_dir) as con:
        con.execute(
            "create temp table typed_rows as select 1 as line_number, null as broken, 'a' as customer_id, "
            "timestamp '2024-05-01' as ordered_at, 'refunded' as status"
        )
        return con.execute(f"select {bounds_sql(con, Dataset.model_validate(description))} from typed_rows").fetchall()[
            0
        ]


def test_nothing_is_capped_or_shared_by_default_and_dates_end_a_year_after_most(work_dir):
    latest, cap, shared, never_bought, taken_back = bounds(work_dir)
    assert f"{latest:%Y-%m-%d}" == "2025-05-02"
    assert (cap, shared, never_bought, taken_back) == (None, None, False, True)


@pytest.mark.parametrize(
    ("description", "position", "expected"),
    [
        ({"outlier_cap": 99.5}, 1, "99.5000"),
        ({"not_after": "2024-06-01"}, 0, "2024-06-01 23:59:59.999999"),
        ({"order_statuses": ["paid"]}, 3, "True"),
        ({"returns": "drop"}, 4, "False"),
    ],
)
def test_the_description_moves_the_bounds(work_dir, description, position, expected):
    assert str(bounds(work_dir, **description)[position]) == expected
