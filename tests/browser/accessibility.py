"""axe on a page, with a message that says where and what."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH, AXE_SCRIPT
from playwright.sync_api import Page

HAS_AXE = "'axe' in window"
VIOLATIONS = "axe.run({resultTypes: ['violations']}).then(results => results.violations)"
WITHOUT_SCRIPT = "matchMedia('(scripting: none)').matches"
LANGUAGE = "document.documentElement.lang"


def axe(page: Page) -> None:
    """Nothing, when axe finds no violation on the page as it is now.

    Raises:
        AssertionError: naming each rule that is broken and the elements that break it.
    """
    with _scripted(page) as readable:
        if not readable.evaluate(HAS_AXE):
            # Sent once for all pages to come: sending it takes as long as running it.
            readable.context.add_init_script(path=AXE_FILE_PATH)
            readable.evaluate(AXE_SCRIPT)
        found = readable.evaluate(VIOLATIONS)
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
