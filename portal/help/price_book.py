"""The help page of price books: an example that reads, every column and key, how a price is made."""

from collections.abc import Mapping
from typing import Any

from portal.help.keys import Key
from portal.i18n import _
from pricing.price_book.adjustments import Adjustment, AdjustmentTier
from pricing.price_book.authority import AuthorityBand
from pricing.price_book.data import PriceBookData, RoundingRule, TaxRule
from pricing.price_book.limits import Floor, Limit
from pricing.price_book.table import NEEDED, PriceRow
from pricing.records import Record

TABLE = """\
code,charge,period,model,from_quantity,price,tier_fee,package_size,minimum,maximum,currency,segment,valid_from,valid_to
of_75,one_off,,flat,,69800,,,,,USD,,2026-01-01,2026-12-31
of_75,one_off,,flat,,71200,,,,,USD,,2027-01-01,
of_75,one_off,,flat,,66500,,,,,USD,public,2026-01-01,
pipe,one_off,,graduated,0,42,,,,,USD,,2026-01-01,
pipe,one_off,,graduated,50,38,,,,,USD,,2026-01-01,
filters,one_off,,package,,90,,6,,,USD,,2026-01-01,
monitoring,recurring,month,flat,,65,,,,,USD,,2026-01-01,
"""

BOOK = """\
id: compressors-2026
currency: USD
rounding: {mode: half_up, scope: line}
tax: {default: vat}
unpriced: [drive_fixed]
adjustments:
  - id: fleet
    kind: volume
    text: {vi: Chiết khấu theo số máy, en: Volume discount}
    codes: [of_75]
    charges: [one_off]
    tiers:
      - {from: 2, rate: -0.02}
      - {from: 4, rate: -0.04}
  - id: autumn
    kind: promotion
    text: {vi: Ưu đãi mùa thu, en: Autumn promotion}
    codes: [of_75]
    charges: [one_off]
    rate: -0.03
    stack: seasons
    valid_to: 2026-11-30
stacking: {seasons: best}
floors:
  - {id: least, text: {vi: Mức thấp nhất, en: Least}, codes: [of_75], of_list: 0.78}
authority:
  - {role: rep, rate: 0.05}
  - {role: head, rate: 0.12}
"""


def columns() -> list[Key]:
    """The columns of `prices.csv` or `prices.xlsx`, in the order of the table."""
    texts = {
        "code": _("An option of a product model. An option without a price stands under `unpriced` of the book: no total is guessed."),
        "charge": _("Paid once, at intervals, or for use."),
        "period": _("Of a recurring price: `month` or `year`; empty otherwise."),
        "model": _("`flat`: price × quantity. `volume`: the tier reached prices the whole quantity. `graduated`: each tier prices its own part. `package`: packages begun are paid whole."),
        "from_quantity": _("Where a tier starts, included; the first starts at 0."),
        "price": _("Of one unit, or of one package; without tax, with a decimal point."),
        "tier_fee": _("What reaching the tier costs beside the price."),
        "package_size": _("How many units are in a package; quantities are rounded up to whole ones."),
        "minimum": _("The least that the whole quantity costs before adjustments."),
        "maximum": _("The most that the whole quantity costs before adjustments."),
        "currency": _("ISO 4217. A currency without a price of its own is converted by the dated rates of `exchange.yaml`, never the other way round."),
        "segment": _("For these customers alone, before the price for everybody; empty is everybody."),
        "valid_from": _("The first day, as YYYY-MM-DD."),
        "valid_to": _("The last day, included; empty is without end. Days that overlap, or that no row covers, stop the pack with row and column."),
    }  # fmt: skip
    return _keys(PriceRow, texts, needed=NEEDED, leave={"row"})


def book_keys() -> list[Key]:
    """The keys of `price_book.yaml`."""
    texts = {
        "id": _("The book's name in papers and in the basis of a price."),
        "currency": _("The currency in which prices are kept."),
        "rounding": _("How amounts come to payable digits; see below."),
        "tax": _("Which dated tax of `taxes.yaml` the options bear; see below."),
        "order": _("The steps from list price to gross price, each a line of the waterfall; `list` first, `net` and `tax` last."),
        "unpriced": _("Options that cost nothing by themselves."),
        "adjustments": _("Discounts and surcharges; see below."),
        "stacking": _("Group → rule: of the adjustments of one group only one stands. `best`: the one with the lowest net price; `first`: the first that changes the price."),
        "floors": _("Net prices under which discounts take no option; see below."),
        "limits": _("The least and the most of a whole charge; see below."),
        "authority": _("Bands of authority, rising: what each role may give away by itself. Beyond the last an approval is asked."),
    }  # fmt: skip
    return _keys(PriceBookData, texts)


