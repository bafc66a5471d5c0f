"""Random small models, choices and prices."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from configurator import NOTHING, ProductModel
from tests.configurator.worlds import group, model_of, number, rule


@st.composite
def models(draw: st.DrawFn) -> ProductModel:
    """Up to two groups, two numbers, four rules and two tables."""
    groups = [draw(_groups(i)) for i in range(draw(st.integers(1, 2)))]
    codes = [option["code"] for g in groups for option in g["options"]]
    numbers = [draw(_numbers(i, codes)) for i in range(draw(st.integers(0, 2)))]
    formulas = _formulas([*codes, *(g["id"] for g in groups)], [n["id"] for n in numbers])
    rules = [rule(f"r{i}", draw(formulas)) for i in range(draw(st.integers(0, 4)))]
    if draw(st.booleans()):
        rules.append(
            {
                **rule("sugar", ""),
                "formula": None,
                "when": draw(formulas),
                "requires": draw(st.lists(formulas, min_size=1, max_size=2)),
                "excludes": draw(st.lists(st.sampled_from(codes), max_size=1)),
            }
        )
        del rules[-1]["formula"]
    tables = {f"t{i}": draw(_tables(groups, numbers)) for i in range(draw(st.integers(0, 2)))}
    return model_of({"groups": groups, "numbers": numbers, "rules": rules}, **tables)


@st.composite
def _groups(draw: st.DrawFn, i: int) -> dict[str, Any]:
    size = draw(st.integers(1, 3))
    high = draw(st.integers(1, size))
    low = draw(st.integers(0, high))
    marks = [draw(st.sampled_from(["", "", "!", "~"])) for _ in range(size)]
    defaults = 0
    for n, mark in enumerate(marks):
        defaults += mark == "~"
        marks[n] = "" if mark == "~" and defaults > high else mark
    return group(f"g{i}", *(f"o{i}{n}{mark}" for n, mark in enumerate(marks)), min=low, max=high)


@st.composite
def _numbers(draw: st.DrawFn, i: int, codes: list[str]) -> dict[str, Any]:
    low = draw(st.integers(-1, 2))
    high = low + draw(st.integers(0, 3))
    keys: dict[str, Any] = {}
    if draw(st.booleans()):
        keys["default"] = draw(st.integers(low, high))
    if draw(st.booleans()):
        keys["quantity_of"] = draw(st.lists(st.sampled_from(codes), max_size=2, unique=True))
    return number(f"n{i}", low, high, **keys)


def _formulas(names: list[str], numbers: list[str]) -> st.SearchStrategy[str]:
    leaves = st.sampled_from(names)
    if numbers:
        compared = st.builds(
            "{} {} {}".format,
            st.sampled_from(numbers),
            st.sampled_from(["<", "<=", ">", ">="]),
            st.sampled_from(["-3", "0", "1", "1.5", "2", "3", "9"]),
        )
        leaves = leaves | compared
    binary = st.sampled_from(["and", "or", "=>", "<=>"])
    return st.recursive(
        leaves,
        lambda inner: (
            st.builds("not ({})".format, inner)
            | st.builds("({}) {} ({})".format, inner, binary, inner)
        ),
        max_leaves=4,
    )


@st.composite
def _tables(draw: st.DrawFn, groups: list[Any], numbers: list[Any]) -> str:
    cells: dict[str, st.SearchStrategy[str]] = {}
    for g in groups:
        codes = [option["code"] for option in g["options"]]
        if g["max"] == 1:
            names = codes + [NOTHING] * (g["min"] == 0)
            some = st.lists(st.sampled_from(names), min_size=1, unique=True).map("|".join)
            cells[g["id"]] = st.just("*") | some
        cells |= {code: st.sampled_from(["*", "yes", "no"]) for code in codes}
    for n in numbers:
        bounds = st.tuples(*[st.integers(n["min"], n["max"])] * 2).map(sorted)
        cells[n["id"]] = st.just("*") | bounds.map(lambda pair: f"{pair[0]}..{pair[1]}")
    columns = draw(st.lists(st.sampled_from(sorted(cells)), min_size=1, max_size=3, unique=True))
    row = st.tuples(*(cells[column] for column in columns))
    rows = draw(st.lists(row, min_size=1, max_size=4, unique_by=_meaning))
    return "\n".join(",".join(cells) for cells in [columns, *rows])


def _meaning(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("|".join(sorted(cell.split("|"))) for cell in row)


@st.composite
def choices_for(draw: st.DrawFn, model: ProductModel) -> dict[str, Any]:
    """Up to four choices, that may contradict each other."""
    possible: dict[str, st.SearchStrategy[Any]] = {}
    for g in model.groups:
        codes = [option.code for option in g.options]
        if g.single:
            possible[g.id] = st.sampled_from(codes + [NOTHING] * (g.min == 0))
        possible |= {code: st.booleans() for code in codes}
    for n in model.numbers:
        possible[n.id] = st.integers(int(n.min), int(n.max)).map(Decimal)
    keys = draw(st.lists(st.sampled_from(sorted(possible)), max_size=4, unique=True))
    return {key: draw(possible[key]) for key in keys}


@st.composite
def prices_for(draw: st.DrawFn, model: ProductModel) -> dict[str, Decimal]:
    """A price with cents for some options; a few are rebates."""
    price = st.decimals(-20, 100, places=2)
    codes = [option.code for option in model.options]
    priced = draw(st.lists(st.sampled_from(codes), unique=True))
    return {code: draw(price) for code in priced}
