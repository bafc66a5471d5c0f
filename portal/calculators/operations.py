"""Starting, changing, saving and printing a cost case."""

from decimal import Decimal
from typing import Any

from flask_security import current_user
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from portal import clock
from portal.calculators import cases, history, own_lines, own_scenarios
from portal.calculators.forms import Typed
from portal.calculators.paper import paper_view
from portal.calculators.prefill import prefilled
from portal.calculators.queries import calculation_view, configured, is_saved, latest_version
from portal.codes import add_under_code
from portal.db import session
from portal.documents.operations import request_document
from portal.documents.paper import Attachment
from portal.i18n import language, site_zone
from portal.ids import new_id
from portal.models import (
    AssumptionChange,
    Calculation,
    CalculationVersion,
    Configuration,
    Document,
    MeterFile,
)
from portal.owner import current_owner, grant
from portal.packs import current_pack
from portal.touchpoints.operations import record
from pricing.calculators.calculator import BASE
from pricing.workbook import workbook


def start(
    calculator: str,
    *,
    segment: str,
    name: str = "",
    configuration: Configuration | None = None,
    load: MeterFile | None = None,
) -> Calculation:
    """A new case on the author's assumptions, and on what configuration and load already say."""
    now, pack = clock.now(), current_pack()
    known = pack.calculators[calculator]
    calculation = Calculation(
        id=new_id(),
        name=name,
        calculator=calculator,
        segment=segment,
        configuration_id=configuration.id if configuration else None,
        assumptions=prefilled(known, configuration, load, _by("")),
        scenario="base",
        version=1,
        created_at=now,
        updated_at=now,
        **current_owner(create=True).columns(),
    )
    add_under_code(calculation)
    record("calculation_started", subject=_subject(calculation), data={"calculator": calculator})
    session.commit()
    return calculation


def change(
    calculation: Calculation, version: int, changes: list[Typed], scenario: str, put_back: str = ""
) -> list[AssumptionChange]:
    """What changed: assumptions of the base case, or of the buyer's own scenario.

    A value typed back to what it replaced is no change any more.

    Raises:
        StaleDataError: somebody changed the case since `version`.
        AssumptionError: these assumptions make the case impossible; nothing is changed.
    """
    _lock(calculation, version)
    before = dict(calculation.assumptions)
    after = _changed(calculation, changes, scenario)
    after.pop(_key(put_back, scenario), None)
    if after == before:
        session.rollback()
        return []
    cases.compute(calculation.pack_version_id, calculation.calculator, after, scenario)
    changed = _become(calculation, after)
    session.commit()
    return changed


def undo(calculation: Calculation, version: int) -> None:
    """Nothing: the last change that stands is taken back, all of it that nobody changed since.

    Raises:
        StaleDataError: somebody changed the case since `version`.
        AssumptionError: what it was before is impossible today; nothing is changed.
    """
    _lock(calculation, version)
    taken = history.last_standing(calculation)
    if not taken:
        session.rollback()
        return
    after = history.without(calculation.assumptions, taken)
    cases.compute(calculation.pack_version_id, calculation.calculator, after, BASE.id)
    for each in taken:
        each.undone = True
    _become(calculation, after, noted=False)
    session.commit()


def adopt(calculation: Calculation, version: int, values: list[Typed]) -> None:
    """Nothing: these figures, of a scenario or of another case, are the base case's now.

    What an earlier change set and these leave out goes back to the author's figure.

    Raises:
        StaleDataError: somebody changed the case since `version`.
        AssumptionError: together they are impossible; nothing is changed.
    """
    _lock(calculation, version)
    kept = {k: v for k, v in calculation.assumptions.items() if not cases.is_edit(k)}
    after = {**kept, **{each.id: _kept(each) for each in values}}
    if after == calculation.assumptions:
        session.rollback()
        return
    cases.compute(calculation.pack_version_id, calculation.calculator, after, BASE.id)
    _become(calculation, after)
    session.commit()


def add_lines(calculation: Calculation, version: int, lines: list[dict[str, Any]]) -> None:
    """Nothing: the case has these cost lines of the buyer's own besides the author's.

    Raises:
        StaleDataError: somebody changed the case since `version`.
        AssumptionError: with them the case has no result; nothing is changed.
    """
    _lock(calculation, version)
    after = dict(calculation.assumptions)
    had = [each.key for each in calculation.changes]
    for line in lines:
        after[own_lines.next_key(after, had)] = {**line, **_by(line["source"])}
    cases.compute(calculation.pack_version_id, calculation.calculator, after, BASE.id)
    _become(calculation, after)
    session.commit()


def remove_line(calculation: Calculation, version: int, key: str) -> None:
    """Nothing: the line is gone, with all that was changed in it; undo brings both back.

    Raises:
        StaleDataError: somebody changed the case since `version`.
    """
    _lock(calculation, version)
    _become(calculation, own_lines.without(calculation.assumptions, key))
    session.commit()


def name_scenario(calculation: Calculation, version: int, scenario: str, name: str) -> None:
    """Nothing: a scenario of the buyer's own has this name; without one, the usual name.

    Raises:
        StaleDataError: somebody changed the case since `version`.
    """
    _lock(calculation, version)
    after = dict(calculation.assumptions)
    after.pop(own_scenarios.key(scenario), None)
    if name:
        after[own_scenarios.key(scenario)] = {"value": name, **_by("")}
    _become(calculation, after)
    session.commit()


