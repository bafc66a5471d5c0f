"""The engine's example in the README, as a reader would try it."""

import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_the_example_of_the_readme_says_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert len(blocks) == 1
    known: dict[str, Any] = {}
    exec(blocks[0], known)
    choices, prices = known["choices"], known["prices"]
    assert known["domains"]["quality_class1"] == "blocked"
    assert known["domains"].numbers["flow"].value == 12
    assert known["engine"].why(choices, "quality_class1")[0].subjects == ("dryer", "refrigerant")
    cheapest = known["engine"].repairs(choices, "quality_class1", prices)[0]
    assert cheapest.choices["quality"] == "quality_class1"
    assert known["engine"].complete(choices, prices)["dryer"] == "refrigerant"
