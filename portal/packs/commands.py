"""`flask pack check|publish|list|diff|schema|import-rates`."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TextIO
from zoneinfo import ZoneInfo

import click
import yaml
from flask.cli import AppGroup

from configurator import Problem
from configurator.writing.schema import SHEETS, json_schema
from portal.models import PackVersion
from portal.packs import PACKS
from portal.packs.checking import NOWHERE, advice, check_files
from portal.packs.pack import Pack
from portal.packs.publishing import (
    PackRefused,
    difference,
    editions,
    folder_of,
    publish,
    read_folder,
)
from pricing import PricingDataError
from pricing.tariffs import read_urdb

pack_cli = AppGroup("pack", help="Check, publish, list and compare offering packs.")


@pack_cli.command("check")
@click.argument("packs", nargs=-1)
def check(packs: tuple[str, ...]) -> None:
    """Check packs (names or folders; both of ours by default). Exit 1 when there are problems.

    Products are compiled, their test configurations run, and what an author should look at is
    told as advice, which stands in nobody's way.
    """
    bad = 0
    for name in packs or PACKS:
        told: list[Problem] = []
        try:
            files = read_folder(folder_of(name))
            (pack_id, problems), told = check_files(files), advice(files)
        except PackRefused as error:
            pack_id, problems = name, error.problems
        for problem in problems:
            click.echo(str(problem), err=True)
        bad += len(problems)
        for each in told:
            click.echo(f"advice: {each}", err=True)
        more = f", {len(told)} to look at" if told else ""
        many = "problem" if len(problems) == 1 else "problems"
        click.echo(f"{pack_id}: {len(problems) or 'no'} {many}{more}")
    raise SystemExit(1 if bad else 0)


@pack_cli.command("schema")
@click.argument("name", type=click.Choice(list(SHEETS)), default="product-model")
def schema(name: str) -> None:
    """Print the JSON Schema of product models or shared rules, for an editor without network."""
    click.echo(json.dumps(json_schema(name), indent=2, ensure_ascii=False))


@pack_cli.command("import-rates")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--currency", default="USD", show_default=True, help="Of the prices.")
def import_rates(file: TextIO, currency: str) -> None:
    """Print rates of the OpenEI Utility Rate Database (JSON) as tariffs and hours of a pack.

    What cannot be billed is named with its place, and nothing is printed; exit 1.
    """
    try:
        found = read_urdb(file.read(), currency)
    except PricingDataError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        raise SystemExit(1) from error
    for each in found:
        for note in each.notes:
            click.echo(f"note: {note}", err=True)
    tariffs = [plain_data(each.data) for each in found]
    hours = [plain_data(each.hours_data) for each in found]
    click.echo(yaml.safe_dump({"tariffs": tariffs}, sort_keys=False, allow_unicode=True))
    click.echo("--- # tariffs/hours.yaml")
    click.echo(yaml.safe_dump({"hours": hours}, sort_keys=False, allow_unicode=True))


def plain_data(value: object) -> object:
    """Mappings, lists and words alone: figures as they are written in a pack."""
    if isinstance(value, Mapping):
        return {key: plain_data(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain_data(each) for each in value]
    return str(value)


@pack_cli.command("publish")
@click.argument("packs", nargs=-1)
@click.option(
    "--from", "start", type=click.DateTime(), help="When it takes effect, UTC; now if left out."
)
def publish_packs(packs: tuple[str, ...], start: datetime | None) -> None:
    """Check packs and publish them. Nothing is published when there are problems."""
    effective = start.replace(tzinfo=ZoneInfo("UTC")) if start else None
    checked = [_sound(name) for name in packs or PACKS]
    for files in checked:
        done = publish(files, effective)
        word = "published" if done.is_new else "already in force"
        click.echo(f"{done.version.pack}: edition {done.version.content_hash[:8]} {word}")


@pack_cli.command("list")
@click.argument("pack", default="")
def list_editions(pack: str) -> None:
    """List published editions, newest first."""
    for version in editions(pack):
        click.echo(
            f"{version.pack:12} {version.content_hash[:8]}  in force from "
            f"{version.effective_from:%Y-%m-%d %H:%M} UTC"
        )


@pack_cli.command("diff")
@click.argument("pack")
@click.argument("before", default="")
@click.argument("after", default="")
def diff(pack: str, before: str, after: str) -> None:
    """Show what changed between two editions, or between the newest and the folder."""
    folder = _read(pack)
    found = editions(Pack(folder, NOWHERE, "").document("pack.yaml").data["id"])
    older = _edition(found, before) if before else (found[0].files if found else {})
    if after:
        newer = _edition(found, after)
    else:
        newer = {path: content.decode("utf-8-sig") for path, content in folder.items()}
    for line in difference(older, newer):
        click.echo(line)


def _read(name: str) -> dict[str, bytes]:
    """The files of a pack's folder; without them the command ends, saying why."""
    try:
        return read_folder(folder_of(name))
    except PackRefused as error:
        raise _refused(error.problems) from error


def _sound(name: str) -> dict[str, bytes]:
    """The files of a pack that has no problems; with any the command ends before it stored a thing."""
    files = _read(name)
    _pack_id, problems = check_files(files)
    if problems:
        raise _refused(problems)
    return files


def _refused(problems: list[Problem]) -> SystemExit:
    for problem in problems:
        click.echo(str(problem), err=True)
    return SystemExit(1)


def _edition(found: list[PackVersion], start: str) -> dict[str, str]:
    for version in found:
        if version.content_hash.startswith(start):
            return dict(version.files)
    raise click.UsageError(f"No edition starts with {start!r}. See: flask pack list")
