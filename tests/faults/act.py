"""One act of one account, in a process of its own: `python -m tests.faults.act ACCOUNT`.

It submits an RFP; on top of what the account did before, that crosses the threshold.
"""

import sys
from uuid import UUID

from portal import create_app
from portal.db import session
from portal.models import Account
from portal.packs import serving
from portal.touchpoints.operations import record


def submit(account_id: UUID) -> None:
    """Nothing: the act is in the ledger, once, with whatever follows from it."""
    account = session.get_one(Account, account_id)
    with serving(account.pack):
        record(
            "rfp_submitted",
            account=account,
            person_id=account.people[0].id,
            source="test",
            source_id=f"submission/{account_id}",
        )
        session.commit()


if __name__ == "__main__":
    with create_app().app_context():
        submit(UUID(sys.argv[1]))
