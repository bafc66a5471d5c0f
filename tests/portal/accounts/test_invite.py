"""The first member of staff outside the demo."""

from flask import Flask

from portal.accounts.operations import person_by_email
from portal.models import Person


def test_the_invited_member_of_staff_signs_in_by_the_printed_link(app: Flask) -> None:
    done = app.test_cli_runner().invoke(
        args=["invite", "Head@Phusa.example", "Trần Hà", "--role", "head", "--pack", "energy"]
    )
    assert done.exit_code == 0, done.output
    person = person_by_email("head@phusa.example")
    assert person is not None
    assert (person.role_names, person.pack) == ({"head"}, "energy")
    link = done.output.splitlines()[0]
    entered = app.test_client().post(link[link.index("/enter/") :])
    assert entered.status_code == 303
    assert entered.location == "/workspace"


def test_a_buyer_is_not_made_staff_by_mistake(app: Flask, lan: Person) -> None:
    done = app.test_cli_runner().invoke(args=["invite", lan.email or "", "Lan"])
    assert done.exit_code == 2
    assert lan.role_names == {"buyer"}
