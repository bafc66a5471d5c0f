"""A spreadsheet program that computes workbooks anew, where one is installed."""

import csv
import os
import shutil
import subprocess
from io import BytesIO

from openpyxl import load_workbook

SOFFICE = shutil.which("soffice")
# Every sheet into a file of its own, numbers with all their digits.
_EXPORT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def recalculated(content, folder):
    """Per sheet title the rows of cells as text, computed by the program itself."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(_ALWAYS)
    (folder / "book.xlsx").write_bytes(content)
    command = [SOFFICE, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless"]
    command += ["--convert-to", _EXPORT, "--outdir", str(folder), str(folder / "book.xlsx")]
    subprocess.run(command, check=True, timeout=300, capture_output=True, env=os.environ)
    titles = load_workbook(BytesIO(content)).sheetnames
    return {title: _rows(folder / f"book-{title}.csv") for title in titles}


def _rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def changed(content, sheet, cells):
    """The workbook with some cells written over, as a person would."""
    book = load_workbook(BytesIO(content))
    for (row, column), value in cells.items():
        book[sheet].cell(row, column).value = value
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def number(cell):
    """The number a cell shows, also as per cent."""
    return float(cell.rstrip("%")) / (100 if cell.endswith("%") else 1)
