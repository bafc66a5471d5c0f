"""A meter's file becomes readings, and readings become cells, without losing a kWh."""

from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricing import fold, parse_readings
from pricing.loads import Readings
from tests.pricing.golden import SHARED

HEAD = "Thời gian;Sản lượng (kWh)\n"


def make_file(hours=48, start=datetime(2026, 4, 20), step=60, kwh="1,5", stamp="%d/%m/%Y %H:%M"):  # noqa: DTZ001
    rows = [f"{start + timedelta(minutes=step * n):{stamp}};{kwh}" for n in range(hours)]
    return HEAD + "\n".join(rows) + "\n"


def parse(text, **more):
    return parse_readings(text.encode() if isinstance(text, str) else text, **more)


def codes(parsed):
    return {finding.code for finding in parsed.findings}


def finding(parsed, code):
    return next(found for found in parsed.findings if found.code == code)


def test_a_vietnamese_export_is_read_with_its_commas_and_its_days_first():
    parsed = parse(make_file())
    assert parsed.findings == ()
    assert parsed.readings.total == 72
    assert str(parsed.readings.start[24]) == "2026-04-21T00:00"


def test_kilowatts_become_kilowatt_hours_by_the_length_of_the_interval():
    text = "time,demand_kW\n" + "\n".join(f"2026-01-05 {h:02d}:{m},100" for h in range(24)
                                           for m in ("00", "15", "30", "45"))  # fmt: skip
    parsed = parse(text)
    assert (parsed.readings.minutes, parsed.readings.total) == (15, 2400)
    assert parsed.readings.peak_kw == 100


def test_date_and_time_in_columns_of_their_own_are_joined():
    rows = "\n".join(f"20/04/2026;{hour:02d}:00;7" for hour in range(24))
    parsed = parse("Ngày;Giờ;kWh\n" + rows)
    assert parsed.readings.total == 168
    assert str(parsed.readings.start[-1]) == "2026-04-20T23:00"


def test_american_days_and_afternoons_are_understood():
    rows = "\n".join(f'"7/{day}/24 {hour}:00 {half}",5' for day in (1, 14)
                     for half in ("AM", "PM") for hour in (12, 1, 2))  # fmt: skip
    parsed = parse("DateTime,kWh\n" + rows)
    assert str(parsed.readings.start[0]) == "2024-07-01T00:00"
    assert str(parsed.readings.start[-1]) == "2024-07-14T14:00"


def test_a_gap_is_reported_with_its_row_and_length_and_not_filled():
    lines = make_file().splitlines()
    parsed = parse("\n".join(lines[:10] + lines[13:]))
    assert finding(parsed, "reading_gap").params == {
        "meter": "", "count": 1, "rows": [11], "missing": 3, "minutes": 60,
    }  # fmt: skip
    assert parsed.readings.total == 45 * 1.5


def test_a_reading_given_twice_counts_once():
    lines = make_file().splitlines()
    parsed = parse("\n".join([*lines[:10], lines[9], *lines[10:]]))
    assert finding(parsed, "reading_duplicate").subjects == ("row 11",)
    assert parsed.readings.total == 72


def test_rows_in_any_order_are_sorted():
    lines = make_file().splitlines()
    parsed = parse("\n".join([lines[0], *reversed(lines[1:])]))
    assert codes(parsed) == {"readings_unsorted"}
    assert (np.diff(parsed.readings.start) > np.timedelta64(0)).all()


def test_a_file_that_stamps_the_end_of_the_interval_is_shifted():
    parsed = parse(make_file(start=datetime(2026, 4, 20, 1)))  # noqa: DTZ001
    assert codes(parsed) == {"readings_end_stamped"}
    assert str(parsed.readings.start[0]) == "2026-04-20T00:00"


