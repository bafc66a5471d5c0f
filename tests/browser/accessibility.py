"""axe on a page, with a message that says where and what."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def axe(page: Page) -> None:
    """Nothing, when axe finds no violation on the page as it is now.

    Raises:
        AssertionError: naming each rule that is broken and the elements that break it.
    """
    found = Axe().run(page).response["violations"]
    assert not found, f"{page.url} at {page.viewport_size}:\n" + "\n".join(map(_told, found))


def _told(violation: dict[str, Any]) -> str:
    lines = [f"  {violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"][:5]:
        lines.append(f"    {' '.join(map(str, node['target']))}   {node['html'][:160]}")
        lines += [f"      {check['message']}" for check in node["any"][:1]]
    if len(violation["nodes"]) > 5:
        lines.append(f"    … and {len(violation['nodes']) - 5} more")
    return "\n".join(lines)
