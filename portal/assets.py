"""The files that set-up makes: htmx, the fonts of page and paper, the compiled translations.

Set-up runs this file as a script before the portal can be imported; it writes below `static/` and
`portal/translations/`. Sources come out of installed packages and are compared with the checksums
written here, so a changed package is refused instead of being served.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parent.parent
HTMX = ("django_htmx", "static/django_htmx/htmx-2.min.js")
INTER = ("fontpkg_inter", "files/Inter[opsz,wght].ttf")
CHECKSUMS = {
    HTMX: "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de",
    INTER: "29160a80ff49ddcab2c97711247e08b1fab27a484a329ce8b813d820dc559031",
}
WEIGHTS = (400, 600, 700)
TEXT_SIZE = 14  # the optical size Inter is drawn for in running text
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "case", "zero", "subs", "sups"]
LETTERS = (
    (0x20, 0x7E),  # ASCII
    (0xA0, 0xFF),  # Latin-1
    (0x102, 0x103), (0x110, 0x111), (0x128, 0x129), (0x168, 0x169), (0x1A0, 0x1A1), (0x1AF, 0x1B0),
    (0x1EA0, 0x1EF9),  # the Vietnamese letters with two marks
)  # fmt: skip
MARKS = "\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"  # names typed in decomposed Unicode
SPACES = "\u2007\u2009\u2011\u202f"
SYMBOLS = "₫€–—‘’“”…•‰′″←↑→↓↗↘−×÷±≈≠≤≥∑ΣΔ∞⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉✓✗▲▼▶◀●○■□"


class AssetError(Exception):
    """A source is missing or is not the file that was reviewed."""


def source(package: str, name: str) -> bytes:
    """Bytes of one file of an installed package, checked by SHA-256.

    Raises:
        AssetError: the package is not installed, or the file is another one.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise AssetError(f"{package} is not installed")
    data = Path(spec.origin).parent.joinpath(name).read_bytes()
    found, expected = hashlib.sha256(data).hexdigest(), CHECKSUMS[package, name]
    if found != expected:
        raise AssetError(f"{package}/{name} has checksum {found}, expected {expected}")
    return data


def characters() -> set[int]:
    """Code points that pages and papers are written with."""
    ranges = {point for first, last in LETTERS for point in range(first, last + 1)}
    return ranges | {ord(character) for character in MARKS + SPACES + SYMBOLS}


def subset(data: bytes) -> bytes:
    """The variable font reduced to our characters; tabular figures stay available."""
    options = Options(layout_features=FEATURES, name_IDs=["*"], notdef_outline=True, hinting=False)
    font = TTFont(BytesIO(data))
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    return saved(font)


def fixed(data: bytes, weight: int) -> tuple[bytes, bytes]:
    """The font at one weight: TrueType for paper, woff2 for the page."""
    axes = {"wght": weight, "opsz": TEXT_SIZE}
    font = instantiateVariableFont(TTFont(BytesIO(data)), axes, updateFontNames=True)
    paper = saved(font)
    font.flavor = "woff2"
    return paper, saved(font)


def saved(font: TTFont) -> bytes:
    """The font's file."""
    buffer = BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def compiled(catalogue: Path) -> bytes:
    """The .mo file of a .po file."""
    buffer = BytesIO()
    with catalogue.open("rb") as lines:
        write_mo(buffer, read_po(lines))
    return buffer.getvalue()


def made() -> Iterator[tuple[str, bytes]]:
    """(path below the root, content) of every file that set-up makes."""
    yield "static/vendor/htmx.min.js", source(*HTMX)
    small = subset(source(*INTER))
    with ProcessPoolExecutor() as processes:
        for weight, files in zip(
            WEIGHTS, processes.map(partial(fixed, small), WEIGHTS), strict=True
        ):
            yield f"static/fonts/inter-{weight}.ttf", files[0]
            yield f"static/fonts/inter-{weight}.woff2", files[1]
    for catalogue in sorted(ROOT.glob("portal/translations/*/LC_MESSAGES/*.po")):
        path = catalogue.with_suffix(".mo").relative_to(ROOT).as_posix()
        yield path, compiled(catalogue)


def write(path: Path, content: bytes) -> None:
    """Puts the whole file in place at once: a reader never sees half a font."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)


def make(root: Path = ROOT, say: Callable[[str], object] = print) -> None:
    """Writes every file and says its name and size."""
    for path, content in made():
        write(root / path, content)
        say(f"{path}  {len(content):,} bytes")


if __name__ == "__main__":
    try:
        make()
    except AssetError as error:
        sys.exit(f"Assets: {error}. Remove .venv and start again.")
