"""What a reader does on any page: read it, have it checked, take its paper home."""

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, Page
from pypdf import PdfReader

from tests.browser.accessibility import axe
from tests.browser.session import press

# Language, width, script: each of these readers goes through every morning.
READERS = [("en", 1280, True), ("vi", 360, True), ("vi", 360, False)]
WIDER_THAN_WINDOW = "document.documentElement.scrollWidth > window.innerWidth"


def in_a_fortnight() -> str:
    """The date in two weeks, as it may be typed in either language."""
    return f"{datetime.now(UTC) + timedelta(days=14):%d/%m/%Y}"


def plain(text: str | None) -> str:
    """Text with ordinary spaces."""
    return " ".join((text or "").replace("\u00a0", " ").split())


@dataclass
class Desk:
    """One reader's page, and how they read it."""

    page: Page
    language: str
    javascript: bool

    def speak(self) -> None:
        """The portal's pages in this reader's language from here on."""
        self.page.goto("/")
        press(self.page, f"/language/{self.language}")

    def open(self, path: str) -> None:
        """Another page, checked."""
        self.page.goto(path)
        self.check()

    def check(self) -> None:
        """Nothing: the page fits the window and, where it is scripted, axe has no complaint."""
        page = self.page
        page.wait_for_load_state()
        assert not page.evaluate(WIDER_THAN_WINDOW), f"{page.url}: wider than {page.viewport_size}"
        if self.javascript:
            axe(page)

    def send(self, button: Locator) -> None:
        """The page that follows a form sent by this button."""
        with self.page.expect_navigation():
            button.click()

    def text(self, selector: str = "main") -> str:
        """What stands there."""
        return plain(self.page.locator(selector).first.text_content())

    def wait_for(self, text: str, selector: str = "main") -> None:
        """Nothing, once `text` stands there."""
        pattern = re.compile(r"\s+".join(map(re.escape, text.split())))
        self.page.locator(selector).filter(has_text=pattern).first.wait_for(state="attached")

    def paper(self) -> list[str]:
        """The pages of the PDF that is being made, as text."""
        link = self.page.locator("a[href$='.pdf']").first
        for _attempt in range(60):
            try:
                link.wait_for(timeout=1_000)
                break
            except Exception:  # without script the page does not turn by itself
                self.page.reload()
        with self.page.expect_download() as download:
            link.click()
        paper = PdfReader(io.BytesIO(download.value.path().read_bytes()))
        return [plain(page.extract_text()) for page in paper.pages]
