"""`flask pack import-rates`: a published rate becomes files that a pack can hold."""

import json
from pathlib import Path

from flask import Flask

from configurator.reading.document import Document
from pricing import HoursBook, read_tariffs

RATE = {
    "label": "r1", "name": "Rate 1", "flatdemandunit": "kW",
    "energyratestructure": [[{"rate": 0.1, "max": 500}, {"rate": 0.08}], [{"rate": 0.3}]],
    "energyweekdayschedule": [[0] * 12 + [1] * 6 + [0] * 6] * 12,
    "energyweekendschedule": [[0] * 24] * 12,
    "flatdemandstructure": [[{"rate": 5}]], "flatdemandmonths": [0] * 12,
}  # fmt: skip


def run(app: Flask, folder: Path, **more: object) -> tuple[int, str]:
    file = folder / "rate.json"
    file.write_text(json.dumps(RATE | more))
    found = app.test_cli_runner().invoke(args=["pack", "import-rates", str(file)])
    return found.exit_code, found.output


def test_what_is_printed_reads_back_as_a_tariff_with_its_hours(app: Flask, tmp_path: Path) -> None:
    code, printed = run(app, tmp_path)
    tariffs, _, hours = printed.partition("--- # tariffs/hours.yaml\n")
    book = HoursBook.from_data(Document(hours, "hours.yaml").data)
    (tariff,) = read_tariffs(Document(tariffs, "national.yaml").data, book)
    assert (code, tariff.id, tariff.hours) == (0, "r1", "r1")
    assert {price.from_kwh for price in tariff.energy} == {0, 500}


def test_what_cannot_be_billed_is_named_and_nothing_is_printed(app: Flask, tmp_path: Path) -> None:
    code, printed = run(app, tmp_path, flatdemandunit="kVA")
    assert code == 1
    assert (
        printed
        == "flatdemandunit (r1): unit kVA is not supported: only the month's kW are billed\n"
    )
