"""Papers, made apart from the pages."""

from uuid import UUID

from portal.documents import operations
from portal.models import OutboxMessage
from portal.outbox import handles


@handles("document")
def make(message: OutboxMessage) -> None:
    """Nothing: the paper is ready; one that is ready already is left as it is."""
    operations.make(UUID(message.payload["document"]))
