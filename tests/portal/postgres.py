"""A PostgreSQL of our own for the tests: loopback, empty, gone afterwards."""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest

USER = "bidwright"
PATIENCE_SECONDS = 30
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


class Unavailable(Exception):
    """PostgreSQL cannot be started here; the message says why."""


@dataclass
class PostgreSQL:
    """A running server."""

    port: int
    numbers: Iterator[int]

    def address(self, database: str) -> str:
        """libpq's URL of a database."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def url(self, database: str) -> str:
        """SQLAlchemy's URL of a database."""
        return self.address(database).replace("postgresql:", "postgresql+psycopg:", 1)

    def new_database(self, template: str = "template0") -> str:
        """Name of a fresh database: empty, or a copy of one that nobody is connected to."""
        name = f"test_{next(self.numbers)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop_database(self, name: str) -> None:
        """Removes a database, whoever is still connected."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def programs() -> Path:
    """Folder of initdb and postgres, the newest version that is installed.

    Raises:
        Unavailable: there is none.
    """
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    found = shutil.which("initdb") or (homes and homes[-1])
    if not found:
        raise Unavailable("PostgreSQL is not installed (sudo apt-get install -y postgresql)")
    return Path(found).resolve().parent


def _version(initdb: Path) -> float:
    return float(initdb.parent.parent.name)


def owner() -> pwd.struct_passwd | None:
    """The person to start the server as: PostgreSQL refuses root; None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Unavailable("PostgreSQL does not run as root, and there is no other user")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running() -> Iterator[PostgreSQL]:
    """A server with an empty cluster in a folder of its own.

    Raises:
        Unavailable: it cannot be had here.
    """
    binaries, person = programs(), owner()
    folder = Path(tempfile.mkdtemp(prefix="bidwright-postgresql-"))
    as_person: dict[str, object] = {"cwd": folder}
    if person:
        os.chown(folder, person.pw_uid, person.pw_gid)
        as_person |= {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    try:
        _make_cluster(binaries, folder / "data", as_person)
        with _started(binaries, folder, as_person) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make_cluster(binaries: Path, data: Path, as_person: dict[str, object]) -> None:
    words = ["-D", data, "-U", USER, "--auth=trust", "--no-locale", "-E", "UTF8", "--no-sync"]
    made = subprocess.run(
        [binaries / "initdb", *words], capture_output=True, text=True, check=False, **as_person
    )
    if made.returncode:
        raise Unavailable(f"initdb failed: {made.stderr.strip()}")


@contextmanager
def _started(binaries: Path, folder: Path, as_person: dict[str, object]) -> Iterator[PostgreSQL]:
    port, log = free_port(), folder / "log"
    settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
    with log.open("w") as lines:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", folder / "data", "-p", str(port), *settings],
            stdout=lines,
            stderr=lines,
            preexec_fn=_end_with_us,
            **as_person,
        )
    server = PostgreSQL(port, count(1))
    try:
        _wait(server, process, log)
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # the fast shutdown: it ends open sessions
        process.wait(PATIENCE_SECONDS)


def _end_with_us() -> None:
    """Linux stops the server when its starter is killed; elsewhere it would stay behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)  # 1: PR_SET_PDEATHSIG


def _wait(server: PostgreSQL, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(server.address("postgres"), connect_timeout=5).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise Unavailable(f"PostgreSQL did not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """The server that the tests of a session share; without one they are skipped."""
    try:
        with running() as server:
            yield server
    except Unavailable as reason:
        pytest.skip(str(reason))
