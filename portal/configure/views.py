"""Configure: only valid choices, priced as one clicks, reopened by link or code."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_security import current_user
from htmx_flask import request
from sqlalchemy.orm.exc import StaleDataError

from configurator import ChoiceError, Contradiction
from portal.access import access
from portal.configure import operations, queries
from portal.configure.choices import Product, Value
from portal.configure.forms import (
    CodeForm,
    CurrencyForm,
    NameForm,
    StepForm,
    asked_version,
    step_form,
)
from portal.configure.messages import told
from portal.configure.ways import WaysOut, loaded, ways_out
from portal.configure.workbench import Workbench, workbench
from portal.errors import error_page
from portal.i18n import _
from portal.models import Configuration
from portal.owner import current_segment, get_mine
from portal.packs import current_pack
from portal.packs.formats import Offer
from portal.rendering import announce, render_page
from portal.security import limiter
from portal.touchpoints.operations import describe_view

bp = Blueprint("configure", __name__)

FLASH = "configured"
MOST_KEPT = 1200
"""Characters of an undo that may wait in the cookie for the next page."""


@bp.get("/configure")
@access("visitor", touchpoint="offers_viewed")
def start() -> ResponseReturnValue:
    """What can be configured, good starting points, own configurations, and the code form."""
    return _start_page(CodeForm())


@bp.post("/configure")
@access("visitor", touchpoint="configuration_started")
@limiter.limit("30 per minute")
def create() -> ResponseReturnValue:
    """A new configuration of one product, with nothing chosen."""
    product = request.form.get("product", "")
    segment = queries.segment_for(product)
    if product not in current_pack().models or not segment:
        return _start_page(CodeForm(), status=422, error=_("Choose one of the products shown."))
    made = operations.create(product, segment)
    return redirect(url_for(".show", code=made.code), 303)


@bp.get("/configure/from/<offer>")
@access("visitor", touchpoint="offers_viewed")
def start_from(offer: str) -> ResponseReturnValue:
    """A standard offer, what is in it and its price; nothing is made yet."""
    found = _offer(offer)
    describe_view(f"offer/{found.id}")
    segment = queries.segment_for(found.product or "", found.segment)
    return render_page("configure/offer.html", view=queries.offer_view(found, segment))


@bp.post("/configure/from/<offer>")
@access("visitor", touchpoint="configuration_started")
@limiter.limit("30 per minute")
def create_from(offer: str) -> ResponseReturnValue:
    """A new configuration as the standard offer stands."""
    found = _offer(offer)
    segment = queries.segment_for(found.product or "", found.segment)
    made = operations.create(found.product or "", segment, found)
    return redirect(url_for(".show", code=made.code), 303)


@bp.get("/configure/<code>")
@access("visitor", touchpoint="configuration_viewed")
def show(code: str) -> ResponseReturnValue:
    """The workbench; `why` opens the explanation of one option or number."""
    configuration = get_mine(Configuration, code=code)
    describe_view(f"configuration/{code}")
    bench = queries.workbench_of(configuration)
    subject = request.args.get("why", "")
    if subject:
        bench = bench.with_ways(_ways(bench, subject))
        if request.htmx:
            step = bench.step(bench.product.step_of(subject))
            return render_template(
                "configure/_step.html", step=step, **_shared(configuration, bench)
            )
    return _page(configuration, bench)


@bp.post("/configure/<code>")
@access("visitor", touchpoint="option_chosen")
@limiter.limit("240 per minute")
def choose(code: str) -> ResponseReturnValue:
    """One step changed, or an undo; what does not fit is answered with why and what instead."""
    configuration = get_mine(Configuration, code=code)
    before = Product.of(configuration)
    if "changes" in request.form:
        return _apply(configuration, before, "undo")
    groups = {group.id: group for group in before.model.groups}
    step = request.form.get("step", "")
    if step not in groups:
        return _refused(
            configuration, before, _("This step is not part of the product. Reload the page.")
        )
    form = step_form(before.model, groups[step])
    if not form.validate():
        return _typed(configuration, before, form, form.faults())
    changes = form.changes(dict(before.choices))
    try:
        operations.change(configuration, changes, asked_version())
    except StaleDataError:
        return _stale(configuration)
    except ChoiceError as error:
        return _unknown(configuration, before, form, error)
    except Contradiction:
        return _impossible(configuration, before, form, changes)
    return _changed(configuration, before, step)


@bp.post("/configure/<code>/repair")
@access("visitor", touchpoint="option_chosen")
@limiter.limit("120 per minute")
def repair(code: str) -> ResponseReturnValue:
    """A priced way out, taken."""
    configuration = get_mine(Configuration, code=code)
    return _apply(configuration, Product.of(configuration), "repair")


@bp.post("/configure/<code>/complete")
@access("visitor", touchpoint="configuration_completed")
@limiter.limit("60 per minute")
def complete(code: str) -> ResponseReturnValue:
    """Every open step decided: cheapest, or as the supplier advises."""
    configuration = get_mine(Configuration, code=code)
    before = Product.of(configuration)
    by = request.form.get("by", "")
    if by not in (operations.CHEAPEST, operations.RECOMMENDED):
        return _refused(configuration, before, _("Choose cheapest or recommended."))
    try:
        operations.complete(configuration, by, asked_version())
    except StaleDataError:
        return _stale(configuration)
    return _changed(configuration, before, "")


@bp.post("/configure/<code>/name")
@access("visitor", no_touchpoint="a label, no interest in the offer")
def rename(code: str) -> ResponseReturnValue:
    """The configuration under the buyer's own name."""
    configuration = get_mine(Configuration, code=code)
    form = NameForm()
    if not form.validate():
        return _page(configuration, queries.workbench_of(configuration), status=422, name_form=form)
    operations.rename(configuration, form.name.data or "")
    return redirect(url_for(".show", code=code), 303)


