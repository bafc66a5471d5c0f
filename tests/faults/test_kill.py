"""kill -9 at every named moment of a hand-over: none lost, none doubled.

Real processes: the act is one, the worker another, the receiver a server that keys on webhook-id.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text
from standardwebhooks import Webhook

from portal import create_app
from portal.config import ROOT, Settings
from portal.db import engine, session
from portal.packs import serving
from portal.packs.publishing import folder_of, publish, read_folder
from tests.portal.prospects import heat, make_minh, make_rep, make_rfp

SECRET = "whsec_" + "c2VjcmV0" * 5
COMPANIES = 4
PATIENCE_SECONDS = 120


@dataclass
class Receiver:
    """The supplier's own system: it counts each id once, as Standard Webhooks asks."""

    url: str
    arrived: Counter[str] = field(default_factory=Counter)

    @property
    def numbers(self) -> list[str]:
        """Hand-overs it knows, by number."""
        return sorted(self.arrived)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A server on loopback that checks each signature."""
    found = Receiver("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            event = Webhook(SECRET).verify(body, dict(self.headers.items()))
            assert event["data"]["needs"] and event["data"]["history"]
            found.arrived[self.headers["webhook-id"]] += 1
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}/hook"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()


@dataclass
class Prepared:
    """A database with companies one act short of the threshold, to be copied."""

    folder: Path
    url: str
    accounts: list[UUID]
    copy: Callable[[], str]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def prepared(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Prepared:
    """The world before the act, on each database."""
    folder: Path = tmp_path_factory.mktemp(f"prepared-{request.param}")
    if request.param == "sqlite":
        path = folder / "prepared.db"
        url = f"sqlite:///{path}"

        def copy() -> str:
            fresh = tmp_path_factory.mktemp("copy") / "test.db"
            shutil.copy(path, fresh)
            return f"sqlite:///{fresh}"
    else:
        server = request.getfixturevalue("postgresql")
        name = server.new_database()
        url = server.url(name)

        def copy() -> str:
            return str(server.url(server.new_database(template=name)))

    app = create_app(
        Settings.from_environment(
            {"BIDWRIGHT_INSTANCE": str(folder), "BIDWRIGHT_DATABASE_URL": url}
        )
    )
    with app.app_context():
        app.test_cli_runner().invoke(args=["migrate"], catch_exceptions=False)
        publish(read_folder(folder_of("equipment")))
        make_rep()
        make_rep("Phạm Thảo")
        with serving("equipment"):
            people = [make_minh(f"Công ty {n}") for n in range(COMPANIES)]
            for person in people:
                heat(person)
                make_rfp(person)
            session.commit()
        accounts = [person.account_id for person in people if person.account_id]
        if request.param == "sqlite":
            session.execute(text("select 1"))
        session.remove()
        if request.param == "sqlite":
            with engine().connect().execution_options(isolation_level="AUTOCOMMIT") as link:
                link.exec_driver_sql("COMMIT")
                link.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine().dispose()
    return Prepared(folder, url, accounts, copy)


class World:
    """The portal's processes over one database."""

    def __init__(self, prepared: Prepared, receiver: Receiver, instance: Path) -> None:
        self.url, self.accounts, self.receiver = prepared.copy(), prepared.accounts, receiver
        self.instance = instance
        self.database = create_engine(self.url)

    def environment(self, stop_at: str = "") -> dict[str, str]:
        """What the processes see; without proxies, the receiver is next door."""
        kept = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
        return kept | {
            "BIDWRIGHT_INSTANCE": str(self.instance),
            "BIDWRIGHT_DATABASE_URL": self.url,
            "BIDWRIGHT_WEBHOOK_URL": self.receiver.url,
            "BIDWRIGHT_WEBHOOK_SECRET": SECRET,
            "BIDWRIGHT_STOP_AT": stop_at,
        }

    def act(self, account: UUID, stop_at: str = "") -> int:
        """The exit code of the act."""
        return subprocess.run(
            [sys.executable, "-m", "tests.faults.act", str(account)],
            cwd=ROOT,
            env=self.environment(stop_at),
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        ).returncode

    def worker(self, stop_at: str = "") -> subprocess.Popen[bytes]:
        """A worker that was just started."""
        with (self.instance / "worker.log").open("w") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi", "worker",
                 "--pause", "0.1", "--lease", "1"],
                cwd=ROOT,
                env=self.environment(stop_at),
                stdout=subprocess.DEVNULL,
                stderr=log,
            )  # fmt: skip

    def last_worker(self) -> subprocess.Popen[bytes]:
        """A worker that has begun its work, and will end in order when it is asked to."""
        worker, deadline = self.worker(), time.monotonic() + PATIENCE_SECONDS
        while "worker_started" not in (self.instance / "worker.log").read_text():
            assert time.monotonic() < deadline and worker.poll() is None
            time.sleep(0.05)
        return worker

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with self.database.connect() as link:
            return [tuple(row) for row in link.execute(text(query))]

    def wait_until_sent(self) -> None:
        """Nothing, once no message waits."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.rows("select key from outbox where state = 'waiting'"):
            assert time.monotonic() < deadline, "messages are still waiting"
            time.sleep(0.1)

    def letters(self) -> list[str]:
        """Subjects of the letters in the mailbox."""
        files = sorted(self.instance.glob("mailbox/*.json"))
        return [json.loads(file.read_text())["letter"]["subject"] for file in files]

    def hold_together(self, companies: int) -> None:
        """Nothing, when each company was handed over, told and written about exactly once."""
        assert self.rows("select count(*), count(distinct account_id) from handover") == [
            (companies, companies)
        ]
        keys = self.rows("select key from outbox where kind = 'webhook'")
        assert self.receiver.numbers == sorted(key for (key,) in keys)
        assert len(keys) == len(self.letters()) == companies
        assert self.rows("select count(*) from outbox where state <> 'sent'") == [(0,)]
        offered = "select count(*) from touchpoint where type = 'handover_offered'"
        assert self.rows(offered) == [(companies,)]


@pytest.fixture
def world(prepared: Prepared, receiver: Receiver, tmp_path: Path) -> Iterator[World]:
    """A fresh copy of the world before the act."""
    found = World(prepared, receiver, tmp_path)
    yield found
    found.database.dispose()


def end(process: subprocess.Popen[bytes], how: int = signal.SIGTERM) -> int:
    """The exit code of a process that was told to end."""
    process.send_signal(how)
    return process.wait(PATIENCE_SECONDS)


def test_killed_before_the_commit_nothing_happened_and_the_next_try_does_it(world: World) -> None:
    company = world.accounts[0]
    assert world.act(company, "before_commit") == -signal.SIGKILL
    assert world.rows("select count(*) from handover") == [(0,)]
    assert world.rows("select count(*) from outbox") == [(0,)]
    assert world.rows("select count(*) from touchpoint where type = 'rfp_submitted'") == [(0,)]
    assert world.act(company) == 0
    worker = world.last_worker()
    world.wait_until_sent()
    assert end(worker) == 0
    world.hold_together(1)


def test_killed_after_the_commit_the_hand_over_arrives_all_the_same(world: World) -> None:
    company = world.accounts[0]
    assert world.act(company, "after_commit") == -signal.SIGKILL
    worker = world.last_worker()
    world.wait_until_sent()
    assert end(worker) == 0
    world.hold_together(1)


@pytest.mark.parametrize("stop_at", ["after_send", "before_mark"])
def test_killed_between_sending_and_marking_the_copy_has_the_same_id(
    world: World, stop_at: str
) -> None:
    assert world.act(world.accounts[0]) == 0
    killed = 0
    while world.rows("select key from outbox where state = 'waiting'") and killed < 2:
        worker = world.worker(stop_at)
        assert worker.wait(PATIENCE_SECONDS) == -signal.SIGKILL
        killed += 1
    worker = world.last_worker()
    world.wait_until_sent()
    assert end(worker) == 0
    assert killed == 2
    assert max(world.receiver.arrived.values()) > 1, "no copy was sent: nothing was proved"
    world.hold_together(1)


def test_any_number_of_killed_workers_and_repeated_acts_lose_and_double_nothing(
    world: World,
) -> None:
    chance = random.Random(7)
    workers = [world.worker(), world.worker()]
    for turn, company in enumerate(world.accounts):
        stop_at = ("before_commit", "after_commit", "")[turn % 3]
        if world.act(company, stop_at) and stop_at == "before_commit":
            assert world.act(company) == 0
        time.sleep(chance.uniform(0, 0.4))
        victim = workers.pop(0)
        end(victim, signal.SIGKILL)
        workers.append(world.worker(chance.choice(["", "after_send", "before_mark"])))
    for worker in workers:
        end(worker, signal.SIGKILL)
    last = world.last_worker()
    world.wait_until_sent()
    assert end(last) == 0
    world.hold_together(COMPANIES)


def test_sigterm_ends_an_idle_worker_at_once(world: World) -> None:
    worker = world.last_worker()
    began = time.monotonic()
    assert end(worker) == 0
    assert time.monotonic() - began < 10, "./run waits no longer"
