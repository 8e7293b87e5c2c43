"""The plan in a browser: what it says is what the API says, and it moves with the budget."""

from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.browser import worlds
from tests.browser.conftest import Site, Visitor

Visit = Callable[..., Visitor]
BUDGET = "100"


def planned(visitor: Visitor, **query: str) -> Visitor:
    return visitor.sign_in().open("plan", dataset=worlds.SHOP, **query)


def test_the_plan_says_what_the_api_says_and_what_it_assumes(visit: Visit, site: Site) -> None:
    visitor = planned(visit(site), budget=BUDGET)
    answer = visitor.get("api/plan", dataset=worlds.SHOP, budget=BUDGET)
    assert answer["contacted"] > 0
    assert f"Contact {answer['contacted']} customers" in visitor.text()
    assert answer["assumptions"]["in_words"] in visitor.text()
    assert answer["break_even"]["in_words"] in visitor.text()
    visitor.page.get_by_text("Show the numbers").click()
    shown = visitor.page.locator("figure tbody tr").all_inner_texts()
    assert len(shown) == len(answer["curve"])


def test_whom_to_contact_stands_in_the_order_of_the_api_and_markup_in_a_name_is_text(visit: Visit, site: Site) -> None:
    visitor = planned(visit(site), budget="100000")
    answer = visitor.get("api/plan", dataset=worlds.SHOP, budget="100000")
    visitor.page.locator("summary", has_text="more").click()
    names = visitor.page.get_by_role("table", name="Customers to contact").get_by_role("rowheader")
    assert names.all_inner_texts() == [one["customer_id"] for one in answer["customers"]]
    assert visitor.page.title() == "Plan · Perennial"


def test_a_customer_of_the_list_leads_to_their_page(visit: Visit, site: Site) -> None:
    visitor = planned(visit(site), budget=BUDGET)
    first = visitor.get("api/plan", dataset=worlds.SHOP, budget=BUDGET)["customers"][0]["customer_id"]
    visitor.page.get_by_role("link", name=first, exact=True).click()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(first)
    expect(visitor.page.get_by_role("heading", name="Expected spend")).to_be_visible()


def test_slider_and_number_are_one_budget_and_it_stays_in_the_address(visit: Visit, site: Site) -> None:
    visitor = planned(visit(site), budget=BUDGET)
    visitor.page.get_by_label("Budget, as a slider").fill("10")
    expect(visitor.page.get_by_role("heading", name="Contact 2 customers")).to_be_visible()
    assert visitor.page.get_by_label("Budget (EUR)").input_value() == "10"
    assert "budget=10" in visitor.page.url
    visitor.page.get_by_label("Budget (EUR)").fill("0")
    expect(visitor.page.get_by_text("Nobody is contacted", exact=True)).to_be_visible()


def test_who_is_left_out_at_random_is_told_apart(visit: Visit, site: Site) -> None:
    visitor = planned(visit(site), budget="400")
    visitor.page.get_by_label("Leave out on purpose").select_option("0.2")
    expect(visitor.page.get_by_role("cell", name="left out").first).to_be_visible()
    answer = visitor.get("api/plan", dataset=worlds.SHOP, budget="400", holdout_share="0.2")
    expect(visitor.page.locator("dd").nth(1)).to_have_text(str(answer["held_out"]))


def test_the_list_is_fetched_from_where_the_api_says(visit: Visit, site: Site) -> None:
    visitor = planned(visit(site), budget=BUDGET)
    address = visitor.get("api/plan.csv", dataset=worlds.SHOP, budget=BUDGET)["url"]
    fetched: list[str] = []

    def store(route: Route) -> None:
        fetched.append(route.request.url)
        route.fulfill(body="customer_id", headers={"content-disposition": "attachment"})

    visitor.page.route("https://memory.invalid/**", store)
    with visitor.page.expect_download():
        visitor.page.get_by_role("button", name="Download the list (CSV)").click()
    assert [one.partition("?")[0] for one in fetched] == [address.partition("?")[0]]


def test_where_a_forecast_is_withheld_there_is_no_plan_and_it_says_so(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in().open("plan", dataset=worlds.YOUNG)
    assert "Not shown:" in visitor.text()
