"""The words of the workbook in both languages."""

from __future__ import annotations

from pricing.text import Text

SUMMARY = Text("Tóm tắt", "Summary")
ASSUMPTIONS = Text("Giả định", "Assumptions")
WORKINGS = Text("Bước tính", "Workings")
CASH_FLOW = Text("Dòng tiền", "Cash flow")
FINANCING = Text("Cách trả", "Financing")
SENSITIVITY = Text("Độ nhạy", "Sensitivity")
SOURCES = Text("Nguồn", "Sources")

OPTION = Text("Phương án", "Option")
PRESENT_COST = Text("Chi phí hiện tại", "Present cost")
BEFORE_TAX = Text("Chi phí hiện tại trước thuế", "Present cost before tax")
TOTAL_COST = Text("Tổng chi phí", "Total cost")
ANNUAL_COST = Text("Chi phí quy năm", "Equivalent annual cost")
NET_SAVINGS = Text("Tiết kiệm ròng", "Net savings")
SIR = Text("Tỷ số tiết kiệm trên đầu tư (SIR)", "Savings-to-investment ratio (SIR)")
IRR = Text("Tỷ suất hoàn vốn nội bộ (IRR)", "Internal rate of return (IRR)")
MIRR = Text("IRR điều chỉnh theo lãi tái đầu tư (MIRR)", "Modified rate of return (MIRR)")
AIRR = Text("IRR hiệu chỉnh (AIRR)", "Adjusted rate of return (AIRR)")
PAYBACK = Text("Hoàn vốn giản đơn, năm", "Simple payback, years")
DISCOUNTED_PAYBACK = Text("Hoàn vốn chiết khấu, năm", "Discounted payback, years")
LARGEST = Text("Khoản trả lớn nhất một lần", "Largest single payment")
UNIT_COST = Text("Chi phí trên một đơn vị:", "Cost per unit of")
TONNES = Text("Phát thải cả kỳ, tấn CO2e", "Emissions in all, tonnes of CO2e")
PER_TONNE = Text("Chi phí cho một tấn tránh được", "Cost per tonne avoided")
BEST = Text("Phương án nên chọn", "Recommended option")
OVER_MOST = Text("trên 1.000%", "over 1,000%")
NOTHING_AVOIDED = Text(
    "không xác định, vì không tránh được tấn nào", "not defined, because no tonne is avoided"
)
NO_IMPLICIT = Text(
    "không xác định, vì không lãi suất nào cho hai cách trả ngang nhau",
    "not defined, because no rate makes both ways cost the same",
)
RATE_TOO_LOW = Text(
    "không xác định, vì tỷ suất chiết khấu từ −100% trở xuống",
    "not defined, because the discount rate is −100% or less",
)
YEARS_OUTSIDE = Text(
    "không xác định, vì số năm so sánh không phải số nguyên từ 1 đến {}",
    "not defined, because the years compared are no whole number from 1 to {}",
)
SIGN_CHANGES = Text("Số lần đổi dấu", "Sign changes")
RATES_OF_RETURN = Text(
    "Tỷ suất hoàn vốn: ở đâu khoản tiết kiệm có giá trị bằng 0",
    "Rates of return: where the savings are worth nothing",
)
SIDES = Text("Dấu của khoản tiết kiệm", "Sign of the savings")
TOO_SMALL = Text("Nhỏ hơn số này coi như 0", "Below this counts as zero")
LAST_SIDE = Text("Dấu cuối cùng", "Last sign")
RATES_FIT = Text("Số tỷ suất phù hợp", "Rates that fit")
ALL_RATES = Text("Tất cả", "All of them")
AND = Text("và", "and")
TOUCHING = Text("Chạm 0 mà không đổi dấu", "Touches zero without a change of sign")
DEPTH = Text("Cách 0", "Distance from zero")
RATE = Text("Tỷ suất năm", "Rate a year")
WORTH_AT = Text("Giá trị", "Worth")
SLOPE = Text("Độ dốc", "Slope")
SIDE = Text("Dấu", "Sign")
RATES_SO_FAR = Text("Số tỷ suất đến đây", "Rates so far")

NAME = Text("Giả định", "Assumption")
VALUE = Text("Giá trị (sửa ở đây)", "Value (edit here)")
IN_USE = Text("Đang dùng", "In use")
UNIT = Text("Đơn vị", "Unit")
LOW = Text("Thấp", "Low")
HIGH = Text("Cao", "High")
SOURCE = Text("Nguồn", "Source")
AUTHOR = Text("Người nhập", "Author")
DATE = Text("Ngày", "Date")
MARK = Text("Ghi chú", "Mark")
TO_CONFIRM = Text("cần đối chiếu", "to be confirmed")
UP_TO = Text("từ 1 đến {}", "1 to {}")
TABLE = Text("Bảng", "Table")
KEY = Text("Từ", "From")

