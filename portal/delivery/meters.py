"""Files of meters, read apart from the pages."""

from uuid import UUID

from portal.models import OutboxMessage
from portal.outbox import handles


@handles("meter_file")
def read(message: OutboxMessage) -> None:
    """Nothing: the file is read; one that was read before is left as it is."""
    from portal.meters import operations  # it compares, and comparing enqueues: a late import

    operations.read(UUID(message.payload["file"]))
