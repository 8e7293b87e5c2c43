"""The door: who gets in, with which key, what a key may not do, and where the key is kept."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import worlds
from tests.browser.conftest import Site, Visitor

Visit = Callable[..., Visitor]
REFUSED = "Failed to load resource: the server responded with a status of 401"


def enter(visitor: Visitor, key: str) -> None:
    visitor.page.get_by_label("Access key").fill(key)
    visitor.page.get_by_role("button", name="Sign in").click()


def forgive(visitor: Visitor) -> None:
    """The browser itself complains of a refusal that was provoked."""
    visitor.complaints[:] = [one for one in visitor.complaints if not one.startswith(REFUSED)]


def test_a_key_opens_the_overview_and_stays_in_this_tab_alone(visit: Visit, site: Site) -> None:
    visitor = visit(site)
    asked: list[str] = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.page.goto(site.address)
    enter(visitor, f"  {site.keys['read']} ")
    visitor.settle()
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Overview")
    kept = visitor.page.evaluate("[sessionStorage.length, localStorage.length, document.cookie]")
    assert kept == [1, 0, ""]
    assert [url for url in [*asked, visitor.page.url] if site.keys["read"] in url] == []


@pytest.mark.parametrize(("key", "said"), [("", "Enter a key."), ("pk_wrong", "This key is not known.")])
def test_a_wrong_key_is_told_beside_the_field(visit: Visit, site: Site, key: str, said: str) -> None:
    visitor = visit(site)
    visitor.page.goto(site.address)
    enter(visitor, key)
    field = visitor.page.get_by_label("Access key")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(visitor.page.get_by_text(said)).to_be_visible()
    expect(field).to_be_focused()
    forgive(visitor)


def test_a_key_revoked_meanwhile_leads_back_to_the_door(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in()
    visitor.page.evaluate("sessionStorage.setItem('perennial.key', JSON.stringify({key: 'pk_gone', scope: 'admin'}))")
    visitor.page.reload()
    expect(visitor.page.get_by_text("Your key is no longer accepted.")).to_be_visible()
    assert visitor.page.evaluate("sessionStorage.length") == 0
    forgive(visitor)


def test_signing_out_forgets_the_key(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in().open("overview", dataset=worlds.SHOP)
    visitor.page.get_by_role("link", name="Customers", exact=True).click()
    visitor.settle()
    visitor.page.get_by_role("button", name="Sign out").click()
    expect(visitor.page.get_by_label("Access key")).to_be_visible()
    assert visitor.page.evaluate("sessionStorage.length") == 0
    visitor.page.go_back()
    expect(visitor.page.get_by_label("Access key")).to_be_visible()


def test_what_a_key_may_not_do_is_off_and_says_why(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in("read").open("model", dataset=worlds.SHOP)
    retrain = visitor.page.get_by_role("button", name="Train", exact=False).first
    expect(retrain).to_be_disabled()
    expect(visitor.page.get_by_text("Your key may only read.").first).to_be_visible()
