"""ProductModel → UVL, such that reading it again gives the same products."""

import re
from collections.abc import Iterable, Iterator

from configurator.formula import And, Compare, Formula, Iff, Linear, Name, Not, Or, mentions
from configurator.model import (
    NOTHING,
    Cell,
    Group,
    Number,
    Option,
    ProductModel,
    Rule,
    Table,
    TestConfiguration,
)
from configurator.places import in_words
from configurator.reading.codes import Codes
from configurator.reading.uvl.terms import CALLS
from configurator.reading.uvl.tree import KINDS, SECTIONS, TYPES
from configurator.text import Text

COUNTED = "counted"
"""The attribute, 1 on each option that stands in a sum: UVL adds up attributes only."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_WORDS = {*SECTIONS, *KINDS, *TYPES, *CALLS, "cardinality", "constraint", "as", "true", "false"}


def write_uvl(model: ProductModel) -> str:
    """The model as UVL text.

    A model with several first groups, or numbers, gets a root feature named like the model. Rules
    keep their sentence as a comment; tables become one constraint each. Options and numbers keep
    texts, dates and marks as attributes.
    """
    return "\n".join(_Writer(model).lines()) + "\n"


def left_out(model: ProductModel) -> list[str]:
    """What UVL has no place for, with how often and in which lines it stands in the model."""
    kinds: dict[str, list[str]] = {}
    for what, id in _without_place(model):
        kinds.setdefault(what, []).append(id)
    return [f"{what}: {len(ids)} ({_lines_of(model, ids)})" for what, ids in kinds.items()]


def _without_place(model: ProductModel) -> Iterator[tuple[str, str]]:
    """Kinds of what gets lost, each with the id of what it is said about."""
    groups, numbers = model.groups, model.numbers
    shown: list[Group | Option] = [*groups, *model.options]
    everything: list[Group | Option | Number] = [*shown, *numbers]
    sentences: list[Rule | Table] = [*model.rules, *model.tables]
    kinds: dict[str, Iterable[Group | Option | Number | Rule | Table | TestConfiguration]] = {
        "names of groups": (g for g in groups if g.text != _heading(model, g)),
        "explanations (more)": (each for each in everything if each.more),
        "hints of order": (each for each in everything if each.order),
        "hints of visibility": (each for each in shown if each.show != "always"),
        "quantities (quantity_of)": (n for n in numbers if n.quantity_of),
        "dates of rules": (rule for rule in model.rules if rule.valid_from or rule.valid_to),
        "Vietnamese sentences of rules and tables": (
            each for each in sentences if each.text.vi != each.text.en
        ),
        "test configurations": model.tests,
    }
    for what, held in kinds.items():
        yield from ((what, each.code if isinstance(each, Option) else each.id) for each in held)


def _lines_of(model: ProductModel, ids: list[str]) -> str:
    return in_words(model.places[id] for id in ids if id in model.places)


def _heading(model: ProductModel, group: Group) -> Text:
    """What a group is called once only its place in the tree is left."""
    return model.option(group.parent).text if group.parent else group.options[0].text


class _Writer:
    def __init__(self, model: ProductModel) -> None:
        self._model = model
        self._names = {option.code: _name_of(option) for option in model.options}
        self._names |= {number.id: _quoted(number.id) for number in model.numbers}
        linear = (
            mention
            for rule in model.rules
            for mention in mentions(rule.meaning)
            if isinstance(mention, Linear)
        )
        self._counted = {name for mention in linear for name in mention.names}
        self._below: dict[str | None, list[Group]] = {}
        for group in model.groups:
            self._below.setdefault(group.parent, []).append(group)

    def lines(self) -> Iterator[str]:
        yield from (f"namespace {_quoted(self._model.id)}", "", "features")
        root, depth = self._root()
        if root is None:
            codes = Codes()
            for code in self._names:
                codes.take(code)
            yield f"\t{_quoted(codes.take(self._model.id))}"
            yield from self._groups(None, depth)
            yield from self._numbers(depth)
        else:
            yield from self._feature(root, 1)
            yield from self._numbers(2)
        constraints = list(self._constraints())
        yield from ["", "constraints", *constraints] if constraints else []

    def _root(self) -> tuple[Option | None, int]:
        """The option that can be the root feature, where there is one."""
        match self._below.get(None, []):
            case [Group(min=1, options=(only,))]:
                return only, 1
        return None, 2

    def _groups(self, parent: str | None, depth: int) -> Iterator[str]:
        for group in self._below.get(parent, []):
            yield "\t" * depth + _kind(group)
            for option in group.options:
                yield from self._feature(option, depth + 1)

    def _feature(self, option: Option, depth: int) -> Iterator[str]:
        yield "\t" * depth + self._names[option.code] + _braces(self._attributes(option))
        yield from self._groups(option.code, depth + 1)

    def _attributes(self, option: Option) -> Iterator[str]:
        if self._names[option.code] == _quoted(option.code):
            yield from _text(option.text, option.code)
        yield from (word for word in ("default", "recommended") if getattr(option, word))
        for word in ("valid_from", "valid_to"):
            if day := getattr(option, word):
                yield f"{word} '{day}'"
        yield from (f"{_quoted(key)} {value:f}" for key, value in option.attributes.items())
        if option.code in self._counted:
            yield f"{COUNTED} 1"

    def _numbers(self, depth: int) -> Iterator[str]:
        if self._model.numbers:
            yield "\t" * depth + "mandatory"
        for number in self._model.numbers:
            whole = number.step % 1 == 0 and number.min % 1 == 0
            kind = "Integer" if whole else "Real"
            name = self._names[number.id]
            yield "\t" * (depth + 1) + f"{kind} {name}" + _braces(_measures(number))

    def _constraints(self) -> Iterator[str]:
        for rule in self._model.rules:
            yield f"\t// {rule.id}: {_one_line(rule.text.en)}"
            yield f"\t{self._said(rule.meaning)}"
        for table in self._model.tables:
            yield f"\t// {table.id}: {_one_line(table.text.en)}"
            yield f"\t{self._rows(table)}"
        codes = [self._names[option.code] for option in self._model.options]
        for clause in self._model.clauses:
            literals = (f"{'!' if each < 0 else ''}{codes[abs(each) - 1]}" for each in clause)
            yield "\t" + (" | ".join(literals) or f"{codes[0]} & !{codes[0]}")

    def _said(self, formula: Formula) -> str:
        match formula:
            case Name(id):
                return self._chosen(id)
            case Compare(number, sign, constant):
                return f"{self._names[number]} {_sign(sign)} {constant:f}"
            case Linear():
                return self._sum(formula)
            case Not(part):
                return f"!{self._inner(part)}"
            case And((only,)) | Or((only,)):
                return self._said(only)
            case And(parts):
                return " & ".join(map(self._inner, parts))
            case Or((Not(condition), consequence)):
                return f"{self._inner(condition)} => {self._inner(consequence)}"
            case Or(parts):
                return " | ".join(map(self._inner, parts))
            case Iff(left, right):
                return f"{self._inner(left)} <=> {self._inner(right)}"

    def _inner(self, formula: Formula) -> str:
        match formula:
            case And((only,)) | Or((only,)):
                return self._inner(only)
            case Name(id) | Not(Name(id)) if id in self._names:
                return self._said(formula)
        return f"({self._said(formula)})"

    def _chosen(self, id: str) -> str:
        """An option, or any option of a group."""
        if id in self._names:
            return self._names[id]
        return " | ".join(self._names[option.code] for option in self._model.group(id).options)

    def _sum(self, linear: Linear) -> str:
        numbers = {number.id for number in self._model.numbers}
        terms = (
            f"{'-' if factor < 0 else '+'} {abs(factor):f} * {self._names[name]}"
            + ("" if name in numbers else f".{COUNTED}")
            for factor, name in linear.terms
        )
        return f"0 {' '.join(terms)} {_sign(linear.operator)} {linear.constant:f}"

    def _rows(self, table: Table) -> str:
        rows = []
        for row in table.rows:
            cells = [self._cell(*pair) for pair in zip(table.columns, row, strict=True)]
            rows.append(" & ".join(cell for cell in cells if cell))
        if not all(rows):
            # A row of * alone: every product agrees with it.
            first = next(iter(self._names.values()))
            return f"{first} | !{first}"
        return " | ".join(f"({row})" for row in rows)

    def _cell(self, column: str, cell: Cell) -> str:
        if cell.chosen is not None:
            return f"{'' if cell.chosen else '!'}{self._names[column]}"
        if cell.codes:
            nothing = f"!({self._chosen(column)})"
            codes = [nothing if c == NOTHING else self._names[c] for c in cell.codes]
            return codes[0] if len(codes) == 1 else f"({' | '.join(codes)})"
        if cell.low is None:
            return ""
        name = self._names[column]
        return f"({name} >= {cell.low:f}) & ({name} <= {cell.high:f})"


def _kind(group: Group) -> str:
    size = len(group.options)
    match group.min, group.max:
        case low, high if low == high == size:
            return "mandatory"
        case 0, high if high == size:
            return "optional"
        case 1, 1:
            return "alternative"
        case 1, high if high == size:
            return "or"
    return f"[{group.min}..{group.max}]"


def _name_of(option: Option) -> str:
    """The name another tool gave it, where its code was made from that; else the code."""
    text = option.text
    plain = text.vi == text.en and '"' not in text.en and "\n" not in text.en
    return _quoted(text.en if plain and Codes().take(text.en) == option.code else option.code)


def _quoted(name: str) -> str:
    return name if _PLAIN.fullmatch(name) and name not in _WORDS else f'"{name}"'


def _text(text: Text, code: str) -> Iterator[str]:
    if text.vi != code or text.en != code:
        yield f"vi {_string(text.vi)}"
        yield f"en {_string(text.en)}"


def _measures(number: Number) -> Iterator[str]:
    yield from (f"{key} {getattr(number, key):f}" for key in ("min", "max", "step"))
    if number.default is not None:
        yield f"default {number.default:f}"
    yield f"unit {_string(number.unit.en)}"
    yield from _text(number.text, number.id)


def _braces(attributes: Iterator[str]) -> str:
    listed = ", ".join(attributes)
    return f" {{{listed}}}" if listed else ""


def _string(text: str) -> str:
    return "'" + _one_line(text).replace("'", "’") + "'"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _sign(sign: str) -> str:
    return "==" if sign == "=" else sign
