"""The overview's words: they claim no more than the API's numbers, and lead where they say."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import worlds
from tests.browser.conftest import Site, Visitor

Visit = Callable[..., Visitor]


def told_otherwise(visitor: Visitor, **changes: object) -> None:
    """Show the overview with other words of the API in some places."""
    visitor.page.route("**/api/overview?*", lambda route: route.fulfill(json=route.fetch().json() | changes))
    visitor.open("overview", dataset=worlds.SHOP)


def test_the_next_step_leads_to_the_list_it_speaks_of(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in()
    action = {"text": "See who is worth most.", "screen": "customers", "query": "sort=value&order=desc"}
    told_otherwise(visitor, next_action=action)
    visitor.page.get_by_role("link", name="Show me").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Customers")
    assert visitor.page.url.endswith(f"#/customers?dataset={worlds.SHOP}&sort=value&order=desc")


@pytest.mark.parametrize(
    ("churn_days", "words"),
    [
        (30, "likely to place no order in 30 days"),
        (None, "Not shown: who stays away can only be told with a forecast."),
    ],
)
def test_risk_looks_as_far_ahead_as_its_own_forecast(
    visit: Visit, site: Site, churn_days: int | None, words: str
) -> None:
    visitor = visit(site).sign_in()
    segments = visitor.get("api/overview", dataset=worlds.SHOP)["segments"]
    told_otherwise(visitor, segments=[one | {"churn_horizon_days": churn_days} for one in segments])
    assert words in visitor.text()
