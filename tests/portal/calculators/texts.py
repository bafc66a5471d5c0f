"""What a reader sees of a page or a paper, and the steps that lead to a cost case."""

import html
import io
import re

from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from portal.db import session
from portal.models import Calculation, Document
from portal.worker import deliver


def page_text(answer: object) -> str:
    """The words of a page in one line, spaces of any kind as one."""
    body = answer if isinstance(answer, str) else answer.get_data(as_text=True)  # type: ignore[attr-defined]
    body = re.sub(r"<(script|style|head|title|desc).*?</\1>", " ", body, flags=re.DOTALL)
    body = re.sub(r"</?(mark|span|b|a|small|code)\b[^>]*>", "", body)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def unfolded(client: FlaskClient, address: str) -> str:
    """The page of a case with every table shown that waits to be asked for."""
    tables = re.findall(r'href="\?(open=[^#]+)#', client.get(address).text)
    return client.get(f"{address}?{'&'.join(tables)}").text


def pdf_text(content: bytes) -> str:
    """The words of a PDF in one line."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(" ".join(pages).split())


def started(client: FlaskClient, **data: str) -> str:
    """The address of a new cost case."""
    answer = client.post("/calculate", data=data)
    assert answer.status_code == 303, page_text(answer)
    return str(answer.headers["Location"])


def case_at(address: str) -> Calculation:
    """The row behind an address."""
    session.expire_all()
    code = address.split("?")[0].rsplit("/", 1)[-1]
    return session.scalars(select(Calculation).filter_by(code=code)).one()


def printed(client: FlaskClient, address: str, **data: str) -> Document:
    """The paper of a case, made."""
    version = str(case_at(address).version)
    answer = client.post(f"{address}/print", data={"version": version, **data})
    assert answer.status_code == 303
    deliver()
    session.expire_all()
    document = session.scalars(select(Document).order_by(Document.created_at.desc())).first()
    assert document is not None and document.state == "ready", document and document.error
    return document