def part_keys() -> list[tuple[str, str, list[Key]]]:
    """(Id, title, keys) of the parts of `price_book.yaml`."""
    conditions = {
        "segments": _("For whom; everybody where none are named."),
        "valid_from": _("From this day on."),
        "valid_to": _("Until this day, included; a promotion has to name it."),
    }
    touched = {
        "id": _("Its name in the waterfall; not used twice."),
        "text": _("What the buyer reads, in both languages."),
        "codes": _("Which options it touches; all where none are named."),
        "charges": _("Which charges it touches; all where none are named."),
    }
    adjustment = conditions | touched | {
        "kind": _("The step of the order in which it applies."),
        "requires": _("A bundle: options that all have to be there."),
        "measure": _("What tiers count: quantity or amount; a term counts months."),
        "rate": _("A share of the price; a discount is negative. Exactly one of `rate`, `amount` and `tiers` is given."),
        "amount": _("Currency → amount of the whole bill; names the one charge it changes."),
        "tiers": _("From a measure on, included (`from`), a `rate`."),
        "base": _("What a rate is taken of: the running amount, or the list price."),
        "stack": _("The stacking group it belongs to; without one it adds up with all others."),
    }  # fmt: skip
    floor = conditions | touched | {"of_list": _("The share of the list price that stays.")}
    limit = conditions | {
        "id": touched["id"], "text": touched["text"],
        "charge": _("The charge that is limited."),
        "minimum": _("Currency → least amount without tax."),
        "maximum": _("Currency → most without tax."),
        "minimum_with_tax": _("The least with tax, for bills that mix tax rates."),
        "maximum_with_tax": _("The most with tax, for bills that mix tax rates."),
    }  # fmt: skip
    rounding = {
        "mode": _("`half_up` rounds ties away from zero, `half_even` to the even digit."),
        "scope": _("What is rounded by itself: each line, all lines taxed alike, or the total."),
        "places": _("Digits after the point; the currency's own where none are given; negative rounds to tens and hundreds."),
        "usage_places": _("The same for prices of use."),
    }  # fmt: skip
    tax = {
        "default": _("The tax of every option that is not named under `codes`."),
        "codes": _("Option → tax."),
        "scope": _("What tax is rounded for: each line, each rate, or the total; `group` sums by category and rate, as invoices under EN 16931 do."),
    }  # fmt: skip
    tier = {"from": _("Where the tier starts, included."), "rate": _("The share from there on.")}
    band = {
        "role": _("A role of staff."),
        "rate": _("The largest share of the price it may give away by itself."),
    }
    return [
        ("adjustments", _("adjustments"), _keys(Adjustment, adjustment)),
        ("tiers", _("tiers of an adjustment"), _keys(AdjustmentTier, tier)),
        ("rounding", _("rounding"), _keys(RoundingRule, rounding)),
        ("tax", _("tax"), _keys(TaxRule, tax)),
        ("floors", _("floors"), _keys(Floor, floor)),
        ("limits", _("limits"), _keys(Limit, limit)),
        ("authority", _("authority"), _keys(AuthorityBand, band)),
    ]


def conventions() -> list[str]:
    """How a price is made."""
    return [
        _("A price depends on the edition, the bill of materials, the segment, the currency and the day, and on nothing else: it can be computed again years later."),
        _("List price → adjustments in the order of the book → floors and limits → net → tax → gross: each step is a line, and the lines sum to the total."),
        _("A price book may be kept as `prices.xlsx` instead of `prices.csv`; the edition holds the text of its first sheet, so that saving it anew makes no new edition."),
        _("`flask pack check` names file, row and column of every fault at once; nothing is published while there is one."),
        _("Negotiated discounts belong to one offer and never stand in the book."),
    ]  # fmt: skip


def _keys(
    record: type[Record],
    texts: Mapping[str, str],
    *,
    needed: tuple[str, ...] | None = None,
    leave: frozenset[str] | set[str] = frozenset(),
) -> list[Key]:
    """Every key of a record, what it means and what its schema says of it: the needed ones first.

    Raises:
        KeyError: a key that the schema has and nobody explains.
    """
    schema = record.model_json_schema()
    wanted = set(schema.get("required", ()) if needed is None else needed)
    if untold := schema["properties"].keys() - texts.keys() - leave:
        raise KeyError(sorted(untold)[0])
    return [
        Key(name, texts[name] + _told(schema["properties"][name], schema, name in wanted))
        for name in sorted(texts, key=lambda name: name not in wanted)
    ]


def _told(field: Mapping[str, Any], schema: Mapping[str, Any], needed: bool) -> str:
    """What the schema itself says: the values there are, and whether the key is needed."""
    values = " · ".join(f"`{value}`" for value in _values(field, schema))
    said = [values] if values else []
    if needed:
        said.append(_("Needed."))
    return "".join(f" {part}" for part in said)


def _values(field: Mapping[str, Any], schema: Mapping[str, Any]) -> list[str]:
    if "$ref" in field:
        return _values(schema["$defs"][field["$ref"].rpartition("/")[2]], schema)
    if "items" in field:
        return _values(field["items"], schema)
    for part in field.get("anyOf", ()):
        if found := _values(part, schema):
            return found
    return [str(value) for value in field.get("enum", ())]
