"""Asking for papers and making them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import current_app, render_template
from flask_babel import force_locale

from portal import clock, outbox
from portal.db import session
from portal.documents.paper import Attachment, PaperError, write_apart
from portal.ids import new_id
from portal.models import Document
from portal.models.owned import Owned
from portal.packs import serving
from portal.touchpoints.operations import record

KINDS = ("price_hold", "acceptance", "tco", "rfp", "emissions")


def request_document(
    kind: str,
    source: Owned,
    *,
    subject: str,
    language: str,
    file_name: str,
    view: Mapping[str, Any],
    attachment: Attachment | None = None,
) -> Document:
    """The document asked for, in the caller's transaction; the worker makes it.

    With an attachment it is made for archives, and carries the file inside. `view` is what the
    paper shows, frozen now as plain data: figures already computed, so that screen and paper cannot
    differ. It belongs to whoever owns `source`.
    """
    document = Document(
        id=new_id(),
        kind=kind,
        subject=subject,
        language=language,
        file_name=file_name,
        view=dict(view),
        attachment=attachment.content if attachment else None,
        attachment_name=attachment.name if attachment else "",
        created_at=clock.now(),
        pack=source.pack,
        pack_version_id=source.pack_version_id,
        visitor_id=source.visitor_id,
        person_id=source.person_id,
        account_id=source.account_id,
    )
    session.add(document)
    session.flush()
    outbox.enqueue("document", f"document/{document.id}", {"document": str(document.id)})
    record("document_requested", subject=subject, data={"kind": kind})
    return document


def make(document_id: UUID) -> None:
    """Nothing: the document is made and stored, or marked as failed; committed.

    Raises:
        PaperError: it could not be made; the worker tries again later.
    """
    document = session.get(Document, document_id)
    if document is None or document.state == "ready":
        return  # given up meanwhile, or made before
    html, inside = html_of(document), _inside(document)
    session.commit()  # the typesetter takes seconds: nobody waits for our transaction meanwhile
    try:
        content = write_apart(html, inside)
    except PaperError as error:
        document.state, document.error = "failed", str(error)[:500]
        session.commit()
        raise
    document.content, document.state, document.error = content, "ready", ""
    document.ready_at = clock.now()
    session.commit()


def _inside(document: Document) -> Attachment | None:
    if document.attachment is None:
        return None
    return Attachment(document.attachment_name, document.attachment)


def html_of(document: Document) -> str:
    """The paper's HTML, in the language it was asked for."""
    template = f"documents/{document.kind}.html"
    with (
        serving(document.pack),
        current_app.test_request_context(),
        force_locale(document.language),
    ):
        return render_template(template, document=document, **document.view)
