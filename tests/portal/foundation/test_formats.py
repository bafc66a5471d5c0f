"""Numbers, money and dates as readers of each language write them, and as they type them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import force_locale
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal import create_app
from portal.config import Settings
from portal.forms import LARGEST, NotANumber, parse_number
from portal.i18n import clock, day, fold, moment, money, number, percent, signed
from pricing import Money

NBSP, MINUS = "\u00a0", "\u2212"
LANGUAGES = ("vi", "en")


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("formats")
    app = create_app(Settings.from_environment({"BIDWRIGHT_INSTANCE": str(folder)}))
    with app.app_context():
        app.test_cli_runner().invoke(args=["migrate"], catch_exceptions=False)
    return app


@contextmanager
def reading(app: Flask, lang: str) -> Iterator[None]:
    with app.app_context(), force_locale(lang):
        yield


def vnd(amount: str) -> Money:
    return Money(Decimal(amount), "VND")


# The rows of the base of terms, "Figures".
@pytest.mark.parametrize(
    ("lang", "shown", "written"),
    [
        ("vi", lambda: money(vnd("62230260")), f"62.230.260{NBSP}₫"),
        ("en", lambda: money(vnd("62230260")), f"62,230,260{NBSP}₫"),
        ("vi", lambda: money(Money(Decimal(420), "USD")), f"420{NBSP}USD"),
        ("en", lambda: money(Money(Decimal("1234.5"), "USD")), f"1,234.50{NBSP}USD"),
        ("vi", lambda: money(Money(Decimal("-1234.5"), "USD")), f"{MINUS}1.234,50{NBSP}USD"),
        ("en", lambda: money(vnd("3589740"), sign=True), f"+3,589,740{NBSP}₫"),
        ("en", lambda: money(vnd("-0.4")), f"0{NBSP}₫"),
        ("vi", lambda: percent(Decimal("0.055")), "5,5%"),
        ("en", lambda: percent(Decimal("0.2977"), 2), "29.77%"),
        ("en", lambda: percent(Decimal("-0.0001")), "0.0%"),
        ("vi", lambda: number(Decimal("1234567.5")), "1.234.567,5"),
        ("en", lambda: number(Decimal("1234567.5")), "1,234,567.5"),
        ("en", lambda: number(Decimal("0.125"), 2), "0.13"),
        ("en", lambda: number(Decimal("-2.5"), 0), f"{MINUS}3"),
        ("vi", lambda: signed(Decimal("-4")), f"{MINUS}4"),
        ("vi", lambda: signed(Decimal("30.25"), 1), "+30,3"),
        ("en", lambda: signed(Decimal("0.001"), 1), "0.0"),
        ("vi", lambda: day(date(2026, 11, 22)), "22/11/2026"),
        ("en", lambda: day(date(2026, 11, 22)), "22 Nov 2026"),
        ("vi", lambda: day(date(2026, 1, 5)), "05/01/2026"),
        ("en", lambda: day(date(2026, 1, 5)), "5 Jan 2026"),
    ],
)
def test_figures_are_written_as_the_base_of_terms_says(
    readers: Flask, lang: str, shown: object, written: str
) -> None:
    with reading(readers, lang):
        assert shown() == written  # type: ignore[operator]


def test_clocks_are_those_of_the_site(readers: Flask) -> None:
    late = datetime(2026, 11, 22, 18, 47, tzinfo=UTC)
    with reading(readers, "en"):
        assert clock(late) == "01:47"
        assert moment(late) == "23 Nov 2026, 01:47"


def test_searching_folds_marks_and_the_letter_that_does_not_decompose() -> None:
    assert fold("Đặng  THỊ Hòa") == "dang thi hoa"


# --- typed ---------------------------------------------------------------------------------------

amounts = st.decimals(
    min_value=-LARGEST, max_value=LARGEST, places=6, allow_nan=False, allow_infinity=False
)


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=amounts)
@example(value=Decimal("-0.5"))
@example(value=Decimal("1850"))
@example(value=LARGEST)
def test_what_is_shown_can_be_typed_back(readers: Flask, lang: str, value: Decimal) -> None:
    with reading(readers, lang):
        assert parse_number(number(value), lang) == value
        assert parse_number(f" {number(value)}{NBSP}", lang) == value


@pytest.mark.parametrize("lang", LANGUAGES)
@given(value=st.decimals(-(10**15), 10**15, places=8), places=st.none() | st.integers(0, 4))
@example(value=Decimal("-0.0000005"), places=None)
@example(value=Decimal("0.0000015"), places=None)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_figures_are_written_as_the_worlds_locales_have_them(
    readers: Flask, lang: str, value: Decimal, places: int | None
) -> None:
    pattern = "#,##0.######" if not places else f"#,##0.{'0' * places}"
    kept = value if places is None else value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    theirs = format_decimal(kept, pattern, lang)
    ours = theirs.replace("-", MINUS if theirs.strip("-0.,") else "")
    with reading(readers, lang):
        assert number(value, places) == ours


@pytest.mark.parametrize("lang", LANGUAGES)
@given(text=st.text(max_size=30))
@example(text="١٢٣")
@example(text="1²")
@example(text="--1")
@example(text="5.-3")
@example(text="1_000")
def test_any_text_is_a_finite_number_or_refused(lang: str, text: str) -> None:
    try:
        value = parse_number(text, lang)
    except NotANumber:
        return
    assert value.is_finite() and abs(value) <= LARGEST


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    ["", " ", "abc", "NaN", "inf", "-Infinity", "1e308", "1e3", "12a", "+", "-", ".", ",", "0x10",
     "1 2 3 x", "9" * 10_000, "1,2,3", "1.2.3", "1.234,5.6", "1,234.5,6", "12.34.567", "12,34,567",
     "1_000", "½"],
)  # fmt: skip
def test_what_is_no_number_is_refused(lang: str, text: str) -> None:
    with pytest.raises(NotANumber):
        parse_number(text, lang)


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("vi", "1.234.567,5", "1234567.5"),
        ("en", "1,234,567.5", "1234567.5"),
        ("vi", "1.850", "1850"),
        ("en", "1,850", "1850"),
        ("vi", "1850.5", "1850.5"),
        ("en", "1850,5", "1850.5"),
        # No group of thousands begins with a zero.
        ("vi", "0.125", "0.125"),
        ("en", "0,125", "0.125"),
        ("vi", "-0.500", "-0.5"),
        ("vi", "29.7", "29.7"),
        ("en", f"{MINUS}12.5", "-12.5"),
        ("en", "+12", "12"),
        ("en", f"1{NBSP}850", "1850"),
        ("vi", ",5", "0.5"),
    ],
)
def test_one_sensible_reading_is_understood_in_either_notation(
    lang: str, text: str, value: str
) -> None:
    assert parse_number(text, lang) == Decimal(value)
