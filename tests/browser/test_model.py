"""The model in a browser: its charts hold the API's numbers, and nothing is changed without being asked twice."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from tests.browser import worlds
from tests.browser.conftest import Site, Visitor

Visit = Callable[..., Visitor]


def champion(visitor: Visitor, dataset: str = worlds.SHOP) -> dict[str, dict[str, dict[str, dict[str, object]]]]:
    (version,) = [one["version"] for one in visitor.get("api/models", dataset=dataset)["models"]]
    answer: dict[str, dict[str, dict[str, dict[str, object]]]] = visitor.get(f"api/models/{version}", dataset=dataset)
    return answer


def numbers_under(visitor: Visitor, heading: str) -> list[list[str]]:
    """The rows of the table under a chart of a card."""
    card = visitor.page.locator(".card", has=visitor.page.get_by_role("heading", name=heading, exact=True))
    card.get_by_text("Show the numbers").click()
    return [row.locator("th, td").all_inner_texts() for row in card.locator("figure tbody tr").all()]


def test_calibration_and_gain_are_drawn_from_the_numbers_of_the_api(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in().open("model", dataset=worlds.SHOP, number="churn_probability_90d")
    model = champion(visitor)
    winner = model["manifest"]["numbers"]["churn_probability_90d"]["winner"]
    figures = model["metrics"]["churn_probability_90d"][str(winner)]
    bins = figures["deciles"]
    assert isinstance(bins, list)
    assert [row[4] for row in numbers_under(visitor, "Were the forecasts right?")] == [
        str(one["customers"]) for one in bins
    ]
    curve = figures["gain_curve"]
    assert isinstance(curve, list)
    shown = [row[2] for row in numbers_under(visitor, "Does it find the right ones?") if row[1] == "Forecast"]
    assert len(shown) == len(curve)


def test_another_forecast_shows_its_own_charts(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in().open("model", dataset=worlds.SHOP)
    expect(visitor.page.get_by_role("heading", name="Can the ranges be trusted?")).to_be_visible()
    visitor.page.get_by_label("Forecast", exact=True).select_option(label="No order in 30 days")
    expect(visitor.page.get_by_role("heading", name="From where a contact pays")).to_be_visible()
    assert visitor.page.get_by_role("heading", name="Can the ranges be trusted?").count() == 0
    assert "number=churn_probability_30d" in visitor.page.url


def test_a_number_that_is_withheld_stands_with_its_reason(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in().open("model", dataset=worlds.YOUNG)
    withheld = champion(visitor, worlds.YOUNG)["manifest"]["withheld"]
    assert withheld
    assert all(str(reason) in visitor.text() for reason in withheld.values())


def test_training_is_asked_for_twice_and_then_once(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in("operate").open("model", dataset=worlds.SHOP)
    asked: list[str] = []

    def take(route: Route) -> None:
        asked.append(route.request.method)
        route.fulfill(status=202, content_type="application/json", body=json.dumps({"in_words": "It is queued."}))

    visitor.page.route("**/api/retrain*", take)
    visitor.page.get_by_role("button", name="Retrain").click()
    question = visitor.page.get_by_role("group", name="Train a new model now?")
    expect(question).to_be_focused()
    question.get_by_role("button", name="Leave it as it is").click()
    assert asked == []
    visitor.page.get_by_role("button", name="Retrain").click()
    question.get_by_role("button", name="Train").click()
    expect(visitor.page.locator("main").get_by_text("It is queued.")).to_be_visible()
    assert asked == ["POST"]


@pytest.mark.parametrize(("scope", "is_off"), [("read", True), ("operate", False), ("admin", False)])
def test_who_may_only_read_is_told_who_may_train(visit: Visit, site: Site, scope: str, is_off: bool) -> None:
    visitor = visit(site).sign_in(scope).open("model", dataset=worlds.SHOP)
    assert visitor.page.get_by_role("button", name="Retrain").is_disabled() == is_off
    assert ("may only read" in visitor.text()) == is_off


def test_once_another_version_serves_the_whole_page_says_so(visit: Visit, site: Site) -> None:
    visitor = visit(site).sign_in("admin")
    (serving,) = visitor.get("api/models", dataset=worlds.SHOP)["models"]
    statuses = ["champion", "superseded"]

    def listed(route: Route) -> None:
        told = [serving, serving | {"version": "another"}]
        route.fulfill(json={"models": [one | {"status": now} for one, now in zip(told, statuses, strict=True)]})

    def promoted(route: Route) -> None:
        statuses.reverse()
        route.fulfill(json={"in_words": "It serves."})

    details = visitor.get(f"api/models/{serving['version']}", dataset=worlds.SHOP)
    visitor.page.route("**/api/models?*", listed)
    visitor.page.route("**/api/models/another?*", lambda route: route.fulfill(json=details | {"version": "another"}))
    visitor.page.route("**/api/models/another/promote?*", promoted)
    visitor.open("model", dataset=worlds.SHOP)
    visitor.page.get_by_role("button", name="Let version another serve").click()
    visitor.page.get_by_role("button", name="Let it serve", exact=True).click()
    expect(visitor.page.get_by_text("Version another serves")).to_be_visible()
