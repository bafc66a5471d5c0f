"""What the demo knows of its companies leads to their segments and feeds their scores."""

from random import Random
from uuid import UUID

import pytest

from portal.packs.pack import Pack
from portal.packs.publishing import folder_of, read_folder
from portal.scoring.score import fit_line
from portal.seed.cast import COMPANIES, FACTS
from portal.seed.facts import facts_of
from portal.seed.names import KINDS, Kind

PACKS = {
    name: Pack(read_folder(folder_of(name)), UUID(int=0), "") for name in ("energy", "equipment")
}


def fit(pack: str, segment: str, facts: dict[str, str]) -> int:
    policy = PACKS[pack].scoring[segment]
    lines = [fit_line(row, facts) for row in policy.fit]
    return int(sum(line.points for line in lines if line))


def segment_of(pack: str, facts: dict[str, str]) -> str:
    asked = {question.id for question in PACKS[pack].segmentation.questions}
    answers = {id: answer for id, answer in facts.items() if id in asked}
    return PACKS[pack].segmentation.assign(answers).segment


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.segment)
def test_what_a_company_answers_leads_to_its_segment(kind: Kind) -> None:
    random = Random(1)
    for name in kind.names * 20:
        assert segment_of(kind.pack, facts_of(kind, name, random)) == kind.segment


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.segment)
def test_companies_fit_more_and_less(kind: Kind) -> None:
    random = Random(1)
    found = {
        fit(kind.pack, kind.segment, facts_of(kind, name, random) | {"province": kind.provinces[0]})
        for name in kind.names * 5
    }
    assert len(found) >= 3 and max(found) >= 40


@pytest.mark.parametrize("company", list(COMPANIES))
def test_the_cast_stands_where_its_answers_lead(company: str) -> None:
    pack, segment, _province = COMPANIES[company]
    assert segment_of(pack, FACTS[company]) == segment


def test_minhs_company_fits_as_the_third_morning_prints() -> None:
    assert fit("equipment", "enterprise", FACTS["Tập đoàn Minh Phát"]) == 78


def test_the_retailer_sells_in_the_south_and_the_centre() -> None:
    north = {"Hà Nội", "Hải Phòng", "Bắc Ninh", "Hưng Yên", "Phú Thọ", "Thái Nguyên"}
    for kind in KINDS:
        if kind.pack == "energy":
            assert not north & set(kind.provinces)
