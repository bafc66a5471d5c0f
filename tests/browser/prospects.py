"""Companies that are as far as a test needs them, made by the portal's own operations."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from flask_babel import force_locale
from flask_security import login_user
from sqlalchemy import select

from portal import clock, create_app
from portal.calculators import operations as calculators
from portal.config import Settings
from portal.configure import operations as configure
from portal.db import session
from portal.handover.queries import open_handover
from portal.i18n import fold
from portal.ids import new_id
from portal.models import Account, Person, Rfp, Role
from portal.packs import current_pack, serving
from portal.rfps import operations as rfps
from portal.rfps.drafts import Draft
from portal.touchpoints.operations import record
from tests.browser.server import Portal, environment

ENTERPRISE = {"decides": "finance", "power": "large", "sites": "4", "industry": "dairy"}


@dataclass(frozen=True)
class Prospect:
    """A company that submitted an RFP, and where it stands."""

    name: str
    account: UUID
    buyer: UUID
    handover: str
    rfp: str
    configuration: str
    cookies: Mapping[str, Any]
    """The buyer, signed in: what a browser starts from."""


@dataclass(frozen=True)
class World:
    """The running portal, from behind."""

    portal: Portal
    app: Flask

    @classmethod
    def behind(cls, portal: Portal) -> "World":
        """The same instance, in this process."""
        settings = Settings.from_environment(environment(portal.instance, portal.url))
        return cls(portal, create_app(settings))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Inside the block the portal's rows can be read and written."""
        with self.app.app_context():
            yield
            session.remove()

    def make_hot(self, company: str) -> None:
        """Nothing: people of this company have saved, printed and invited this week."""
        with self.at_work():
            account = session.scalars(select(Account).filter_by(name=company)).one()
            buyer = next(p for p in account.people if "buyer" in p.role_names)
            buyer.consent_contact_at = buyer.consent_contact_at or account.created_at
            self._interest(buyer)

    def promise(self, company: str) -> tuple[str, str]:
        """Who has to call this company, and by when (HH:MM in Vietnam)."""
        with self.at_work():
            account = session.scalars(select(Account).filter_by(name=company)).one()
            found = open_handover(account.id)
            assert found is not None, f"nobody has to call {company}"
            due = clock.in_zone(found.due_at, "Asia/Ho_Chi_Minh")
            return found.owner.given_name or found.owner.name, f"{due:%H:%M}"

    def prospect(
        self, name: str, owner: str, shared: set[str], answers: Mapping[str, str]
    ) -> Prospect:
        """An enterprise with a machine, a cost case and an RFP submitted now, offered to `owner`."""
        with self.at_work():
            account = Account(
                id=new_id(), pack="equipment", name=name, name_folded=fold(name), segment="enterprise",
                province="Bắc Ninh", industry="dairy", facts=ENTERPRISE, created_at=clock.now(),
            )  # fmt: skip
            session.add(account)
            buyer = _buyer(account)
            session.commit()
            self._interest(buyer)
            machine, rfp = self._submit(buyer, shared, answers)
            handover = open_handover(account.id)
            assert handover is not None, "the score did not cross the threshold"
            handover.owner = session.scalars(select(Person).filter_by(email=owner)).one()
            session.commit()
            return Prospect(
                name, account.id, buyer.id, handover.number, rfp, machine,
                self._cookies(buyer),
            )  # fmt: skip

    def _interest(self, buyer: Person) -> None:
        for days in (3, 2, 1):
            with self._acting(buyer, days):
                for number in (1, 2):
                    subject = f"calculation/{buyer.id.hex[:4]}{days}{number}"
                    record("calculation_saved", subject=subject, data={"version": days})
                record("reviewer_invited", subject=f"person/{new_id()}")
                record("document_requested", subject=f"calculation/{days}")
                session.commit()

    def _submit(
        self, buyer: Person, shared: set[str], answers: Mapping[str, str]
    ) -> tuple[str, str]:
        with self._acting(buyer, 0):
            profile = current_pack().segments["enterprise"]
            offer = current_pack().offers["four_plants_lease"]
            machine = configure.create("compressor", profile.id, offer)
            configure.complete(machine, "recommended", machine.version)
            case = calculators.start(profile.calculator or "", segment=profile.id)
            calculators.save(case, case.version)
            rfp = rfps.start(profile)
            for section in Draft(rfp).template.sections:
                session.refresh(rfp)
                draft = Draft(rfp)
                fields = [f for f in section.fields if f.id in answers]
                rfps.save_section(
                    draft, section, rfp.version,
                    answers={f.id: answers[f.id] for f in fields},
                    privacy={f.id: f.id in shared for f in section.fields if f.shareable},
                    title=rfp.title,
                )  # fmt: skip
            session.refresh(rfp)
            rfps.submit(Draft(rfp), rfp.version, phone="", consent=True)
            return machine.code, session.scalars(
                select(Rfp.number).filter_by(account_id=buyer.account_id)
            ).one()

    @contextmanager
    def _acting(self, person: Person, days_ago: int) -> Iterator[None]:
        moment = clock.now() - timedelta(days=days_ago)
        with (
            clock.at(moment),
            serving("equipment"),
            self.app.test_request_context(),
            force_locale("vi"),
        ):
            login_user(person)
            yield

    def _cookies(self, person: Person) -> dict[str, Any]:
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        value = serializer.dumps({"_user_id": person.fs_uniquifier, "_fresh": True})
        cookie = {
            "name": self.app.config["SESSION_COOKIE_NAME"], "value": value, "domain": "127.0.0.1",
            "path": "/", "expires": -1, "httpOnly": True, "secure": False, "sameSite": "Lax",
        }  # fmt: skip
        return {"cookies": [cookie], "origins": []}


def _buyer(account: Account) -> Person:
    name = "Đinh Thị Ngân"
    buyer = Person(
        id=new_id(), account_id=account.id, name=name, name_folded=fold(name), given_name="Ngân",
        form_of_address="chị", job="Trưởng phòng tài chính", email=f"ngan.{new_id().hex[-8:]}@example.vn",
        phone="+84912345678", language="vi", consent_contact_at=clock.now(), created_at=clock.now(),
        roles=[session.scalars(select(Role).filter_by(name="buyer")).one()],
    )  # fmt: skip
    session.add(buyer)
    return buyer
