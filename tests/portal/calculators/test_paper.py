"""Screen, paper and stored results show the same figures, to the last digit."""

import io
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import force_locale
from openpyxl import load_workbook
from pypdf import PageObject, PdfReader
from sqlalchemy import select

from portal.db import session
from portal.i18n import number
from portal.models import Account, Document, Person
from pricing import Results
from tests.portal.calculators.texts import case_at, page_text, pdf_text, printed, started, unfolded
from tests.portal.conftest import ONE_DATABASE
from tests.portal.factories import client_of, make_account, make_person

MARGIN = 42  # 15 mm, in points


def figures(results: Results, language: str) -> list[str]:
    """Everything the stored results say about the alternatives, as a reader writes it."""
    with force_locale(language):
        places = 1 if results.scale.factor > 1 else 0
        found = [
            number(results.scenarios[n].net_savings[results.best.id] or 0, places) for n in (0, 1)
        ]
        for each in results.headline:
            found += [number(-flow, places) for flow in each.flows]
            found += [number(each.present_cost, places), number(each.total_cost, places)]
            found += [number(each.npv, places), number(each.equivalent_annual_cost, places)]
            found += [number(line.present_cost, places) for line in each.lines]
        return found


def starts_of_words(page: PageObject) -> list[float]:
    """How far from the left each piece of text outside drawings begins, in points."""
    found: list[float] = []

    def note(text: str, cm: list[float], tm: list[float], _font: object, _size: object) -> None:
        if text.strip() and cm[3] * tm[3] > 0:
            found.append(cm[0] * tm[4] + cm[4])

    page.extract_text(visitor_text=note)
    return found


@ONE_DATABASE
@pytest.mark.parametrize("language", ["en", "vi"])
def test_screen_paper_and_stored_results_agree_to_the_last_digit(
    app: Flask, minh: Person, language: str
) -> None:
    minh.language = language
    session.commit()
    client = client_of(app, minh, language)
    address = started(client, name="Khí nén bốn nhà máy")
    typed = {"en": "333.3", "vi": "333,3"}[language]
    change = {"version": "1", "scenario": "base", "value_old_energy": typed, "source": "Sổ 2026"}
    client.post(address, data=change)
    document = printed(client, address)
    version = case_at(address).versions[-1]
    stored = Results.from_dict(version.results)
    assert stored.assumption("old_energy").value == Decimal("333.3")
    screen, paper = page_text(unfolded(client, address)), pdf_text(document.content or b"")
    for figure in figures(stored, language):
        assert figure in screen and figure in paper, figure
    for words in ("Lê Minh", "Sổ 2026", "Minh Phát", version.calculation.code):
        assert words in paper
    for table in stored.calculator.tables:
        assert table.text.in_(language) in paper and table.source.in_(language) in paper
    reader = PdfReader(io.BytesIO(document.content or b""))
    assert 4 <= len(reader.pages) <= 8
    assert reader.trailer["/Root"]["/Lang"] == language  # type: ignore[index]
    assert b"pdfuaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()  # type: ignore[index]
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]  # type: ignore[index]


SEGMENTS = {
    "equipment": ("enterprise", "workshop", "public"),
    "energy": ("industrial", "emissions"),
}


@ONE_DATABASE
@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize(
    ("pack", "segment"), [(pack, each) for pack, ids in SEGMENTS.items() for each in ids]
)
def test_every_case_prints_on_four_to_eight_pages_with_every_figure_on_the_page(
    app: Flask, pack: str, segment: str, language: str
) -> None:
    account = make_account(pack=pack, segment=segment)
    buyer = make_person(account_id=account.id, language=language)
    client = client_of(app, buyer, language)
    document = printed(client, started(client))
    reader = PdfReader(io.BytesIO(document.content or b""))
    assert 4 <= len(reader.pages) <= 8
    width = float(reader.pages[0].mediabox.width)
    for page in reader.pages:
        assert max(starts_of_words(page)) < width - MARGIN


