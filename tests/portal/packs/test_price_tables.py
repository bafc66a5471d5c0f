"""Prices as CSV or as a workbook: the same edition of prices, faults by row and column."""

import csv
import io
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from openpyxl import Workbook

from portal.packs.checking import check_files
from portal.packs.pack import Pack
from portal.packs.publishing import PackRefused, folder_of, read_folder
from pricing.sheets import SheetError, read_sheet

ROWS = list(csv.reader(io.StringIO((folder_of("equipment") / "prices.csv").read_text())))


def pack_folder(tmp_path: Path, rows: list[list[object]] | bytes) -> Path:
    """A copy of the equipment pack whose prices stand in a workbook."""
    copy = tmp_path / "pack"
    shutil.copytree(folder_of("equipment"), copy)
    (copy / "prices.csv").unlink()
    (copy / "prices.xlsx").write_bytes(rows if isinstance(rows, bytes) else workbook(rows))
    return copy


def workbook(rows: list[list[object]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def typed(rows: list[list[str]]) -> list[list[object]]:
    """The rows as a person's program keeps them: numbers as numbers, empty cells empty."""

    def cell(text: str) -> object:
        try:
            return float(text)
        except ValueError:
            return text or None

    return [[cell(text) for text in row] for row in rows]


def found(folder: Path) -> list[str]:
    return [str(problem) for problem in check_files(read_folder(folder))[1]]


def test_a_workbook_gives_the_prices_of_the_table(tmp_path: Path) -> None:
    files = read_folder(pack_folder(tmp_path, typed(ROWS)))
    assert check_files(files) == ("equipment", [])
    ours = Pack(read_folder(folder_of("equipment")), UUID(int=0), "").price_book
    theirs = Pack(files, UUID(int=0), "").price_book
    assert ours.codes == theirs.codes

    def prices(book: object) -> list[tuple[str, Decimal]]:
        return [(r.code, r.price) for c in sorted(ours.codes) for r in book.table.rows(c)]  # type: ignore[attr-defined]

    assert prices(ours) == prices(theirs)


def test_saving_a_workbook_anew_makes_no_new_edition(tmp_path: Path) -> None:
    rows = typed(ROWS)
    first = read_folder(pack_folder(tmp_path / "a", rows))
    again = read_folder(pack_folder(tmp_path / "b", [*rows]))
    assert first == again


def test_a_fault_in_a_workbook_stands_at_its_row_and_column(tmp_path: Path) -> None:
    rows = typed(ROWS)
    price, code = ROWS[0].index("price"), ROWS[0].index("code")
    rows[3][price] = "dear"
    rows.insert(2, [None])
    name = rows[4][code]
    [problem] = found(pack_folder(tmp_path, rows))
    assert problem.startswith(f"prices.xlsx:5: {name}: column price: ")


def test_prices_stand_in_one_table_only(tmp_path: Path) -> None:
    folder = pack_folder(tmp_path, typed(ROWS))
    shutil.copy(folder_of("equipment") / "prices.csv", folder)
    assert found(folder) == ["prices.xlsx: prices stand in prices.csv or here, not in both"]


@pytest.mark.parametrize("content", [b"code,price\n", b"PK\x03\x04 nothing", b""])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(PackRefused) as caught:
        read_folder(pack_folder(tmp_path, content))
    assert [str(p) for p in caught.value.problems] == [
        "prices.xlsx: this is not a workbook (XLSX) that can be read"
    ]


def test_an_archive_that_unpacks_without_end_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    with pytest.raises(SheetError) as caught:
        read_sheet(out.getvalue(), 10)
    assert caught.value.finding.code == "sheet_too_large"


def test_more_rows_than_expected_are_refused() -> None:
    with pytest.raises(SheetError) as caught:
        read_sheet(workbook([[1]] * 11), 10)
    assert caught.value.finding.code == "sheet_too_many_rows"


def test_a_wrong_exchange_rate_is_named_once_where_it_stands(tmp_path: Path) -> None:
    copy = tmp_path / "pack"
    shutil.copytree(folder_of("equipment"), copy)
    path = copy / "exchange.yaml"
    path.write_text(path.read_text().replace("26300", "0"))
    [problem] = found(copy)
    assert problem.startswith("exchange.yaml:5: ")


def test_overlapping_and_missing_days_stop_a_pack(tmp_path: Path) -> None:
    copy = tmp_path / "pack"
    shutil.copytree(folder_of("equipment"), copy)
    path = copy / "prices.csv"
    text = path.read_text().rstrip("\n").replace("of_75,one_off,,flat,69800,USD,,2026-01-01,",
                                                 "of_75,one_off,,flat,69800,USD,,2026-01-01,2026-06-30")  # fmt: skip
    gap = text + "\nof_75,one_off,,flat,70000,USD,,2026-08-01,\n"
    overlap = text + "\nof_75,one_off,,flat,70000,USD,,2026-06-30,\n"
    row = text.count("\n") + 2
    for content, words in ((gap, "no price from 2026-07-01 to 2026-07-31"), (overlap, "in force")):
        path.write_text(content)
        [problem] = found(copy)
        assert problem.startswith(f"prices.csv:{row}: of_75: column valid_from: ")
        assert words in problem
