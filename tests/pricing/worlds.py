"""Valid worlds for the tests of tariffs: hours, taxes, plans and a year of bills."""

from datetime import date
from decimal import Decimal

from pricing import HoursBook, MonthlyLoad, Tariff, Taxes

ON = date(2026, 5, 4)


def two(words):
    return {"vi": words, "en": words}


def rule(period, weekdays, start, end):
    return {"period": period, "weekdays": weekdays, "from": start, "to": end}


def make_hours(hours_id, rules, otherwise=None):
    """A book with one table of hours in force since 2020."""
    version = {"valid_from": "2020-01-01", "rules": rules}
    version |= {"otherwise": otherwise} if otherwise else {}
    table = {"id": hours_id, "text": two(hours_id), "versions": [version]}
    return HoursBook.from_data({"hours": [table]})


HOURS = HoursBook.from_data(
    {
        "hours": [
            {
                "id": "vn",
                "text": two("Hours"),
                "versions": [
                    {
                        "valid_from": "2014-06-01", "valid_to": "2026-04-21",
                        "rules": [
                            rule("peak", "mon-sat", "09:30", "11:30"),
                            rule("peak", "mon-sat", "17:00", "20:00"),
                            rule("off_peak", "mon-sun", "22:00", "04:00"),
                        ],
                        "otherwise": "normal",
                    },
                    {
                        "valid_from": "2026-04-22", "to_confirm": "true",
                        "rules": [
                            rule("peak", "mon-sat", "17:30", "22:30"),
                            rule("off_peak", "mon-sun", "00:00", "06:00"),
                        ],
                        "otherwise": "normal",
                    },
                ],
            }
        ]
    }
)  # fmt: skip

TAXES = Taxes.from_data(
    {
        "taxes": [
            {
                "id": "vat", "text": two("VAT"),
                "rates": [
                    {"rate": "0.08", "valid_from": "2025-07-01", "valid_to": "2026-12-31"},
                    {"rate": "0.10", "valid_from": "2027-01-01"},
                ],
            }
        ]
    }
)  # fmt: skip


def price(amount, **more):
    return {"price": amount, "valid_from": "2025-01-01"} | more


def make_tariff(tariff_id="plan", **more):
    """A tariff of 2,900 ₫/kWh and 120,000 ₫ a month, changed by what is given."""
    data = {
        "id": tariff_id, "text": two(tariff_id), "currency": "VND",
        "energy": [price("2900", period="all")], "fixed": [price("120000")],
    }  # fmt: skip
    return Tariff.from_data(
        {key: value for key, value in (data | more).items() if value is not None}
    )


STANDARD = make_tariff(
    "standard", tax="vat", exit_fee={"amount": "500000", "text": two("Exit fee")}
)
NIGHT_SAVER = make_tariff(
    "night_saver",
    tax="vat",
    hours="vn",
    energy=[price("3600", period="peak"), price("2350", period="rest")],
    fixed=[price("150000")],
)
QUARTERLY = make_tariff(
    "quarterly_prepay",
    tax="vat",
    billing_cycle="quarter",
    payment="advance",
    energy=[price("2780", period="all")],
    adjustments=[{"id": "prepay", "text": two("Prepayment"), "rate": "-0.015"}],
)
PLANS = [STANDARD, NIGHT_SAVER, QUARTERLY]

# Twelve bills of a laundry: mean 1,850 kWh, lowest 1,520, highest 2,240.
LAUNDRY_KWH = [1520, 1610, 1700, 1790, 1880, 2240, 2190, 2050, 1930, 1820, 1760, 1710]


def month(place, first=date(2025, 5, 1)):
    """The first day of a month, counted from May 2025."""
    years, months = divmod(first.month - 1 + place, 12)
    return date(first.year + years, months + 1, 1)


def make_load(kwh=LAUNDRY_KWH, peak="0.30", **more):
    """Bills from May 2025 on, with a share of peak hours."""
    bills = [(month(place), Decimal(amount)) for place, amount in enumerate(kwh)]
    shares = None if peak is None else {"peak": Decimal(peak)}
    return MonthlyLoad.from_bills(bills, shares, **more)