@ONE_DATABASE
def test_the_paper_names_the_configuration_and_leads_back_to_its_version(
    app: Flask, minh: Person
) -> None:
    client = client_of(app, minh, "en")
    code = (
        client.post("/configure", data={"product": "compressor"})
        .headers["Location"]
        .rsplit("/", 1)[-1]
    )
    address = started(client, configuration=code)
    document = printed(client, address)
    paper = pdf_text(document.content or b"")
    assert f"The configuration: OF oil-free compressor · {code}" in paper
    assert "Working pressure 7.5 bar(g)" in paper
    notes = PdfReader(io.BytesIO(document.content or b"")).pages[-1].get("/Annots") or []
    links = [str(note.get_object()["/A"]["/URI"]) for note in notes]
    assert any(each.endswith(f"{address}/versions/1") for each in links), links


@ONE_DATABASE
def test_the_paper_for_the_archive_carries_the_spreadsheet(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    document = printed(client, address, form="archive")
    assert document.file_name.endswith("-archive.pdf")
    reader = PdfReader(io.BytesIO(document.content or b""))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data()  # type: ignore[index]
    assert b'pdfaid:part="3"' in metadata or b"<pdfaid:part>3" in metadata
    ((name, (content,)),) = reader.attachments.items()
    assert name == document.attachment_name
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames[0] == "Summary"
    spec = reader.trailer["/Root"]["/AF"][0].get_object()  # type: ignore[index]
    assert spec["/AFRelationship"] == "/Source"


def test_the_paper_belongs_to_the_account_that_asked(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    answer = client.post(f"{address}/print", data={"version": "1"})
    other = make_person(account_id=make_account(pack="equipment", segment="enterprise").id)
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client_of(app, other).get(answer.headers["Location"]).status_code == 404
    assert session.get(Account, minh.account_id) is not None


def test_an_older_version_prints_as_it_was(app: Flask, minh: Person) -> None:
    client = client_of(app, minh)
    address = started(client)
    client.post(f"{address}/versions", data={"version": "1"})
    client.post(address, data={"version": "1", "scenario": "base", "value_old_energy": "400"})
    answer = client.post(f"{address}/print", data={"version": "2", "number": "1"})
    assert answer.status_code == 303
    assert len(case_at(address).versions) == 1
    document = session.query(Document).one()
    assert "336.6" in document.view["verdict"] and document.view["version"] == 1
    assert client.post(f"{address}/print", data={"version": "2", "number": "7"}).status_code == 404


@ONE_DATABASE
def test_a_saved_version_prints_the_configuration_it_was_made_from(
    app: Flask, minh: Person
) -> None:
    client = client_of(app, minh, "en")
    made = client.post("/configure", data={"product": "compressor"}).headers["Location"]
    address = started(client, configuration=made.rsplit("/", 1)[-1])

    def pressure(**data: str) -> str:
        client.post(f"{address}/print", data={"version": "1", **data})
        asked = session.scalars(select(Document).order_by(Document.created_at.desc())).first()
        assert asked is not None
        return dict(asked.view["configuration"]["parts"])["Working pressure"]

    assert pressure() == "7.5\u00a0bar(g)"
    raised = client.post(made, data={"step": "size", "number-pressure": "10", "version": "1"})
    assert raised.status_code == 303, page_text(raised)
    assert "Save this version" in page_text(client.get(address))
    assert pressure(number="1") == "7.5\u00a0bar(g)"
    assert pressure() == "10\u00a0bar(g)"
    assert len(case_at(address).versions) == 2
    assert "Working pressure 7.5 bar(g)" in page_text(client.get(f"{address}/versions/1"))
    compared = page_text(client.get(f"{address}/versions/compare?first=1&second=2"))
    assert "Working pressure 7.5 bar(g) 10 bar(g)" in compared
    assert "No assumption differs" in compared
