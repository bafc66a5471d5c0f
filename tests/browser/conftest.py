"""A browser, a living portal, and readers of every kind."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect

from tests.browser.chromium import NoBrowser, context_options, launched
from tests.browser.prospects import World
from tests.browser.server import Portal, seeded_instance, serving
from tests.browser.session import sign_in

Reader = Callable[..., Page]
PATIENCE_MILLISECONDS = 30_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The session's Chromium; without one the browser tests are skipped."""
    try:
        with launched() as browser:
            expect.set_options(timeout=PATIENCE_MILLISECONDS)
            yield browser
    except NoBrowser as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def portal(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[Portal]:
    """A portal with a freshly seeded demo, for this process alone."""
    base = tmp_path_factory.getbasetemp()
    instance = base / "instance"
    shutil.copytree(seeded_instance(base if worker_id == "master" else base.parent), instance)
    with serving(instance) as portal:
        yield portal


@pytest.fixture(scope="session")
def world(portal: Portal) -> World:
    """The same portal from behind, for preparing and for looking up."""
    return World.behind(portal)


@pytest.fixture(scope="session")
def sign_ins() -> dict[str, Any]:
    """Cookies of the people who have signed in, kept for the session."""
    return {}


@pytest.fixture
def reader(
    browser: Browser, portal: Portal, sign_ins: dict[str, Any], tmp_path: Path
) -> Iterator[Reader]:
    """Opens a page for a reader of its own.

    `reader("en", 360, javascript=False, dark=True, person="huong@…")`: by default Vietnamese,
    1280 px, with script, light, a stranger; `cookies` for somebody signed in already. A script error, a refused resource
    or an answer of 500 on any of the pages fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(
        language: str = "vi",
        width: int = 1280,
        *,
        person: str | None = None,
        cookies: Any = None,
        **how: bool,
    ) -> Page:
        if person and person not in sign_ins:
            sign_ins[person] = _signed_in(browser, portal, person)
        context = browser.new_context(
            base_url=portal.url,
            storage_state=sign_ins[person] if person else cookies,
            **context_options(language, width, **how),
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        contexts.append(context)
        page = context.new_page()
        _listen(page, troubles)
        return page

    yield open_page
    # What a page says because it is being closed is no trouble of a reader's.
    told = list(troubles)
    for context in contexts:
        context.close()
    assert not told, "\n".join(told)


# htmx calls a question that was dropped for a newer one an error. One that got no answer says
# htmx:sendError as well.
DROPPED = ("htmx:sendAbort", "htmx:afterRequest")


def _listen(page: Page, troubles: list[str]) -> None:
    def said(message: ConsoleMessage) -> None:
        # A refused form (422) is an answer, and the console calls it an error.
        known = (
            "Failed to load resource" in message.text or message.text.partition(",")[0] in DROPPED
        )
        if message.type == "error" and not known:
            troubles.append(f"{page.url}: {message.text}")

    def failed(error: Error) -> None:
        troubles.append(f"{page.url}: {error}")

    page.on("console", said)
    page.on("pageerror", failed)
    page.on(
        "response",
        lambda answer: (
            troubles.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None
        ),
    )


def _signed_in(browser: Browser, portal: Portal, person: str) -> Any:
    context = browser.new_context(base_url=portal.url, **context_options("en"))
    page = context.new_page()
    sign_in(page, person)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def page_vi(reader: Reader) -> Page:
    """A Vietnamese stranger's page at 1280 px."""
    return reader("vi")


@pytest.fixture
def page_en(reader: Reader) -> Page:
    """An English stranger's page at 1280 px."""
    return reader("en")


@pytest.fixture
def page_phone(reader: Reader) -> Page:
    """A Vietnamese stranger's page on a phone of 360 px."""
    return reader("vi", 360)


@pytest.fixture
def page_plain(reader: Reader) -> Page:
    """A Vietnamese stranger's page without JavaScript."""
    return reader("vi", javascript=False)
