"""A file on its way, as a program is told."""

from typing import Any

from portal.messages import sentences
from portal.models import MeterFile
from pricing import Finding


def job(file: MeterFile) -> dict[str, Any]:
    """How far the reading is, which meters there are, and what was seen in words."""
    return {
        "id": str(file.id),
        "file_name": file.file_name,
        "state": file.state,
        "progress": file.progress,
        "meters": file.report.get("meters", []),
        "findings": sentences(findings_of(file)),
    }


def findings_of(file: MeterFile) -> list[Finding]:
    """What was seen in a file that was read."""
    return [Finding(c, tuple(s), p) for c, s, p in file.report.get("findings", [])]
