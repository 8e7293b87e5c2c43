"""The page as a whole: keyboard, print, policy, weight, and numbers under charts that are the API's own."""

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Request, expect

from functions.api.assets import assets
from tests.browser import worlds
from tests.browser.conftest import Site, Visitor

Visit = Callable[..., Visitor]
FIRST_VIEW_BYTES, FIRST_VIEW_REQUESTS = 60_000, 12


def test_a_keyboard_gets_from_the_door_to_a_customer(visit: Visit, site: Site) -> None:
    visitor = visit(site)
    page, press = visitor.page, visitor.page.keyboard.press
    page.goto(site.address)
    expect(page.get_by_label("Access key")).to_be_visible()
    press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    press("Enter")
    press("Tab")
    expect(page.get_by_label("Access key")).to_be_focused()
    page.keyboard.type(site.keys["read"])
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    visitor.open("customers", dataset=worlds.SHOP)
    page.get_by_label("Find a customer").focus()
    page.keyboard.type("c00021")
    expect(page.get_by_text("1 customer.")).to_be_visible()
    for _ in range(5):
        press("Tab")
    expect(page.get_by_role("link", name="c00021")).to_be_focused()
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("c00021")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("status").last).to_have_text("Customer · Perennial")


def test_the_menu_of_a_phone_opens_and_leads_on(visit: Visit, site: Site) -> None:
    visitor = visit(site, width=390).sign_in().open("overview", dataset=worlds.SHOP)
    menu = visitor.page.get_by_role("button", name="Menu")
    link = visitor.page.get_by_role("link", name="Customers", exact=True)
    expect(link).to_be_hidden()
    menu.press("Enter")
    expect(menu).to_have_attribute("aria-expanded", "true")
    assert visitor.violations() == []
    link.press("Enter")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Customers")


def test_print_opens_the_numbers_and_leaves_the_navigation_out(visit: Visit, site: Site) -> None:
    visitor = visit(site, scheme="dark").sign_in().open("overview", dataset=worlds.SHOP)
    visitor.page.emulate_media(media="print")
    expect(visitor.page.get_by_role("navigation", name="Screens")).to_be_hidden()
    expect(visitor.page.get_by_role("button", name="Sign out")).to_be_hidden()
    for table in visitor.page.locator("figure table").all():
        expect(table).to_be_visible()
    paper = visitor.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    foot = visitor.page.locator("#foot").inner_text()
    assert "Data to 22 August 2024" in foot
    assert "Model 2024" in foot


