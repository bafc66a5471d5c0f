"""Pictures of every page of the demo, for eyes: `./check shots [folder]`.

Walkers go through the demo (see `walk`); every page they find is taken at 360 and 1280 px, light
and dark, in Vietnamese and English. What nobody reached is told at the end.
"""

import itertools
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser

from portal import create_app
from portal.config import Settings
from tests.browser.chromium import HEIGHTS, NoBrowser, context_options, launched
from tests.browser.server import environment, seeded_instance, serving
from tests.browser.session import press
from tests.browser.walk import Stop, Walk, Walker, walkers

WIDTHS = (360, 1280)
THEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
LANGUAGES = ("vi", "en")


def file_names(stops: list[Stop]) -> dict[str, str]:
    """For each path of one walker, the beginning of its pictures' names."""
    names = {}
    for number, stop in enumerate(stops, 1):
        names[stop.path] = f"{stop.walker.name}-{number:02}-{stop.route}"
    return names


def take(browser: Browser, url: str, state: Any, names: dict[str, str], folder: Path) -> None:
    """Every page in every way, as the person whose cookies these are."""
    for language in LANGUAGES:
        context = browser.new_context(
            base_url=url, storage_state=state, **context_options(language)
        )
        page = context.new_page()
        page.goto("/")
        press(page, f"/language/{language}")
        for path, name in names.items():
            page.goto(path)
            page.evaluate("document.fonts.ready")
            for width, theme in itertools.product(WIDTHS, THEMES):
                page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                page.emulate_media(color_scheme=theme)
                file = folder / f"{name}-{width}-{theme}-{language}.png"
                page.screenshot(path=file, full_page=True)
        context.close()


def one_of_each(walkers: list[Walker]) -> list[Walker]:
    """The first walker of each supplier, segment and role: the others see the same pages."""
    first = {(walker.pack, walker.segment, walker.roles): walker for walker in reversed(walkers)}
    return list(reversed(first.values()))


def main(folder: Path) -> None:
    """Fills the folder, and says how many pictures there are and which pages are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory(prefix="bidwright-shots-") as shared:
        instance = seeded_instance(Path(shared))
        walk = Walk(create_app(Settings.from_environment(environment(instance, ""))))
        with launched() as browser, serving(instance) as portal:
            for walker in one_of_each(walkers()):
                state = walk.explore(browser, portal.url, walker)
                stops = [stop for stop in walk.stops if stop.walker == walker]
                print(f"{walker.name}: {len(stops)} pages", flush=True)
                take(browser, portal.url, state, file_names(stops), folder)
    print(f"{len(list(folder.glob('*.png')))} pictures of {len(walk.stops)} pages in {folder}")
    print("Nobody reached:", ", ".join(walk.unseen()) or "nothing")


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]).resolve())
    except NoBrowser as reason:
        sys.exit(f"No pictures: {reason}")
