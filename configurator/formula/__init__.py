"""The language of rules: option codes and numbers joined by `and or not => <=>`.

    heat_recovery => water_cooling and not (outdoor or flow < 12.5)

Binding, tightest first: `not`, `and`, `or`, `=>` (to the right), `<=>`. A number is compared with
a constant by `< <= > >= = !=`; `10 <= flow <= 20` may be written in one go. Both sides may be short
sums, in which an option counts 1 where it is chosen and else 0, and `sum(power_kw)` adds up an
attribute over the options that are chosen:

    2 * flow + 0.5 * reserve - big_tank <= 40
    sum(power_kw) <= supply
"""

from configurator.formula.parsing import Totals, parse
from configurator.formula.sums import MAX_NAMES
from configurator.formula.terms import (
    COMPARE,
    And,
    Atom,
    Compare,
    Formula,
    Iff,
    Linear,
    Name,
    Not,
    Or,
    holds,
    implies,
    mentions,
)
from configurator.formula.tokens import MOST_DIGITS, FormulaError
from configurator.formula.writing import write

__all__ = [
    "COMPARE",
    "MAX_NAMES",
    "MOST_DIGITS",
    "And",
    "Atom",
    "Compare",
    "Formula",
    "FormulaError",
    "Iff",
    "Linear",
    "Name",
    "Not",
    "Or",
    "Totals",
    "holds",
    "implies",
    "mentions",
    "parse",
    "write",
]
