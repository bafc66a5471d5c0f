"""The buyer's own scenarios, beside those of the author.

What one of them replaces is kept among the case's assumptions, under its id and the assumption's:
`own2:old_energy`; its name stands under the id alone, `own2:`. So history, undo, versions and
copies hold it like any other change.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pricing import Text
from pricing.calculators.data import Scenario

IDS = ("own", "own2", "own3", "own4", "own5")
"""A case holds so many of them at most."""
NAME = ""

Kept = Mapping[str, Any]


def is_own(scenario: str) -> bool:
    """Whether a scenario is the buyer's and not the author's."""
    return scenario in IDS


def key(scenario: str, assumption: str = NAME) -> str:
    """Under what a case keeps what a scenario replaces; without an assumption, its name."""
    return f"{scenario}:{assumption}"


def parted(key: str) -> tuple[str, str]:
    """The scenario and the assumption of a key: no scenario where the key is none of these.

    >>> parted("own2:old_energy"), parted("old_energy"), parted("line:3")
    (('own2', 'old_energy'), ('', 'old_energy'), ('', 'line:3'))
    """
    scenario, colon, assumption = key.partition(":")
    return (scenario, assumption) if colon and is_own(scenario) else ("", key)


def replaced(assumptions: Kept, scenario: str) -> dict[str, Any]:
    """What a scenario replaces: assumption → as it is kept."""
    found = {parted(key): kept for key, kept in assumptions.items()}
    return {id: kept for (own, id), kept in found.items() if own == scenario and id != NAME}


def without(assumptions: Kept, scenario: str) -> dict[str, Any]:
    """The kept assumptions without a scenario: what it replaced, and its name."""
    return {key: kept for key, kept in assumptions.items() if parted(key)[0] != scenario}


def known(keys: Iterable[str]) -> list[str]:
    """The scenarios that replace something or have a name, in order."""
    used = {parted(key)[0] for key in keys}
    return [id for id in IDS if id in used]


def open_to(keys: Iterable[str]) -> list[str]:
    """Those, and the next one that can be begun."""
    used = known(keys)
    return [*used, *[id for id in IDS if id not in used][:1]]


def text_of(scenario: str, name: str = "") -> Text:
    """What a scenario is called: its name, else “My own”, “My own 2”."""
    if name:
        return Text(name, name)
    number = f" {IDS.index(scenario) + 1}" if scenario != IDS[0] else ""
    return Text(f"Của tôi{number}", f"My own{number}")


def made(values: Mapping[str, str], shown: str) -> dict[str, Scenario]:
    """The scenarios of a case, the one that is shown included though it be empty.

    Args:
        values: what the case keeps under each key, the value alone.
    """
    ids = known([*values, *([key(shown)] if is_own(shown) else [])])
    return {
        id: Scenario(
            id=id,
            text=text_of(id, values.get(key(id), "")),
            overrides={a: Decimal(value) for a, value in replaced(values, id).items()},
        )
        for id in ids
    }
