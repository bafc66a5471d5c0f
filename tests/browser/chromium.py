"""The browser that tests and pictures share: Debian's Chromium, driven by Playwright."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from playwright._impl._driver import compute_driver_executable
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOCALES = {"vi": "vi-VN", "en": "en-GB"}
HEIGHTS = {360: 740, 768: 1024, 1280: 800}


class NoBrowser(Exception):
    """Chromium is not installed, or its driver does not start."""


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless Chromium, closed when the block ends.

    Raises:
        NoBrowser: there is none on this machine.
    """
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        raise NoBrowser("Chromium is not installed (sudo apt-get install -y chromium)")
    _try_driver()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def _try_driver() -> None:
    """Nothing, when Playwright's driver starts: on a bare system it lacks a library."""
    command = [*compute_driver_executable(), "--version"]
    driver = subprocess.run(command, capture_output=True, text=True)
    if driver.returncode:
        raise NoBrowser(f"{driver.stderr.strip()} (sudo apt-get install -y libatomic1)")


def context_options(
    language: str = "vi", width: int = 1280, *, javascript: bool = True, dark: bool = False
) -> dict[str, object]:
    """Playwright's options for one reader: language, window, with or without script, theme."""
    return {
        "locale": LOCALES[language],
        "viewport": {"width": width, "height": HEIGHTS.get(width, 800)},
        "java_script_enabled": javascript,
        "color_scheme": "dark" if dark else "light",
        "reduced_motion": "reduce",
        "timezone_id": "Asia/Ho_Chi_Minh",
    }
