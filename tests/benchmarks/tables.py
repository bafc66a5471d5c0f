"""A made-up model of nothing but tables, the same one every time: 99 groups under 113 tables.

Sizes follow what is published about a car maker's model: groups of 2 to 43 options, tables over 2
to 9 of them, 194,723 rows, most of them combinations of a few sets of options with each other.
"""

import csv
from itertools import product
from math import prod
from pathlib import Path
from random import Random

import yaml

GROUPS, TABLES, ROWS = 99, 113, 194_723
DRAWN = 150
Row = tuple[int, ...]


def write_tables(folder: Path, seed: int = 1) -> Path:
    """Writes the model file with its CSV files into a folder; the path of the model file."""
    random = Random(seed)
    sizes = [min(43, 2 + int(random.expovariate(0.45))) for _ in range(GROUPS)]
    drawn = [tuple(random.randrange(size) for size in sizes) for _ in range(DRAWN)]
    counts = _row_counts(random)
    tables = []
    for number, count in enumerate(counts):
        columns = _columns(random, sizes, count)
        kept = list(dict.fromkeys(tuple(each[c] for c in columns) for each in drawn))[:count]
        rows = _filled(random, [sizes[c] for c in columns], kept, count)
        with (folder / f"t{number}.csv").open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(f"g{c}" for c in columns)
            writer.writerows([f"g{c}o{v}" for c, v in zip(columns, r, strict=True)] for r in rows)
        tables.append({"id": f"t{number}", "text": _text(f"t{number}"), "file": f"t{number}.csv"})
    groups = [
        {
            "id": f"g{g}",
            "text": _text(f"g{g}"),
            "options": [{"code": f"g{g}o{v}", "text": _text(f"g{g}o{v}")} for v in range(size)],
        }
        for g, size in enumerate(sizes)
    ]
    model = {"id": "tables", "text": _text("tables"), "groups": groups, "tables": tables}
    path = folder / "tables.yaml"
    path.write_text(yaml.dump(model, Dumper=yaml.CSafeDumper))
    return path


def _text(name: str) -> dict[str, str]:
    return {"vi": name, "en": name}


def _row_counts(random: Random) -> list[int]:
    """How many rows each table has: many small ones, a few huge ones."""
    shares = [random.paretovariate(0.75) for _ in range(TABLES)]
    counts = [DRAWN + int((ROWS - DRAWN * TABLES) * each / sum(shares)) for each in shares]
    counts[counts.index(max(counts))] += ROWS - sum(counts)
    return counts


def _columns(random: Random, sizes: list[int], count: int) -> list[int]:
    """Neighbouring groups with clearly more combinations than there are rows."""
    at, reach = random.randrange(GROUPS), 14
    near = [(at + i) % GROUPS for i in range(reach)]
    random.shuffle(near)
    columns: list[int] = []
    while prod(sizes[c] for c in columns) < 4 * count and near:
        columns.append(near.pop())
    return columns


def _filled(random: Random, sizes: list[int], kept: list[Row], count: int) -> list[Row]:
    """The rows to keep, and boxes around them until there are enough."""
    rows = dict.fromkeys(kept)
    while len(rows) < count:
        around = random.choice(kept)
        sets = [
            [value]
            if random.random() < 0.4
            else sorted({value, *random.sample(range(size), size // 2)})
            for value, size in zip(around, sizes, strict=True)
        ]
        for row in product(*sets):
            if len(rows) == count:
                break
            rows[row] = None
    return list(rows)
