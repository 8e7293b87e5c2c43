"""A browser, sites for it to look at, and a visitor who notices everything that goes wrong on a page."""

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlencode

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect, sync_playwright

from functions.api.application import create_app
from perennial.memory import MemoryPorts
from perennial.records import Scope
from tests.browser import worlds
from tests.conftest import skip_or_fail

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
START_SECONDS = 10
PATIENCE_MS = 20_000
UNSETTLED = "[aria-busy=true], .loading, .drawing:empty"
KEY = "perennial.key"


@dataclass(frozen=True)
class Site:
    """A console at an address, with a key of each scope."""

    address: str
    ports: MemoryPorts
    keys: dict[Scope, str]


@dataclass
class Visitor:
    """A page of a site, and what its console said."""

    page: Page
    site: Site
    complaints: list[str] = field(default_factory=list)

    def sign_in(self, scope: Scope = "admin") -> Self:
        """Come with a key in the session, as after signing in."""
        self.page.goto(self.site.address)
        kept = json.dumps({"key": self.site.keys[scope], "key_id": "k", "scope": scope})
        self.page.evaluate("([name, kept]) => sessionStorage.setItem(name, kept)", [KEY, kept])
        return self

    def open(self, screen: str, *, state: dict[str, Any] | None = None, **query: str) -> Self:
        """Go to a screen as its own links do, and wait until it stands."""
        address = f"#/{screen}?{urlencode(query)}"
        self.page.evaluate("([state, address]) => history.replaceState(state, '', address)", [state or {}, address])
        self.page.reload()
        return self.settle()

    def settle(self) -> Self:
        """Wait until nothing loads and the charts are drawn."""
        expect(self.page.get_by_role("heading", level=1)).to_be_attached(timeout=PATIENCE_MS)
        expect(self.page.locator(UNSETTLED)).to_have_count(0, timeout=PATIENCE_MS)
        return self

    def get(self, path: str, **query: str) -> Any:
        """The API's own answer, to compare with what stands on the page."""
        answer = self.page.request.get(
            f"{self.site.address}{path}?{urlencode(query)}", headers={"x-api-key": self.site.keys["admin"]}
        )
        assert answer.ok, answer.text()
        return answer.json()

    def text(self) -> str:
        """What the page says."""
        return self.page.locator("main").inner_text()

    def violations(self) -> list[str]:
        """What axe has against the page."""
        found = Axe().run(self.page).response["violations"]
        return [f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in found]

    def scrolls_sideways(self) -> bool:
        """Whether the page as a whole is wider than its window."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))

    def break_api(self, status: int = 500, *, but: str = "api/datasets") -> None:
        """Let every question to the API fail, except for one."""
        body = {"title": "Unexpected error", "detail": "Something went wrong. Your data are unaffected. Try again."}

        def broken(route: Route) -> None:
            route.fulfill(status=status, content_type="application/problem+json", body=json.dumps(body))

        self.page.route(lambda url: ("/api/" in url or "/predict" in url) and but not in url, broken)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium without a window; its loop ends with its tests, since others of the process want theirs."""
    path = next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)
    if path is None:
        skip_or_fail("the console's tests need chromium on the PATH")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A console over a shop, a young shop and a phone company. Tests look at it and leave it as it is."""
    ports = MemoryPorts()
    for add in (worlds.add_shop, worlds.add_young_shop, worlds.add_subscribers):
        add(ports, tmp_path_factory.mktemp("work"))
    yield from served(ports)


@pytest.fixture(scope="session")
def empty_site() -> Iterator[Site]:
    """A console over nothing yet."""
    yield from served(MemoryPorts())


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Come to a site; at the end, everything the pages complained about is held against the test."""
    visitors: list[Visitor] = []

    def come(site: Site, *, width: int = 1440, scheme: str = "light") -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        visitor = Visitor(page, site)
        page.on("console", lambda message: visitor.complaints.extend(_complaint(message)))
        page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitors.append(visitor)
        return visitor

    yield come
    for visitor in visitors:
        visitor.page.context.close()
    assert [visitor.complaints for visitor in visitors] == [[] for _ in visitors]


def _complaint(message: ConsoleMessage) -> Iterator[str]:
    if message.type in {"error", "warning"}:
        yield message.text


def served(ports: MemoryPorts) -> Iterator[Site]:
    """A console over these ports meanwhile."""
    keys = worlds.keys(ports)
    with running(create_app(worlds.world_of(ports))) as address:
        yield Site(address, ports, keys)


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """Serve an application on loopback meanwhile; answers its address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    give_up_at = time.monotonic() + START_SECONDS
    while not server.started:
        assert time.monotonic() < give_up_at, "the site does not start"
        time.sleep(0.01)
    host, port = server.servers[0].sockets[0].getsockname()
    yield f"http://{host}:{port}/"
    server.should_exit = True
    thread.join(START_SECONDS)
