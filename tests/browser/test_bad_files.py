"""Files that are not what they should be: a message beside the field, the rest of the form kept."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Reader

HALF_HOURS = [f"2026-01-01 {hour:02}:{minute},1.5" for hour in range(24) for minute in ("00", "30")]
FILES = {
    "wrong columns": b"colour;size\nred;12\nblue;13\n",
    "empty": b"",
    "gaps": "\n".join(["time,kwh", *HALF_HOURS[:9], *HALF_HOURS[20:]]).encode(),
    "40 MB": b"x" * (40 * 1024 * 1024),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(
    reader: Reader, tmp_path: Path, what: str
) -> None:
    page = reader("en", javascript=False)
    page.goto("/segments/shop")
    page.locator("form[action$='/segments/shop'] button").click()
    page.goto("/compare")
    page.fill("#kwh_0", "1520")
    page.select_option("#province", "Hà Nội")
    page.fill("#peak_percent", "30")
    page.select_option("#current", "standard")
    file = tmp_path / "use.csv"
    file.write_bytes(FILES[what])
    page.set_input_files("#file", file)
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.click("main form .button-main")
    assert answer.value.status == 422
    expect(page.locator("#file-error")).to_be_visible()
    assert page.input_value("#kwh_0") == "1520"
