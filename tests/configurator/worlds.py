"""Small models written down in a test, and the exhaustive answers to compare an engine with."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations, product
from pathlib import Path
from typing import Any

import yaml

from configurator import NOTHING, ProductModel, Rule, Table, read_model_from
from configurator.formula import holds

MODELS = Path(__file__).parent / "models"
TEXT = {"vi": "Chữ", "en": "Words"}


def model_of(data: Mapping[str, Any], **tables: str) -> ProductModel:
    """A model from plain data; every table is the text of its CSV."""
    listed = [{"id": id, "text": TEXT, "file": f"{id}.csv"} for id in tables]
    sheet = {"id": "small", "text": TEXT, **data, "tables": listed}
    files = {f"{id}.csv": text.encode() for id, text in tables.items()}
    return read_model_from({"small.yaml": yaml.safe_dump(sheet).encode(), **files}, "small.yaml")


def group(id: str, *codes: str, **keys: Any) -> dict[str, Any]:
    """A group whose options carry the given codes; `!` after one recommends it, `~` defaults it."""
    options = [
        {
            "code": code.rstrip("!~"),
            "text": TEXT,
            "recommended": "!" in code,
            "default": "~" in code,
        }
        for code in codes
    ]
    return {"id": id, "text": TEXT, "options": options, **keys}


def number(id: str, low: int, high: int, **keys: Any) -> dict[str, Any]:
    return {"id": id, "text": TEXT, "unit": "m", "min": low, "max": high, "step": 1, **keys}


def rule(id: str, formula: str) -> dict[str, Any]:
    return {"id": id, "text": TEXT, "formula": formula}


@dataclass(frozen=True, eq=False)
class Product:
    """One point of the space of products."""

    options: frozenset[str]
    numbers: Mapping[str, Decimal]

    def agrees(self, model: ProductModel, key: str, value: object) -> bool:
        """Whether the product is as a choice says."""
        if key in self.numbers:
            return self.numbers[key] == value
        if isinstance(value, bool):
            return (key in self.options) == value
        if value != NOTHING:
            return value in self.options
        return not self.options & {option.code for option in model.group(key).options}

    def cost(self, model: ProductModel, prices: Mapping[str, Decimal]) -> Decimal:
        total = Decimal(0)
        for code in self.options:
            count = Decimal(1)
            for n in model.numbers:
                count *= self.numbers[n.id] if code in n.quantity_of else 1
            total += prices.get(code, Decimal(0)) * count
        return total


class BruteForce:
    """Answers found by looking at every product there is."""

    def __init__(self, model: ProductModel) -> None:
        self.model = model

    @cached_property
    def space(self) -> list[Product]:
        """Every set of options with every value of the numbers, sold or not."""
        codes = [option.code for option in self.model.options]
        values = [[(n.id, value) for value in self.values(n.id)] for n in self.model.numbers]
        return [
            Product(frozenset(chosen), dict(numbers))
            for size in range(len(codes) + 1)
            for chosen in combinations(codes, size)
            for numbers in product(*values)
        ]

    @cached_property
    def constraints(self) -> dict[tuple[str, str], set[Product]]:
        """The products each group, rule and table lets through."""
        found = {}
        for g in self.model.groups:
            found["group", g.id] = {p for p in self.space if self._filled(p, g)}
        for r in self.model.rules:
            found["rule", r.id] = {p for p in self.space if self._obeys(p, r)}
        for t in self.model.tables:
            found["table", t.id] = {p for p in self.space if self._listed(p, t)}
        codes = [option.code for option in self.model.options]
        for number, clause in enumerate(self.model.clauses, 1):
            found["clause", str(number)] = {
                p
                for p in self.space
                if any((codes[abs(each) - 1] in p.options) == (each > 0) for each in clause)
            }
        return found

    @cached_property
    def products(self) -> list[Product]:
        """The products that are sold."""
        return [p for p in self.space if all(p in ok for ok in self.constraints.values())]

    def values(self, id: str) -> list[Decimal]:
        """Every value on a step of a number."""
        n = self.model.number(id)
        return [n.min + i * n.step for i in range(int((n.max - n.min) / n.step) + 1)]

    def with_choices(self, *choices: Mapping[str, object]) -> list[Product]:
        return [p for p in self.products if all(self.agree(p, each) for each in choices)]

    def agree(self, p: Product, choices: Mapping[str, object]) -> bool:
        return all(p.agrees(self.model, key, value) for key, value in choices.items())

    def finished(
        self, choices: Mapping[str, object], wished: Mapping[str, Decimal] | None = None
    ) -> list[Product]:
        """The products with these choices in which numbers lie as near to the wishes as can be."""
        left = self.with_choices(choices)
        for n in self.model.numbers:
            wish = (wished or {}).get(n.id, n.min if n.default is None else n.default)
            best = min((abs(p.numbers[n.id] - wish), p.numbers[n.id]) for p in left)
            left = [p for p in left if p.numbers[n.id] == best[1]]
        return left

    def cheapest(
        self,
        choices: Mapping[str, object],
        prices: Mapping[str, Decimal],
        wished: Mapping[str, Decimal] | None = None,
    ) -> Decimal:
        return min(p.cost(self.model, prices) for p in self.finished(choices, wished))

    def corrections(
        self, choices: Mapping[str, object], wanted: Mapping[str, object]
    ) -> Iterator[set[str]]:
        """The sets of choices to give up for `wanted`, none of which holds another."""
        agreeing = [
            {key for key, value in choices.items() if p.agrees(self.model, key, value)}
            for p in self.with_choices(wanted)
        ]
        given_up = {frozenset(set(choices) - kept) for kept in agreeing}
        return (set(lost) for lost in given_up if not any(other < lost for other in given_up))

    def _count(self, p: Product, g: Any) -> int:
        return sum(option.code in p.options for option in g.options)

    def _filled(self, p: Product, g: Any) -> bool:
        """Whether a group has as many options as it must; none where its parent is missing."""
        if g.parent and g.parent not in p.options:
            return not self._count(p, g)
        return bool(g.min <= self._count(p, g) <= g.max)

    def _obeys(self, p: Product, r: Rule) -> bool:
        filled = {g.id for g in self.model.groups if self._count(p, g)}
        return holds(r.meaning, p.options | filled, p.numbers)

    def _listed(self, p: Product, table: Table) -> bool:
        return any(
            all(self._fits(p, *pair) for pair in zip(table.columns, row, strict=True))
            for row in table.rows
        )

    def _fits(self, p: Product, column: str, cell: Any) -> bool:
        if cell.chosen is not None:
            return (column in p.options) == cell.chosen
        if cell.codes:
            members: Collection[str] = {o.code for o in self.model.group(column).options}
            chosen = p.options & set(members)
            return bool(chosen & set(cell.codes)) or (not chosen and NOTHING in cell.codes)
        return cell.low is None or cell.low <= p.numbers[column] <= cell.high
