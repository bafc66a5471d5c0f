"""What the workbench answers: the whole page, only the parts that changed, or what is wrong."""

from dataclasses import replace
from typing import Any

from flask import Response, current_app, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from htmx_flask import request

from configurator import ChoiceError, Contradiction
from portal.configure import queries
from portal.configure.beside import Beside
from portal.configure.choices import Changes, Product
from portal.configure.forms import NameForm
from portal.configure.sieve import EVERYTHING, Sieve
from portal.configure.ways import change_texts, dumped
from portal.configure.workbench import Workbench, workbench
from portal.models import Configuration
from portal.rendering import announce, render_page

FLASH = "configured"
MOST_KEPT = 1200
"""Characters of an undo that may wait in the cookie for the next page."""


def page(
    configuration: Configuration, bench: Workbench, status: int = 200, **more: Any
) -> ResponseReturnValue:
    flash = cookie.pop(FLASH, None) or {}
    mine = flash if flash.get("code") == configuration.code else {}
    name = request.args.get("named") or configuration.name
    view = {
        "name_form": NameForm(name=name),
        "refused": "",
        "notice": mine if "text" in mine else None,
        "again": mine.get("again"),
        "stale": bool(request.args.get("stale")),
        **more,
    }
    return render_page(
        "configure/show.html", fragment="workbench", status=status,
        **shared(configuration, bench), **view,
    )  # fmt: skip


def shared(configuration: Configuration, bench: Workbench) -> dict[str, Any]:
    """What the page and each of its parts need."""
    asked = request.args.get("step", "")
    subject = request.args.get("why", "")
    if not asked and _known(bench, subject):
        asked = bench.product.step_of(subject)
    bench = bench.through(sieve_asked())
    first_open = bench.open_steps[0].id if bench.open_steps else ""
    known = {step.id for step in bench.steps}
    return {
        "configuration": configuration,
        "bench": bench,
        "at": asked if asked in known else first_open,
        "currencies": currencies(configuration),
        "beside": Beside(configuration),
        "next_rooms": {"calculators.start", "rfps.start"} & set(current_app.view_functions),
    }


def sieve_asked() -> Sieve:
    """What the reader's search leaves: as a form says, else as the page that htmx asks for does."""
    if "find" in request.values or "only" in request.values:
        return Sieve.of(request.values)
    return Sieve.of_address(request.htmx.current_url or "") if request.htmx else EVERYTHING


def currencies(configuration: Configuration) -> list[str]:
    profile = Product.of(configuration).pack.profile
    return list(dict.fromkeys((profile.currency, *profile.currencies_shown)))


def changed(
    configuration: Configuration, before: Product, step: str, said: str = ""
) -> ResponseReturnValue:
    """What changed and what else is to be said of it, to htmx; the page again to everybody else."""
    after = Product.of(configuration)
    same = dict(after.choices) == dict(before.choices)
    market = queries.market_of(configuration)
    old, new = workbench(before, market), workbench(after, market)
    notice = None if same else queries.notice_of(old, new)
    if notice and said:
        notice = replace(notice, text=f"{notice.text} {said}")
    sieve = sieve_asked()
    if request.htmx:
        ids = _ids(new, old.through(sieve), step)
        turned = bool(new.open_steps) is not bool(old.open_steps)
        return parts(configuration, new, ids, notice, finish_too=turned)
    if notice:
        kept = notice.back if len(notice.back) <= MOST_KEPT else ""
        told = {"text": notice.text, "back": kept, "step": step}
        cookie[FLASH] = {"code": configuration.code, **told}
    anchor = f"group-{step}" if step else None
    back = url_for(
        ".show", code=configuration.code, step=step or None, **sieve.asked, _anchor=anchor
    )
    return redirect(back, 303)


def _ids(new: Workbench, old: Workbench, step: str) -> list[str]:
    """Steps to send: those that look different, and those whose explanation stands open."""
    opened = {new.product.step_of(s) for s in request.form.getlist("opened") if _known(new, s)}
    changed = {each.id for each in new.changed_since(old)}
    return [each.id for each in new.steps if each.id in changed | opened | {step}]


def _known(bench: Workbench, subject: str) -> bool:
    model = bench.product.model
    return subject in {*(o.code for o in model.options), *(n.id for n in model.numbers)}


def parts(
    configuration: Configuration,
    bench: Workbench,
    ids: list[str],
    notice: queries.Notice | None,
    status: int = 200,
    refused: str = "",
    finish_too: bool = True,
) -> Response:
    """Steps and everything beside them, each by its id; `finish_too`: the way to finish as well."""
    view = shared(configuration, bench)
    body = render_template(
        "configure/changes.html",
        steps=[step for step in view["bench"].shown if step.id in ids],
        notice=notice,
        refused=refused,
        finish_too=finish_too,
        **view,
    )
    response = Response(body, status, mimetype="text/html")
    said = f"{bench.price.label}: {bench.price.amount}" if notice else ""
    return announce(response, said) if said else response


def answer(
    configuration: Configuration, bench: Workbench, step: str, refused: str = ""
) -> ResponseReturnValue:
    """422: the page or the part with what is wrong; nothing was stored."""
    if request.htmx:
        return parts(configuration, bench, [step] if step else [], None, 422, refused)
    return page(configuration, bench, status=422, refused=refused)


def refused(configuration: Configuration, before: Product, text: str) -> ResponseReturnValue:
    bench = workbench(before, queries.market_of(configuration))
    return answer(configuration, bench, "", text)


def stale(configuration: Configuration, wanted: Changes | None = None) -> ResponseReturnValue:
    """409: somebody was quicker; the page as it stands now, with what was `wanted` one click away.

    htmx is sent to that page.
    """
    again = _again(configuration, wanted or {})
    if not request.htmx:
        bench = queries.workbench_of(configuration)
        return page(configuration, bench, status=409, stale=True, again=again)
    if again and len(again["changes"]) <= MOST_KEPT:
        cookie[FLASH] = {"code": configuration.code, "again": again}
    response = Response("", 409, mimetype="text/html")
    response.headers["HX-Redirect"] = url_for(".show", code=configuration.code, stale=1)
    return response


def _again(configuration: Configuration, wanted: Changes) -> dict[str, str] | None:
    """Changes that still fit and are not there already: in words, and as a button sends them."""
    product = Product.of(configuration)
    news = {k: v for k, v in wanted.items() if product.choices.get(k) != v}
    try:
        product.after(news)
    except (ChoiceError, Contradiction):
        return None
    return {"text": change_texts(product, news), "changes": dumped(news)} if news else None


def goto(address: str) -> ResponseReturnValue:
    """On to another page, for htmx and for everybody else."""
    if not request.htmx:
        return redirect(address, 303)
    response = Response("", 204)
    # With a fragment the browser would only scroll on the page it has.
    response.headers["HX-Redirect"] = address.partition("#")[0]
    return response
