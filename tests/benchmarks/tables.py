"""A made-up model of nothing but tables, the same one every time: 99 groups under 113 tables.

It is shaped like the published model of a car maker. A few groups rule all others: body, trim and
three more make up the *versions*, and engine and country go with some of them. Nearly every table
says what one piece of equipment may be under some of these; a few tie two pieces to each other,
and the largest tables take the place of several. Whatever is sold, what is usual with it
stands in every table: it can be built.
"""

import csv
from collections.abc import Iterator, Sequence
from itertools import cycle, islice, product
from pathlib import Path
from random import Random

import numpy as np
import numpy.typing as npt
import yaml

GROUPS, TABLES, ROWS = 99, 113, 194_723
RULING = (9, 5, 3, 3, 2, 25, 42, 4, 2, 2)
"""Options of the groups that rule, by these numbers:"""
VERSION = BODY, TRIM, *_ = 0, 1, 2, 3, 4
ENGINE, COUNTRY, FLEET, PACK, LAW = 5, 6, 7, 8, 9
VERSIONS, KINDS = 48, {ENGINE: 6, COUNTRY: 6}
"""How many versions there are, and kinds of engines and of countries: of one kind most go alike."""
UNDER: tuple[tuple[int, tuple[int, ...]], ...] = (
    (36, VERSION),
    (10, (*VERSION, ENGINE)),
    (10, (*VERSION, COUNTRY)),
    (3, (*VERSION, COUNTRY, PACK)),
    (9, (BODY, TRIM, ENGINE, FLEET)),
    (8, (BODY, ENGINE)),
    (8, (BODY, COUNTRY)),
    (4, (COUNTRY, PACK)),
    (1, (BODY, TRIM, ENGINE, COUNTRY, LAW)),
)
"""How many tables of one piece of equipment there are under which ruling groups."""
LARGEST = (0.3, 0.4, 0.5, 1.0)
"""The share of the rows then left that the last tables take."""
Row = tuple[int, ...]
Rows = npt.NDArray[np.int64]


