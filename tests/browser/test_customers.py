"""Finding customers and reading about one: filters, pages, strange names, and what an address gives away."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Route, expect

from tests.browser import worlds
from tests.browser.conftest import Site, Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def customers(visit: Visit, site: Site) -> Visitor:
    """The list of the shop's customers."""
    return visit(site).sign_in().open("customers", dataset=worlds.SHOP)


def listed(visitor: Visitor) -> list[str]:
    return visitor.page.locator("tbody th").all_inner_texts()


def test_the_list_is_the_apis_list_page_by_page(customers: Visitor) -> None:
    question = {"dataset": worlds.SHOP, "sort": "value", "order": "desc", "limit": "50"}
    first = customers.get("api/customers", **question)
    assert listed(customers) == [one["customer_id"] for one in first["customers"]]
    customers.page.get_by_role("button", name="Next").click()
    expect(customers.page.get_by_text("51 to 100 of 300")).to_be_visible()
    second = customers.get("api/customers", **question, cursor=first["next_cursor"])
    assert listed(customers) == [one["customer_id"] for one in second["customers"]]
    customers.page.get_by_role("button", name="Previous").click()
    expect(customers.page.get_by_text("1 to 50 of 300")).to_be_visible()
    assert listed(customers) == [one["customer_id"] for one in first["customers"]]


def test_a_list_whose_forecasts_were_made_anew_begins_again(customers: Visitor) -> None:
    asked: list[str] = []

    def gone(route: Route) -> None:
        asked.append(route.request.url)
        told = {"type": "urn:perennial:problem:conflict", "title": "Changed meanwhile", "status": 409, "detail": "gone"}
        route.fulfill(status=409, json=told)

    customers.page.route("**/api/customers?*cursor=*", gone)
    customers.page.get_by_role("button", name="Next").click()
    customers.settle()
    assert len(asked) == 1
    expect(customers.page.get_by_text("1 to 50 of 300")).to_be_visible()
    customers.complaints.clear()  # the browser's own line about the 409


def test_filters_stay_in_the_address_and_who_was_searched_for_does_not(customers: Visitor) -> None:
    page = customers.page
    page.get_by_label("Risk").select_option("high")
    page.get_by_label("Sort by").select_option("risk")
    page.get_by_label("Find a customer").fill("c0002")
    found = customers.get("api/customers", dataset=worlds.SHOP, risk="high", search="c0002")["total"]
    expect(page.get_by_text(f"{found} customers. ", exact=False)).to_be_visible()
    customers.settle()
    assert "risk=high" in page.url
    assert "c0002" not in page.url
    page.reload()
    customers.settle()
    expect(page.get_by_label("Risk")).to_have_value("high")
    expect(page.get_by_label("Find a customer")).to_have_value("c0002")
    assert len(listed(customers)) == found


def test_a_search_without_an_answer_offers_the_whole_list(customers: Visitor) -> None:
    customers.page.get_by_label("Find a customer").fill("nobody at all")
    expect(customers.page.get_by_text("No customer fits")).to_be_visible()
    customers.page.get_by_role("link", name="Show all customers").click()
    expect(customers.page.get_by_text("1 to 50 of 300")).to_be_visible()


@pytest.mark.parametrize("strange", worlds.STRANGE_IDS.values(), ids=["markup", "long", "backwards"])
def test_a_strange_id_is_text_and_stays_out_of_the_address(customers: Visitor, strange: str) -> None:
    page = customers.page
    page.get_by_label("Find a customer").fill(strange)
    expect(page.get_by_text("1 customer.")).to_be_visible()
    assert listed(customers) == [strange]
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert not customers.scrolls_sideways()
    page.locator("tbody th a").click()
    customers.settle()
    expect(page.get_by_role("heading", level=1)).to_have_text(strange)
    assert not customers.scrolls_sideways()
    assert page.title() == "Customer · Perennial"
    assert quote(strange)[:20] not in page.url
    assert page.locator("script:not([src])").count() == 0


def test_a_customer_survives_a_reload_and_steps_back_and_forth(customers: Visitor) -> None:
    page = customers.page
    who = listed(customers)[2]
    page.get_by_role("link", name=who).click()
    customers.settle()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(who)
    page.go_back()
    expect(page.get_by_text("1 to 50 of 300")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text(who)


def test_an_address_without_a_customer_asks_for_one(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in().open("customer", dataset=worlds.SHOP)
    visitor.page.get_by_role("link", name="Go to the list").click()
    expect(visitor.page.get_by_text("1 to 50 of 300")).to_be_visible()


def test_a_customer_unknown_to_this_dataset_is_said_to_be(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in().open("customer", state={"customer": "nobody"}, dataset=worlds.SHOP)
    expect(visitor.page.get_by_text("Unknown customer")).to_be_visible()
    visitor.complaints.clear()


def test_the_chance_to_stay_away_is_told_as_people_count(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in().open("customer", state={"customer": worlds.PERSON}, dataset=worlds.SHOP)
    horizons = visitor.get(f"api/customers/{worlds.PERSON}", dataset=worlds.SHOP)["score"]["horizons"]
    chance = next(one["churn_probability"] for one in horizons if one["horizon_days"] == 90)
    assert f"{round(chance * 100)} in 100\n\ncustomers like this place no order in 90 days." in visitor.text()


def test_several_datasets_can_be_chosen_from(customers: Visitor) -> None:
    customers.page.get_by_label("Dataset").select_option(worlds.PHONE)
    expect(customers.page.get_by_text("1 to 50 of 400")).to_be_visible()
    assert "dataset=phone" in customers.page.url
    customers.page.get_by_role("link", name="Overview", exact=True).click()
    expect(customers.page.get_by_text("Your subscribers")).to_be_visible()