def remove_scenario(calculation: Calculation, version: int, scenario: str) -> None:
    """Nothing: a scenario of the buyer's own is gone; undo brings it back.

    Raises:
        StaleDataError: somebody changed the case since `version`.
    """
    _lock(calculation, version)
    _become(calculation, own_scenarios.without(calculation.assumptions, scenario))
    session.commit()


def rename(calculation: Calculation, version: int, name: str) -> None:
    """Nothing: the case has this name.

    Raises:
        StaleDataError: somebody changed the case since `version`.
    """
    _lock(calculation, version)
    calculation.name = name
    calculation.version += 1
    calculation.updated_at = clock.now()
    session.commit()


def _become(
    calculation: Calculation, after: dict[str, Any], *, noted: bool = True
) -> list[AssumptionChange]:
    """The differences, in the case's history: it has these assumptions now."""
    before = calculation.assumptions
    touched = sorted(id for id in {*before, *after} if before.get(id) != after.get(id))
    calculation.assumptions = after
    calculation.version += 1
    calculation.updated_at = clock.now()
    changed = history.note(calculation, before, touched) if noted else []
    record(
        "assumption_changed",
        subject=_subject(calculation),
        data={"assumptions": touched, "calculator": calculation.calculator},
    )
    return changed


def _changed(calculation: Calculation, changes: list[Typed], scenario: str) -> dict[str, Any]:
    """The kept assumptions with these changes; every one carries who made it, and when."""
    base = cases.results_of(calculation)
    after = dict(calculation.assumptions)
    for each in changes:
        key = _key(each.id, scenario)
        known = base.assumption(each.id)
        replaced = known.value if own_scenarios.is_own(scenario) else known.default
        if each.value == replaced and not (
            each.source and key in after and _same(after[key], each)
        ):
            after.pop(key, None)
        else:
            after[key] = _kept(each)
    return after


def _kept(each: Typed) -> dict[str, str]:
    return {"value": f"{each.value.normalize():f}", **_by(each.source)}


def _same(kept: dict[str, Any], each: Typed) -> bool:
    return Decimal(kept["value"]) == each.value


def _key(id: str, scenario: str) -> str:
    return own_scenarios.key(scenario, id) if own_scenarios.is_own(scenario) else id


def _by(source: str) -> dict[str, str]:
    known = current_user.is_authenticated
    return {
        "author": current_user.name if known else "",
        "source": source,
        "at": clock.today(site_zone()).isoformat(),
    }


def save(calculation: Calculation, version: int) -> CalculationVersion:
    """The version that holds the case as it is; the newest one where nothing has changed since.

    Raises:
        StaleDataError: somebody changed the case since `version`.
    """
    _lock(calculation, version)
    saved = _saved(calculation)
    session.commit()
    return saved


def _saved(calculation: Calculation) -> CalculationVersion:
    last = latest_version(calculation)
    if last is not None and is_saved(calculation):
        return last
    saved = CalculationVersion(
        id=new_id(),
        calculation_id=calculation.id,
        pack_version_id=calculation.pack_version_id,
        number=last.number + 1 if last else 1,
        assumptions=dict(calculation.assumptions),
        scenario="base",
        results=cases.results_of(calculation).to_dict(),
        saved_by=current_user.id if current_user.is_authenticated else None,
        saved_at=clock.now(),
        configuration=configured(calculation),
    )
    calculation.versions.append(saved)
    session.flush()
    record(
        "calculation_saved",
        subject=_subject(calculation),
        data={"version": saved.number, "calculator": calculation.calculator},
    )
    return saved


def print_(
    calculation: Calculation, version: int, number: int | None = None, *, archive: bool = False
) -> Document:
    """The justification on paper, of a saved version or of the case as it is, saved first.

    For an archive it carries the spreadsheet of the same version inside.

    Raises:
        StaleDataError: somebody changed the case since `version`.
    """
    if number is None:
        _lock(calculation, version)
        saved = _saved(calculation)
    else:
        saved = next(each for each in calculation.versions if each.number == number)
    view = calculation_view(saved)
    name = f"TCO-{calculation.code}-v{saved.number}-{language()}"
    book = workbook(view.results, language()) if archive else None
    document = request_document(
        "tco",
        calculation,
        subject=_subject(calculation),
        language=language(),
        file_name=f"{name}-archive.pdf" if archive else f"{name}.pdf",
        view=paper_view(view, saved),
        attachment=Attachment(f"{name}.xlsx", book) if book else None,
    )
    grant(document)
    session.commit()
    return document


def _lock(calculation: Calculation, version: int) -> None:
    """Nothing: the row is ours until the commit, and nobody changed it since `version`."""
    found = session.scalar(
        select(Calculation.version).where(Calculation.id == calculation.id).with_for_update()
    )
    if found != version:
        raise StaleDataError(f"{calculation.code} is at version {found}, not {version}")


def _subject(calculation: Calculation) -> str:
    return f"calculation/{calculation.code}"