def write_tables(folder: Path, seed: int = 1) -> Path:
    """Writes the model file with its CSV files into a folder; the path of the model file."""
    maker = _Maker(Random(seed))
    tables = []
    for number, (columns, rows) in enumerate(maker.tables()):
        with (folder / f"t{number}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(f"g{c}" for c in columns)
            writer.writerows(
                [f"g{c}o{v}" for c, v in zip(columns, row, strict=True)] for row in rows.tolist()
            )
        tables.append({"id": f"t{number}", "text": _text(f"t{number}"), "file": f"t{number}.csv"})
    groups = [
        {
            "id": f"g{g}",
            "text": _text(f"g{g}"),
            "options": [{"code": f"g{g}o{v}", "text": _text(f"g{g}o{v}")} for v in range(size)],
        }
        for g, size in enumerate(maker.sizes)
    ]
    model = {"id": "tables", "text": _text("tables"), "groups": groups, "tables": tables}
    path = folder / "tables.yaml"
    path.write_text(yaml.dump(model, Dumper=yaml.CSafeDumper))
    return path


def _text(name: str) -> dict[str, str]:
    return {"vi": name, "en": name}


class _Maker:
    """Draws what goes with what, then the tables that say so."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._pieces = range(len(RULING), GROUPS)
        drawn = [min(29, 2 + int(random.expovariate(0.6))) for _ in self._pieces]
        self.sizes = [*RULING, *drawn]
        self._kinds = [np.arange(n) for n in self.sizes]
        for group, kinds in KINDS.items():
            self._kinds[group] = np.array([random.randrange(kinds) for _ in range(RULING[group])])
        self._sold = np.array(sorted(self._ruled()), np.int64)
        self._rulers = [random.choice((BODY, BODY, TRIM, ENGINE, COUNTRY)) for _ in drawn]
        self._usual = np.column_stack((self._sold, *map(self._fitted, self._rulers, drawn)))

    def tables(self) -> Iterator[tuple[list[int], Rows]]:
        """Columns and rows of every table; the largest come last."""
        left = ROWS
        for columns in islice(self._columns(), TABLES - len(LARGEST)):
            rows = self._rows(columns)
            left -= len(rows)
            yield columns, rows
        for share in LARGEST:
            count = int(left * share)
            left -= count
            columns = self._wide(count)
            yield columns, self._rows(columns, count)

    def _ruled(self) -> Iterator[Row]:
        """The combinations of ruling groups that are sold."""
        draw = self._random.random
        with_engine, with_trim, with_country, both = (
            {
                pair
                for pair in product(*(range(KINDS.get(g, RULING[g])) for g in groups))
                if draw() < share
            }
            for share, *groups in (
                (0.3, BODY, ENGINE),
                (0.6, TRIM, ENGINE),
                (0.4, BODY, COUNTRY),
                (0.7, ENGINE, COUNTRY),
            )
        )
        versions = list(product(*(range(RULING[g]) for g in VERSION)))
        rest = list(product(*(range(n) for n in RULING[len(VERSION) + 2 :])))
        pairs = list(product(*(enumerate(self._kinds[g].tolist()) for g in (ENGINE, COUNTRY))))
        for version in self._random.sample(versions, VERSIONS):
            for (engine, family), (country, zone) in pairs:
                if (
                    (version[BODY], family) in with_engine
                    and (version[TRIM], family) in with_trim
                    and (version[BODY], zone) in with_country
                    and (family, zone) in both
                ):
                    yield from ((*version, engine, country, *each) for each in rest)

    def _fitted(self, group: int, count: int) -> Rows:
        """Which of so many pieces is usual in each combination: a group that rules decides."""
        usual = [self._random.randrange(count) for _ in range(RULING[group])]
        return np.array(usual)[self._kinds[group][self._sold[:, group]]]

    def _columns(self) -> Iterator[list[int]]:
        """The groups of one table after the other."""
        pieces = cycle(self._random.sample(self._pieces, len(self._pieces)))
        for count, under in UNDER:
            yield from ([*under, next(pieces)] for _ in range(count))
        while True:
            yield [BODY, TRIM, *self._random.sample(self._pieces, 2)]

    def _wide(self, count: int) -> list[int]:
        """Groups of a table with clearly more combinations than `count`."""
        columns = [BODY, TRIM, ENGINE, COUNTRY, FLEET]
        combinations = len(np.unique(self._sold[:, columns], axis=0))
        while combinations < 2 * count:
            columns.append(self._random.choice([p for p in self._pieces if p not in columns]))
            combinations *= self.sizes[columns[-1]]
        return columns

    def _rows(self, columns: Sequence[int], count: int = 0) -> Rows:
        """What is sold with what is usual; with a count, so many rows of it with any equipment.

        What a few columns say together is taken out for them, one after the other.
        """
        random, under = self._random, sum(c < len(RULING) for c in columns)
        ruling = np.unique(self._sold[:, [c for c in columns if c < len(RULING)]], axis=0)
        sizes = [self.sizes[c] for c in columns if c >= len(RULING)]
        pieces = np.array(list(product(*(range(n) for n in sizes))), np.int64)
        rows = np.hstack((np.repeat(ruling, len(pieces), 0), np.tile(pieces, (len(ruling), 1))))
        usual = np.isin(self._keys(columns, rows), self._keys(columns, self._usual[:, columns]))
        if not count:
            return rows[usual]
        kinds = np.column_stack([self._kinds[c][rows[:, at]] for at, c in enumerate(columns)])
        while len(rows) > count:
            piece = random.randrange(under, len(columns))
            ruler = self._rulers[columns[piece] - len(RULING)]
            some = [columns.index(ruler) if ruler in columns else random.randrange(under), piece]
            like = kinds[random.randrange(len(kinds)), some]
            out = np.flatnonzero((kinds[:, some] == like).all(axis=1) & ~usual)
            kept = np.ones(len(rows), np.bool_)
            kept[out[: len(rows) - count]] = False
            rows, kinds, usual = rows[kept], kinds[kept], usual[kept]
        return rows

    def _keys(self, columns: Sequence[int], rows: Rows) -> Rows:
        """A number for each row, the same for the same row."""
        return np.asarray(np.ravel_multi_index(rows.T, [self.sizes[c] for c in columns]))
