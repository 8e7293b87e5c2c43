"""Sources: which addresses may be named, when they are due, how they are told."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from perennial.sources import Source

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ADDRESS = "https://shop.example/export/orders.csv"


@pytest.mark.parametrize(
    ("every", "since", "due"),
    [
        ("daily", timedelta(hours=24), True),
        ("daily", timedelta(hours=19), False),
        ("weekly", timedelta(days=7), True),
        ("weekly", timedelta(days=6), False),
        ("monthly", timedelta(days=28), True),
        ("monthly", timedelta(days=26), False),
    ],
)
def test_a_source_is_due_when_its_time_is_nearly_over(every, since, due):
    assert Source(url=ADDRESS, every=every).is_due(NOW - since, NOW) is due


def test_a_source_that_was_never_pulled_is_due():
    assert Source(url=ADDRESS, every="monthly").is_due(None, NOW)


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/a.csv",
        "https://",
        "https:///a.csv",
        "https://user:secret@shop.example/a.csv",
        "https://shop.example/a b.csv",
        "https://shop.example/a.csv#part",
        "file:///etc/passwd",
        "https://shop.example/" + "a" * 2_000,
    ],
)
def test_only_plain_https_addresses_may_be_named(url):
    with pytest.raises(ValidationError):
        Source(url=url)


@pytest.mark.parametrize("name", ["../a.csv", ".hidden", "a/b.csv", "a\\b.csv", "a\n.csv", "", " a.csv", "x" * 121])
def test_a_name_is_never_a_path_hidden_or_endless(name):
    with pytest.raises(ValidationError):
        Source(url=ADDRESS, name=name)


def test_an_address_is_told_without_the_secrets_of_its_query():
    assert Source(url=f"{ADDRESS}?token=secret").in_words() == ADDRESS
