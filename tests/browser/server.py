"""The portal as ./run starts it: a web server and a worker over an instance folder."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from pathlib import Path

from tests.portal.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
WEB = [sys.executable, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "8"]
WEB += ["--graceful-timeout", "2", "--no-control-socket"]
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Portal:
    """A running portal."""

    url: str
    instance: Path


def environment(instance: Path, url: str) -> dict[str, str]:
    """The environment of this process, without any setting but those of the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BIDWRIGHT_")}
    ours = {"BIDWRIGHT_INSTANCE": str(instance), "BIDWRIGHT_PUBLIC_URL": url}
    return kept | ours | {"BIDWRIGHT_DEMO": "1", "PYTHONUNBUFFERED": "1"}


def seeded_instance(shared: Path) -> Path:
    """An instance folder with the demo in it; the processes of one test session share the work."""
    folder = shared / "seeded"
    with (shared / "seeded.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not (folder / "ready").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for command in ("migrate", "seed"):
                _run([*FLASK, command], environment(folder, "http://127.0.0.1"))
            (folder / "ready").touch()
    return folder


def _run(command: list[str], env: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


@contextmanager
def serving(instance: Path) -> Iterator[Portal]:
    """The portal over `instance` on a free port, until the block ends."""
    port = free_port()
    portal = Portal(f"http://127.0.0.1:{port}", instance)
    commands = {
        "web": [*WEB, "--bind", f"127.0.0.1:{port}", "wsgi:app"],
        "worker": [*FLASK, "worker"],
    }
    processes = {}
    try:
        for name, command in commands.items():
            with (instance / f"{name}.log").open("w") as log:
                processes[name] = subprocess.Popen(
                    command, cwd=ROOT, env=environment(instance, portal.url), stdout=log, stderr=log
                )
        _wait(portal, processes)
        yield portal
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.wait(PATIENCE_SECONDS)


def _wait(portal: Portal, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for name, process in processes.items():
            if process.poll() is not None:
                log = (portal.instance / f"{name}.log").read_text()
                raise RuntimeError(f"the {name} process ended ({process.returncode}):\n{log}")
        try:
            with direct.open(f"{portal.url}/health", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"{portal.url} did not answer within {PATIENCE_SECONDS} s")
