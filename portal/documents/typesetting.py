"""A program of its own: HTML, its style and what it carries on standard input, PDF on standard output.

It is run by path, not as a module: the typesetter needs nothing of the portal, and the portal
never loads the typesetter.
"""

import base64
import ctypes.util
import gc
import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

if sys.platform == "linux":
    # Libraries are opened by the names of their files; searching for other names first would
    # start a compiler for each of them.
    ctypes.util.find_library = lambda name: None

from weasyprint import CSS, HTML, Attachment
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

STATIC = Path(__file__).resolve().parents[2] / "static"
BASE = STATIC.as_uri() + "/"
FONTS = "".join(
    f"@font-face {{ font-family: Inter; font-weight: {weight};"
    f' src: url("fonts/inter-{weight}.ttf") format("truetype"); }}'
    for weight in (400, 600, 700)
)


class StaticOnly(URLFetcher):
    """A fetcher that opens the portal's own fonts, and refuses everything else."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """The file behind `url`, if it is one of ours."""
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or not path.is_relative_to(STATIC):
            raise ValueError(f"a document may not fetch {url}")
        return super().fetch(url, headers)


class Typesetter:
    """Everything a paper needs before it is known: libraries, fonts, the first use of each."""

    def __init__(self) -> None:
        self._fetcher, self._fonts = StaticOnly(), FontConfiguration()
        self._faces = self._sheet(FONTS)
        self.write("<html lang=en><title>.</title><p>.", "p { font-family: Inter }", None)

    def write(self, html: str, style: str, inside: dict[str, str] | None) -> bytes:
        """The PDF of `html` in this style: PDF/UA-1, or PDF/A-3a with the file it carries inside."""
        document = HTML(string=html, base_url=BASE, url_fetcher=self._fetcher)
        pdf: bytes = document.write_pdf(
            stylesheets=[self._faces, self._sheet(style)],
            font_config=self._fonts,
            hinting=False,
            pdf_variant="pdf/a-3a" if inside else "pdf/ua-1",
            attachments=[_attachment(inside)] if inside else None,
        )
        return pdf

    def _sheet(self, style: str) -> CSS:
        fetcher, fonts = self._fetcher, self._fonts
        return CSS(string=style, base_url=BASE, url_fetcher=fetcher, font_config=fonts)


def _attachment(inside: dict[str, str]) -> Attachment:
    content = base64.b64decode(inside["content"])
    return Attachment(string=content, name=inside["name"], relationship="Source")


if __name__ == "__main__":
    gc.disable()  # it lives for one paper, in limited memory: collecting took a tenth of its time
    typesetter = Typesetter()
    if asked := sys.stdin.read():  # nothing where whoever wanted a paper has gone
        paper = json.loads(asked)
        pdf = typesetter.write(paper["html"], paper["style"], paper["attachment"])
        sys.stdout.buffer.write(pdf)
