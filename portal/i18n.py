"""Vietnamese and English: the reader's language, numbers, dates and money."""

import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

from babel import Locale
from babel.dates import format_date
from babel.numbers import get_decimal_symbol, get_group_symbol
from babel.support import NullTranslations
from flask import Flask, g, has_app_context, has_request_context, request, session
from flask_babel import Babel, Domain, get_locale, lazy_gettext, ngettext
from flask_security import current_user
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from portal.clock import in_zone
from pricing import Money, quantise

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
NBSP = "\u00a0"
MINUS = "\u2212"
SYMBOLS = {"VND": "₫"}
MOST_DECIMALS = 6
_SEPARATORS = {
    each: str.maketrans({",": get_group_symbol(each), ".": get_decimal_symbol(each)})
    for each in LANGUAGES
}

__all__ = ["LANGUAGES", "_", "language", "lazy_gettext", "ngettext"]


class Speaks(Protocol):
    """A text in both languages, as packs carry it."""

    @property
    def vi(self) -> str:
        """In Vietnamese."""

    @property
    def en(self) -> str:
        """In English."""


class Counts(Protocol):
    """A unit, as packs carry it."""

    def of(self, value: Decimal, language: str) -> str:
        """As it stands beside `value`."""


def _reader() -> Locale | None:
    """The reader's locale; `get_locale` takes ten times as long to find what is kept already."""
    kept = g._get_current_object().get("_flask_babel") if has_app_context() else None
    return getattr(kept, "babel_locale", None) or get_locale()


class Catalogues(Domain):
    """The catalogues, found by language at once: a page asks for hundreds of sentences."""

    def get_translations(self) -> NullTranslations:
        """The reader's catalogue."""
        locale = _reader()
        if locale is None:
            return super().get_translations()
        if locale.language not in self.cache:
            self.cache[locale.language] = super().get_translations()
        return self.cache[locale.language]


CATALOGUES = Catalogues()
_ = CATALOGUES.gettext


def language() -> str:
    """The reader's language: "vi" or "en"."""
    chosen = _reader()
    return chosen.language if chosen else "vi"


def choose_language() -> str:
    """What this person chose, else what the browser asks for, else Vietnamese."""
    if not has_request_context():
        return "vi"
    if current_user and current_user.is_authenticated and current_user.language in LANGUAGES:
        return str(current_user.language)
    if session.get("language") in LANGUAGES:
        return str(session["language"])
    return request.accept_languages.best_match(list(LANGUAGES)) or "vi"


def words(text: "Speaks | Mapping[str, str] | str | None") -> str:
    """`text` in the reader's language."""
    if text is None or isinstance(text, str):
        return text or ""
    if isinstance(text, Mapping):
        return text.get(language()) or text.get("en", "")
    return str(getattr(text, language()))


def number(value: Decimal | float | int, places: int | None = None) -> str:
    """`value` with the reader's separators and a true minus; `places` fixes the decimals."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if places is not None:
        exact = quantise_places(exact, places)
    return _formatted(exact, places, language())


def counted(value: Decimal, unit: "Counts") -> str:
    """`value` with its unit: “4 machines”, “1 machine”."""
    return f"{number(value)}{NBSP}{unit.of(value, language())}"


@lru_cache(maxsize=8192)
def _formatted(exact: Decimal, places: int | None, lang: str) -> str:
    """The figure, with six decimals at most where they are not fixed.

    Babel's own takes twenty times as long, and a page shows hundreds.
    """
    text = f"{exact:,.{MOST_DECIMALS if places is None else max(places, 0)}f}"
    if places is None:
        text = text.rstrip("0").rstrip(".")
    text = text.translate(_SEPARATORS[lang])
    if not text.startswith("-"):
        return text
    # What rounds to nothing has no sign.
    return text.replace("-", MINUS if any(digit in text for digit in "123456789") else "")


def signed(value: Decimal | float | int, places: int | None = None) -> str:
    """`value` with its sign always shown."""
    text = number(value, places)
    return "+" + text if value > 0 and any(digit in text for digit in "123456789") else text


def percent(fraction: Decimal | float, places: int = 1) -> str:
    """`fraction` as a percentage: 0.055 is 5,5% in Vietnamese."""
    return number(Decimal(str(fraction)) * 100, places) + "%"


def money(amount: Money, *, sign: bool = False) -> str:
    """`amount` rounded to its currency's places, e.g. 62.230.260 ₫ or 420 USD."""
    rounded = quantise(amount).amount
    whole = rounded == rounded.to_integral_value()
    text = number(rounded, 0 if whole else max(0, -int(rounded.as_tuple().exponent)))
    if sign and rounded > 0:
        text = "+" + text
    return f"{text}{NBSP}{SYMBOLS.get(amount.currency, amount.currency)}"


def quantise_places(value: Decimal, places: int) -> Decimal:
    """`value` rounded half up, so that what is printed is what a buyer rounds to by hand."""
    return value.quantize(_unit(places), rounding="ROUND_HALF_UP")


@lru_cache(maxsize=64)
def _unit(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def day(value: date | datetime) -> str:
    """22/11/2026 in Vietnamese, 22 Nov 2026 in English."""
    if isinstance(value, datetime):
        value = in_zone(value, site_zone())
    return _day(value, "dd/MM/yyyy" if language() == "vi" else "d MMM yyyy", _locale())


@lru_cache(maxsize=1024)
def _day(value: date, pattern: str, locale: str) -> str:
    """A day in a pattern: the same few stand beside many figures."""
    return format_date(value, pattern, locale=locale)


def clock(value: datetime) -> str:
    """08:47, as clocks at the supplier's site show it."""
    return in_zone(value, site_zone()).strftime("%H:%M")


def moment(value: datetime) -> str:
    """Day and time together."""
    return f"{day(value)}, {clock(value)}"


def site_zone() -> str:
    """The zone of the supplier served."""
    from portal.packs import served_zone  # a late import: packs read texts of this module

    return served_zone()


def fold(text: str) -> str:
    """`text` for searching: no marks, no case, đ as d (it does not decompose)."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(bare.replace("đ", "d").replace("Đ", "d").casefold().split())


def mark(text: str) -> Markup:
    """The one thing that decides, in marker."""
    return Markup("<mark>{}</mark>").format(text)


def _locale() -> str:
    return "vi" if language() == "vi" else "en_GB"


@pass_eval_context
def said(how: EvalContext, sentence: str, **values: Any) -> str:
    """A sentence of a template with its values, escaped where the template escapes.

    As Jinja's own, which goes through four more calls: a page says hundreds.
    """
    text = Markup(_(sentence)) if how.autoescape else _(sentence)
    return text % values if values or "%" in text else text


class Languages(Babel):
    """Flask-Babel with our catalogues."""

    domain_instance = CATALOGUES


def init_app(app: Flask) -> None:
    """Choose the language per request and give templates the reader's formats."""
    Languages(app, locale_selector=choose_language)
    app.jinja_env.globals.update(_=said, gettext=said)
    app.jinja_env.filters.update(
        words=words,
        number=number,
        signed=signed,
        percent=percent,
        money=money,
        day=day,
        clock=clock,
        moment=moment,
        mark=mark,
    )

    @app.context_processor
    def _language() -> dict[str, Any]:
        return {"language": language(), "languages": LANGUAGES}
