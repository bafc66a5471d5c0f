"""HTML in, PDF out: a process of its own, so that no document can exhaust the portal.

Run as `python -m portal.documents.paper`: HTML on standard input, PDF on standard output.
"""

import resource
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

STATIC = Path(__file__).resolve().parents[2] / "static"
CPU_SECONDS = 60
MEMORY_BYTES = 2 * 1024**3
PATIENCE_SECONDS = 90
FONTS = "".join(
    f'@font-face {{ font-family: Inter; font-weight: {weight};'
    f' src: url("fonts/inter-{weight}.ttf") format("truetype"); }}'
    for weight in (400, 600, 700)
)


class PaperError(RuntimeError):
    """The document could not be made; the message is for the log."""


class StaticOnly(URLFetcher):
    """A fetcher that opens the portal's own style sheet and fonts, and refuses everything else."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """The file behind `url`, if it is one of ours."""
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        if parts.scheme != "file" or not path.is_relative_to(STATIC):
            raise ValueError(f"a document may not fetch {url}")
        return super().fetch(url, headers)


def write(html: str) -> bytes:
    """The PDF (PDF/UA-1) of `html`, made in this process."""
    fetcher, fonts = StaticOnly(), FontConfiguration()
    base = STATIC.as_uri() + "/"
    sheets = [
        CSS(string=FONTS, base_url=base, url_fetcher=fetcher, font_config=fonts),
        CSS(filename=str(STATIC / "app.css"), url_fetcher=fetcher, font_config=fonts),
    ]
    document = HTML(string=html, base_url=base, url_fetcher=fetcher)
    pdf: bytes = document.write_pdf(
        stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1", hinting=False
    )
    return pdf


def write_apart(html: str) -> bytes:
    """The PDF of `html`, made in a process limited in time and memory.

    Raises:
        PaperError: it took too long, too much, or broke.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", "portal.documents.paper"],
            input=html.encode(),
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
            preexec_fn=_limit,
            cwd=STATIC.parent,
        )
    except subprocess.TimeoutExpired as error:
        raise PaperError(f"no PDF after {PATIENCE_SECONDS} s") from error
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise PaperError(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


if __name__ == "__main__":
    sys.stdout.buffer.write(write(sys.stdin.read()))
