"""Which files hold which table."""

import pytest
from pydantic import ValidationError

from perennial.table_files import TableFiles


def test_columns_that_are_not_named_are_left_to_the_files():
    assert TableFiles(files="items*.csv").columns == {}


@pytest.mark.parametrize("said", [{"files": ""}, {"files": "a.csv", "columns": {"order_id": ""}}, {"columns": {}}])
def test_a_pattern_and_names_are_never_empty(said):
    with pytest.raises(ValidationError):
        TableFiles.model_validate(said)
