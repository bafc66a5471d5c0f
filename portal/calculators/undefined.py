"""Why a measure has no figure, in the reader's words: in full, and as a table has room for."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from portal.calculators.messages import capital
from portal.i18n import _, number, percent, words
from portal.messages import Finding, joined, says, sentence
from pricing.calculators.alternatives import MOST_TELLING, AlternativeResult
from pricing.calculators.undefined import REASONS, why_undefined


def figure(each: AlternativeResult, measure: str, written: Callable[[Decimal], str]) -> str:
    """A measure as it is written, else in a few words that it has no figure."""
    value = getattr(each, measure)
    if value is not None:
        return written(value)
    why = why_undefined(each, measure)
    if why is None or why.code not in _brief():
        return _("not defined")
    return _brief()[why.code](why)


def sentence_of(each: AlternativeResult, measure: str) -> str:
    """Why a measure has no figure, as a sentence of its own; empty where it has one."""
    why = why_undefined(each, measure)
    if why is None:
        return ""
    told = f"{capital(sentence(why))}."
    return _("%(told)s See NPV.", told=told) if measure == "irr" else told


def said(finding: Finding) -> dict[str, Any]:
    """What the sentence on measures without a figure says: which, why, and whether NPV tells more."""
    measures = finding.params["measures"]
    return {
        "measures": joined([_names()[each] for each in measures]),
        "why": sentence(finding.params["why"]),
        "npv": "irr" in measures,
    }


def _names() -> dict[str, str]:
    return {
        "irr": "IRR",
        "mirr": "MIRR",
        "sir": "SIR",
        "airr": "AIRR",
        "simple_payback": _("simple payback"),
        "discounted_payback": _("discounted payback"),
    }


def _brief() -> dict[str, Callable[[Finding], str]]:
    """The reasons that say in a few words how large or how late a figure would be."""
    return {
        "rate_tells_nothing": lambda why: _over(why.params["most"]),
        "never_back": sentence,
    }


def _over(most: Decimal) -> str:
    return _("over %(most)s", most=percent(most, 0))


def _told(why: Finding) -> str:
    said = {name: _param(name, value) for name, value in why.params.items()}
    return words(REASONS[why.code]).format(**said)


def _param(name: str, value: Any) -> str:
    if name == "rates":
        return joined(
            [percent(each) if each <= MOST_TELLING else _over(MOST_TELLING) for each in value]
        )
    return percent(value, 0) if name == "most" else number(value)


for _code in REASONS:
    says(_code)(_told)
