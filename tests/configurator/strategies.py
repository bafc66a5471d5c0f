"""Small models, choices and prices, every part drawn so that an example can shrink."""

from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

from configurator import NOTHING, ProductModel
from tests.configurator.worlds import group, model_of, number, rule


def models(clauses: bool = False) -> st.SearchStrategy[ProductModel]:
    """Up to two groups, two numbers, four rules, two tables and, if wanted, three clauses."""
    return st.randoms(use_true_random=False).map(lambda random: _model(random, clauses))


def _model(random: Random, clauses: bool) -> ProductModel:
    groups = [_group(random, i) for i in range(random.randint(1, 2))]
    if len(groups) == 2 and random.random() < 0.4:
        groups[1]["parent"] = random.choice(groups[0]["options"])["code"]
    codes = [option["code"] for g in groups for option in g["options"]]
    numbers = [_number(random, i, codes) for i in range(random.randint(0, 2))]
    names = [*codes, *(g["id"] for g in groups)]
    ids = [n["id"] for n in numbers]
    rules = [
        rule(f"r{i}", _formula(random, names, ids, codes)) for i in range(random.randint(0, 3))
    ]
    if random.random() < 0.3:
        when, needed = (_formula(random, names, ids, codes) for _ in range(2))
        sugar = {**rule("sugar", ""), "when": when, "requires": [needed], "excludes": codes[:1]}
        rules.append({key: value for key, value in sugar.items() if key != "formula"})
    tables = {f"t{i}": _table(random, groups, numbers) for i in range(random.randint(0, 2))}
    model = model_of({"groups": groups, "numbers": numbers, "rules": rules}, **tables)
    raw = tuple(_clause(random, len(codes)) for _ in range(random.randint(0, 3) if clauses else 0))
    content = f"{model.content_hash}{raw}"
    return model.model_copy(update={"clauses": raw, "content_hash": content})


def _clause(random: Random, options: int) -> tuple[int, ...]:
    some = random.sample(range(1, options + 1), min(options, random.randint(2, 3)))
    return tuple(each if random.random() < 0.6 else -each for each in some)


def _group(random: Random, i: int) -> dict[str, Any]:
    size = random.randint(1, 3)
    high = random.randint(1, size)
    marks = [random.choice(["", "", "!", "~"]) for _ in range(size)]
    defaults = [n for n, mark in enumerate(marks) if mark == "~"]
    codes = [f"o{i}{n}{'' if n in defaults[high:] else mark}" for n, mark in enumerate(marks)]
    return group(f"g{i}", *codes, min=random.randint(0, high), max=high)


def _number(random: Random, i: int, codes: list[str]) -> dict[str, Any]:
    low = random.randint(-1, 2)
    high = low + random.randint(0, 3)
    keys: dict[str, Any] = {}
    if random.random() < 0.5:
        keys["default"] = random.randint(low, high)
    if random.random() < 0.4:
        keys["quantity_of"] = random.sample(codes, min(len(codes), random.randint(1, 2)))
    return number(f"n{i}", low, high, **keys)


def _formula(
    random: Random, names: list[str], numbers: list[str], codes: list[str], depth: int = 3
) -> str:
    kind = random.random() if depth else random.uniform(0.6, 1)
    if kind < 0.25:
        return f"not ({_formula(random, names, numbers, codes, depth - 1)})"
    if kind < 0.6:
        sign = random.choice(["and", "or", "or", "=>", "=>", "<=>"])
        left, right = (_formula(random, names, numbers, codes, depth - 1) for _ in range(2))
        return f"({left}) {sign} ({right})"
    sign = random.choice(["<", "<=", ">", ">=", "=", "!="])
    if numbers and kind < 0.75:
        at_step = random.choice(["0", "1", "2"])
        constant = at_step if sign in ("=", "!=") else random.choice([at_step, "-3", "1.5", "9"])
        if sign not in ("=", "!="):
            return f"{random.choice(numbers)} {sign} {constant}"
    if kind < 0.85:
        terms = random.sample([*numbers, *codes], min(len(numbers + codes), random.randint(2, 3)))
        factors = [random.choice(["2 * ", "0.5 * ", "1.5 * "]) for _ in terms]
        signs = [random.choice([" + ", " - "]) for _ in terms]
        total = "".join(s + f + t for s, f, t in zip(signs, factors, terms, strict=True))
        return f"{total.removeprefix(' + ').strip()} {sign} {random.choice(['0', '1', '2.5'])}"
    return random.choice(names)


