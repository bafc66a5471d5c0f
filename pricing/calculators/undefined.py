"""Why a measure has no figure: one rule, and one set of words for every place that tells it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pricing.calculators.alternatives import MOST_TELLING, AlternativeResult
from pricing.findings import Finding
from pricing.text import Text

MEASURES = ("irr", "mirr", "sir", "airr", "simple_payback", "discounted_payback")
"""What comes back of what was paid more: measures that may have no figure."""

REASONS = {
    "nothing_saved": Text(
        "không xác định, vì mọi khoản tiết kiệm đều bằng 0",
        "not defined, because every saving is zero",
    ),
    "only_saves": Text(
        "không xác định, vì dòng tiền không đổi dấu: chỉ tiết kiệm",
        "not defined, because the cash flow never changes sign: it only saves",
    ),
    "only_pays": Text(
        "không xác định, vì dòng tiền không đổi dấu: chỉ tốn thêm",
        "not defined, because the cash flow never changes sign: it only costs more",
    ),
    "no_rate_fits": Text(
        "không xác định, vì dòng tiền đổi dấu {changes} lần và không tỷ suất nào phù hợp",
        "not defined, because the cash flow changes sign {changes} times and no rate fits",
    ),
    "several_rates_fit": Text(
        "không xác định, vì dòng tiền đổi dấu {changes} lần và {count} tỷ suất cùng phù hợp: {rates}",
        "not defined, because the cash flow changes sign {changes} times and {count} rates fit: {rates}",
    ),
    "rate_tells_nothing": Text(
        "không xác định, vì lúc đầu hầu như không có tiền trao tay: tỷ suất vượt {most}",
        "not defined, because hardly any money moves at the start: the rate is over {most}",
    ),
    "nothing_invested": Text(
        "không xác định, vì lúc đầu không phải chi thêm",
        "not defined, because nothing more is paid at the start",
    ),
    "ratio_below_zero": Text(
        "không xác định, vì tỷ số (SIR) âm", "not defined, because the ratio (SIR) is below zero"
    ),
    "never_back": Text("không, trong {years} năm", "none in {years} years"),
}
"""Each reason in words; in braces the params of its finding."""


def why_undefined(each: AlternativeResult, measure: str) -> Finding | None:
    """Why a measure of an alternative has no figure; None where it has one.

    Args:
        measure: one of MEASURES.

    Params: `changes` (of sign), `count` (of rates that fit), `rates` (those, per year, from small
    to large), `most` (the largest rate that tells anything), `years`.
    """
    if getattr(each, measure) is not None:
        return None
    if not each.irr_sign_changes and not any(each.savings):
        return Finding("nothing_saved")
    if measure == "irr":
        return _no_rate(each)
    if measure == "mirr":
        return _one_way(each)
    if measure in ("sir", "airr"):
        return Finding("nothing_invested" if each.sir is None else "ratio_below_zero")
    return Finding("never_back", (), {"years": len(each.savings) - 1})


def _no_rate(each: AlternativeResult) -> Finding:
    changes, rates = each.irr_sign_changes, each.internal_rates
    if not changes:
        return _one_way(each)
    if not rates:
        return Finding("no_rate_fits", (), {"changes": changes})
    if len(rates) == 1:
        return Finding("rate_tells_nothing", (), {"most": MOST_TELLING})
    params = {"changes": changes, "count": len(rates), "rates": rates}
    return Finding("several_rates_fit", (), params)


def _one_way(each: AlternativeResult) -> Finding:
    return Finding("only_saves" if sum(each.savings, Decimal(0)) > 0 else "only_pays")


def undefined(each: AlternativeResult) -> Iterator[tuple[tuple[str, ...], Finding]]:
    """The measures of an alternative that have no figure, those of like reason together."""
    reasons = {measure: why_undefined(each, measure) for measure in MEASURES}
    told: list[Finding] = []
    for why in reasons.values():
        if why is not None and why not in told:
            told.append(why)
            yield tuple(measure for measure in MEASURES if reasons[measure] == why), why
