"""Paths and addresses given to the program."""

from pathlib import Path

import pytest

from infra.cli.fetching import fetched
from perennial.errors import RefusedError


def test_paths_stay_what_they_are(work_dir):
    assert fetched(["orders.csv", "a:b/c"], work_dir) == [Path("orders.csv"), Path("a:b/c")]


def test_an_address_is_fetched_and_one_that_may_not_be_is_refused(work_dir):
    with pytest.raises(RefusedError, match="private network"):
        fetched(["orders.csv", "https://127.0.0.1/orders.csv"], work_dir)
