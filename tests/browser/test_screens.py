"""Every screen in every state, in the light and in the dark, on a desk and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import worlds
from tests.browser.conftest import Site, Visitor

Visit = Callable[..., Visitor]
PERSON = {"customer": worlds.PERSON}
SCREENS = {
    **{"overview": {}, "customers": {}, "customer": PERSON, "what-if": PERSON},
    **{"model": {}, "plan": {}, "operations": {}},
}
SUBSCRIBER = {"customer": "c00001"}
LOOKS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark"), (320, "light")]
MAIN_LOOKS = [(1440, "light"), (390, "dark"), (320, "light")]  # of the same screens with other data
FEW_LOOKS = [(1440, "light"), (320, "dark")]  # of pages that hold a few words
NETWORK = "Failed to load resource"


def looked_at(visitor: Visitor, looks: list[tuple[int, str]] = LOOKS) -> None:
    """Nothing to complain about at any width, in the light or in the dark."""
    for width, scheme in looks:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.settle()
        assert visitor.violations() == [], (width, scheme)
        assert not visitor.scrolls_sideways(), (width, scheme)


@pytest.mark.parametrize("dataset", [worlds.SHOP, worlds.YOUNG])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_of_a_shop_can_be_read_by_everybody(visit: Visit, site: Site, screen: str, dataset: str) -> None:
    visitor = visit(site).sign_in().open(screen, state=SCREENS[screen], dataset=dataset)
    looked_at(visitor, LOOKS if dataset == worlds.SHOP else MAIN_LOOKS)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_of_subscribers_can_be_read_by_everybody(visit: Visit, site: Site, screen: str) -> None:
    state: dict[str, Any] = SUBSCRIBER if SCREENS[screen] else {}
    looked_at(visit(site).sign_in().open(screen, state=state, dataset=worlds.PHONE), MAIN_LOOKS)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_without_any_data_says_what_to_do_first(visit: Visit, empty_site: Site, screen: str) -> None:
    visitor = visit(empty_site).sign_in().open(screen)
    assert visitor.page.locator("main").get_by_role("link").count() == 1
    looked_at(visitor, FEW_LOOKS)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_that_fails_says_that_the_data_are_safe(visit: Visit, site: Site, screen: str) -> None:
    visitor = visit(site).sign_in()
    visitor.break_api()
    visitor.open(screen, state=SCREENS[screen], dataset=worlds.SHOP)
    assert "Your data are unaffected." in visitor.text()
    looked_at(visitor, FEW_LOOKS)
    visitor.page.unroute_all()
    visitor.page.get_by_role("button", name="Try again").first.click()
    visitor.settle()
    assert visitor.page.get_by_role("alert").count() == 0
    visitor.complaints[:] = [one for one in visitor.complaints if NETWORK not in one]


def test_the_door_can_be_read_by_everybody(visit: Visit, site: Site) -> None:
    visitor = visit(site)
    visitor.page.goto(site.address)
    looked_at(visitor.settle())


def test_a_page_that_is_not_there_leads_back(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in().open("nowhere")
    looked_at(visitor, FEW_LOOKS)
    visitor.page.get_by_role("link", name="Go to the overview").click()
    visitor.settle()
    assert visitor.page.get_by_role("heading", level=1).inner_text() == "Overview"


@pytest.mark.parametrize("screen", ["customer", "what-if"])
def test_what_is_withheld_is_a_dash_with_its_reason(visit: Visit, site: Site, screen: str) -> None:
    visitor = visit(site).sign_in().open(screen, state=PERSON, dataset=worlds.YOUNG)
    assert "—" in visitor.text()
    assert "Not shown:" in visitor.text()