@bp.post("/configure/<code>/currency")
@access("visitor", no_touchpoint="a setting, no interest in the offer")
def choose_currency(code: str) -> ResponseReturnValue:
    """Prices in another currency the supplier shows."""
    configuration = get_mine(Configuration, code=code)
    form = CurrencyForm()
    form.currency.choices = [(c, c) for c in _currencies(configuration)]
    if not form.validate():
        text = _("Choose one of the currencies shown.")
        return _refused(configuration, Product.of(configuration), text)
    operations.choose_currency(configuration, form.currency.data)
    return redirect(url_for(".show", code=code), 303)


@bp.post("/resume")
@access("visitor", touchpoint="configuration_resumed")
@limiter.limit("10 per minute")
def resume() -> ResponseReturnValue:
    """What was saved under a six-character code."""
    form = CodeForm()
    if form.validate():
        found = operations.open_by_code(form.normal())
        if found:
            return redirect(url_for(found[1], code=found[0].code), 303)
        form.code.errors = [
            _(
                "Nothing has this code. Check it letter by letter: it has six characters, such as K7M4QX."
            )
        ]
    return _start_page(form, status=422)


@bp.get("/r/<code>")
@access("visitor", touchpoint="configuration_resumed")
@limiter.limit("10 per minute")
def follow(code: str) -> ResponseReturnValue:
    """The same for a link that carries the code."""
    found = operations.follow_link(code.upper()) or abort(404)
    return redirect(url_for(found[1], code=found[0].code), 303)


def _start_page(form: CodeForm, status: int = 200, error: str = "") -> ResponseReturnValue:
    profiles = queries.configurable()
    own = current_segment()
    staff = current_user.is_authenticated and current_user.is_staff
    return render_page(
        "configure/start.html",
        status=status,
        form=form,
        error=error,
        own=own,
        profiles=profiles,
        models=current_pack().models,
        offers={
            profile.id: [
                queries.offer_view(offer, queries.segment_for(offer.product or "", offer.segment))
                for offer in current_pack().offers_for(profile.id)
                if offer.product
            ]
            for profile in profiles
        },
        saved=[] if staff else queries.own_configurations(),
    )


def _offer(id: str) -> Offer:
    found = current_pack().offers.get(id)
    return found if found and found.product else abort(404)


def _page(
    configuration: Configuration, bench: Workbench, status: int = 200, **more: Any
) -> ResponseReturnValue:
    flash = cookie.pop(FLASH, None) or {}
    mine = flash if flash.get("code") == configuration.code else {}
    view = {"name_form": NameForm(name=configuration.name), "refused": "", "notice": mine, **more}
    view["stale"] = bool(request.args.get("stale"))
    return render_page(
        "configure/show.html", fragment="workbench", status=status,
        **_shared(configuration, bench), **view,
    )  # fmt: skip


def _shared(configuration: Configuration, bench: Workbench) -> dict[str, Any]:
    """What the page and each of its parts need."""
    asked = request.args.get("step", "")
    first_open = bench.open_steps[0].id if bench.open_steps else ""
    known = {step.id for step in bench.steps}
    return {
        "configuration": configuration,
        "bench": bench,
        "at": asked if asked in known else first_open,
        "currencies": _currencies(configuration),
        "link": url_for(".follow", code=configuration.code, _external=True),
        "newer": current_pack().version_id != configuration.pack_version_id,
        "next_rooms": {"calculators.start", "rfps.start"} & set(current_app.view_functions),
    }


def _currencies(configuration: Configuration) -> list[str]:
    profile = Product.of(configuration).pack.profile
    return list(dict.fromkeys((profile.currency, *profile.currencies_shown)))


def _ways(
    bench: Workbench, subject: str, value: Value | None = None, asked: bool = False
) -> WaysOut:
    """The explanation; 404 for something the product does not have."""
    model = bench.product.model
    if value is None and subject not in {option.code for option in model.options}:
        abort(404)
    return ways_out(bench.product, bench.market, subject, value, asked=asked)


def _apply(configuration: Configuration, before: Product, how: str) -> ResponseReturnValue:
    """Several choices at once, as a button carries them."""
    try:
        changes = loaded(before, request.form.get("changes", ""))
        operations.change(configuration, changes, asked_version(), how)
    except StaleDataError:
        return _stale(configuration)
    except (ValueError, RecursionError, ChoiceError, Contradiction):
        return _refused(
            configuration,
            before,
            _("That change does not fit any more. Nothing was stored; choose again."),
        )
    first = next(iter(changes), "")
    return _changed(configuration, before, before.step_of(first) if first else "")


