"""Figures of a cost case in the reader's words: units, amounts, years."""

from decimal import Decimal
from functools import lru_cache

from portal.i18n import NBSP, _, language, number, percent, signed, words
from pricing import Results
from pricing.calculators.assumptions import Assumption
from pricing.calculators.inputs import AssumptionValue
from pricing.calculators.levels import level_name

SYMBOLS = {
    "VND": "₫", "m2": "m²", "m3": "m³", "litre": "l", "kgCO2e": "kgCO₂e", "tCO2e": "tCO₂e",
    "gCO2e": "gCO₂e",
}  # fmt: skip
VIETNAMESE = {
    "million": "triệu", "thousand": "nghìn", "billion": "tỷ", "year": "năm", "years": "năm",
    "month": "tháng", "months": "tháng", "quarter": "quý", "day": "ngày", "minute": "phút",
    "h": "giờ", "tonne": "tấn", "person": "người", "machine": "máy", "site": "địa điểm",
    "piece": "cái", "point": "điểm", "order": "đơn", "times": "lần", "level": "mức",
}  # fmt: skip
ONE = {"years": "year", "months": "month", "times": "time"}
"""What English calls a single one; Vietnamese has no plural."""
PLACES = 6
MOST_BESIDE = 6
FINE = 10_000


def unit(code: str) -> str:
    """A unit as people write it: "million VND/year" is "triệu ₫/năm" or "million ₫/year"."""
    if code == "fraction":
        return "%"
    spaced = code.replace("/", " / ").replace("*", " * ").split()
    known = [_word(part) for part in spaced]
    return " ".join(known).replace(" / ", "/").replace(" * ", "·").replace(" ", NBSP)


def beside(code: str) -> str:
    """The unit as it stands beside a field: the step of money alone; nothing where it is long."""
    step, _space, rest = code.partition(" ")
    text = _word(step) if rest else unit(code)
    return text if len(text) <= MOST_BESIDE else ""


def _word(part: str) -> str:
    if part in SYMBOLS:
        return SYMBOLS[part]
    return VIETNAMESE.get(part, part) if language() == "vi" else part


def value(amount: Decimal, code: str) -> str:
    """An assumption's value with all its digits (six at most) and its unit."""
    if code == "fraction":
        return f"{plain(amount * 100)}%"
    return f"{plain(amount)}{NBSP}{_of(amount, code)}"


def _of(amount: Decimal, code: str) -> str:
    """The unit beside an amount."""
    return unit(ONE.get(code, code) if amount == 1 else code)


def told(each: Assumption | AssumptionValue, amount: Decimal) -> str:
    """An assumption at `amount`: the name of the level that it is, else the value with its unit."""
    name = level_name(each.levels, amount)
    return words(name) if name else value(amount, each.unit)


def limit(amount: Decimal, code: str) -> str:
    """A break-even, in as many digits as one can act on: "708.8 million ₫ a year"."""
    if code == "fraction":
        return percent(amount, 2)
    text = f"{number(amount, _digits(amount))}{NBSP}{_of(amount, code)}"
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


class Amounts:
    """Writes money of these results in their scale: what a page needs for that is found once."""

    def __init__(self, results: Results) -> None:
        largest = max(abs(each.present_cost) for each in results.alternatives)
        # The same decimals in the whole case: one while costs stay under ten thousand steps.
        self.places = 1 if results.scale.factor > 1 and largest < FINE else 0
        self.scale, self.language = scale(results), language()

    def __call__(self, amount: Decimal, *, bare: bool = False, sign: bool = False) -> str:
        """“336.6 million ₫”, or the figure alone."""
        text = _written(amount, self.places, self.language)
        if sign and amount > 0 and text.strip("0.,"):
            text = f"+{text}"
        return text if bare else f"{text}{NBSP}{self.scale}"


@lru_cache(maxsize=8192)
def _written(amount: Decimal, places: int, _language: str) -> str:
    """`amount` as the reader of this language writes it: a page shows hundreds, again and again."""
    return number(amount, places)


def scale(results: Results) -> str:
    """The step of money: "million ₫"."""
    return words(results.scale.text).replace(" ", NBSP)


def years(amount: Decimal) -> str:
    """A payback: "1.7 years", or "from the start"."""
    if not amount:
        return _("from the start")
    return _("%(n)s years", n=number(amount, 1))


def far(amount: Decimal, current: Decimal, code: str) -> str:
    """How far `amount` is from the current value: rates in points, all else as a share of it."""
    if code == "fraction":
        return _("%(n)s points", n=signed((amount - current) * 100, 1))
    if not current:
        return "–"
    change = (amount - current) / abs(current)
    return signed(change * 100, 1 if abs(change) < Decimal("0.1") else 0) + "%"


def shown(amount: Decimal, code: str) -> Decimal:
    """The value as its field holds it, read back as a number."""
    return round(amount * 100 if code == "fraction" else amount, PLACES)
