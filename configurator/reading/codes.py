"""Names of other tools → identifiers of ours, each once."""

import re
import unicodedata

from configurator.model import RESERVED

LONGEST = 64
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_OTHER = re.compile(r"[^A-Za-z0-9_]+")


class Codes:
    """Gives every name an identifier of its own; a name that is one already keeps it.

    >>> codes = Codes()
    >>> codes.take("i3-7100 Kaby Lake"), codes.take("i3 7100 Kaby Lake"), codes.take("7 bar")
    ('i3_7100_Kaby_Lake', 'i3_7100_Kaby_Lake_2', 'f_7_bar')
    """

    def __init__(self) -> None:
        self._taken = set(RESERVED)

    def take(self, name: str) -> str:
        """A free identifier that looks like the name."""
        code = name if _IDENTIFIER.fullmatch(name) else _ascii(name)
        code = code[:LONGEST]
        if code in self._taken:
            code = next(each for each in self._numbered(code) if each not in self._taken)
        self._taken.add(code)
        return code

    def _numbered(self, code: str) -> list[str]:
        return [f"{code[: LONGEST - 8]}_{n}" for n in range(2, len(self._taken) + 3)]


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D"))
    code = _OTHER.sub("_", plain.encode("ascii", "ignore").decode()).strip("_")
    return code if code[:1].isalpha() else f"f_{code}".rstrip("_")
