"""The help pages, and the schemas that editors read."""

from typing import Any

from flask import Blueprint, abort, jsonify
from flask.typing import ResponseReturnValue

from configurator.writing.schema import SHEETS, json_schema
from portal.access import access
from portal.calculators import functions
from portal.help import calculators, price_book, tariffs
from portal.help.measured import measured
from portal.help.reference import parts
from portal.i18n import language
from portal.rendering import render_page
from pricing.calculators.schema import json_schema as json_schema_of_calculators

bp = Blueprint("help", __name__)

FOR_MAKERS = "a page for makers, not for buyers"


@bp.get("/help")
@access("public", no_touchpoint=FOR_MAKERS)
def index() -> ResponseReturnValue:
    """What help there is."""
    return render_page("help/index.html")


@bp.get("/help/product-models")
@access("public", no_touchpoint=FOR_MAKERS)
def product_models() -> ResponseReturnValue:
    """Every key of a model file, the language of rules, and what the check says."""
    return render_page("help/product_models.html", parts=parts(language()))


@bp.get("/help/tariffs")
@access("public", no_touchpoint=FOR_MAKERS)
def tariffs_page() -> ResponseReturnValue:
    """Every key of a tariff, how a bill is counted, and how a meter's file is read."""
    return render_page(
        "help/tariffs.html",
        example=tariffs.EXAMPLE,
        tariff_keys=tariffs.tariff_keys(),
        price_keys=tariffs.price_keys(),
        conventions=tariffs.conventions(),
        reading_rules=tariffs.reading_rules(),
    )


@bp.get("/help/price-books")
@access("public", no_touchpoint=FOR_MAKERS)
def price_books_page() -> ResponseReturnValue:
    """Every column of a price table, every key of a price book, and how a price is made."""
    return render_page(
        "help/price_book.html",
        table=price_book.TABLE,
        book=price_book.BOOK,
        columns=price_book.columns(),
        book_keys=price_book.book_keys(),
        parts=price_book.part_keys(),
        conventions=price_book.conventions(),
    )


@bp.get("/help/calculators")
@access("public", no_touchpoint=FOR_MAKERS)
def calculators_page() -> ResponseReturnValue:
    """Every key of a calculator, how its figures are counted, and its functions."""
    return render_page(
        "help/calculators.html",
        example=calculators.EXAMPLE,
        calculator_keys=calculators.calculator_keys(),
        line_keys=calculators.line_keys(),
        ways=calculators.ways_to_pay(),
        conventions=calculators.conventions(),
        functions=functions.every_note(),
    )


@bp.get("/schemas/calculator.json")
@access("public", no_touchpoint="read by editors")
def calculator_schema() -> ResponseReturnValue:
    """The JSON Schema of calculators."""
    return _schema(json_schema_of_calculators())


@bp.get("/help/measured")
@access("public", no_touchpoint=FOR_MAKERS)
def measurements() -> ResponseReturnValue:
    """How fast the configurator answers, on which models and machine."""
    return render_page("help/measured.html", measured=measured())


@bp.get("/schemas/<name>.json")
@access("public", no_touchpoint="read by editors")
def schema(name: str) -> ResponseReturnValue:
    """The JSON Schema of product models, or of shared rules."""
    if name not in SHEETS:
        abort(404)
    return _schema(json_schema(name))


def _schema(found: dict[str, Any]) -> ResponseReturnValue:
    answer = jsonify(found)
    answer.mimetype = "application/schema+json"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.cache_control.max_age = 3600
    return answer
