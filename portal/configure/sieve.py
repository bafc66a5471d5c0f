"""Finding one's way among many options: by words, or by what can still be had."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from portal.configure.steps import OptionView, StepView
from portal.i18n import fold

LONGEST = 80
POSSIBLE = "possible"


@dataclass(frozen=True)
class Sieve:
    """What the reader wants to see; everything, unless they said so."""

    words: str = ""
    possible: bool = False
    """Only what can be had without giving anything up."""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Sieve":
        """As a form or an address says: `find` and `only`."""
        return cls(asked.get("find", "").strip()[:LONGEST], asked.get("only") == POSSIBLE)

    @classmethod
    def of_address(cls, address: str) -> "Sieve":
        """As the address of the page says that a part is asked for."""
        asked = parse_qs(urlsplit(address).query)
        return cls.of({key: values[-1] for key, values in asked.items()})

    def __bool__(self) -> bool:
        return bool(self.words or self.possible)

    @property
    def asked(self) -> dict[str, Any]:
        """The same as a form or an address says it."""
        found = {"find": self.words, "only": POSSIBLE if self.possible else ""}
        return {key: value for key, value in found.items() if value}

    def through(self, step: StepView) -> StepView:
        """The step with what passes; `away` where nothing does."""
        if not self and not step.unshown and not any(o.unshown for o in step.options):
            return step
        wanted = fold(self.words).split()
        named = all(word in fold(f"{step.name} {step.more}") for word in wanted)
        options = tuple(o for o in step.options if self._passes(o, wanted, named))
        numbers = tuple(
            n for n in step.numbers if n.opened or named or _has(wanted, n.name, n.more)
        )
        hidden = {o.code for o in step.options} - {o.code for o in options}
        return replace(
            step,
            options=options,
            numbers=numbers,
            empty=step.empty if options and not wanted else "",
            ticked_away=tuple(
                o.code for o in step.options if o.code in hidden and o.state == "chosen"
            ),
            away=not step.opened and (step.unshown or (not options and not numbers)),
        )

    def _passes(self, option: OptionView, wanted: list[str], named: bool) -> bool:
        if option.ways:
            return True
        if option.unshown or (self.possible and option.state == "blocked"):
            return False
        return named or _has(wanted, option.name, option.more)


def _has(wanted: list[str], *texts: str) -> bool:
    text = fold(" ".join(texts))
    return all(word in text for word in wanted)


EVERYTHING = Sieve()
