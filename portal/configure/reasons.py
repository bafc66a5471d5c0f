"""Why options are blocked or forced, remembered between clicks.

A reason names some of the buyer's choices and the rules between them. It holds for as long as
those choices stand, whatever else is chosen, so that a click asks the engine about news only.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from threading import Lock

from configurator import Finding
from portal.configure.choices import Product, Value
from portal.configure.messages import card_reason
from portal.i18n import language

MODELS = 16
KEPT = 12


@dataclass(frozen=True, eq=False)
class Reason:
    """Own choices first, then the groups, rules and tables that tie them to the option."""

    findings: tuple[Finding, ...]
    _said: dict[str, str] = field(default_factory=dict)

    @cached_property
    def choices(self) -> tuple[tuple[str, Value], ...]:
        """The buyer's own choices it names."""
        own = (finding.params for finding in self.findings if finding.code == "choice")
        return tuple((params["choice"], params["value"]) for params in own)

    def holds(self, choices: Mapping[str, Value]) -> bool:
        """Whether all the choices it names stand."""
        return all(choices.get(key) == value for key, value in self.choices)

    def line(self, product: Product, code: str, state: str) -> str:
        """One line for the option's card, in the reader's language."""
        lang = language()
        if lang not in self._said:
            forced = state == "forced"
            self._said[lang] = card_reason(product.model, code, self.findings, forced=forced)
        return self._said[lang]


_lock = Lock()


def reason(product: Product, code: str, state: str) -> Reason:
    """Why the option is in this state, "blocked" or "forced"."""
    return known(product, code, state) or fresh(product, code, state)


def known(product: Product, code: str, state: str) -> Reason | None:
    """The same as far as it was asked before; None where the engine has to be asked.

    Of two that are as short the older one, so that a card goes on saying what it said.
    """
    choices = product.choices
    holding = [each for each in _of(product)[code, state] if each.holds(choices)]
    return min(holding, key=lambda each: len(each.choices), default=None)


def fresh(product: Product, code: str, state: str) -> Reason:
    """The smallest reason, asked anew and remembered."""
    found = Reason(tuple(product.engine.why(product.choices, code)))
    kept = _of(product)[code, state]
    with _lock:
        kept.append(found)
        del kept[:-KEPT]
    return found


def _of(product: Product) -> defaultdict[tuple[str, str], list[Reason]]:
    return _known(product.model.content_hash)


@lru_cache(maxsize=MODELS)
def _known(_model: str) -> defaultdict[tuple[str, str], list[Reason]]:
    return defaultdict(list)
