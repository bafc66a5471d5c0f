"""Published numbers to verify against, where they lie beside the repository."""

import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("BIDWRIGHT_SHARED", ROOT.parent / "shared"))


def golden_cases(*kinds):
    """The cases of these kinds by id; none where the folder is absent."""
    found = {}
    for kind in kinds:
        file = SHARED / "golden" / f"pricing_{kind}.json"
        if file.exists():
            found |= {case["id"]: case for case in json.loads(file.read_text())["cases"]}
    return found
