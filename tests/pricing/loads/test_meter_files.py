"""Files of several meters, other units, workbooks, other zones, days, months, Green Button."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from openpyxl import Workbook

from pricing import PricingError, fold, parse_readings
from tests.pricing.golden import SHARED
from tests.pricing.loads.test_readings import codes, finding, make_file, parse

BERLIN = ZoneInfo("Europe/Berlin")


def hours(start, count, form="%Y-%m-%d %H:%M", step=60):
    first = datetime.fromisoformat(start)
    return [f"{first + timedelta(minutes=step * n):{form}}" for n in range(count)]


def totals(parsed):
    return {meter.name: meter.readings.total for meter in parsed.meters}


def test_a_column_for_each_meter():
    rows = "\n".join(f"{at};1;2,5" for at in hours("2026-01-05", 48))
    assert totals(parse("Giờ;Xưởng A (kWh);Xưởng B (kWh)\n" + rows)) == {
        "Xưởng A (kWh)": 48,
        "Xưởng B (kWh)": 120,
    }


def test_a_row_for_each_meter_and_time():
    rows = "\n".join(f"{m},{at},{kwh}" for m, kwh in (("M-1", 1), ("M-2", 3))
                     for at in hours("2026-01-05", 48))  # fmt: skip
    parsed = parse("Meter,Time,kWh\n" + rows)
    assert totals(parsed) == {"M-1": 48, "M-2": 144}
    assert parsed.readings is None
    assert totals(parse("x,Time,kWh\n" + rows)) == {"M-1": 48, "M-2": 144}


def test_a_number_may_name_a_meter():
    rows = "\n".join(f"{m};{at};1" for m in (4711, 4712) for at in hours("2026-01-05", 30))
    assert totals(parse("Số công tơ;Thời gian;kWh\n" + rows)) == {"4711": 30, "4712": 30}


def test_reactive_and_exported_energy_is_left_aside():
    rows = "\n".join(f"{at},5,9,2" for at in hours("2026-01-05", 30))
    assert totals(parse("time,kWh import,kvarh,kWh export\n" + rows)) == {"": 150}


@pytest.mark.parametrize(
    ("title", "total"), [("MWh", 24_000), ("Wh", 0.024), ("kW", 24), ("MW", 24_000), ("kWh", 24)]
)
def test_units_of_a_header(title, total):
    rows = "\n".join(f"{at},1" for at in hours("2026-01-05", 24))
    assert parse(f"time,{title}\n{rows}").readings.total == pytest.approx(total)


def workbook(rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_with_times_as_times():
    first = datetime(2026, 1, 5)  # noqa: DTZ001
    rows = [["Time", "kWh"], *([first + timedelta(minutes=30 * n), 0.5] for n in range(96))]
    readings = parse_readings(workbook(rows)).readings
    assert (readings.minutes, readings.total, str(readings.start[1])) == (
        30,
        48,
        "2026-01-05T00:30",
    )


def test_a_zip_that_unfolds_without_end_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 30_000_000)
    assert codes(parse_readings(out.getvalue())) == {"sheet_too_large"}


def test_times_with_an_offset_become_local():
    rows = "\n".join(f"{at}Z,1" for at in hours("2026-01-05", 30, "%Y-%m-%dT%H:%M:00"))
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    assert str(parse("t,kWh\n" + rows, zone=zone).readings.start[0]) == "2026-01-05T07:00"


def local_hours(first, count):
    start = datetime.fromisoformat(first).replace(tzinfo=UTC)
    moments = [(start + timedelta(hours=n)).astimezone(BERLIN) for n in range(count)]
    return "t,kWh\n" + "\n".join(f"{at:%Y-%m-%d %H:%M},1" for at in moments)


def test_the_hour_that_the_clock_shows_twice_counts_twice():
    parsed = parse(local_hours("2025-10-25 22:00", 48), zone=BERLIN)
    assert codes(parsed) == {"readings_clock_change"}
    assert parsed.readings.total == parsed.meters[0].mended.total == 48
    assert fold(parsed.readings).kw.max() == 1
    assert "reading_duplicate" in codes(parse(local_hours("2025-10-25 22:00", 48)))


def test_the_hour_that_the_clock_skips_is_no_gap():
    parsed = parse(local_hours("2026-03-28 23:00", 48), zone=BERLIN)
    assert codes(parsed) == {"readings_clock_change"}
    assert parsed.meters[0].mended.total == 48
    assert "reading_gap" in codes(parse(local_hours("2026-03-28 23:00", 48)))


def test_days_are_read_and_say_nothing_of_hours():
    readings = parse(make_file(62, datetime(2026, 1, 1), step=1440)).readings  # noqa: DTZ001
    assert not readings.has_hours
    assert readings.monthly() == [
        (date(2026, 1, 1), Decimal("46.5")), (date(2026, 2, 1), Decimal("42")),
        (date(2026, 3, 1), Decimal("4.5")),
    ]  # fmt: skip
    with pytest.raises(PricingError, match="1440 minutes"):
        fold(readings)


def test_months_are_read():
    rows = "\n".join(f"2025-{month:02d}-01;{100 * month}" for month in range(1, 13))
    readings = parse("Tháng;kWh\n" + rows).readings
    assert readings.monthly()[11] == (date(2025, 12, 1), Decimal(1200))


def regular_day(at):
    return 1 + int(at[11:13]) / 24


def with_hours(drop=(), change=None):
    times = hours("2026-01-05", 24 * 28)
    rows = [f"{at},{(change or {}).get(at, regular_day(at))}" for at in times if at not in drop]
    return parse("t,kWh\n" + "\n".join(rows)), sum(map(regular_day, times))


def test_a_short_gap_is_bridged_in_a_straight_line():
    parsed, whole = with_hours(drop=("2026-01-14 10:00", "2026-01-14 11:00"))
    meter = parsed.meters[0]
    assert meter.readings.total == pytest.approx(whole - 2 - 21 / 24)
    assert meter.mended.total == pytest.approx(whole)


def test_a_missing_day_takes_the_mean_of_like_days():
    day = [f"2026-01-14 {hour:02d}:00" for hour in range(24)]
    parsed, whole = with_hours(drop=day)
    assert finding(parsed, "reading_missing_days").params["days"] == ["2026-01-14"]
    assert parsed.meters[0].mended.total == pytest.approx(whole)


def test_a_spike_is_named_and_replaced_only_in_the_mended_readings():
    at = "2026-01-14 10:00"
    parsed, whole = with_hours(change={at: 5000.0})
    assert finding(parsed, "reading_spike").params["at"] == ["2026-01-14T10:00"]
    assert parsed.readings.peak_kw == 5000
    assert parsed.meters[0].mended.total == pytest.approx(whole)


def test_mended_readings_of_a_whole_file_are_the_same():
    parsed, _ = with_hours()
    assert (parsed.meters[0].mended.kwh == parsed.readings.kwh).all()
    assert parsed.findings == ()


def feed(points=("1",), uom="72", flow="1", power="0", start=1293868800, head=""):
    blocks = "".join(
        f"""<entry><link rel="self" href="U/UsagePoint/{p}/MeterReading/1/IntervalBlock/1"/>
        <link rel="up" href="U/UsagePoint/{p}/MeterReading/1/IntervalBlock"/><content>
        <IntervalBlock>{
            "".join(
                f"<IntervalReading><timePeriod><duration>3600</duration><start>{start + 3600 * n}"
                f"</start></timePeriod><value>{1000 * int(p)}</value></IntervalReading>"
                for n in range(24)
            )
        }</IntervalBlock></content></entry>"""
        for p in points
    )
    return (
        f'<?xml version="1.0"?>{head}<feed xmlns="http://naesb.org/espi">'
        f'<entry><link rel="self" href="ReadingType/1"/><content><ReadingType>'
        f"<uom>{uom}</uom><flowDirection>{flow}</flowDirection>"
        f"<powerOfTenMultiplier>{power}</powerOfTenMultiplier>"
        f"</ReadingType></content></entry>{blocks}</feed>"
    ).encode()


def test_green_button_points_are_meters_in_kwh():
    assert totals(parse_readings(feed(("1", "2")))) == {"1": 24, "2": 48}
    assert totals(parse_readings(feed(power="3"))) == {"1": 24_000}
    assert totals(parse_readings(feed(uom="38"))) == {"1": 24}


def test_green_button_energy_sent_back_is_not_used():
    assert codes(parse_readings(feed(flow="19"))) == {"readings_missing"}


def test_green_button_with_declarations_of_its_own_is_refused():
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    assert codes(parse_readings(feed(head=bomb))) == {"readings_not_green_button"}


@pytest.mark.skipif(not SHARED.exists(), reason=f"no sample in {SHARED}")
def test_the_green_button_sample_in_its_own_local_time():
    data = (SHARED / "data" / "greenbutton_sample.xml").read_bytes()
    parsed = parse_readings(data)
    assert parsed.findings == ()
    assert [meter.name for meter in parsed.meters] == ["Coastal Single Family"]
    assert str(parsed.readings.start[0]) == "2011-01-01T00:00"
    assert (len(parsed.readings.kwh), round(parsed.readings.total, 3)) == (362, 291.018)
    zone = ZoneInfo("America/Los_Angeles")
    assert (parse_readings(data, zone=zone).readings.start == parsed.readings.start).all()


def test_summer_time_of_a_green_button_file_follows_its_rules():
    local = (
        b"<entry><content><LocalTimeParameters><dstEndRule>B40E2000</dstEndRule>"
        b"<dstOffset>3600</dstOffset><dstStartRule>360E2000</dstStartRule>"
        b"<tzOffset>-28800</tzOffset></LocalTimeParameters></content></entry>"
    )
    zone = ZoneInfo("America/Los_Angeles")
    for day in ("2011-03-12", "2011-03-13", "2011-07-01", "2011-11-05", "2011-11-06", "2011-12-01"):
        start = int(datetime.fromisoformat(day).replace(tzinfo=zone).timestamp())
        data = feed(start=start).replace(b"</feed>", local + b"</feed>")
        mine, known = parse_readings(data), parse_readings(data, zone=zone)
        assert (mine.readings.start[:2] == known.readings.start[:2]).all(), day
        assert set(np.unique(mine.readings.start)) == set(np.unique(known.readings.start)), day
