"""Sample words and charts of the style guide: the worked cases of the three mornings."""

from collections.abc import Callable
from typing import Any

from portal import charts
from portal.charts import (
    Bar,
    CashRow,
    Chart,
    Limit,
    Mark,
    ScoreLine,
    Series,
    Step,
    Swing,
    Zone,
)

Say = Callable[[str, str], str]
Number = Callable[..., str]

LEASE_GAIN = [-40.0, -30.9, 15.4, 94.6, 202.8, 336.6]
BUY_GAIN = [-2440.0, -1967.3, -1505.0, -1052.8, -610.6, 8.2]
BILLS = [1520, 1610, 1680, 1740, 1820, 1900, 2010, 2240, 2120, 1980, 1860, 1720]


def say_in(language: str) -> Say:
    """A function that picks the Vietnamese or the English wording."""
    return lambda english, vietnamese: vietnamese if language == "vi" else english


def charts_in(language: str, number: Number) -> dict[str, Chart]:
    """Every chart by name, worded in `language`; `number(value, places)` formats."""
    say = say_in(language)
    one: Callable[[Any], str] = lambda v: number(v, 1)  # noqa: E731
    whole: Callable[[Any], str] = lambda v: number(v, 0)  # noqa: E731
    signed: Callable[[Any], str] = lambda v: ("+" if v > 0 else "") + number(v, 1)  # noqa: E731
    percent: Callable[[Any], str] = lambda v: number(v) + "%"  # noqa: E731
    return {
        "stacked": stacked(say, one),
        "line": advantage(say, signed),
        "flip": flip(say, whole, percent),
        "tornado": tornado(say, signed),
        "histogram": histogram(say, whole),
        "spark": charts.sparkline("kWh", BILLS, whole),
        "spark_gain": charts.sparkline(say("Gain", "Lợi hơn"), LEASE_GAIN, signed, series=3),
        "waterfall": waterfall(say, lambda v: number(v, 2)),
        "calendar": calendar(say, whole),
        "ruler": ruler(say, percent),
        "score": score(say, lambda v: ("+" if v > 0 else "") + number(v, 0)),
    }


def stacked(say: Say, fmt: Callable[[Any], str]) -> Chart:
    """Present cost by line, of keep, buy and lease."""
    return charts.stacked_bar(
        say("Present cost by line", "Chi phí quy về hiện tại theo hạng mục"),
        [
            say("Acquisition or fee", "Mua sắm hoặc phí thuê"),
            say("Maintenance", "Bảo trì"),
            say("Energy", "Năng lượng"),
            say("Downtime", "Thời gian ngừng máy"),
            say("Training", "Đào tạo"),
            say("Residual value", "Giá trị thanh lý"),
        ],
        [
            Bar(say("Keep", "Giữ hiện trạng"), [None, 1428.3, 1263.5, 996.1], 3688.0),
            Bar(say("Buy", "Mua"), [2400.0, 464.9, 733.7, 227.4, 40.0, -186.3], 3679.8),
            Bar(say("Lease", "Thuê"), [2350.3, None, 733.7, 227.4, 40.0], 3351.4),
        ],
        fmt,
        corner=say("Million ₫", "Triệu ₫"),
        total=say("Total", "Cộng"),
    )


def advantage(say: Say, fmt: Callable[[Any], str]) -> Chart:
    """Cumulative gain against doing nothing."""
    years = list(range(6))
    lease = charts.crossings(years, LEASE_GAIN)[0]
    buy = charts.crossings(years, BUY_GAIN)[0]
    return charts.line(
        say("Gain against keeping, cumulative", "Lợi thế tích lũy so với giữ hiện trạng"),
        years,
        [say(f"Year {y}", f"Năm {y}") for y in years],
        [
            Series(say("Lease", "Thuê"), LEASE_GAIN, say("Lease ", "Thuê ") + fmt(LEASE_GAIN[-1])),
            Series(say("Buy", "Mua"), BUY_GAIN, say("Buy ", "Mua ") + fmt(BUY_GAIN[-1]), 2),
        ],
        fmt,
        corner=say("Million ₫", "Triệu ₫"),
        marks=[
            Mark(lease, 0, say("breaks even in year 2", "hòa vốn trong năm 2"), 0),
            Mark(buy, 0, say("breaks even in year 5", "hòa vốn trong năm 5"), 1),
        ],
        zero=say("0 = keep", "0 = giữ hiện trạng"),
    )


def flip(say: Say, fmt: Callable[[Any], str], percent: Callable[[Any], str]) -> Chart:
    """Yearly cost of three plans along the peak share."""
    shares = [0, 10, 20, 30, 40, 50, 60]
    return charts.line(
        say("Cost of a year by peak share", "Chi phí một năm theo tỷ trọng giờ cao điểm"),
        shares,
        [percent(share) for share in shares],
        [
            Series(say("Quarterly prepay", "Trả trước theo quý"), [62_230_260] * 7),
            Series(say("Standard", "Tiêu chuẩn"), [65_820_000] * 7, look=5),
            Series(
                say("Night saver", "Tiết kiệm đêm"),
                [53_970_000 + s * 277_500 for s in shares],
                look=3,
            ),
        ],
        fmt,
        corner=say("Peak share", "Giờ cao điểm"),
        axis=lambda v: fmt(v / 1_000_000) + say(" million", " triệu"),
        marks=[Mark(29.77, 62_230_260, say("flips at ", "đổi kết luận ở ") + percent(29.77), 2)],
        panels=False,
    )


