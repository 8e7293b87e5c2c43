"""A marketer's whole day in a browser, against the system as it runs on a laptop: nothing in between is made up."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from infra.cli.keys import create_key
from infra.local.functions import api_of
from infra.local.gateway import Gateway, served
from infra.local.stack import running_stack
from tests.browser.conftest import PATIENCE_MS as USUAL_PATIENCE_MS
from tests.pipeline.conftest import ROOT, ports_to

SETTINGS = {"FeaturesWindowSeconds": "1", "TrainBudgetSeconds": "4"}
PATIENCE_MS = 90_000
SAMPLE = ROOT / "data_samples" / "orders.csv"
DAYS_BEFORE = 140


@dataclass
class Day:
    """A browser before the console of a running system, the files of a shop, and what the browser complained about."""

    page: Page
    address: str
    key: str
    complaints: list[str] = field(default_factory=list)

    def sign_in(self) -> None:
        """With the key, typed as a person does."""
        self.page.goto(self.address)
        self.page.get_by_label("Access key").fill(self.key)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("link", name="Upload", exact=True)).to_be_visible()

    def choose(self, file: Path, dataset: str) -> None:
        """Pick a file and bring it into a dataset."""
        self.screen("Upload")
        self.page.set_input_files("input[type=file]", file)
        upload = self.page.get_by_role("button", name="Upload and look at the columns")
        upload.wait_for()
        known = self.page.get_by_label("Add it to")
        if known.count():
            known.select_option([dataset] if dataset in known.inner_text().split() else [""])
        name = self.page.get_by_label("Name of the new dataset")
        if name.count():
            name.fill(dataset)
        upload.click()
        self.step("What the columns are")

    def column(self, title: str, column: str | None) -> None:
        """Say which column holds what."""
        self.page.get_by_label(f"Column for “{title}”").select_option(column or "")

    def go_on(self, button: str, heading: str) -> None:
        """To the next step."""
        self.page.get_by_role("button", name=button).click()
        self.step(heading)

    def step(self, heading: str) -> None:
        """Wait until this step stands there."""
        expect(self.page.get_by_role("heading", name=heading)).to_be_visible()

    def add(self, dataset: str) -> None:
        """From the columns to the end of the stages, which go by live."""
        self.go_on("Continue", "How dates and money are read")
        self.go_on("Check the whole file", "What the whole file came to")
        self.go_on("Continue", "Before it counts")
        self.go_on(f"Add to {dataset}", "What becomes of the file")
        expect(self.page.locator("main").get_by_text("The new forecasts are ready")).to_be_visible()
        states = self.page.locator(".stages .badge").all_inner_texts()
        assert states[0] == states[1] == states[3] == "done"

    def screen(self, name: str) -> None:
        """Go there by the navigation."""
        self.page.get_by_role("navigation", name="Screens").get_by_role("link", name=name, exact=True).click()
        expect(self.page.get_by_role("heading", name=name, level=1)).to_be_visible()


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The empty system as `perennial up` runs it: its address, and a key that may operate."""
    logs = tmp_path_factory.mktemp("logs")
    with (
        running_stack(ROOT / "template.yaml", parameters=SETTINGS, logs=logs) as stack,
        served(Gateway(api_of(stack.template, stack.functions), stack.fire), 0) as url,
    ):
        yield f"{url}/", create_key(ports_to(stack), "marketer", "operate")


@pytest.fixture
def day(browser: Browser, system: tuple[str, str]) -> Iterator[Day]:
    """A new day; at its end nothing may have been complained about."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    new = Day(page, *system)
    page.on("console", lambda message: new.complaints.extend(complaint(message)))
    page.on("pageerror", lambda error: new.complaints.append(str(error)))
    yield new
    expect.set_options(timeout=USUAL_PATIENCE_MS)
    context.close()
    assert new.complaints == []


def complaint(message: ConsoleMessage) -> Iterator[str]:
    if message.type in {"error", "warning"}:
        yield message.text


def test_a_marketers_day_on_a_sample_shop(day: Day, tmp_path: Path) -> None:
    first, second = parts(SAMPLE.read_text().splitlines(), tmp_path, unclear={"customer_no": "c", "price": "p"})
    day.sign_in()
    day.choose(first, "sample-shop")
    day.column("Customer", "c")
    day.column("Price of one", "p")
    day.add("sample-shop")
    the_next_day(day, second, "sample-shop")
    plan_and_download(day, "sample-shop", tmp_path)


def test_a_marketers_day_on_online_retail(day: Day, tmp_path: Path, real_data: Path) -> None:
    days = [one.read_text().splitlines() for one in sorted((real_data / "online_retail").glob("*.csv"))]
    lines = [days[0][0], *(line for one in days[: DAYS_BEFORE + 1] for line in one[1:])]
    first, second = parts(
        lines, tmp_path, unclear={"CustomerID": "Ref", "UnitPrice": "P"}, last=len(days[DAYS_BEFORE]) - 1
    )
    day.sign_in()
    day.choose(first, "online-retail")
    day.column("Customer", "Ref")
    day.column("Price of one", "P")
    day.add("online-retail")
    the_next_day(day, second, "online-retail")
    plan_and_download(day, "online-retail", tmp_path)


def parts(lines: list[str], folder: Path, *, unclear: dict[str, str], last: int = 200) -> tuple[Path, Path]:
    """The lines but the last ones under a header nobody understands, and the last ones under the good one."""
    header = ",".join(unclear.get(name, name) for name in lines[0].split(","))
    files = folder / "history.csv", folder / "today.csv"
    files[0].write_text("\n".join([header, *lines[1:-last], ""]))
    files[1].write_text("\n".join([lines[0], *lines[-last:], ""]))
    return files


def the_next_day(day: Day, file: Path, dataset: str) -> None:
    """A file whose columns are understood at once, with less to say."""
    day.page.get_by_role("button", name="Upload another file").click()
    day.choose(file, dataset)
    assert day.page.get_by_text("guessed", exact=True).count() == 0
    day.add(dataset)


def plan_and_download(day: Day, dataset: str, folder: Path) -> None:
    """Find the customer worth most, plan, and take the list home."""
    day.screen("Overview")
    expect(day.page.get_by_text("8 in 10").first).to_be_visible()
    customer = find_a_customer(day)
    day.screen("Plan")
    day.page.get_by_label("Budget", exact=False).first.fill("100")
    expect(day.page.get_by_role("heading", name="Contact 20 customers")).to_be_visible()
    with day.page.expect_download() as waiting:
        day.page.get_by_role("button", name="Download the list (CSV)").click()
    target = folder / "list.csv"
    waiting.value.save_as(target)
    with target.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert sum(row["group"] == "contacted" for row in rows) == 20
    assert customer


def find_a_customer(day: Day) -> str:
    """The first of the list by expected spend, found again by their name, with reasons on their page."""
    day.screen("Customers")
    link = day.page.get_by_role("table").get_by_role("link").first
    customer = link.inner_text()
    day.page.get_by_label("Find a customer").fill(customer)
    expect(day.page.get_by_role("table").get_by_role("link")).to_have_count(1)
    day.page.get_by_role("table").get_by_role("link").click()
    expect(day.page.get_by_role("heading", name="What the forecast goes with")).to_be_visible()
    assert customer not in day.page.url
    return customer
