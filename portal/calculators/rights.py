"""What the reader may do with a cost case: read it, comment on its figures, or change it."""

from flask import abort
from flask_security import current_user

from portal.models import Calculation, Person
from portal.owner import get_mine

READ, COMMENT, EDIT = "read", "comment", "edit"
RIGHTS = (READ, COMMENT, EDIT)
"""Each includes the ones before it."""


def right_of(calculation: Calculation) -> str:
    """The reader's right, of somebody who may open the case at all.

    Whoever made it, and a browser that knows its code, changes it. A colleague has what was given
    to them; without that a buyer of the account changes it and a reviewer comments on it.
    """
    if not current_user.is_authenticated or current_user.is_staff:
        return EDIT
    person: Person = current_user._get_current_object()
    return right_of_person(calculation, person)


def right_of_person(calculation: Calculation, person: Person) -> str:
    """The same for one person."""
    if calculation.person_id == person.id:
        return EDIT
    given = next((each for each in calculation.rights if each.person_id == person.id), None)
    if given is not None:
        return given.right
    if calculation.account_id is None or calculation.account_id != person.account_id:
        return EDIT
    return EDIT if "buyer" in person.role_names else COMMENT


def may(calculation: Calculation, right: str) -> bool:
    """Whether the reader has this right, or one that includes it."""
    return RIGHTS.index(right_of(calculation)) >= RIGHTS.index(right)


def case_to(right: str, code: str) -> Calculation:
    """The case for an act that takes this right; 404 for whoever lacks it."""
    found = get_mine(Calculation, code=code)
    return found if may(found, right) else abort(404)
