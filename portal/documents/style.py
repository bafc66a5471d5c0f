"""The part of the style sheet that one paper needs: reading all of it takes longer than a page."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

SHEET = Path(__file__).resolve().parents[2] / "static" / "app.css"
CLASS = re.compile(r"\.([A-Za-z_][\w-]*)")
CHOICE = re.compile(r":(?:not|is|where|has)\((?:[^()]|\([^()]*\))*\)")
BETWEEN_SELECTORS = re.compile(r",(?![^()]*\))")
NESTING = ("@layer", "@media", "@supports")


def style_of(html: str) -> str:
    """The rules of the portal's sheet that can apply to `html`."""
    return rules_for(html, _sheet(SHEET.stat().st_mtime_ns))


@lru_cache(maxsize=1)
def _sheet(_changed: int) -> str:
    return re.sub(r"/\*.*?\*/", "", SHEET.read_text("utf-8"), flags=re.DOTALL)


def rules_for(html: str, css: str) -> str:
    """`css`, which has no comments, without fonts and selectors whose classes `html` does not have.

    >>> css = ".a p, .c { x: 1 } @media print { .b { y: 2 } p:not(.b) { z: 3 } } @page { size: A4 }"
    >>> rules_for('<p class="a">', css)
    '.a p{ x: 1 }@media print{p:not(.b){ z: 3 }}@page{ size: A4 }'
    """
    known = {name for found in re.findall(r'class="([^"]*)"', html) for name in found.split()}
    return "".join(_kept(css, known))


def _kept(css: str, known: set[str]) -> Iterator[str]:
    for head, body in _rules(css):
        if body is None:
            yield f"{head};"
        elif head.startswith(NESTING):
            yield f"{head}{{{''.join(_kept(body, known))}}}"
        elif head == "@font-face":
            continue  # the typesetter brings those of paper
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        elif selectors := [each for each in BETWEEN_SELECTORS.split(head) if _fits(each, known)]:
            yield f"{','.join(selectors)}{{{body}}}"


def _fits(selector: str, known: set[str]) -> bool:
    """Whether every class is there that the selector cannot do without."""
    return known.issuperset(CLASS.findall(CHOICE.sub("", selector)))


def _rules(css: str) -> Iterator[tuple[str, str | None]]:
    """Each rule as what stands before its braces and what stands in them; None: it has none."""
    depth, start, opened = 0, 0, 0
    for mark in re.finditer(r"[{};]", css):
        if mark[0] == "{":
            opened = opened if depth else mark.start()
            depth += 1
        elif mark[0] == "}":
            depth -= 1
            if not depth:
                yield css[start:opened].strip(), css[opened + 1 : mark.start()]
                start = mark.end()
        elif not depth:
            yield css[start : mark.start()].strip(), None
            start = mark.end()