def _changed(configuration: Configuration, before: Product, step: str) -> ResponseReturnValue:
    """What changed, to htmx; the page again to everybody else."""
    after = Product.of(configuration)
    same = dict(after.choices) == dict(before.choices)
    market = queries.market_of(configuration)
    old, new = workbench(before, market), workbench(after, market)
    notice = None if same else queries.notice_of(old, new)
    if request.htmx:
        return _parts(configuration, new, _ids(new, old, step), notice)
    if notice:
        back = notice.back if len(notice.back) <= MOST_KEPT else ""
        cookie[FLASH] = {
            "code": configuration.code,
            "text": notice.text,
            "back": back,
            "step": step,
        }
    anchor = f"group-{step}" if step else None
    return redirect(
        url_for(".show", code=configuration.code, step=step or None, _anchor=anchor), 303
    )


def _ids(new: Workbench, old: Workbench, step: str) -> list[str]:
    """Steps to send: those that look different, and those whose explanation stands open."""
    opened = {new.product.step_of(s) for s in request.form.getlist("opened") if _known(new, s)}
    changed = {each.id for each in new.changed_since(old)}
    return [each.id for each in new.steps if each.id in changed | opened | {step}]


def _known(bench: Workbench, subject: str) -> bool:
    model = bench.product.model
    return subject in {*(o.code for o in model.options), *(n.id for n in model.numbers)}


def _parts(
    configuration: Configuration,
    bench: Workbench,
    ids: list[str],
    notice: queries.Notice | None,
    status: int = 200,
    refused: str = "",
) -> Response:
    body = render_template(
        "configure/changes.html",
        steps=[step for step in bench.steps if step.id in ids],
        notice=notice,
        refused=refused,
        **_shared(configuration, bench),
    )
    response = Response(body, status, mimetype="text/html")
    said = f"{bench.price.label}: {bench.price.amount}" if notice else ""
    return announce(response, said) if said else response


def _answer(
    configuration: Configuration, bench: Workbench, step: str, refused: str = ""
) -> ResponseReturnValue:
    """422: the page or the part with what is wrong; nothing was stored."""
    if request.htmx:
        return _parts(configuration, bench, [step] if step else [], None, 422, refused)
    return _page(configuration, bench, status=422, refused=refused)


def _refused(configuration: Configuration, before: Product, text: str) -> ResponseReturnValue:
    bench = workbench(before, queries.market_of(configuration))
    return _answer(configuration, bench, "", text)


def _typed(
    configuration: Configuration, before: Product, form: StepForm, faults: dict[str, list[str]]
) -> ResponseReturnValue:
    bench = workbench(before, queries.market_of(configuration))
    step = bench.step(form.group.id)
    assert step is not None
    return _answer(configuration, bench.with_typed(step, form.typed(), faults), step.id)


def _unknown(
    configuration: Configuration, before: Product, form: StepForm, error: ChoiceError
) -> ResponseReturnValue:
    numbers = {figure.id for figure in form.numbers}
    faults = {
        f.subjects[0]: told(before.model, [f]) for f in error.findings if f.subjects[0] in numbers
    }
    if faults:
        return _typed(configuration, before, form, faults)
    return _refused(configuration, before, " ".join(told(before.model, error.findings)))


def _impossible(
    configuration: Configuration,
    before: Product,
    form: StepForm,
    changes: dict[str, Value | None],
) -> ResponseReturnValue:
    """The first of the changes that cannot be, explained, with its ways out."""
    bench = workbench(before, queries.market_of(configuration))
    for subject, value in changes.items():
        if value is None or _fits(before, subject, value):
            continue
        number = next((n for n in form.numbers if n.id == subject), None)
        if number is None:
            code = str(value) if form.group.single else subject
            return _answer(
                configuration, bench.with_ways(_ways(bench, code, asked=True)), form.group.id
            )
        ways = _ways(bench, subject, value)
        step = bench.step(form.group.id)
        assert step is not None
        possible = next(n.possible for n in step.numbers if n.id == subject)
        text = _(
            "With your other choices this goes from %(possible)s. Change it, or take a way out below.",
            possible=possible,
        )
        opened = bench.with_ways(ways)
        return _answer(
            configuration, opened.with_typed(step, form.typed(), {subject: [text]}), form.group.id
        )
    return _refused(
        configuration, before, _("These choices do not go together. Change one at a time.")
    )


def _fits(before: Product, subject: str, value: Value) -> bool:
    try:
        before.after({subject: value})
    except Contradiction:
        return False
    return True


def _stale(configuration: Configuration) -> ResponseReturnValue:
    """409: somebody was quicker; htmx is sent to the page as it stands now."""
    if request.htmx:
        response = Response("", 409, mimetype="text/html")
        response.headers["HX-Redirect"] = url_for(".show", code=configuration.code, stale=1)
        return response
    return error_page(409)
