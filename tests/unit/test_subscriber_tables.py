"""The tables of a dataset of subscribers."""

import pytest

from perennial.subscriber_tables import CUSTOMERS, SUBSCRIBER_SCORES


@pytest.mark.parametrize("table", [CUSTOMERS, SUBSCRIBER_SCORES])
def test_a_customer_is_told_by_id_and_every_column_says_what_it_means(table):
    assert table.key == ("customer_id",)
    assert len(set(table.column_names)) == len(table.columns)
    assert all(column.meaning for column in table.columns)


def test_whoever_already_left_is_always_said():
    (column,) = [column for column in SUBSCRIBER_SCORES.columns if column.name == "already_left"]
    assert not column.nullable
