"""Standard offers ranked on one's own usage: page, files, and an address that says it all."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from portal.access import access
from portal.compare.exports import XLSX, Cell, csv_file, download, workbook
from portal.forms import BaseForm, NumberField
from portal.i18n import _, words
from portal.links import outward
from portal.offers.ranking import RankedOffer, RankedOffers, ranked_offers
from portal.offers.views import bp
from portal.packs import current_pack
from portal.packs.formats import OfferRanking
from portal.rendering import announce, render_page
from portal.touchpoints.operations import describe_view

COLUMNS = (
    "rank", "offer", "yearly", "once", "each_year", "running", "rank_low", "rank_own",
    "rank_high", "currency",
)  # fmt: skip


@bp.get("/segments/<segment>/offers")
@access("public", touchpoint="offers_viewed")
def rank(segment: str) -> ResponseReturnValue:
    """The offers ranked; what was asked stands in the address."""
    form, found = _asked(segment)
    describe_view(f"segment/{segment}", usage=_plain(found.usage))
    query = _plain(found.usage)
    response = render_page(
        "offers/rank.html",
        fragment="result",
        form=form,
        found=found,
        segment=current_pack().segments[segment],
        query=query,
        address=outward(".rank", segment=segment, **query),
    )
    response.headers["HX-Replace-Url"] = url_for(".rank", segment=segment, **query)
    return announce(response, found.verdict[0])


@bp.get("/segments/<segment>/offers.csv")
@access("public", touchpoint="comparison_exported")
def rank_csv(segment: str) -> ResponseReturnValue:
    """The ranking as a text file; the figures are those of the page."""
    _form, found = _asked(segment)
    return download(csv_file(COLUMNS, _rows(found)), "text/csv", f"{segment}-offers.csv")


@bp.get("/segments/<segment>/offers.xlsx")
@access("public", touchpoint="comparison_exported")
def rank_workbook(segment: str) -> ResponseReturnValue:
    """The ranking and the usage behind it as a workbook."""
    _form, found = _asked(segment)
    usage = (
        (words(each.text), found.usage[each.id], words(each.unit)) for each in found.terms.usage
    )
    content = workbook(
        (_("Ranking"), COLUMNS, _rows(found)), (_("Usage"), ("figure", "value", "unit"), usage)
    )
    return download(content, XLSX, f"{segment}-offers.xlsx")


def usage_form(terms: OfferRanking, asked: Mapping[str, Any]) -> BaseForm:
    """A field for each usage figure; those that nobody typed hold the author's value."""
    fields = {
        figure.id: NumberField(words(figure.text), minimum=figure.minimum, maximum=figure.maximum)
        for figure in terms.usage
    }
    form_class = type("OfferUsageForm", (BaseForm,), fields)
    given = {figure.id: figure.value for figure in terms.usage if figure.id not in asked}
    form: BaseForm = form_class(asked or None, data=given, meta={"csrf": False})
    for name, value in given.items():
        form[name].data, form[name].raw_data = value, None
    return form


def _asked(segment: str) -> tuple[BaseForm, RankedOffers]:
    """The form as asked, and the ranking; a figure that is none counts as the author's."""
    terms = current_pack().offer_ranking or abort(404)
    form = usage_form(terms, request.args)
    form.validate()
    usage = {
        each.id: each.value if form[each.id].errors else form[each.id].data for each in terms.usage
    }
    return form, ranked_offers(segment, usage) or abort(404)


def _plain(usage: Mapping[str, Decimal]) -> dict[str, Any]:
    """Digits that every language reads alike: two places, four below one."""
    return {
        name: f"{round(value, 2 if value >= 1 else 4).normalize():f}"
        for name, value in usage.items()
    }


def _rows(found: RankedOffers) -> Iterator[tuple[Cell, ...]]:
    for row in found.rows:
        low, own, high = (rank or None for rank in row.ranks)
        yield (
            row.rank, words(row.offer.name), row.yearly.amount, row.once.amount,
            row.each_year.amount, _running(row), low, own, high, row.yearly.currency,
        )  # fmt: skip


def _running(row: RankedOffer) -> Decimal:
    return sum((amount.amount for _text, amount in row.running), Decimal(0))
