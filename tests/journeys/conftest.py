"""Journeys: one server and one browser for each xdist worker, a fresh browser profile for each journey."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.journeys import accounts
from tests.journeys.driving import PERSON, WAIT, Person
from tests.journeys.oidc_provider import Provider
from tests.journeys.serving import Server

# Best the one that has no window at all: with one, each new profile takes a second of work.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
WIDTHS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
expect.set_options(timeout=WAIT)  # a busy machine is slow, not wrong
# Streamlit's own search for its server below a page's address; it then finds it at the root.
EXPECTED = ("/_stcore/health", "/_stcore/host-config")


# The longest journeys first: one that begins last is waited for by a machine that has nothing else to do.
FIRST = ["nine_scenarios", "accessibility", "kill_drill", "two_servers", "signing", "starring", "evidence_reading"]
TOGETHER = ["single_sign_on", "single_sign_on_attacks", "behind_nginx"]  # a server or proxy of their own, started once


def pytest_collection_modifyitems(items):
    for item in items:
        item.add_marker(pytest.mark.journey)
        if (name := about(item)) in TOGETHER:
            item.add_marker(pytest.mark.xdist_group(name))
    ranks = {name: rank for rank, name in enumerate([*FIRST, *TOGETHER])}
    items.sort(key=lambda item: ranks.get(about(item), len(ranks)))


def about(item) -> str:
    """What the file of a journey is about, from its name."""
    return item.path.stem.removeprefix("test_")


def opened_browser(playwright: Playwright) -> Browser:
    """The machine's chromium, without a window."""
    program = os.environ.get("WIZARD_BROWSER") or next(
        (found for name in BROWSERS if (found := shutil.which(name))), None
    )
    assert program, "the journeys need a browser: `make browser` installs one, or set WIZARD_BROWSER"
    return playwright.chromium.launch(executable_path=program, args=FLAGS, headless=True)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        opened = opened_browser(playwright)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    started = Server(tmp_path_factory.mktemp("server") / "data").start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def provider():
    """Another organisation's accounts, on loopback."""
    started = Provider()
    yield started
    started.stop()


@pytest.fixture
def own_server(tmp_path):
    """A server for one test alone: to be killed, or to be looked at before anybody signed in."""
    started = Server(tmp_path / "data").start()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def with_account(server, browser):
    """The shared server, set up in the browser by its first person."""
    page = new_page(browser, "desktop")
    Person(page, server.address).set_up(server.setup_code())
    page.context.close()
    return server


@pytest.fixture
def seen():
    """Everything the browser complained about during a journey."""
    return []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember how a test ended, for the picture that is taken of a failed one."""
    report = yield
    if report.when == "call":
        item.failed = report.failed
    return report


@pytest.fixture
def visitor(with_account, browser, request, seen, tmp_path):
    """Somebody at the shared server who has not signed in; `width` may be parametrised."""
    width = request.node.callspec.params.get("width", "desktop") if hasattr(request.node, "callspec") else "desktop"
    page = new_page(browser, width, seen)
    yield Person(page, with_account.address)
    if getattr(request.node, "failed", False):
        page.screenshot(path=tmp_path / "failed.png")
    page.context.close()
    assert not complaints(seen), complaints(seen)


@pytest.fixture
def newcomer(visitor):
    """Somebody who signs in with name and password, as everybody does once a day."""
    visitor.open("/")
    visitor.sign_in()
    return visitor


@pytest.fixture
def person(visitor, with_account):
    """Somebody who signed in before: the server gave the browser a session's cookie, and no form is shown."""
    ticket = accounts.ticket_of(with_account.folder, PERSON["username"])
    answer = visitor.page.request.post(
        f"{visitor.address}/auth/session", data={"ticket": ticket}, headers={"X-Wizard": "1"}
    )
    assert answer.status == 204, answer.text()
    visitor.open("/")
    return visitor


def new_page(browser: Browser, width: str = "desktop", seen: list | None = None) -> Page:
    """A page in a fresh browser profile, as in China; complaints of the browser go into `seen`."""
    context = browser.new_context(
        viewport=WIDTHS[width], locale="zh-CN", timezone_id="Asia/Shanghai", accept_downloads=True
    )
    context.add_init_script(path=Path(__file__).with_name("answered.js"))
    page = context.new_page()
    if seen is not None:
        page.on(
            "console",
            lambda message: (
                seen.append(f"{message.text} {message.location.get('url', '')}") if message.type == "error" else None
            ),
        )
        page.on("pageerror", lambda error: seen.append(str(error)))
    return page


def complaints(seen: list) -> list:
    """What must not be there: script errors, refused content, failed requests."""
    return [line for line in seen if not any(path in line for path in EXPECTED)]
