"""What a run costs is told from list prices, each part by itself."""

import pytest

from perennial.costs import Traffic, cost_usd


def test_a_gigabyte_for_a_second_costs_what_the_list_says() -> None:
    assert cost_usd(Traffic(), memory_mb=1024, seconds=1) == pytest.approx(0.0000166667 + 0.0000002)


@pytest.mark.parametrize(
    ("traffic", "usd"),
    [
        (Traffic(puts=1000), 0.005),
        (Traffic(gets=1000), 0.0004),
        (Traffic(write_units=1_000_000), 0.625),
        (Traffic(read_units=1_000_000), 0.125),
        (Traffic(bytes_in=10**9, bytes_out=10**9), 0),
    ],
)
def test_requests_cost_by_their_kind_and_bytes_within_a_region_nothing(traffic: Traffic, usd: float) -> None:
    idle = cost_usd(Traffic(), memory_mb=512, seconds=2)
    assert cost_usd(traffic, memory_mb=512, seconds=2) - idle == pytest.approx(usd)


def test_what_came_between_two_readings_is_their_difference() -> None:
    before, after = Traffic(1, 2, 3, 4, 5, 6), Traffic(11, 12, 13, 14, 15, 16)
    assert after.since(before) == Traffic(10, 10, 10, 10, 10, 10)
    assert after.since(before).plus(before) == after