LINE = Text("Khoản", "Line")
TOTAL = Text("Tổng", "Total")
PERIODS = {
    "year": Text("Năm", "Year"),
    "quarter": Text("Quý", "Quarter"),
    "month": Text("Tháng", "Month"),
}
YEAR = Text("Năm", "Year")
FACTOR = Text("Hệ số chiết khấu", "Discount factor")
AMOUNTS = Text("Số tiền theo công thức", "Amounts by their formulas")
FLOWS = Text("Dòng tiền (âm: chi ra)", "Cash flow (negative: paid)")
SUM = Text("Cộng", "Sum")
SAVINGS = Text("Tiết kiệm so với {}", "Savings against {}")
CUMULATIVE = Text("Lũy kế", "Cumulative")
DISCOUNTED = Text("Lũy kế, chiết khấu", "Cumulative, discounted")
BACK = Text("Hoàn vốn tại", "Paid back at")
WORTH = Text("Tiết kiệm, chiết khấu", "Savings, discounted")
MIDDLE = Text("Phần trả giữa kỳ", "Of the sum, paid in the middle of a period")
MIDDLE_SAVED = Text("Tiết kiệm giữa kỳ", "Saved in the middle of a period")
HALVES = Text("Tiết kiệm theo nửa kỳ", "Savings by half periods")
RECURRING_FACTOR = Text("Hệ số của khoản định kỳ", "Factor of what recurs")
DISCOUNTED_BACK = Text("Hoàn vốn chiết khấu tại", "Paid back, discounted, at")

WAY = Text("Cách trả cho", "Way to pay for")
INTEREST = Text("Tổng lãi", "Total interest")
IMPLICIT = Text("Lãi suất ngầm định, năm", "Implicit rate a year")
AGAINST_BUYING = Text("Chênh so với trả ngay", "Against paying at once")
QUARTERS = Text("Tiền theo quý", "Cash per quarter")

PAYMENTS = Text("Lịch trả tiền", "Payments")
TOTAL_PAID = Text("Trả tất cả", "Paid in all")
WORTH_TODAY = Text("Giá trị hôm nay", "Worth today")
STILL_TO_PAY = Text("Còn phải trả", "Still to pay")

INSTALMENTS = Text("Bảng trả nợ", "Instalments")
INSTALMENT = Text("Kỳ trả", "Instalment")
PAID = Text("Trả", "Paid")
INTEREST_PART = Text("Lãi", "Interest")
PRINCIPAL_PART = Text("Gốc", "Principal")
OWED = Text("Còn nợ", "Still owed")
DEBT_TERMS = {
    "borrowed": Text("Số tiền vay", "Borrowed"),
    "rate": Text("Lãi suất mỗi kỳ trả", "Rate of one instalment"),
    "payments": Text("Số kỳ trả", "Number of instalments"),
    "grace": Text("Số kỳ chỉ trả lãi", "Instalments of interest only"),
    "left": Text("Gốc trả một lần ở kỳ cuối", "Principal left for the last one"),
    "level": Text("Mức trả đều", "Level amount"),
}

CASE = Text("Trường hợp đang tính (0: giả định của bạn)", "Case computed (0: your assumptions)")
CHANGED = Text("Điều thay đổi", "What changes")
TESTED = Text("Giá trị thử", "Value tried")
NUMBER = Text("Số", "Case")
BREAK_EVEN = Text("Hòa vốn", "Break-even")
SCENARIO = Text("Kịch bản", "Scenario")
KEEP_ZERO = Text(
    "Tiết kiệm ròng của từng phương án trong từng trường hợp; bảng dữ liệu tính lại khi đổi giả định.",
    "Net savings of each option in each case; the data table follows every change of an assumption.",
)

CONVENTIONS = Text("Quy ước", "Conventions")
TIMINGS = {
    "year_end": Text(
        "Năm 0 là lúc ký; các khoản định kỳ trả vào cuối kỳ trừ khi ghi trả trước.",
        "Year 0 is the day of signing; what recurs is paid at the end of its period unless in advance.",
    ),
    "mid_year": Text(
        "Năm 0 là lúc ký; các khoản định kỳ tính như trả vào giữa kỳ, tiền vay và thuê theo ngày của chúng.",
        "Year 0 is the day of signing; what recurs counts as paid in the middle of its period, loans "
        "and leases when they fall due.",
    ),
    "year_start": Text(
        "Năm 0 là lúc ký; các khoản định kỳ trả vào đầu kỳ, tiền vay và thuê theo ngày của chúng.",
        "Year 0 is the day of signing; what recurs is paid at the start of its period, loans and "
        "leases when they fall due.",
    ),
}
NOMINAL = Text("Giá danh nghĩa, đã gồm tăng giá.", "Nominal: price increases are in the figures.")
REAL = Text("Giá thực, không gồm lạm phát.", "Real: without inflation.")
TAX_EXCLUDED = Text("Chưa gồm thuế giá trị gia tăng.", "Without value added tax.")
TAX_INCLUDED = Text("Đã gồm thuế giá trị gia tăng.", "With value added tax.")
SCALE = Text("Tiền tính bằng", "Money in")
DRAWN = Text(
    "Chắc đến đâu: tiết kiệm ròng qua các trường hợp rút", "How sure: net savings over drawn cases"
)
AS_VALUES = Text(
    "Là số, không phải công thức: rút trên trang theo hạt giống dưới đây, không đổi theo giả định.",
    "Values, not formulas: drawn on the page with the seed below; they do not follow changes here.",
)
RUNS = Text("Số trường hợp", "Cases")
SEED = Text("Hạt giống", "Seed")
GAINS = Text("Có lợi trong", "Saves money in")
OFTEN_BEST = Text("Tốt nhất trong", "Best in")
