"""ProductModel → the YAML and CSV files of a pack, for models that came from another tool."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import yaml

from configurator.formula import write
from configurator.model import Cell, Frozen, ProductModel, Rule, Table


def write_yaml(model: ProductModel, file: str) -> dict[str, str]:
    """File name → text: the model file `file`, and below `tables/` a CSV for each table."""
    data: dict[str, Any] = {"id": model.id, "text": model.text.model_dump()}
    if model.more:
        data["more"] = model.more.model_dump()
    data["groups"] = [_plain(group) for group in model.groups]
    data["numbers"] = [_plain(number) for number in model.numbers]
    data["rules"] = [*map(_rule, model.rules), *_clauses(model)]
    data["tables"] = [
        {"id": t.id, "text": t.text.model_dump(), "file": f"tables/{t.id}.csv"}
        for t in model.tables
    ]
    data["tests"] = [_plain(test) for test in model.tests]
    kept = {key: value for key, value in data.items() if value}
    text = yaml.dump(kept, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return {file: text, **{f"tables/{t.id}.csv": _rows(t) for t in model.tables}}


class _Dumper(yaml.SafeDumper):
    """Without anchors: what is the same twice is written twice."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _plain(part: Frozen) -> dict[str, Any]:
    return part.model_dump(mode="json", exclude_defaults=True)


def _rule(rule: Rule) -> dict[str, Any]:
    written = _plain(rule)
    return (
        written
        if "formula" in written or "when" in written
        else {**written, "formula": write(rule.meaning)}
    )


def _clauses(model: ProductModel) -> Iterator[dict[str, Any]]:
    codes = [option.code for option in model.options]
    for n, clause in enumerate(model.clauses, 1):
        literals = [f"{'not ' if each < 0 else ''}{codes[abs(each) - 1]}" for each in clause]
        formula = " or ".join(literals) or f"{codes[0]} and not {codes[0]}"
        yield {"id": f"clause_{n}", "text": {"vi": formula, "en": formula}, "formula": formula}


def _rows(table: Table) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return text.getvalue()


def _cell(cell: Cell) -> str:
    if cell.chosen is not None:
        return "yes" if cell.chosen else "no"
    if cell.codes:
        return "|".join(cell.codes)
    if cell.low is None or cell.high is None:
        return "*"
    return f"{cell.low:f}" if cell.low == cell.high else f"{cell.low:f}..{cell.high:f}"
