"""Cost lines that a buyer adds to a calculator: ordinary lines over two assumptions of their own.

A line is kept among the case's assumptions under `line:` and its number, so that history, undo,
versions and copies hold it like any other change. It becomes the assumptions `line_3` (an amount)
and `line_3_growth`, and a line of the alternative it belongs to.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pricing import Text
from pricing.calculators.assumptions import Assumption, Group
from pricing.calculators.data import Alternative, CalculatorData
from pricing.calculators.fields import CATEGORIES
from pricing.calculators.lines import Line

KEY = "line:"
PREFIX = "line_"
GROWTH = "_growth"
GROUP = Group(id="own_lines", text=Text("Dòng chi phí của bạn", "Your own cost lines"))
UNNAMED = Text("chưa nêu nguồn", "no source named")
MOST_LINES = 40
WHENS = ("yearly", "start", "end")
NOT_OWN = {"financing", "tax"}
"""Categories that the calculator itself fills in."""
OWN_CATEGORIES = tuple(each for each in CATEGORIES if each not in NOT_OWN)
STEPS = {1: "", 1_000: "thousand ", 1_000_000: "million ", 1_000_000_000: "billion "}

Kept = Mapping[str, Any]


def is_line(key: str) -> bool:
    """Whether this key of the kept assumptions is a line."""
    return key.startswith(KEY)


def lines_in(assumptions: Kept) -> dict[str, Kept]:
    """The lines among the kept assumptions, in the order of their numbers."""
    keys = sorted(filter(is_line, assumptions), key=lambda key: int(key.removeprefix(KEY)))
    return {key: assumptions[key] for key in keys}


def next_key(assumptions: Kept, history: Iterable[str] = ()) -> str:
    """A number that no line has or had: what was taken back may come again."""
    taken = [int(key.removeprefix(KEY)) for key in (*assumptions, *history) if is_line(key)]
    return f"{KEY}{max(taken, default=0) + 1}"


def id_of(key: str) -> str:
    """The assumption that holds the amount of a line: `line:3` → `line_3`."""
    return PREFIX + key.removeprefix(KEY)


def without(assumptions: Kept, key: str) -> dict[str, Any]:
    """The kept assumptions without a line and all that was changed in it."""
    gone = re.compile(rf"(\w+:)?{id_of(key)}({GROWTH})?")
    return {id: kept for id, kept in assumptions.items() if id != key and not gone.fullmatch(id)}


def extended(data: CalculatorData, lines: Mapping[str, Kept]) -> CalculatorData:
    """The calculator with these lines of a buyer's; itself where there are none.

    What is paid in another way has the lines of what it pays for, those of a buyer's included.
    """
    if not lines:
        return data
    inputs = [each for key, kept in lines.items() for each in _assumptions(data, key, kept)]
    alternatives = tuple(
        each.model_copy(update={"lines": (*each.lines, *_lines(each, lines))})
        for each in data.alternatives
    )
    return data.model_copy(
        update={
            "groups": (*data.groups, GROUP),
            "assumptions": (*data.assumptions, *inputs),
            "alternatives": alternatives,
        }
    )


def _lines(alternative: Alternative, lines: Mapping[str, Kept]) -> list[Line]:
    return [
        Line(
            id=id_of(key),
            text=_text(kept),
            category=kept["category"],
            formula=id_of(key),
            when=kept["when"],
            **(_recurring(id_of(key), kept) if kept["when"] == "yearly" else {}),
        )
        for key, kept in lines.items()
        if kept["alternative"] == alternative.id
    ]


def _recurring(id: str, kept: Kept) -> dict[str, str]:
    return {"growth": f"{id}{GROWTH}", "start": kept["first"], "end": kept["last"]}


def _assumptions(data: CalculatorData, key: str, kept: Kept) -> list[Assumption]:
    money = STEPS[int(data.scale.factor)] + data.currency
    yearly = kept["when"] == "yearly"
    source = Text(kept["source"], kept["source"]) if kept["source"] else UNNAMED
    told = {"source": source, "author": kept["author"], "group": GROUP.id,
            "date": date.fromisoformat(kept["at"])}  # fmt: skip
    name = kept["text"]
    amount = Assumption(
        id=id_of(key),
        text=_text(kept),
        unit=f"{money}/year" if yearly else money,
        value=Decimal(kept["value"]),
        **told,
    )
    if not yearly:
        return [amount]
    growth = Assumption(
        id=id_of(key) + GROWTH,
        text=Text(f"{name}, tăng mỗi năm", f"{name}, yearly growth"),
        unit="fraction",
        value=Decimal(kept["growth"]),
        **told,
    )
    return [amount, growth]


def _text(kept: Kept) -> Text:
    return Text(kept["text"], kept["text"])
