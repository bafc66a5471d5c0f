"""A product model as clauses over Boolean variables, each clause with the id it comes from."""

from collections.abc import Callable, Iterator
from typing import Any

from pysat.card import CardEnc, EncType

from configurator.engine.axis import Axis
from configurator.formula import And, Compare, Formula, Iff, Name, Not, Or
from configurator.model import NOTHING, Cell, Group, ProductModel, Table

Clause = list[int]
Source = tuple[str, str]
"""What a clause is there for: ("rule" | "group" | "table", id)."""

PAIRWISE = 12
"""Up to this many options "at most one" is said for each pair; above, by counting."""


class Encoding:
    """Variables and clauses of a model.

    `definitions` give meaning to helper variables and rule nothing out; `constraints` are the
    clauses of each group, rule and table.
    """

    def __init__(self, model: ProductModel) -> None:
        self.model = model
        self.top = 0
        self.true = self._variable()
        self.definitions: list[Clause] = [[self.true]]
        self.constraints: dict[Source, list[Clause]] = {}
        self.options = {option.code: self._variable() for option in model.options}
        self.nothing = {g.id: self._variable() for g in model.groups if g.min == 0}
        self.axes = {n.id: Axis(n, self.true, self._variable) for n in model.numbers}
        self._encode()

    def clauses(self) -> Iterator[Clause]:
        """Every clause of the model."""
        yield from self.definitions
        for clauses in self.constraints.values():
            yield from clauses

    def watched(self) -> list[int]:
        """The variables a buyer sees: options, "nothing of this group", stretches of numbers."""
        stretches = [each.variable for axis in self.axes.values() for each in axis.stretches]
        return [*self.options.values(), *self.nothing.values(), *stretches]

    def _variable(self) -> int:
        self.top += 1
        return self.top

    def _encode(self) -> None:
        for group in self.model.groups:
            self._name_nothing(group)
            self.constraints["group", group.id] = list(self._group(group))
        for rule in self.model.rules:
            self.constraints["rule", rule.id] = list(self._holds(rule.meaning))
        for table in self.model.tables:
            self.constraints["table", table.id] = [self._some_row(table)]
        for axis in self.axes.values():
            self.definitions += axis.close()

    def _members(self, group: Group) -> list[int]:
        return [self.options[option.code] for option in group.options]

    def _name_nothing(self, group: Group) -> None:
        if nothing := self.nothing.get(group.id):
            members = self._members(group)
            self.definitions += [[-nothing, -each] for each in members]
            self.definitions.append([nothing, *members])

    def _group(self, group: Group) -> Iterator[Clause]:
        members = self._members(group)
        if group.min == 1:
            yield members
        elif group.min > 1:
            yield from self._counted(CardEnc.atleast, members, group.min)
        if group.max == 1 and len(members) <= PAIRWISE:
            yield from ([-a, -b] for i, a in enumerate(members) for b in members[i + 1 :])
        elif group.max < len(members):
            yield from self._counted(CardEnc.atmost, members, group.max)

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
            case Not(part):
                return -self._literal(part)
            case And(parts):
                return -self._either([-self._literal(part) for part in parts])
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
        either = self._variable()
        self.definitions += [[either, -each] for each in literals]
        self.definitions.append([-either, *literals])
        return either

    def _same(self, a: int, b: int) -> int:
        same = self._variable()
        self.definitions += [[-same, -a, b], [-same, a, -b], [same, a, b], [same, -a, -b]]
        return same

    def _some_row(self, table: Table) -> Clause:
        """One variable for each row that may be true only where all its cells agree."""
        rows = []
        for cells in table.rows:
            row = self._variable()
            for column, cell in zip(table.columns, cells, strict=True):
                self.definitions += [[-row, *clause] for clause in self._agrees(column, cell)]
            rows.append(row)
        return rows

    def _agrees(self, column: str, cell: Cell) -> Iterator[Clause]:
        if cell.chosen is not None:
            yield [self.options[column] if cell.chosen else -self.options[column]]
        if cell.codes:
            names = {**self.options, NOTHING: self.nothing.get(column, 0)}
            yield [names[code] for code in cell.codes]
        if cell.low is not None and cell.high is not None:
            axis = self.axes[column]
            yield [axis.at_least(cell.low)]
            yield [-axis.above(cell.high)]


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