def _table(random: Random, groups: list[Any], numbers: list[Any]) -> str:
    cells: dict[str, list[str]] = {}
    for g in groups:
        codes = [option["code"] for option in g["options"]]
        if g["max"] == 1:
            names = codes + [NOTHING] * (g["min"] == 0)
            cells[g["id"]] = ["*", *names, "|".join(sorted(random.sample(names, len(names))))]
        cells |= {code: ["*", "yes", "no"] for code in codes}
    for n in numbers:
        low, high = sorted(random.randint(n["min"], n["max"]) for _ in range(2))
        cells[n["id"]] = ["*", f"{low}..{high}", f"{n['min']}..{low}"]
    columns = random.sample(sorted(cells), min(len(cells), random.randint(1, 3)))
    rows = {tuple(random.choice(cells[c]) for c in columns) for _ in range(random.randint(1, 4))}
    return "\n".join(",".join(row) for row in [columns, *sorted(_different(rows))])


def _different(rows: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Rows of which no two say the same in other words: 1..1 and 1 would."""
    by_meaning = {tuple("|".join(sorted(cell.split("|"))) for cell in row): row for row in rows}
    return set(by_meaning.values())


@st.composite
def choices_for(draw: st.DrawFn, model: ProductModel) -> dict[str, Any]:
    """Up to four choices, that may contradict each other."""
    possible: dict[str, list[Any]] = {}
    for g in model.groups:
        codes = [option.code for option in g.options]
        if g.single:
            possible[g.id] = codes + [NOTHING] * (g.min == 0 or g.parent is not None)
        possible |= {code: [True, False] for code in codes}
    for n in model.numbers:
        possible[n.id] = [Decimal(value) for value in range(int(n.min), int(n.max) + 1)]
    keys = draw(st.lists(st.sampled_from(sorted(possible)), max_size=4, unique=True))
    return {key: draw(st.sampled_from(possible[key])) for key in keys}


@st.composite
def prices_for(draw: st.DrawFn, model: ProductModel) -> dict[str, Decimal]:
    """A price with cents for some options; a few are rebates."""
    random = draw(st.randoms(use_true_random=False))
    codes = [option.code for option in model.options]
    return {
        code: Decimal(random.randint(-2_000, 10_000)) / 100
        for code in random.sample(codes, random.randint(0, len(codes)))
    }


def tabled_models() -> st.SearchStrategy[ProductModel]:
    """Up to four groups that are seats, some under another, tied by tables and a rule or two."""
    return st.randoms(use_true_random=False).map(_tabled)


def _tabled(random: Random) -> ProductModel:
    groups = [_seat(random, i) for i in range(random.randint(2, 4))]
    if random.random() < 0.3:
        groups[-1]["parent"] = random.choice(groups[0]["options"])["code"]
    codes = [option["code"] for g in groups for option in g["options"]]
    pairs = [random.sample(codes, 2) for _ in range(random.randint(0, 2))]
    rules = [rule(f"r{i}", f"not {a} or {b}") for i, (a, b) in enumerate(pairs)]
    tables = {f"t{i}": _sheet(random, groups) for i in range(random.randint(1, 3))}
    return model_of({"groups": groups, "rules": rules}, **tables)


def _seat(random: Random, i: int) -> dict[str, Any]:
    codes = [f"o{i}{n}" + random.choice(["", "", "!"]) for n in range(random.randint(1, 3))]
    return group(f"g{i}", *codes, min=random.randint(0, 1), max=1)


def _sheet(random: Random, groups: list[dict[str, Any]]) -> str:
    """A table over two groups or three, in which a group that may be empty can be."""
    columns = random.sample(groups, random.randint(2, min(3, len(groups))))
    names = [g["id"] if random.random() < 0.8 else g["options"][0]["code"] for g in columns]
    values = [
        [*_cells(random, g), "*"] if name == g["id"] else ["yes", "no", "*"]
        for name, g in zip(names, columns, strict=True)
    ]
    rows = {tuple(random.choice(each) for each in values) for _ in range(random.randint(2, 7))}
    return "\n".join(",".join(row) for row in [names, *sorted(_different(rows))]) + "\n"


def _cells(random: Random, group: dict[str, Any]) -> list[str]:
    codes = [*(option["code"] for option in group["options"]), *[NOTHING] * (1 - group["min"])]
    return [*codes, "|".join(sorted(random.sample(codes, min(2, len(codes)))))]
