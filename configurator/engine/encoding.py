"""A product model as clauses over Boolean variables, each clause with the id it comes from."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from pysat.card import CardEnc, EncType

from configurator.engine.axis import Axis
from configurator.engine.linear import Sums, TooLarge
from configurator.engine.tables import boxes
from configurator.errors import ModelError, Problem
from configurator.formula import And, Compare, Formula, Iff, Linear, Name, Not, Or
from configurator.model import NOTHING, Cell, Group, ProductModel, Rule, Table

Clause = list[int]
Source = tuple[str, str]
"""What a clause is there for: ("rule" | "group" | "table", id), or ("clause", its number)."""

PAIRWISE = 50
"""Up to this many options "at most one" is said for each pair; above, by counting."""


class Encoding:
    """Variables and clauses of a model.

    `definitions` give meaning to helper variables and rule nothing out; `constraints` are the
    clauses of each group, rule and table. `shortcuts` follow from them and make answers quicker;
    each stands under the sources it follows from.
    """

    def __init__(self, model: ProductModel) -> None:
        self.model = model
        self.top = 0
        self.true = self._variable()
        self.definitions: list[Clause] = [[self.true]]
        self.constraints: dict[Source, list[Clause]] = {}
        self.shortcuts: dict[tuple[Source, ...], list[Clause]] = {}
        self.options = {option.code: self._variable() for option in model.options}
        self.codes = {variable: code for code, variable in self.options.items()}
        self.nothing: dict[str, int] = {}
        self.axes = {n.id: Axis(n, self.true, self._variable) for n in model.numbers}
        self._sums = Sums(self.options, self.axes, self.true, self._both, self._either)
        self._named: dict[tuple[int, ...], int] = {}
        self._encode()

    def clauses(self) -> Iterator[Clause]:
        """Every clause of the model: definitions, constraints, shortcuts."""
        yield from self.definitions
        for clauses in chain(self.constraints.values(), self.shortcuts.values()):
            yield from clauses

    def watched(self) -> list[int]:
        """The variables a buyer sees: options and stretches of numbers."""
        stretches = [each.variable for axis in self.axes.values() for each in axis.stretches]
        return [*self.options.values(), *stretches]

    def links(self) -> Iterator[Clause]:
        """Variables that belong together though no clause says so: numbers and what they count."""
        for number in self.model.numbers:
            stretches = [each.variable for each in self.axes[number.id].stretches]
            if number.quantity_of:
                yield [*stretches, *(self.options[code] for code in number.quantity_of)]

    def _variable(self) -> int:
        self.top += 1
        return self.top

    def _encode(self) -> None:
        for group in self.model.groups:
            self._name_nothing(group)
            self.constraints["group", group.id] = list(self._group(group))
        for rule in self.model.rules:
            self.constraints["rule", rule.id] = list(self._rule(rule))
        for table in self.model.tables:
            self.constraints["table", table.id] = list(self._table(table))
        first = next(iter(self.options.values())) - 1
        for number, clause in enumerate(self.model.clauses, 1):
            told = [each + first if each > 0 else each - first for each in clause]
            self.constraints["clause", str(number)] = [told]
        for axis in self.axes.values():
            self.definitions += axis.close()

    def _members(self, group: Group) -> list[int]:
        return [self.options[option.code] for option in group.options]

    def _name_nothing(self, group: Group) -> None:
        """Names "nothing from this group" where one option at most is chosen and none may be."""
        members = self._members(group)
        if not group.single or (group.min and not group.parent):
            return
        self.nothing[group.id] = self.none_of(members)

    def _group(self, group: Group) -> Iterator[Clause]:
        members = self._members(group)
        absent = [-self.options[group.parent]] if group.parent else []
        if group.parent:
            yield from ([-each, self.options[group.parent]] for each in members)
        if group.min == 1:
            yield [*absent, *members]
        elif group.min > 1:
            for clause in self._counted(CardEnc.atleast, members, group.min):
                yield [*absent, *clause]
        if group.max == 1 and len(members) <= PAIRWISE:
            yield from ([-a, -b] for i, a in enumerate(members) for b in members[i + 1 :])
        elif group.max < len(members):
            yield from self._counted(CardEnc.atmost, members, group.max)

    def _rule(self, rule: Rule) -> Iterator[Clause]:
        try:
            yield from self._holds(rule.meaning)
        except TooLarge:
            message = "the sum takes too many different values: use wider steps or fewer names"
            place = self.model.places.get(rule.id, (self.model.id, 1))
            raise ModelError([Problem(*place, rule.id, message)]) from None

    def _counted(
        self, encode: Callable[..., Any], members: list[int], bound: int
    ) -> Iterator[Clause]:
        counted = encode(members, bound=bound, top_id=self.top, encoding=EncType.seqcounter)
        self.top = max(self.top, counted.nv)
        yield from counted.clauses

    def _holds(self, formula: Formula) -> Iterator[Clause]:
        """Clauses that say a formula is true."""
        match formula:
            case And(parts):
                for part in parts:
                    yield from self._holds(part)
            case Or():
                yield [self._literal(part) for part in _alternatives(formula)]
            case _:
                yield [self._literal(formula)]

    def _literal(self, formula: Formula) -> int:
        """A literal that is true exactly where a formula is."""
        match formula:
            case Name(id):
                return self._chosen(id)
            case Compare():
                return self._compared(formula)
            case Linear():
                return self._sums.literal(formula)
            case Not(part):
                return -self._literal(part)
            case And(parts):
                return self._both([self._literal(part) for part in parts])
            case Or(parts):
                return self._either([self._literal(part) for part in parts])
            case Iff(left, right):
                return self._same(self._literal(left), self._literal(right))

    def _chosen(self, id: str) -> int:
        if id in self.options:
            return self.options[id]
        if id in self.nothing:
            return -self.nothing[id]
        return self._either(self._members(self.model.group(id)))

    def _compared(self, compare: Compare) -> int:
        axis, constant = self.axes[compare.number], compare.constant
        match compare.operator:
            case ">=":
                return axis.at_least(constant)
            case ">":
                return axis.above(constant)
            case "<":
                return -axis.at_least(constant)
            case "<=":
                return -axis.above(constant)
        equal = -self._either([-axis.at_least(constant), axis.above(constant)])
        return equal if compare.operator == "=" else -equal

    def _either(self, literals: list[int]) -> int:
        """A literal that is true exactly where one of the literals is."""
        told = tuple(sorted({each for each in literals if each != -self.true}))
        if self.true in told:
            return self.true
        if len(told) < 2:
            return told[0] if told else -self.true
        if told not in self._named:
            self._named[told] = either = self._variable()
            self.definitions += [[either, -each] for each in told]
            self.definitions.append([-either, *told])
        return self._named[told]

    def _both(self, literals: list[int]) -> int:
        """A literal that is true exactly where all of the literals are."""
        return -self._either([-each for each in literals])

    def _same(self, a: int, b: int) -> int:
        same = self._variable()
        self.definitions += [[-same, -a, b], [-same, a, -b], [same, a, b], [same, -a, -b]]
        return same

    def _table(self, table: Table) -> Iterator[Clause]:
        """That some box of rows holds; and, in short, that each value needs a box that has it."""
        columns = [
            Column(self, name, cells)
            for name, cells in zip(table.columns, zip(*table.rows, strict=True), strict=True)
        ]
        found = boxes(zip(*(column.masks for column in columns), strict=True))
        names = [self._variable() for _ in found]
        yield names
        for column, masks in zip(columns, zip(*found, strict=True), strict=True):
            for name, values in zip(names, masks, strict=True):
                if values != column.all:
                    self.definitions.append([-name, *column.others(column.all & ~values)])
            sources: list[Source] = [("table", table.id)]
            if ("group", column.name) in self.constraints:
                sources.append(("group", column.name))
            told = column.supported(list(zip(names, masks, strict=True)))
            self.shortcuts[tuple(sources)] = [*self.shortcuts.get(tuple(sources), []), *told]

    def none_of(self, options: list[int]) -> int:
        """A literal that is true exactly where none of the options is chosen."""
        return -self._either(options)

    def run(self, id: str, low: Decimal, high: Decimal) -> int:
        """A literal for a number between two values."""
        axis = self.axes[id]
        return self._both([axis.at_least(low), -axis.above(high)])


class Column:
    """The values of one column of a table, one bit each, and the literals that stand for them.

    `masks`: for each row the values its cell accepts.
    """

    def __init__(self, encoding: Encoding, name: str, column: Sequence[Cell]) -> None:
        cells = {id(cell): cell for cell in column}
        self.name = name
        self._bits: dict[str | bool, int] = {}
        self._literals: list[int] = []
        self._starts: list[Decimal] = []
        model = encoding.model
        if name in encoding.options:
            self._bits = {True: 1, False: 2}
            self._literals = [encoding.options[name], -encoding.options[name]]
        elif name in encoding.axes:
            number = model.number(name)
            cuts = {number.min, number.max + number.step}
            for cell in cells.values():
                if cell.low is not None and cell.high is not None:
                    after = number.step_up(cell.high)
                    after += number.step if after == cell.high else 0
                    cuts |= {number.step_up(cell.low), min(after, number.max + number.step)}
            self._starts = sorted(cuts)
            pairs = zip(self._starts, self._starts[1:], strict=False)
            self._literals = [encoding.run(name, a, b - number.step) for a, b in pairs]
        else:
            codes = {o.code: encoding.options[o.code] for o in model.group(name).options}
            if name in encoding.nothing:
                codes[NOTHING] = encoding.nothing[name]
            elif any(len(set(cell.codes)) == len(codes) for cell in cells.values()):
                codes[NOTHING] = encoding.none_of(list(codes.values()))
            self._bits = {code: 1 << i for i, code in enumerate(codes)}
            self._literals = list(codes.values())
        self.all = (1 << len(self._literals)) - 1
        masks = {key: self._mask(cell) for key, cell in cells.items()}
        self.masks = [masks[id(cell)] for cell in column]

    def _mask(self, cell: Cell) -> int:
        """The values a cell accepts."""
        if cell.chosen is not None:
            return self._bits[cell.chosen]
        if cell.codes:
            return sum(self._bits[code] for code in cell.codes)
        if cell.low is None or cell.high is None:
            return self.all
        low, high = cell.low, cell.high
        return sum(1 << i for i, s in enumerate(self._starts[:-1]) if low <= s <= high)

    def supported(self, rows: Sequence[tuple[int, int]]) -> Iterator[Clause]:
        """That each value needs a row that accepts it; rows as variables with their masks."""
        for i, literal in enumerate(self._literals):
            yield [-literal, *(name for name, mask in rows if mask >> i & 1)]

    def others(self, mask: int) -> Iterator[int]:
        """Literals of which one is true exactly where the column has no value of the mask."""
        return (each for i, each in enumerate(self._literals) if not mask >> i & 1)


def _alternatives(formula: Formula) -> Iterator[Formula]:
    """The parts of nested `or`, and of `not` over `and`, side by side."""
    match formula:
        case Or(parts):
            for part in parts:
                yield from _alternatives(part)
        case Not(And(parts)):
            for part in parts:
                yield from _alternatives(Not(part))
        case Not(Not(part)):
            yield from _alternatives(part)
        case _:
            yield formula