def test_words_and_negatives_are_left_out_and_named():
    lines = make_file().splitlines()
    lines[5] = lines[5].replace("1,5", "hỏng")
    lines[7] = lines[7].replace("1,5", "-2")
    lines[9] = lines[9].replace("1,5", "1e308")
    parsed = parse("\n".join(lines))
    assert finding(parsed, "reading_not_a_number").params["rows"] == [6, 10]
    assert finding(parsed, "reading_negative").params["rows"] == [8]
    assert parsed.readings.total == 45 * 1.5


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("", "readings_missing"),
        ("a,b,c\nd,e,f\n", "readings_missing"),
        ("1\n2\n3\n", "readings_undated_length"),
        (b"PK\x03\x04\x00\x00\x00", "sheet_unreadable"),
        (b"\x00\x01\x02\x03", "readings_not_text"),
        (b"<feed xmlns='http://naesb.org/espi'>", "readings_not_green_button"),
        ("Thời gian;kWh\n" + "20/04/2026 00:00;x\n20/04/2026 01:00;1\n" * 5, "readings_unreadable"),
        ("Thời gian;kWh\n" + "20/04/2026 00:00;1\n", "readings_interval_unclear"),
        (make_file(step=7), "readings_interval_unclear"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(data, code):
    parsed = parse(data)
    assert parsed.readings is None
    assert parsed.findings[0].code == code


def test_a_file_of_forty_megabytes_is_refused_unread():
    parsed = parse_readings(b"1\n" * 20_000_001)
    assert parsed.findings[0].code == "readings_too_large"


def test_thousands_and_decimals_are_told_apart():
    for cells, total in (
        (["1.234", "567", "1.000"], 2801),
        (["1,234", "567", "1,000"], 2801),
        (["1,25", "0,5", "3"], 4.75),
        (["1.25", "0.5", "3"], 4.75),
        (["1.234,5", "1", "2,5"], 1238),
        (["1,234.5", "1", "2.5"], 1238),
        (["1,234", "0,567", "1"], 2.801),
    ):
        rows = "\n".join(f"2026-04-20 {hour:02d}:00;{cell}" for hour, cell in enumerate(cells))
        assert parse("t;kWh\n" + rows).readings.total == pytest.approx(total)


@settings(max_examples=30)
@given(
    st.lists(st.floats(0, 1000), min_size=48, max_size=600),
    st.sampled_from([5, 15, 30, 60]),
    st.integers(0, 600),
)
def test_folding_keeps_every_kwh_and_the_highest_power(kwh, minutes, day):
    start = np.datetime64("2025-03-01T00:00", "m") + np.timedelta64(day * 1440, "m")
    starts = start + np.arange(len(kwh)) * np.timedelta64(minutes, "m")
    readings = Readings(starts, np.array(kwh), minutes)
    cells = fold(readings, [datetime(2026, 4, 22).date()])  # noqa: DTZ001
    assert cells.total == pytest.approx(readings.total)
    assert cells.kw.max() == pytest.approx(readings.peak_kw)
    for first, last in cells.spans:
        assert (first.year, first.month) == (last.year, last.month)


@settings(max_examples=150)
@given(
    st.binary(max_size=300)
    | st.lists(st.text("0123456789.,;:/- \t\"'ekWh\n", max_size=25), max_size=40).map(
        lambda lines: "\n".join(lines).encode()
    )
)
def test_no_file_whatsoever_crashes_the_reader(data):
    parsed = parse_readings(data)
    assert parsed.readings is not None or parsed.findings


needs_data = pytest.mark.skipif(not SHARED.exists(), reason=f"no measured loads in {SHARED}")


@needs_data
@pytest.mark.parametrize(
    ("name", "kwh", "kw"),
    [
        ("ssc_load_commercial.csv", 726_208, 274.2),
        ("ssc_load_commercial_large.csv", 4_442_109, 747.1),
        ("reopt_loads_kw_largeoffice_sanfran.csv", 5_000_000, 1366.4),
    ],
)
def test_a_year_of_hours_without_times_is_read_as_published(name, kwh, kw):
    parsed = parse_readings((SHARED / "data" / name).read_bytes(), year=2025)
    assert round(parsed.readings.total) == kwh
    assert round(parsed.readings.peak_kw, 1) == kw
    assert codes(parsed) == {"readings_undated", "readings_unit_assumed"}
    cells = fold(parsed.readings)
    assert len(cells.spans) == 12
    assert round(cells.monthly().total) == kwh


@needs_data
def test_quarter_hours_of_a_flat_megawatt_are_a_megawatt():
    parsed = parse_readings((SHARED / "data" / "eeco_flat_load.csv").read_bytes())
    assert (parsed.readings.minutes, parsed.readings.total) == (15, 744_000)
    assert fold(parsed.readings).monthly().uses[0].kw == {"all": Decimal(1000)}