def tornado(say: Say, fmt: Callable[[Any], str]) -> Chart:
    """What moves the gain of leasing."""
    return charts.tornado(
        say("What moves the gain of leasing", "Giả định nào làm đổi lợi thế của phương án thuê"),
        [
            Swing(say("Lease fee", "Phí thuê"), 101.6, 571.6, "682 → 558"),
            Swing(say("Downtime after", "Ngừng máy sau khi thuê"), 109.2, 450.3, "120 → 30"),
            Swing(say("Maintenance, old machine", "Bảo trì máy cũ"), 193.8, 479.4, "288 → 352"),
            Swing(say("Energy, old machine", "Năng lượng máy cũ"), 210.3, 463.0, "279 → 341"),
            Swing(say("Growth of maintenance", "Bảo trì tăng mỗi năm"), 212.6, 416.7, "4% → 12%"),
        ],
        336.6,
        fmt,
        columns=(say("Assumption", "Giả định"), say("Low", "Thấp"), say("High", "Cao")),
        zero="0",
    )


def histogram(say: Say, fmt: Callable[[Any], str]) -> Chart:
    """Gain of leasing in 10,000 futures."""
    counts = [12, 48, 160, 420, 905, 1480, 1890, 1925, 1510, 930, 470, 180, 56, 14]
    edges = [-300 + 100 * i for i in range(len(counts) + 1)]
    return charts.histogram(
        say(
            "Gain of leasing in 10,000 futures", "Lợi thế của phương án thuê trong 10.000 kịch bản"
        ),
        edges,
        counts,
        fmt,
        split=0,
        limits=[
            Limit(88, say("5 in 100 below 88", "5 trên 100 dưới 88")),
            Limit(418, say("middle 418", "ở giữa 418")),
        ],
        columns=(say("Million ₫", "Triệu ₫"), say("Times", "Số lần")),
        count_fmt=fmt,
    )


def waterfall(say: Say, fmt: Callable[[Any], str]) -> Chart:
    """From list price to the price with tax."""
    return charts.waterfall(
        say("From list to net", "Các bước tính giá"),
        [
            Step(say("List", "Giá niêm yết"), 155_500, "total"),
            Step(say("Segment, 5% on compressor", "Phân khúc, 5% trên máy nén"), -5_900),
            Step(say("Bundle, dryer + controller", "Gói kết hợp, máy sấy + điều khiển"), -1_200),
            Step(say("Term, half with order", "Kỳ hạn, trả nửa khi đặt"), -1_121),
            Step(say("Net", "Giá sau chiết khấu"), 147_279, "total"),
            Step(say("VAT 8%", "Thuế GTGT 8%"), 11_782.32, "tax"),
        ],
        fmt,
        columns=(say("Step", "Bước"), "USD"),
    )


def calendar(say: Say, fmt: Callable[[Any], str]) -> Chart:
    """When money leaves, of three plans."""
    return charts.cash_calendar(
        say("Twelve months of payments", "Lịch trả tiền 12 tháng"),
        [say(f"M{m}", f"T{m}") for m in range(1, 13)],
        [
            CashRow(
                say("Quarterly prepay", "Trả trước theo quý"),
                [15_557_565 if m % 3 == 0 else 0 for m in range(12)],
                say(f"{fmt(15_557_565)} ₫ a quarter", f"{fmt(15_557_565)} ₫ mỗi quý"),
            ),
            CashRow(
                say("Night saver", "Tiết kiệm đêm"),
                [5_191_250] * 12,
                say(f"{fmt(5_191_250)} ₫ a month", f"{fmt(5_191_250)} ₫ mỗi tháng"),
            ),
            CashRow(
                say("Standard, current", "Tiêu chuẩn, đang dùng"),
                [5_485_000] * 12,
                say(f"{fmt(5_485_000)} ₫ a month", f"{fmt(5_485_000)} ₫ mỗi tháng"),
            ),
        ],
        fmt,
        corner=say("Month", "Tháng"),
    )


def ruler(say: Say, fmt: Callable[[Any], str]) -> Chart:
    """Which plan is cheapest along the peak share."""
    return charts.ruler(
        say("Cheapest plan by peak share", "Gói rẻ nhất theo tỷ trọng giờ cao điểm"),
        [
            Zone(say("Night saver", "Tiết kiệm đêm"), 0, 29.77),
            Zone(say("Quarterly prepay", "Trả trước theo quý"), 29.77, 60),
        ],
        fmt,
        columns=(say("Peak share", "Giờ cao điểm"), say("Cheapest", "Rẻ nhất")),
    )


def score(say: Say, fmt: Callable[[Any], str]) -> Chart:
    """The engagement score of the third morning."""
    return charts.score_bars(
        say("Engagement 82, threshold 70", "Mức tương tác 82, ngưỡng 70"),
        [
            ScoreLine(say("RFP submitted", "Gửi RFP"), 30),
            ScoreLine(say("Two reviewers", "Hai người đánh giá"), 20),
            ScoreLine(say("PDF downloaded", "Tải bản trình PDF"), 15),
            ScoreLine(say("Three saves", "Ba lần lưu"), 15),
            ScoreLine(say("Return visits", "Quay lại"), 6),
            ScoreLine(say("Decay", "Giảm theo thời gian"), -4),
        ],
        fmt,
        threshold=70,
        threshold_text=say("threshold 70", "ngưỡng 70"),
        columns=(say("Line", "Dòng"), say("Points", "Điểm")),
    )
