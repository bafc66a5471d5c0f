"""`flask pack check|publish|list|diff`: what is wrong stands where it is wrong, and stores nothing."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from configurator.writing import json_schema
from portal import clock
from portal.db import session
from portal.models import PackVersion
from portal.packs import pack_in_force
from portal.packs.checking import advice
from portal.packs.publishing import folder_of, publish, read_folder
from tests.portal.conftest import ONE_DATABASE
from tests.portal.factories import client_of

Change = tuple[str, str, str]


@pytest.fixture(autouse=True)
def no_new_editions(app: Flask) -> Iterator[None]:
    """Editions outlive a test: those that a test published go again."""
    known = set(session.scalars(select(PackVersion.id)))
    yield
    session.rollback()
    for row in session.scalars(select(PackVersion).where(PackVersion.id.not_in(known))):
        session.delete(row)
    session.commit()


@pytest.fixture
def pack(app: Flask) -> Callable[..., Result]:
    return lambda *words: app.test_cli_runner().invoke(args=["pack", *words])


def broken(folder: Path, *changes: Change) -> Path:
    """A copy of the energy pack in which each text of a file, found once or more, is another."""
    copy = folder / "copy"
    shutil.copytree(folder_of("energy"), copy, dirs_exist_ok=True)
    for name, before, after in changes:
        path = copy / name
        text = path.read_text()
        assert before in text, (name, before)
        path.write_text(text.replace(before, after, 1))
    return copy


def line_of(name: str, part: str, after: str = "") -> int:
    text = (folder_of("energy") / name).read_text()
    return text[: text.index(part, text.index(after))].count("\n") + 1


CONTRACT, OFFERS, PRICES = "products/contract.yaml", "offers.yaml", "prices.csv"
V22 = "v22,recurring,month,flat,0,0,VND,,2026-01-01\n"
RISK = "products/tables/volume_risk.csv"
BREAKS: dict[str, tuple[Change, str, str, str]] = {
    "YAML that cannot be read": (
        ("segments.yaml", "questions:", "questions: [\n"), "segments.yaml:", "", "not readable as YAML"),
    "an unknown key": (
        (OFFERS, "    product: contract", "    produkt: x\n    product: contract"),
        f"{OFFERS}:{line_of(OFFERS, '    product: contract')}:", "steady_price: ", "produkt"),
    "an unknown key of a segment": (
        ("segments.yaml", "    calculator: power", "    calculater: power"),
        f"segments.yaml:{line_of('segments.yaml', '    calculator: power')}:", "industrial: ", "calculater"),
    "an unknown code in a segment rule": (
        ("segments.yaml", "when: binding and", "when: bindng and"),
        f"segments.yaml:{line_of('segments.yaml', 'when: binding and')}:", "reported_target: ", "bindng"),
    "an unknown code in a product rule": (
        (CONTRACT, "requires: sol", "requires: sool"), f"{CONTRACT}:", ": ", "sool"),
    "a missing translation": (
        (CONTRACT, ', en: "Voltage level"', ""),
        f"{CONTRACT}:{line_of(CONTRACT, 'Voltage level')}:", "voltage: ", "translation 'en' is missing"),
    "a duplicate row in a table": (
        (RISK, "band_5,top_80|top_90,*\n", "band_5,top_80|top_90,*\n" * 2),
        f"{RISK}:3:", "t_volume_risk: ", "the same row stands in line 2"),
    "rules that contradict each other": (
        (CONTRACT, "rules:\n", "rules:\n  - {id: r_never, text: {vi: a, en: b}, formula: v22}\n"
         "  - {id: r_ever, text: {vi: a, en: b}, formula: not v22}\n"),
        f"{CONTRACT}:{line_of(CONTRACT, 'rules:') + 1}:", "r_never: ", "r_never, r_ever contradict each other"),
    "a test configuration that cannot be sold": (
        (CONTRACT, "take_or_pay: top_50}\n    sellable: no", "take_or_pay: top_50}\n    sellable: yes"),
        f"{CONTRACT}:{line_of(CONTRACT, '- id: t_band_without')}:", "t_band_without_promise: ",
        "table t_volume_risk (products/contract.yaml:"),
    "a missing price": (
        (PRICES, V22, ""), f"{CONTRACT}:{line_of(CONTRACT, '- code: v22')}:", "v22: ", "prices.csv"),
    "a price nobody sells": (
        (PRICES, V22, V22 + V22.replace("v22", "v23")),
        f"{PRICES}:{line_of(PRICES, V22) + 1}:", "v23: ", "no product has this option"),
    "prices whose dates overlap": (
        (PRICES, V22, V22 * 2), f"{PRICES}:{line_of(PRICES, V22) + 1}:", "v22: ", "in force together"),
    "taxes whose dates overlap": (
        ("taxes.yaml", "valid_from: 2027-01-01", "valid_from: 2026-06-01"), "taxes.yaml:9:", "vat: ", "two are in force"),
    "an unknown touchpoint in scoring": (
        ("scoring.yaml", "type: private_link_opened", "type: link_opened"), "scoring.yaml:", "returns: ", "link_opened"),
    "an unknown touchpoint in costs": (
        ("touchpoints.yaml", "type: call_logged", "type: called"), "touchpoints.yaml:", "called: ", "unknown touchpoint"),
    "an offer that contradicts itself": (
        (OFFERS, "take_or_pay: top_80", "take_or_pay: top_50"),
        f"{OFFERS}:{line_of(OFFERS, '- id: steady_price')}:", "steady_price: ", "t_volume_risk"),
    "an id that stands twice": (
        (OFFERS, "  - id: steady_price\n", "  - id: steady_price\n    segment: shop\n    name: {vi: a, en: a}\n"
         "    more: {vi: a, en: a}\n    fits: {vi: a, en: a}\n  - id: steady_price\n"),
        f"{OFFERS}:", "steady_price: ", "already used in line"),
    "a clause that follows an unknown code": (
        ("rfps/industrial.yaml", "when: price_fixed", "when: price_fixd"),
        f"rfps/industrial.yaml:{line_of('rfps/industrial.yaml', 'when: price_fixed')}:", "c_fixed: ", "price_fixd"),
    "a segment of an unknown calculator": (
        ("segments.yaml", "calculator: power", "calculator: powerr"), "segments.yaml:", "industrial: ", "powerr"),
    "a price that is no number": (
        (PRICES, ",-55000,", ",many,"), f"{PRICES}:2:", "v110: ", "price"),
}  # fmt: skip


@ONE_DATABASE
@pytest.mark.parametrize("what", list(BREAKS))
def test_the_check_says_file_line_and_id_of(
    pack: Callable[..., Result], tmp_path: Path, what: str
) -> None:
    change, place, id, words = BREAKS[what]
    answer = pack("check", str(broken(tmp_path, change)))
    assert answer.exit_code == 1
    first = next((line for line in answer.stderr.splitlines() if line.startswith(place)), "")
    assert first, answer.stderr
    assert id in first and words in first


@ONE_DATABASE
def test_all_problems_are_said_at_once(pack: Callable[..., Result], tmp_path: Path) -> None:
    changes = [BREAKS[what][0] for what in ("a missing translation", "taxes whose dates overlap")]
    answer = pack("check", str(broken(tmp_path, *changes)))
    assert "translation 'en' is missing" in answer.stderr and "two are in force" in answer.stderr
    assert answer.stdout.startswith("energy: 2 problems, ")


@ONE_DATABASE
@pytest.mark.parametrize(
    ("name", "content"),
    [(n, c) for n in ("segments.yaml", "pack.yaml", OFFERS, "tariffs/plans.yaml", "taxes.yaml",
                      "scoring.yaml", "touchpoints.yaml", "price_book.yaml", CONTRACT,
                      "rfps/shop.yaml", "calculators/power.yaml")
     for c in (b"", b"5\n", b"- a\n", b"a: b\n", b"\xff\xfe")],
)  # fmt: skip
def test_no_file_however_odd_ends_the_check(
    pack: Callable[..., Result], tmp_path: Path, name: str, content: bytes
) -> None:
    copy = broken(tmp_path)
    (copy / name).write_bytes(content)
    answer = pack("check", str(copy))
    assert answer.exit_code == 1 and isinstance(answer.exception, SystemExit), answer.exception
    assert name in answer.stderr


@ONE_DATABASE
def test_what_is_worth_a_look_is_told_and_refuses_nothing(
    pack: Callable[..., Result], tmp_path: Path
) -> None:
    rule = "rules:\n  - {id: r_idle, text: {vi: a, en: b}, formula: v22 or not v22}\n"
    answer = pack("check", str(broken(tmp_path, (CONTRACT, "rules:\n", rule))))
    line = line_of(CONTRACT, "rules:") + 1
    assert f"advice: {CONTRACT}:{line}: r_idle: rules nothing out" in answer.stderr
    assert answer.exit_code == 0 and answer.stdout.startswith("energy: no problems, ")


@ONE_DATABASE
def test_one_check_tells_gaps_and_what_lint_finds_together(
    pack: Callable[..., Result], tmp_path: Path
) -> None:
    label = '    text: {vi: "Cấp điện áp", en: "Voltage level"}\n'
    rules = (
        "rules:\n"
        "  - {id: r_idle, text: {vi: a, en: b}, formula: v22 or not v22}\n"
        "  - {id: r_one, text: {vi: a, en: b}, formula: not site_group}\n"
    )
    copy = broken(
        tmp_path,
        (CONTRACT, "rules:\n", rules),
        (CONTRACT, "    min: 60\n", ""),
        (CONTRACT, '{vi: "Một địa điểm", en: "One site"}', '{vi: "Một địa điểm"}'),
        (CONTRACT, label, ""),
    )
    answer = pack("check", str(copy))
    scope, option, number, rule = (
        line_of(CONTRACT, each, "groups:") - 1
        for each in (
            "  - id: site_scope",
            "      - code: site_single",
            "  - id: monthly_volume",
            "rules:\n",
        )
    )
    told = [
        f"{CONTRACT}:{line_of(CONTRACT, '  - id: voltage')}: voltage: key 'text' is missing",
        f"{CONTRACT}:{number}: monthly_volume: key 'min' is missing",
        f"{CONTRACT}:{option + 1}: site_single: translation 'en' is missing",
        f"advice: {CONTRACT}:{option}: site_single: is in every product: "
        f"group site_scope ({CONTRACT}:{scope}), rule r_one ({CONTRACT}:{rule + 1})",
        f"advice: {CONTRACT}:{option + 4}: site_group: can never be chosen: "
        f"rule r_one ({CONTRACT}:{rule + 1})",
        f"advice: {CONTRACT}:{rule}: r_idle: rules nothing out",
    ]
    assert not [each for each in told if each not in answer.stderr], answer.stderr
    assert answer.exit_code == 1


def test_an_option_that_ends_makes_an_edition_of_its_own(
    pack: Callable[..., Result], tmp_path: Path
) -> None:
    """Until another pack is published, which plans anew."""
    ends = "      - code: band_5\n        valid_to: 2031-05-31\n"
    ending = broken(tmp_path, (CONTRACT, "      - code: band_5\n", ends))
    publish(read_folder(ending))
    before, after = datetime(2031, 5, 31, 16, 59, tzinfo=UTC), datetime(2031, 5, 31, 17, tzinfo=UTC)
    assert [
        r.id for r in pack_in_force("energy", before).models["contract"].rules if "-" in r.id
    ] == []
    late = pack_in_force("energy", after)
    assert late.content_hash == pack_in_force("energy", before).content_hash
    assert late.engine("contract").domains({})["band_5"] == "blocked"
    publish(read_folder(folder_of("energy")))
    assert pack_in_force("energy", after).engine("contract").domains({})["band_5"] != "blocked"


@ONE_DATABASE
def test_the_schema_is_printed_for_editors(pack: Callable[..., Result]) -> None:
    assert json.loads(pack("schema").stdout) == json_schema()


@ONE_DATABASE
def test_the_packs_that_ship_have_no_problems(pack: Callable[..., Result]) -> None:
    answer = pack("check")
    assert answer.exit_code == 0
    told = [line.partition(",")[0] for line in answer.stdout.splitlines()]
    assert told == ["energy: no problems", "equipment: no problems"]


@ONE_DATABASE
def test_every_source_to_be_confirmed_is_told_where_it_stands(pack: Callable[..., Result]) -> None:
    folder, name = folder_of("equipment"), "calculators/fleet.yaml"
    lines = (folder / name).read_text().splitlines()
    line = next(n for n, text in enumerate(lines, 1) if "- id: power_price" in text)
    answer = pack("check", str(folder))
    told = [each for each in answer.stderr.splitlines() if f" {name}:" in each]
    assert any(f"{name}:{line}: power_price: to be confirmed: " in each for each in told)
    assert len(told) == sum("to_confirm: true" in text for text in lines)


@ONE_DATABASE
def test_a_calculator_without_a_line_of_maintenance_is_told() -> None:
    files, path = dict(read_folder(folder_of("energy"))), "calculators/carbon.yaml"
    without = files[path].replace(b"category: maintenance", b"category: consumables")
    told = [each for each in advice({**files, path: without}) if each not in advice(files)]
    assert [(each.file, each.id) for each in told] == [(path, "carbon")]
    assert "maintenance: buyers look for it as a line of its own" in told[0].message


# --- publishing ----------------------------------------------------------------------------------


def editions() -> int:
    return session.scalar(select(func.count()).select_from(PackVersion)) or 0


def changed(folder: Path) -> Path:
    """A sound copy that differs in one word."""
    return broken(folder, (OFFERS, "Three years fixed", "Three years at one price"))


def test_a_pack_with_problems_is_refused_and_stores_nothing(
    pack: Callable[..., Result], tmp_path: Path
) -> None:
    before = editions()
    sound = changed(tmp_path / "sound")
    bad = broken(tmp_path / "bad", BREAKS["a missing price"][0])
    for packs in ([bad], [sound, bad], [tmp_path / "nowhere"], [sound, tmp_path / "nowhere"]):
        answer = pack("publish", *map(str, packs))
        assert answer.exit_code == 1 and answer.stderr
        assert editions() == before


def test_the_same_content_is_no_new_edition(pack: Callable[..., Result], tmp_path: Path) -> None:
    before = editions()
    assert "already in force" in pack("publish", "energy").output
    assert "already in force" in pack("publish", str(broken(tmp_path))).output
    assert editions() == before


def test_an_edition_takes_effect_on_its_day(pack: Callable[..., Result], tmp_path: Path) -> None:
    now = clock.now()
    today, later = pack_in_force("energy", now), now + timedelta(days=30)
    answer = pack("publish", str(changed(tmp_path)), "--from", f"{later:%Y-%m-%d %H:%M:%S}")
    assert answer.exit_code == 0 and "published" in answer.output
    session.rollback()
    assert pack_in_force("energy", clock.now()).version_id == today.version_id
    coming = pack_in_force("energy", later + timedelta(seconds=1))
    assert coming.version_id != today.version_id
    assert coming.offers["steady_price"].name.en == "Three years at one price"
    assert (
        f"{coming.version}  in force from {later:%Y-%m-%d %H:%M}" in pack("list", "energy").output
    )


def test_pages_follow_the_edition_in_force(
    app: Flask, pack: Callable[..., Result], tmp_path: Path
) -> None:
    client = client_of(app)
    before = client.get("/health").json["edition"]
    pack("publish", str(changed(tmp_path)))
    assert client.get("/health").json["edition"] != before
    assert "Three years at one price" in client.get("/segments/industrial").text


def test_the_difference_is_shown_line_by_line(pack: Callable[..., Result], tmp_path: Path) -> None:
    answer = pack("diff", str(changed(tmp_path)))
    assert answer.exit_code == 0
    assert "--- before/offers.yaml" in answer.output
    removed = [line for line in answer.output.splitlines() if line.startswith("-  ")]
    added = [line for line in answer.output.splitlines() if line.startswith("+  ")]
    assert len(removed) == len(added) == 1
    assert "Three years fixed" in removed[0] and "Three years at one price" in added[0]
    assert pack("diff", "energy").output == ""
    assert pack("diff", "energy", "zzz").exit_code == 2
    assert pack("diff", str(tmp_path / "nowhere")).exit_code == 1


def test_content_alone_makes_an_edition(tmp_path: Path) -> None:
    from portal.packs.publishing import content_hash

    files = read_folder(folder_of("energy"))
    assert content_hash(files) == content_hash(dict(reversed(files.items())))
    assert content_hash(files) != content_hash(files | {"a.csv": b""})
