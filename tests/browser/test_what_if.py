"""What if: the estimate moves with what is known of a customer, and what cannot be is refused."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import worlds
from tests.browser.conftest import Site, Visitor

Visit = Callable[..., Visitor]
SILENT, ORDERS, FIRST = "Days since the last order", "Orders so far", "Days since the first order"


@pytest.fixture
def person(visit: Visit, site: Site) -> Visitor:
    """What if, beginning with a customer of the shop."""
    return visit(site).sign_in().open("what-if", state={"customer": worlds.PERSON}, dataset=worlds.SHOP)


def change(visitor: Visitor, label: str, value: str) -> None:
    visitor.page.get_by_label(label).fill(value)
    visitor.page.get_by_label(label).press("Enter")


def test_what_is_known_gives_the_forecast_of_the_list(person: Visitor) -> None:
    expect(person.page.get_by_role("heading", level=2).nth(1)).to_contain_text("as now")
    expect(person.page.get_by_role("cell", name="no change")).to_have_count(6)


def test_a_longer_silence_makes_staying_away_more_likely(person: Visitor) -> None:
    change(person, SILENT, "120")
    row = person.page.get_by_role("row", name="No order in 90 days")
    expect(row).to_contain_text(re.compile(r"\d+ more in 100"))
    person.page.get_by_role("button", name="Start again").click()
    expect(row).to_contain_text("no change")


@pytest.mark.parametrize(
    ("label", "value", "said"),
    [
        (SILENT, "-1", "Enter 0 or more."),
        (SILENT, "5000", "nobody in your data has been silent for longer"),
        (ORDERS, "1.5", "Enter a whole number."),
        (ORDERS, "", "Enter a number."),
        (FIRST, "0", "cannot be"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(person: Visitor, label: str, value: str, said: str) -> None:
    change(person, SILENT, "3")
    change(person, label, value)
    expect(person.page.get_by_label(label)).to_have_attribute("aria-invalid", "true")
    expect(person.page.get_by_text(said)).to_be_visible()
    expect(person.page.get_by_role("heading", name="No estimate")).to_be_visible()
    assert person.violations() == []


def test_somebody_new_is_estimated_without_a_comparison(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in().open("what-if", dataset=worlds.SHOP)
    expect(visitor.page.get_by_role("columnheader", name="Now")).to_have_count(0)
    expect(visitor.page.get_by_text("It is not proof that a change would cause the difference.")).to_be_visible()


def test_subscribers_are_changed_by_their_own_attributes(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in().open("what-if", state={"customer": "c00001"}, dataset=worlds.PHONE)
    tenure = visitor.page.get_by_label("Tenure")
    expect(tenure).to_have_value(re.compile(r"\d+"))
    change(visitor, "Tenure", "1")
    change(visitor, "Contract", "month")
    expect(visitor.page.get_by_role("row", name=re.compile("^Leave"))).to_contain_text(re.compile(r"\d+ more in 100"))
    change(visitor, "Contract", "decade")
    expect(visitor.page.get_by_text("The model has not seen this value of contract")).to_be_visible()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"recency_days": 200}, {"transactions_0_30_days": 0, "transactions_61_120_days": 0, "spend_31_60_days": 0}),
        ({"frequency": 6}, {"repeat_days": 5, "total_spend": 120, "monetary": 120, "is_cold_start": False}),
        ({"frequency": 1, "tenure_days": 10}, {"repeat_days": 0, "purchase_span_days": 0, "is_cold_start": True}),
    ],
)
def test_features_that_follow_from_the_four_numbers_follow(
    person: Visitor, asked: dict[str, float], expected: dict[str, float]
) -> None:
    base = {"recency_days": 10, "frequency": 3, "avg_basket_value": 20, "tenure_days": 210, "repeat_days": 2}
    base |= {"transactions_0_30_days": 1, "spend_0_30_days": 20, "total_transactions": 3}
    app = person.page.evaluate("document.querySelector('script[type=module]').src")
    module = app.replace("app.js", "screens/what_if_features.js")
    described = person.page.evaluate(
        "async ([module, base, asked]) => (await import(module)).described(base, asked)", [module, base, base | asked]
    )
    assert {name: described[name] for name in expected} == expected
    assert described["purchase_span_days"] == described["tenure_days"] - described["recency_days"]
