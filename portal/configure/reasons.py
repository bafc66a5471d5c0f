"""Why options are blocked or forced, remembered between clicks.

A reason names some of the buyer's choices and the rules between them. It holds for as long as
those choices stand, whatever else is chosen, so that a click asks the engine about news only.
"""

from collections import OrderedDict, defaultdict
from threading import Lock

from configurator import Finding
from portal.configure.choices import Product

MODELS = 16
KEPT = 12

Reason = tuple[Finding, ...]

_known: OrderedDict[str, defaultdict[tuple[str, str], list[Reason]]] = OrderedDict()
_lock = Lock()


def reason(product: Product, code: str, state: str) -> Reason:
    """Why the option is in this state, "blocked" or "forced": own choices first, then rules."""
    known = _of(product)[code, state]
    holding = [each for each in known if _holds(each, product)]
    if holding:
        return min(holding, key=_choices)
    return fresh(product, code, state)


def fresh(product: Product, code: str, state: str) -> Reason:
    """The smallest reason, asked anew and remembered."""
    found = tuple(product.engine.why(product.choices, code))
    known = _of(product)[code, state]
    with _lock:
        known.insert(0, found)
        del known[KEPT:]
    return found


def _of(product: Product) -> defaultdict[tuple[str, str], list[Reason]]:
    with _lock:
        found = _known.pop(product.model.content_hash, None) or defaultdict(list)
        _known[product.model.content_hash] = found
        if len(_known) > MODELS:
            _known.popitem(last=False)
        return found


def _holds(reason: Reason, product: Product) -> bool:
    own = (finding.params for finding in reason if finding.code == "choice")
    return all(product.choices.get(p["choice"]) == p["value"] for p in own)


def _choices(reason: Reason) -> int:
    return sum(finding.code == "choice" for finding in reason)
