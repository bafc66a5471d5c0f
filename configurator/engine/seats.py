"""A model read as variables with a few values each, and relations between them, where it can be."""

from collections.abc import Iterator, Sequence
from itertools import chain, product
from math import prod

import numpy as np

from configurator.engine.encoding import Encoding
from configurator.engine.relation import Relation, TooLarge
from configurator.model import Cell, Group, Table

COMBINATIONS = 20_000
"""Combinations of values that are gone through for one rule at most."""


class Seats:
    """What each place of a product can be taken by: `values[seat]` lists a literal for each value.

    A group with one option at most is a seat; of other groups every option is. `place` says
    which seat and value a literal stands for. Raises TooLarge where the model says something
    that is not told over a few seats: numbers, sums, counted groups, raw clauses.
    """

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        if encoding.axes or encoding.model.clauses:
            raise TooLarge
        self.values = [each for group in encoding.model.groups for each in self._of(group)]
        self.sizes = [len(each) for each in self.values]
        self.place = {
            literal: (seat, value)
            for seat, literals in enumerate(self.values)
            for value, literal in enumerate(literals)
        }

    def _of(self, group: Group) -> Iterator[list[int]]:
        members = [self._encoding.options[option.code] for option in group.options]
        if not group.single:
            yield from ([-each, each] for each in members)
        elif group.id in self._encoding.nothing:
            yield [*members, self._encoding.nothing[group.id]]
        else:
            yield members

    def relations(self) -> Iterator[Relation]:
        """What the seats, groups, rules and tables of the model allow."""
        for seat, size in enumerate(self.sizes):
            yield self._relation([seat], np.arange(size)[:, None])
        model = self._encoding.model
        seated = {
            ("group", group.id) for group in model.groups if group.single and not group.parent
        }
        seated |= {("table", table.id) for table in model.tables}
        for source, clauses in self._encoding.constraints.items():
            if clauses and source not in seated:
                yield self._told(clauses)
        for table in model.tables:
            yield self._table(table)

    def allowed(self, literal: int) -> tuple[int, list[int]]:
        """The seat a literal speaks of, and the values it leaves there."""
        if literal in self.place:
            seat, value = self.place[literal]
            return seat, [value]
        seat, value = self.place[-literal]
        return seat, [each for each in range(self.sizes[seat]) if each != value]

    def _told(self, clauses: Sequence[Sequence[int]]) -> Relation:
        """The combinations in which every clause has a true literal."""
        known = {abs(each) for each in self.place}
        if any(abs(each) not in known for clause in clauses for each in clause):
            raise TooLarge
        told = [[self.allowed(each) for each in clause] for clause in clauses]
        seats = sorted({seat for clause in told for seat, _ in clause})
        if prod(self.sizes[seat] for seat in seats) > COMBINATIONS:
            raise TooLarge
        rows = np.array(list(product(*(range(self.sizes[seat]) for seat in seats))), np.int32)
        kept = np.ones(len(rows), np.bool_)
        for clause in told:
            true = (np.isin(rows[:, seats.index(seat)], values) for seat, values in clause)
            kept &= np.logical_or.reduce(list(true))
        return self._relation(seats, rows[kept])

    def _table(self, table: Table) -> Relation:
        cells = zip(table.columns, zip(*table.rows, strict=True), strict=True)
        columns = [
            ({cell: self._cell(name, cell) for cell in set(column)}, column)
            for name, column in cells
        ]
        seats = [next(iter(places.values()))[0] for places, _ in columns]
        if len({*seats}) < len(seats):
            raise TooLarge
        accepted = [[places[cell][1] for cell in column] for places, column in columns]
        rows = list(chain.from_iterable(product(*row) for row in zip(*accepted, strict=True)))
        return self._relation(seats, np.unique(np.array(rows, np.int32), axis=0))

    def _cell(self, name: str, cell: Cell) -> tuple[int, tuple[int, ...]]:
        """The seat a cell speaks of, and the values that it accepts."""
        encoding = self._encoding
        if name in encoding.options:
            variable = encoding.options[name]
            seat, values = self.allowed(variable if cell.chosen else -variable)
            everything = cell.chosen is None
        elif not encoding.model.group(name).single:
            raise TooLarge
        else:
            first = encoding.options[encoding.model.group(name).options[0].code]
            seat, everything = self.place[first][0], not cell.codes
            nothing = encoding.nothing.get(name, 0)
            literals = [encoding.options.get(code, nothing) for code in cell.codes]
            values = [self.place[literal][1] for literal in literals]
        return seat, tuple(range(self.sizes[seat]) if everything else values)

    def _relation(self, seats: Sequence[int], rows: np.ndarray) -> Relation:
        return Relation(tuple(seats), rows.astype(np.int32), self.sizes)
