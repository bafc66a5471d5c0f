"""The help page of calculators: an example that reads, every key, and how figures are counted."""

from portal.help.keys import Key
from portal.i18n import _

EXAMPLE = """\
id: pump
text: {vi: Bơm mới, en: A new pump}
currency: USD
scale: {text: {vi: USD, en: USD}}
horizon: {years: 8, maximum: 15}
discount_rate: {value: 0.09, source: Finance department}
conventions: {timing: mid_year}
assumptions:
  - {id: price, text: {vi: Giá mua, en: Price}, unit: USD, value: 18000, low: 16000, high: 21000, source: Quotation}
  - {id: old_energy, text: {vi: Điện bơm cũ, en: Energy of the old pump}, unit: USD/year, value: 9400, source: Bills}
  - {id: saved, text: {vi: Phần điện bớt được, en: Share of it saved}, unit: fraction, value: 0.35, source: Data sheet}
  - {id: rise, text: {vi: Giá điện tăng, en: Rise of the tariff}, unit: fraction, value: 0.04, source: Tariffs since 2019}
  - {id: overhaul, text: {vi: Đại tu, en: Overhaul}, unit: USD, value: 1500, source: Service contract}
reference: keep
alternatives:
  - id: keep
    text: {vi: Giữ bơm cũ, en: Keep the old pump}
    lines:
      - {id: energy, text: {vi: Điện, en: Energy}, category: energy, formula: old_energy, growth: rise}
  - id: buy
    text: {vi: Mua bơm mới, en: Buy a new pump}
    lines:
      - {id: purchase, text: {vi: Giá mua, en: Price}, category: acquisition, formula: price, when: start}
      - {id: energy, text: {vi: Điện, en: Energy}, category: energy, formula: old_energy * (1 - saved), growth: rise}
      - {id: overhaul, text: {vi: Đại tu, en: Overhaul}, category: maintenance, formula: overhaul, start: 3, every: 3}
"""


def calculator_keys() -> list[Key]:
    """The keys of a calculator."""
    return [
        Key("currency, scale, units", _("What is paid in; the step it is computed and printed in, such as a million; names of counted things beside the known units.")),
        Key("period", _("`year`, `quarter` or `month`: what the calculator counts in. An amount a year is divided among the periods of a year.")),
        Key("horizon, discount_rate", _("How many years are compared, and at most; the yearly rate that brings later money to today, a fraction.")),
        Key("conventions", _("`timing`: what recurs counts as paid at the end of its period (`year_end`), in its middle (`mid_year`) or at its start (`year_start`). `basis` nominal or real, `tax` excluded or included, and notes.")),
        Key("assumptions", _("Inputs with unit, value, `low` and `high`, bounds, source, author, date; `spread` says how they are drawn, `prefill` what a configuration or confirmed readings fill in, such as `load.energy configuration.monthly_volume`.")),
        Key("levels, level_price", _("Of an assumption in the unit `level`: the names of 1, 2, 3 …, to choose from, and the formula whose value is the price of the level chosen; formulas look the number up in tables.")),
        Key("to_confirm", _("Marks an estimate, or a source that nobody has compared with the original: said beside the figure wherever it stands, and by `pack check`.")),
        Key("tables", _("Values by steps of a key, such as a price by year: `lookup(id, key)`.")),
        Key("formulas", _("Named steps between assumptions and lines; a `unit`, where given, is checked.")),
        Key("alternatives, reference", _("The ways to act; savings are counted against the reference, usually doing nothing. With `of` and `financing` one is another paid differently.")),
        Key("tax", _("Tax on profit: rate, kind of depreciation (`method`, or `methods`: the `level` that chooses `of` them), life, and which costs are deducted.")),
        Key("output, emissions", _("What all alternatives give alike, for costs per unit of it; tonnes of CO2e a year of each.")),
        Key("scenarios, correlations", _("Named sets of assumptions that replace the current ones; which assumptions are drawn together.")),
    ]  # fmt: skip


def line_keys() -> list[Key]:
    """The keys of a cost line."""
    return [
        Key("category", _("The kind of cost; `residual` comes back, all others are paid.")),
        Key("formula", _("The amount of a period, positive, or so much a year; formulas use assumptions, tables, other formulas, lines (`keep.energy`), `year` and `period`.")),
        Key("when", _("`yearly`: in every period, when in it the conventions say. `arrears`, `advance`: at the end or the start of every period whatever they say. `start`, `end`: once, in year 0 or in the last year.")),
        Key("growth", _("Yearly growth, a fraction or the name of one; the amount is that of the first year.")),
        Key("start, end", _("First and last year in which it is paid, both included; all of them where left out.")),
        Key("every", _("Years from one payment to the next, counted from the first year: an overhaul every third year. It falls due in the last period of its year.")),
        Key("deductible", _("`false` for what lowers no taxable profit, such as a firm's own carbon price.")),
    ]  # fmt: skip


def ways_to_pay() -> list[Key]:
    """The kinds of financing."""
    return [
        Key("loan", _("`share` of the price, `rate`, `term_years`, `payments_per_year`; `repayment` annuity or linear, or `repayments`: the `level` (an assumption) that chooses `of` them; `balloon`, `grace_years`. What is still owed at the end is settled then.")),
        Key("finance_lease", _("The price in level amounts at a `rate`, down to a `residual` paid last.")),
        Key("lease", _("A `payment` a year in advance or arrears for `term_years`, instead of the categories it `replaces`; `buyout` at the end.")),
        Key("deferred", _("The amounts named in `payments`, from year 0 on.")),
        Key("subscription", _("A `fee` a year in advance, its `growth`, a `setup` fee.")),
        Key("pay_per_use", _("A `price` for each of the `units` used, at least for a `minimum`.")),
    ]  # fmt: skip


def conventions() -> list[str]:
    """How figures are counted."""
    return [
        _("Year 0 is the day of signing and is not discounted. Loans and leases keep their days of payment under every convention."),
        _("Present cost adds up every flow divided by (1 + discount rate) to the power of the years until it is paid; the equivalent annual cost spreads it over year-ends."),
        _("Rates of return say how often the savings change their sign; with no change there is none, and where several rates fit none is told alone."),
        _("A payback that never comes is an answer. What has no value says so, and why; no figure stands in its place."),
        _("Every computed cell of the spreadsheet is a formula; the number of years may be changed in it up to the number written beside it."),
    ]  # fmt: skip
