"""axe on a page, with a message that says where and what."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WITHOUT_SCRIPT = "matchMedia('(scripting: none)').matches"
LANGUAGE = "document.documentElement.lang"


def axe(page: Page) -> None:
    """Nothing, when axe finds no violation on the page as it is now.

    Raises:
        AssertionError: naming each rule that is broken and the elements that break it.
    """
    with _scripted(page) as readable:
        found = Axe().run(readable).response["violations"]
    assert not found, f"{page.url} at {page.viewport_size}:\n" + "\n".join(map(_told, found))


@contextmanager
def _scripted(page: Page) -> Iterator[Page]:
    """The page; or, as axe is a script itself, the same address read by a twin that runs scripts."""
    browser = page.context.browser
    if not browser or not page.evaluate(WITHOUT_SCRIPT):
        yield page
        return
    twin = browser.new_context(
        storage_state=page.context.storage_state(),
        viewport=page.viewport_size,
        locale=page.evaluate(LANGUAGE),
    )
    try:
        readable = twin.new_page()
        readable.goto(page.url)
        yield readable
    finally:
        twin.close()


def _told(violation: dict[str, Any]) -> str:
    lines = [f"  {violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"][:5]:
        lines.append(f"    {' '.join(map(str, node['target']))}   {node['html'][:160]}")
        lines += [f"      {check['message']}" for check in node["any"][:1]]
    if len(violation["nodes"]) > 5:
        lines.append(f"    … and {len(violation['nodes']) - 5} more")
    return "\n".join(lines)
