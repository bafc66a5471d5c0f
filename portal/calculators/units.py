"""Figures of a cost case in the reader's words: units, amounts, years."""

from decimal import Decimal

from portal.i18n import NBSP, _, language, number, percent, words
from pricing import Results
from pricing.calculator_data import Scale

SYMBOLS = {
    "VND": "₫", "m2": "m²", "m3": "m³", "litre": "l", "kgCO2e": "kgCO₂e", "tCO2e": "tCO₂e",
    "gCO2e": "gCO₂e",
}  # fmt: skip
VIETNAMESE = {
    "million": "triệu", "thousand": "nghìn", "billion": "tỷ", "year": "năm", "years": "năm",
    "month": "tháng", "months": "tháng", "quarter": "quý", "day": "ngày", "minute": "phút",
    "h": "giờ", "tonne": "tấn", "person": "người", "machine": "máy", "site": "địa điểm",
    "piece": "cái", "point": "điểm", "order": "đơn", "times": "lần",
}  # fmt: skip
PLACES = 6


def unit(code: str) -> str:
    """A unit as people write it: "million VND/year" is "triệu ₫/năm" or "million ₫/year"."""
    if code == "fraction":
        return "%"
    spaced = code.replace("/", " / ").replace("*", " * ").split()
    known = [_word(part) for part in spaced]
    return " ".join(known).replace(" / ", "/").replace(" * ", "·").replace(" ", NBSP)


def _word(part: str) -> str:
    if part in SYMBOLS:
        return SYMBOLS[part]
    return VIETNAMESE.get(part, part) if language() == "vi" else part


def value(amount: Decimal, code: str) -> str:
    """An assumption's value with all its digits (six at most) and its unit."""
    if code == "fraction":
        return f"{plain(amount * 100)}%"
    return f"{plain(amount)}{NBSP}{unit(code)}"


def limit(amount: Decimal, code: str) -> str:
    """A break-even, in as many digits as one can act on: "708.8 million ₫ a year"."""
    if code == "fraction":
        return percent(amount, 2)
    text = f"{number(amount, _digits(amount))}{NBSP}{unit(code)}"
    return text.replace("/year", " a year") if language() == "en" else text


def _digits(amount: Decimal) -> int:
    size = abs(amount)
    for least, places in ((1000, 0), (100, 1), (1, 2)):
        if size >= least:
            return places
    return 4


def plain(amount: Decimal) -> str:
    """A number with six decimals at most, none of them idle."""
    return number(round(amount, PLACES))


def scale_places(scale: Scale) -> int:
    """Decimals of money: one where a figure stands for millions, else none."""
    return 1 if scale.factor > 1 else 0


def money(results: Results, amount: Decimal, *, bare: bool = False, sign: bool = False) -> str:
    """Money of these results in their scale: "336.6 million ₫", or the figure alone."""
    text = number(amount, scale_places(results.scale))
    if sign and text.strip("0.,−"):
        text = ("+" if amount > 0 else "") + text
    return text if bare else f"{text}{NBSP}{scale(results)}"


def scale(results: Results) -> str:
    """The step of money: "million ₫"."""
    return words(results.scale.text).replace(" ", NBSP)


def years(amount: Decimal | None) -> str:
    """A payback: "1.7 years", or that there is none."""
    if amount is None:
        return _("not within the years compared")
    return _("%(n)s years", n=number(amount, 1))


def shown(amount: Decimal, code: str) -> Decimal:
    """The value as its field holds it, read back as a number."""
    return round(amount * 100 if code == "fraction" else amount, PLACES)
