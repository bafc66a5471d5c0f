"""The help page of tariffs: an example that reads, every key, and how a bill is counted."""

from portal.help.keys import Key
from portal.i18n import _

EXAMPLE = """\
plans:
  - id: two_part
    text: {vi: Hai thành phần, en: Two-part}
    currency: VND
    hours: vn
    tax: vat
    fixed:
      - {price: 120000, valid_from: 2026-01-01}
    energy:
      - {period: peak, price: 2190, valid_from: 2026-01-01}
      - {period: rest, price: 1240, valid_from: 2026-01-01}
      - {period: rest, price: 1100, from_kwh: 50000, valid_from: 2026-01-01}
    demand:
      - {period: all, price: 228000, valid_from: 2026-01-01}
    demand_floor: {rate: 0.6, previous_months: 11}
    minimum_bill:
      - {price: 5000000, valid_from: 2026-01-01}
"""


def tariff_keys() -> list[Key]:
    """The keys of a tariff that change a bill."""
    return [
        Key("currency, unit", _("What is paid in, and what the meter counts: kWh unless said otherwise; gas in m3 or therm works alike.")),
        Key("hours", _("The table of `tariffs/hours.yaml` whose periods the prices name: by season, weekday and half-hour, dated. It covers the week exactly once.")),
        Key("fixed", _("Prices per day, month or year (`per`), under a `code` where there are several.")),
        Key("energy", _("Prices per kWh of a period, of `rest` or of `all`, from a block on.")),
        Key("tier_scope", _("`month`: the month's total fills the blocks, shared by the periods in proportion. `period`: each period fills its own.")),
        Key("block_unit", _("Whether blocks are of the month or of each of its days.")),
        Key("demand", _("Prices per kW of the month's maximum in a period, several, an event, or `all`; blocks start at `from_kw`.")),
        Key("demand_floor", _("The ratchet: a least kW, and a share (`rate`, by months if need be) of the `previous_months` or of fixed months. `in_full`: months whose own maximum counts in full.")),
        Key("events", _("Named moments whose maximum a demand price bills once, in the month of the last: coincident peaks.")),
        Key("minimum_bill", _("The least a month or a year costs before tax; the difference is a line.")),
        Key("take_or_pay", _("A quantity a month or a year that is paid for, taken or not.")),
        Key("adjustments", _("Percentages of energy, demand or all before them, in order.")),
        Key("rounding, rounding_scope", _("The mode, and whether each line is rounded or only the whole bill.")),
        Key("billing_cycle, payment", _("How often it is paid, in advance or in arrears.")),
        Key("renewable_share", _("The fraction of the energy that carries certificates.")),
        Key("tax, exit_fee, conditions, source, to_confirm", _("The dated tax it bears, what leaving costs, and what is shown beside the price.")),
    ]  # fmt: skip


def price_keys() -> list[Key]:
    """The keys of a single price."""
    return [
        Key("price, valid_from, valid_to", _("Without tax, in force between two days, both included; a price that ends inside a month cuts the month by days.")),
        Key("months", _("Months of the year it is meant for; all where none are named.")),
        Key("from_kwh", _("Where its block starts.")),
        Key("from_hours", _("Hours of use: the block starts at these hours × the billed kW; inside a band blocks of kWh may follow.")),
        Key("index, factor, margin, floor, cap", _("Instead of `price`: index × factor + margin, never below the floor or above the cap. The index stands dated in `tariffs/indices.yaml`.")),
    ]  # fmt: skip


def conventions() -> list[str]:
    """How a bill is counted."""
    return [
        _("Every line is one charge of one month at one price, exact and then rounded; the lines sum to the bill."),
        _("Months are calendar months; 29 February counts as a day. Weekdays are those of the readings' own dates."),
        _("A reading of an hour is shared evenly by its half-hours; its power is that of both."),
        _("Bills shown are counted in decimals to the last digit; rankings of thousands of meters run the same charges in double precision."),
    ]  # fmt: skip


def reading_rules() -> list[str]:
    """What files of readings may look like."""
    return [
        _("CSV, XLSX or Green Button XML, told apart by what is in them; columns, unit (Wh, kWh, MWh, kW, MW), decimal sign, day or month first and the interval are found out."),
        _("Several meters: a column for each, or a column that names the meter of each row."),
        _("A time marks the start of its interval; files that mark the end are shifted. Times with an offset become local; the hour that the clock shows twice counts twice."),
        _("Gaps up to two hours are bridged in a straight line, longer ones and spikes take the mean of the same weekday and hour, once you agree; otherwise the readings stay as they are."),
        _("`flask pack import-rates FILE` prints a rate of the OpenEI Utility Rate Database as a tariff and its hours; what cannot be billed is named with its place."),
    ]  # fmt: skip
