"""The workbench: one click at a time, why not, what instead, and finishing."""

from flask import abort, render_template, url_for
from flask.typing import ResponseReturnValue
from htmx_flask import request
from sqlalchemy.orm.exc import StaleDataError

from configurator import ChoiceError, Contradiction
from portal.access import access
from portal.configure import operations, queries
from portal.configure.blueprint import bp
from portal.configure.choices import Product, Value
from portal.configure.forms import CurrencyForm, StepForm, asked_version, step_form
from portal.configure.messages import told
from portal.configure.views.answers import (
    Shown,
    answer,
    changed,
    currencies,
    goto,
    page,
    refused,
    shared,
    stale,
)
from portal.configure.views.asked import draft
from portal.configure.ways import WaysOut, loaded, ways_out
from portal.configure.workbench import Workbench
from portal.forms import options
from portal.i18n import _
from portal.models import Configuration
from portal.security import limiter
from portal.touchpoints.operations import describe_view


@bp.get("/configure/<code>")
@access("visitor", touchpoint="configuration_viewed")
def show(code: str) -> ResponseReturnValue:
    """The workbench; `why` opens the explanation of one option or number."""
    configuration = draft(code)
    describe_view(f"configuration/{code}")
    bench = queries.workbench_of(configuration)
    subject = request.args.get("why", "")
    if subject:
        bench = bench.with_ways(_ways(bench, subject))
        if request.htmx:
            view = shared(configuration, bench)
            step = view["bench"].view(bench.product.step_of(subject))
            return render_template("configure/_step.html", step=step, **view)
    return page(configuration, bench)


@bp.post("/configure/<code>")
@access("visitor", touchpoint="option_chosen")
@limiter.limit("240 per minute")
def choose(code: str) -> ResponseReturnValue:
    """One step changed, or an undo; what does not fit is answered with why and what instead."""
    configuration = draft(code)
    shown = Shown.of(configuration)
    if "changes" in request.form:
        return _apply(configuration, shown, "undo")
    product = shown.bench.product
    groups = {group.id: group for group in product.model.groups}
    step = request.form.get("step", "")
    if step not in groups:
        text = _("This step is not part of the product. Reload the page.")
        return refused(configuration, shown.bench, text)
    form = step_form(product.model, groups[step])
    if not form.validate():
        return _typed(configuration, shown.bench, form, form.faults())
    changes = form.changes(dict(product.choices))
    try:
        operations.change(configuration, changes, asked_version())
    except StaleDataError:
        return stale(configuration, changes)
    except ChoiceError as error:
        return _unknown(configuration, shown.bench, form, error)
    except Contradiction:
        return _impossible(configuration, shown.bench, form, changes)
    return changed(configuration, shown, step)


@bp.post("/configure/<code>/repair")
@access("visitor", touchpoint="option_chosen")
@limiter.limit("120 per minute")
def repair(code: str) -> ResponseReturnValue:
    """A priced way out, taken."""
    configuration = draft(code)
    return _apply(configuration, Shown.of(configuration), "repair")


@bp.post("/configure/<code>/complete")
@access("visitor", touchpoint="configuration_completed")
@limiter.limit("60 per minute")
def complete(code: str) -> ResponseReturnValue:
    """Every open step decided: cheapest, or as the supplier advises."""
    configuration = draft(code)
    shown = Shown.of(configuration)
    by = request.form.get("by", "")
    if by not in (operations.CHEAPEST, operations.RECOMMENDED):
        return refused(configuration, shown.bench, _("Choose cheapest or recommended."))
    try:
        proven = operations.complete(configuration, by, asked_version())
    except StaleDataError:
        return stale(configuration)
    unsure = _("This is the best that was found in the time a click has.")
    return changed(configuration, shown, "", "" if proven else unsure)


@bp.post("/configure/<code>/currency")
@access("visitor", no_touchpoint="a setting, no interest in the offer")
def choose_currency(code: str) -> ResponseReturnValue:
    """Prices in another currency the supplier shows."""
    configuration = draft(code)
    form = CurrencyForm()
    form.currency.choices = options((c, c) for c in currencies(configuration))
    if not form.validate():
        text = _("Choose one of the currencies shown.")
        return refused(configuration, queries.workbench_of(configuration), text)
    try:
        operations.choose_currency(configuration, form.currency.data, asked_version())
    except StaleDataError:
        return stale(configuration)
    return goto(url_for(".show", code=code))


def _ways(
    bench: Workbench, subject: str, value: Value | None = None, asked: bool = False
) -> WaysOut:
    """The explanation; 404 for something the product does not have."""
    model = bench.product.model
    if value is None and subject not in {option.code for option in model.options}:
        abort(404)
    return ways_out(bench.product, bench.market, subject, value, asked=asked)


def _apply(configuration: Configuration, shown: Shown, how: str) -> ResponseReturnValue:
    """Several choices at once, as a button carries them."""
    product = shown.bench.product
    try:
        changes = loaded(product, request.form.get("changes", ""))
        operations.change(configuration, changes, asked_version(), how)
    except StaleDataError:
        return stale(configuration, changes)
    except (ValueError, RecursionError, ChoiceError, Contradiction):
        text = _("That change does not fit any more. Nothing was stored; choose again.")
        return refused(configuration, shown.bench, text)
    first = next(iter(changes), "")
    return changed(configuration, shown, product.step_of(first) if first else "")


def _typed(
    configuration: Configuration, bench: Workbench, form: StepForm, faults: dict[str, list[str]]
) -> ResponseReturnValue:
    step = bench.step(form.group.id)
    assert step is not None
    return answer(configuration, bench.with_typed(step, form.typed(), faults), step.id)


def _unknown(
    configuration: Configuration, bench: Workbench, form: StepForm, error: ChoiceError
) -> ResponseReturnValue:
    numbers, model = {figure.id for figure in form.numbers}, bench.product.model
    faults = {f.subjects[0]: told(model, [f]) for f in error.findings if f.subjects[0] in numbers}
    if faults:
        return _typed(configuration, bench, form, faults)
    return refused(configuration, bench, " ".join(told(model, error.findings)))


def _impossible(
    configuration: Configuration,
    bench: Workbench,
    form: StepForm,
    changes: dict[str, Value | None],
) -> ResponseReturnValue:
    """The first of the changes that cannot be, explained, with its ways out."""
    for subject, value in changes.items():
        if value is None or _fits(bench.product, subject, value):
            continue
        number = next((n for n in form.numbers if n.id == subject), None)
        if number is None:
            code = str(value) if form.group.single else subject
            return answer(
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
        return answer(
            configuration, opened.with_typed(step, form.typed(), {subject: [text]}), form.group.id
        )
    return refused(
        configuration, bench, _("These choices do not go together. Change one at a time.")
    )


def _fits(before: Product, subject: str, value: Value) -> bool:
    try:
        before.after({subject: value})
    except Contradiction:
        return False
    return True
