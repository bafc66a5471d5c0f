"""The text of a formula."""

from decimal import Decimal

from configurator.formula.terms import And, Compare, Formula, Iff, Linear, Name, Not, Or


def write(formula: Formula) -> str:
    """The text `parse` reads this formula from.

    >>> from configurator.formula import parse
    >>> write(parse("a => (b or not c) and 2 * flow - tank <= 4"))
    'a => (b or not c) and 2 * flow - tank <= 4'
    """
    return _written(formula, 0)


def _written(formula: Formula, strength: int) -> str:
    """A formula inside an operator that binds with `strength`: in brackets where it binds less."""
    match formula:
        case Name(id):
            return id
        case Compare(number, sign, constant):
            return f"{number} {sign} {constant:f}"
        case Linear(terms, sign, constant):
            return f"{_written_sum(terms)} {sign} {constant:f}"
        case Not(part):
            text, own = f"not {_written(part, 5)}", 5
        case Iff(left, right):
            text, own = f"{_written(left, 2)} <=> {_written(right, 2)}", 1
        case Or((Not(condition), consequence)):
            text, own = f"{_written(condition, 3)} => {_written(consequence, 2)}", 2
        case And(parts) | Or(parts):
            word, own = ("and", 4) if isinstance(formula, And) else ("or", 3)
            text = f" {word} ".join(_written(part, own + 1) for part in parts)
            own = own if len(parts) > 1 else strength
    return text if own >= strength else f"({text})"


def _written_sum(terms: tuple[tuple[Decimal, str], ...]) -> str:
    text = " ".join(
        f"{'-' if factor < 0 else '+'} {'' if abs(factor) == 1 else f'{abs(factor):f} * '}{name}"
        for factor, name in terms
    )
    return text.removeprefix("+ ")
