"""Sign-in, sign-up, account."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from portal.access import POLICIES, access
from portal.accounts import invitations, operations
from portal.accounts.forms import LinkForm, ProfileForm, SignInForm, SignUpForm
from portal.i18n import _
from portal.models import Person
from portal.phones import NotAPhone, normal_phone, shown_phone
from portal.rendering import render_page
from portal.security import limiter
from portal.seed.cast import CAST, DEMO_PASSWORD

bp = Blueprint("accounts", __name__)


@bp.get("/sign-in")
@access("public", no_touchpoint="the act counts, not the form")
def sign_in() -> ResponseReturnValue:
    """Password or one-time link."""
    if current_user.is_authenticated:
        return redirect(_landing(current_user), 303)
    return _sign_in_page(SignInForm())


@bp.post("/sign-in")
@access("public", touchpoint="signed_in")
@limiter.limit("10 per minute")
def check_sign_in() -> ResponseReturnValue:
    """Into the portal, or back to the form with what was typed."""
    form = SignInForm()
    if form.validate():
        person = operations.sign_in_with_password(form.email.data, form.password.data or "")
        if person:
            return redirect(_next() or _landing(person), 303)
        form.password.errors = [
            _("E-mail and password do not belong together. Try again, or take the one-time link.")
        ]
    return _sign_in_page(form, status=422)


@bp.post("/sign-in/link")
@access("public", no_touchpoint="the sign-in that follows counts")
@limiter.limit("5 per minute")
def send_link() -> ResponseReturnValue:
    """A letter with a one-time link; the answer is the same for unknown addresses."""
    form = LinkForm()
    if not form.validate():
        return _sign_in_page(form, status=422)
    operations.send_sign_in_link(form.email.data)
    return render_page("accounts/link_sent.html", email=form.email.data)


@bp.get("/enter/<token>")
@access("public", no_touchpoint="mail scanners open links; the button that follows counts")
def enter(token: str) -> ResponseReturnValue:
    """A button: a scanner that opens the link must not use it up."""
    return render_page("accounts/enter.html", token=token)


@bp.post("/enter/<token>")
@access("public", touchpoint="signed_in")
@limiter.limit("10 per minute")
def use_link(token: str) -> ResponseReturnValue:
    """Into the portal by one-time link."""
    person = operations.sign_in_with_token(token)
    if person is None:
        return render_page("accounts/link_dead.html", status=422)
    return redirect(_landing(person), 303)


@bp.get("/invitation/<token>")
@access("public", no_touchpoint="mail scanners open links; the button that follows counts")
def invitation(token: str) -> ResponseReturnValue:
    """A button: a scanner that opens the link must not use it up."""
    return render_page("accounts/invitation.html", token=token)


@bp.post("/invitation/<token>")
@access("public", touchpoint="signed_in")
@limiter.limit("10 per minute")
def use_invitation(token: str) -> ResponseReturnValue:
    """To the page a colleague wants looked at, signed in."""
    path = invitations.enter(token)
    if path is None:
        return render_page("accounts/link_dead.html", status=422)
    return redirect(path, 303)


@bp.post("/sign-out")
@access("public", no_touchpoint="leaving tells nothing")
def sign_out() -> ResponseReturnValue:
    """The home page, as a stranger."""
    operations.sign_out()
    return redirect(url_for("pages.home"), 303)


@bp.get("/sign-up")
@access("public", no_touchpoint="the act counts, not the form")
def sign_up() -> ResponseReturnValue:
    """The form for a buyer nobody invited."""
    if current_user.is_authenticated:
        return redirect(_landing(current_user), 303)
    return render_page("accounts/sign_up.html", form=SignUpForm())


@bp.post("/sign-up")
@access("public", touchpoint="signed_up")
@limiter.limit("5 per minute")
def open_account() -> ResponseReturnValue:
    """A letter with the first sign-in link."""
    if current_user.is_authenticated:
        return redirect(_landing(current_user), 303)
    form = SignUpForm()
    if not form.validate():
        return render_page("accounts/sign_up.html", status=422, form=form)
    operations.sign_up(
        name=form.name.data,
        company=form.company.data,
        email=form.email.data,
        job=form.job.data,
        consent=form.consent.data,
    )
    return render_page("accounts/link_sent.html", email=form.email.data)


@bp.get("/account")
@access("person", no_touchpoint="a setting, no interest in the offer")
def show() -> ResponseReturnValue:
    """The person's particulars, consent and colleagues."""
    form = ProfileForm(obj=current_user)
    form.phone.data = shown_phone(current_user.phone) if current_user.phone else ""
    return render_page("accounts/account.html", form=form)


@bp.post("/account")
@access("person", no_touchpoint="a setting, no interest in the offer")
def update() -> ResponseReturnValue:
    """Store the particulars."""
    form = ProfileForm()
    phone = ""
    if form.validate():
        try:
            phone = normal_phone(form.phone.data) if form.phone.data else ""
        except NotAPhone:
            form.phone.errors = [_("This number cannot ring. Type it like 0912 345 678.")]
    if form.errors:
        return render_page("accounts/account.html", status=422, form=form)
    operations.update_profile(
        _me(),
        name=form.name.data,
        form_of_address=form.form_of_address.data,
        job=form.job.data,
        phone=phone,
        language=form.language.data,
    )
    return redirect(url_for(".show", saved=1), 303)


@bp.post("/account/consent")
@access("person", touchpoint="consent_given")
def change_consent() -> ResponseReturnValue:
    """Give or withdraw the consent to be contacted."""
    if request.form.get("consent") == "yes":
        operations.give_consent(_me())
    else:
        operations.withdraw_consent(_me())
    return redirect(url_for(".show"), 303)


def _sign_in_page(form: SignInForm | LinkForm, status: int = 200) -> ResponseReturnValue:
    return render_page(
        "accounts/sign_in.html",
        status=status,
        form=form,
        next=_next(),
        cast=CAST,
        demo_password=DEMO_PASSWORD,
    )


def _me() -> Person:
    person: Person = current_user._get_current_object()
    return person


def _landing(person: Person) -> str:
    """Where this person's work begins."""
    if person.role_names & POLICIES["rep"]:
        return url_for("workspace.queue")
    if person.is_staff:
        return url_for("touchpoints.customers")
    return url_for("accounts.show")


def _next() -> str:
    """The path asked for before signing in, on this site only."""
    target = urlsplit(request.values.get("next", ""))
    inside = not target.scheme and not target.netloc and target.path.startswith("/")
    if not inside or target.path.startswith("//") or "\\" in target.path:
        return ""  # browsers read both as another site
    return target.path + (f"?{target.query}" if target.query else "")
