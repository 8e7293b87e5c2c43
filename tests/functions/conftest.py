"""What the tests of the functions share."""

from collections.abc import Iterator

import pytest

from tests.cloud import Cloud, running_cloud


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    """An empty stack, as the template makes it."""
    with running_cloud() as made:
        yield made