def test_the_numbers_under_a_chart_are_the_apis(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in().open("overview", dataset=worlds.SHOP)
    overview = visitor.get("api/overview", dataset=worlds.SHOP)
    totals = [[total[name] for name in ("expected", "low", "high")] for total in overview["totals"]]
    assert data_of(visitor, 0) == [number for row in totals for number in row]
    spend = sorted((one["expected_spend"] for one in overview["segments"]), reverse=True)
    assert data_of(visitor, 2)[::2] == spend
    assert len(overview["trend"]) == 2
    ahead = [next(one for one in point["totals"] if one["horizon_days"] == 90) for point in overview["trend"]]
    assert data_of(visitor, 3) == [total[name] for total in ahead for name in ("expected", "low", "high")]
    assert data_of(visitor, 4) == [point["at_risk_value"] for point in overview["trend"]]


def test_the_numbers_of_a_customer_are_the_apis(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in().open("customer", state={"customer": worlds.PERSON}, dataset=worlds.SHOP)
    customer = visitor.get(f"api/customers/{worlds.PERSON}", dataset=worlds.SHOP)
    names = ("expected_spend", "expected_spend_low", "expected_spend_high")
    assert data_of(visitor, 0) == [one[name] for one in customer["score"]["horizons"] for name in names]
    forecasts = [*customer["history"], customer["score"]]
    ahead = [next(one for one in each["horizons"] if one["horizon_days"] == 90) for each in forecasts]
    assert len(ahead) == 2
    assert data_of(visitor, -1) == [one[name] for one in ahead for name in names]


def data_of(visitor: Visitor, figure: int) -> list[float]:
    """The numbers in the table under a figure, row by row."""
    data = visitor.page.locator("figure").nth(figure).locator("data")
    return [float(value) for value in data.evaluate_all("all => all.map((one) => one.value)")]


def test_every_chart_has_a_name_and_a_table(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in().open("customer", state={"customer": worlds.PERSON}, dataset=worlds.SHOP)
    figures = visitor.page.locator("figure").all()
    assert len(figures) >= 3
    for figure in figures:
        expect(figure.get_by_role("img")).to_have_accessible_name(re.compile(r"\w+ \w+"))
        assert figure.locator("details table tbody tr").count() > 0


@pytest.mark.parametrize(
    "trick",
    [
        "document.body.innerHTML = '<b>x</b>'",
        "document.body.setAttribute('onclick', 'window.ran = true')",
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = true'}))",
        "document.head.append(Object.assign(document.createElement('script'), {src: 'data:text/javascript,ran=true'}))",
    ],
)
def test_the_policy_forbids_what_a_page_could_be_tricked_into(visit: Visit, site: Site, trick: str) -> None:
    visitor = visit(site)
    visitor.page.goto(site.address)
    stopped = visitor.page.evaluate(
        "(trick) => { const stopped = new Promise((done) => addEventListener('securitypolicyviolation', () => "
        "done(true))); try { trick(); } catch { } return stopped; }".replace("trick()", trick).replace("(trick)", "()")
    )
    assert stopped
    assert not visitor.page.evaluate("window.ran === true")
    visitor.complaints.clear()


def test_the_first_view_is_light(visit: Visit, site: Site) -> None:
    came = requests_of(visit(site), "")
    assert len(came) <= FIRST_VIEW_REQUESTS
    assert sum(size for _, size in came) <= FIRST_VIEW_BYTES


def test_the_overview_is_light_too(visit: Visit, site: Site) -> None:
    came = requests_of(visit(site).sign_in("read"), f"#/overview?dataset={worlds.SHOP}")
    assert {"api/datasets", "api/overview"} <= {url.split("?")[0] for url, _ in came}
    assert sum(size for _, size in came) <= FIRST_VIEW_BYTES


def requests_of(visitor: Visitor, place: str) -> list[tuple[str, int]]:
    """What a view asks for, and the bytes of each answer as they travelled."""
    came: list[Request] = []

    def note(request: Request) -> None:
        came.append(request)

    visitor.page.on("requestfinished", note)
    visitor.page.goto(f"{visitor.site.address}?anew{place}")
    visitor.settle()
    return [(one.url.removeprefix(visitor.site.address), one.sizes()["responseBodySize"]) for one in came]


def test_every_module_says_what_it_is_for() -> None:
    modules = {name: asset for name, asset in assets("console").items() if Path(name).suffix == ".js"}
    assert [name for name, asset in modules.items() if not asset.body.startswith(b"/**")] == []
    assert sum(len(gzip.compress(asset.body)) for asset in modules.values()) < 2 * FIRST_VIEW_BYTES


def test_a_screen_that_cannot_be_fetched_asks_for_a_reload(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in()
    visitor.page.route("**/screens/customers.js", lambda route: route.abort())
    visitor.open("customers", dataset=worlds.SHOP)
    expect(visitor.page.get_by_text("Reload the page: there may be a newer version.")).to_be_visible()
    visitor.complaints.clear()


def test_without_a_connection_the_page_says_so(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in().open("overview", dataset=worlds.SHOP)
    visitor.page.route("**/api/customers*", lambda route: route.abort())
    visitor.page.get_by_role("link", name="Customers", exact=True).click()
    expect(visitor.page.get_by_text("The system cannot be reached. Your data are unaffected.")).to_be_visible()
    visitor.complaints.clear()
