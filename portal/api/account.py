"""Tokens on the account page: made, told once, revoked."""

from uuid import UUID

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from wtforms import SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from portal.access import access
from portal.api import tokens
from portal.forms import BaseForm, TextField, options
from portal.i18n import _
from portal.i18n import lazy_gettext as _l
from portal.models import ApiToken, Person
from portal.rendering import render_page
from portal.security import limiter

bp = Blueprint("api_tokens", __name__)


class TokenForm(BaseForm):
    """What a token is called and what it may do."""

    name = TextField(_l("What is it for?"), longest=60)
    scopes = SelectMultipleField(
        _l("What may it do?"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def validate_scopes(self, field: SelectMultipleField) -> None:
        """A token that may do nothing is of no use."""
        if not field.data:
            raise ValidationError(_("Tick at least one."))


def scope_names() -> dict[tokens.Scope, str]:
    """What each scope allows, in the reader's language."""
    return {
        "prices": _("Read offers and ask for prices"),
        "comparisons": _("Make and read comparisons"),
        "readings": _("Send a meter's readings"),
        "codes": _("Open what has a six-character code"),
    }


@bp.get("/account/tokens")
@access("person", no_touchpoint="a setting, no interest in the offer")
def show() -> ResponseReturnValue:
    """The account's tokens, and a form for one more."""
    return _page(_form())


@bp.post("/account/tokens")
@access("person", no_touchpoint="a setting, no interest in the offer")
@limiter.limit("10 per minute")
def make() -> ResponseReturnValue:
    """The new token, shown this once."""
    form = _form()
    if not form.validate():
        return _page(form, status=422)
    try:
        _row, secret = tokens.make(_buyer(), form.name.data or "", form.scopes.data)
    except tokens.TooManyTokens:
        form.name.errors = [_("Your account has %(n)s tokens: revoke one first.", n=tokens.MOST)]
        return _page(form, status=422)
    return _page(_form(empty=True), secret=secret)


@bp.post("/account/tokens/<uuid:token>/revoke")
@access("person", no_touchpoint="a setting, no interest in the offer")
def revoke(token: UUID) -> ResponseReturnValue:
    """The list without it."""
    mine = {row.id: row for row in tokens.standing(_buyer())}
    tokens.revoke(mine.get(token) or abort(404))
    return redirect(url_for(".show"), 303)


def _buyer() -> Person:
    """Whoever is signed in, when they belong to an account; staff have none."""
    person: Person = current_user._get_current_object()
    return person if person.account_id else abort(404)


def _form(empty: bool = False) -> TokenForm:
    form = TokenForm(formdata=None) if empty else TokenForm()
    form.scopes.choices = options(scope_names().items())
    return form


def _page(form: TokenForm, status: int = 200, secret: str = "") -> ResponseReturnValue:
    rows: list[ApiToken] = tokens.standing(_buyer())
    names = scope_names()
    return render_page(
        "api/tokens.html", status=status, form=form, rows=rows, names=names, secret=secret
    )
