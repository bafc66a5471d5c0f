"""./run and ./check as a person types them."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.portal.postgres import free_port

ROOT = Path(__file__).resolve().parent.parent
TOOLS = "cat cksum cut date dirname find grep head mkdir printf rm sed sh sleep sort tail uname wc"


def typed(*words: str, cwd: Path = ROOT, **env: str) -> subprocess.CompletedProcess[str]:
    """What a command answers that ends by itself."""
    return subprocess.run(
        words,
        cwd=cwd,
        env=os.environ | env,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture(scope="module")
def set_up() -> None:
    """.venv is the one that ./run would build: otherwise starting it here would replace it."""
    current = typed("sh", "-c", ". ./.setup && is_current requirements.lock")
    if current.returncode:
        pytest.skip("start ./check once: .venv is not the one that ./run builds")


@contextmanager
def started(instance: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """./run over `instance`, in a process group of its own as under a terminal."""
    run = subprocess.Popen(
        ["./run", *words],
        cwd=ROOT,
        env=os.environ | {"BIDWRIGHT_INSTANCE": str(instance)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield run
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGTERM)
            run.wait(20)


def heard(run: subprocess.Popen[str], words: str) -> str:
    """Everything said up to and with the line that holds `words`."""
    lines = []
    assert run.stdout
    for line in run.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    raise AssertionError(f"never said {words!r}:\n{''.join(lines)}")


def rest(run: subprocess.Popen[str]) -> str:
    """What was said after that, up to its end."""
    return run.stdout.read() if run.stdout else ""


def nothing_left(group: int) -> bool:
    """Whether every process of the group is gone, within twenty seconds."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def worker_of(group: int) -> int:
    """The worker's process id."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_text().split("\0")
            if "worker" in words and os.getpgid(int(folder.name)) == group:
                return int(folder.name)
        except OSError:
            continue  # it ended while we looked
    raise AssertionError("no worker is running")


@pytest.mark.parametrize("command", ["./run", "./check"])
def test_help_tells_how_and_ends_well(command: str) -> None:
    answer = typed(command, "--help")
    assert answer.returncode == 0
    assert "Exit codes:" in answer.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["./run", "--prot", "80"], "--prot is not an option"),
        (["./run", "--port"], "--port needs a value"),
        (["./run", "--port", "eighty"], "not eighty"),
        (["./run", "--port=70000"], "not 70000"),
        (["./run", "--port="], "--port needs a value"),
        (["./check", "everything"], "everything is nothing"),
        (["./check", "quick", "please"], "Too many words"),
    ],
)
def test_wrong_words_are_named_and_end_with_2(words: list[str], said: str) -> None:
    answer = typed(*words)
    assert answer.returncode == 2
    assert said in answer.stderr
    assert "--help" in answer.stderr


def test_port_in_use_names_the_way_out(set_up: None, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = typed("./run", "--port", str(port), BIDWRIGHT_INSTANCE=str(tmp_path))
    assert answer.returncode == 1
    assert f"Port {port} is in use" in answer.stderr
    assert f"./run --port {port + 1}" in answer.stderr


def test_missing_system_packages_end_with_3_and_one_line_to_type(tmp_path: Path) -> None:
    """A Debian without Python, for somebody who may not install."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for tool in TOOLS.split():
        (programs / tool).symlink_to(shutil.which(tool) or f"/bin/{tool}")
    for name, answer in {"apt-get": "exit 1", "id": "echo 1000", "sudo": "exit 1"}.items():
        (programs / name).write_text(f"#!/bin/sh\n{answer}\n")
        (programs / name).chmod(0o755)
    for name in ("run", ".setup", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path / name)
    answer = typed(
        "./run", cwd=tmp_path, PATH=str(programs), BIDWRIGHT_INSTANCE=str(tmp_path / "i")
    )
    assert answer.returncode == 3
    assert "    sudo apt-get install -y python3 python3-venv libpangoft2-1.0-0" in answer.stderr


def test_failed_step_shows_its_last_words_the_advice_and_the_log(tmp_path: Path) -> None:
    script = """
        . ./.setup; steps=2; open_log trial.log
        step "First" "Nothing." echo fine
        step "Second" "Plug it in." sh -c 'echo no power >&2; exit 7'
        say "never reached"
    """
    answer = typed("sh", "-c", script, BIDWRIGHT_INSTANCE=str(tmp_path))
    assert answer.returncode == 1
    assert "[1/2] First … done in" in answer.stdout
    assert "[2/2] Second … failed after" in answer.stdout
    assert "    no power" in answer.stdout
    assert "fine" not in answer.stdout
    assert "never reached" not in answer.stdout
    assert "Plug it in." in answer.stderr
    assert f"The whole log: {tmp_path}/log/trial.log" in answer.stderr


def test_environment_is_rebuilt_only_for_another_lock_or_another_python(tmp_path: Path) -> None:
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho Python 3.11.2\n")
    python.chmod(0o755)
    shutil.copy(ROOT / ".setup", tmp_path)
    lock = tmp_path / "requirements.lock"
    lock.write_text("flask==3.1.3\n")

    def is_current() -> bool:
        asked = typed("sh", "-c", f". ./.setup; is_current {lock.name}", cwd=tmp_path)
        return asked.returncode == 0

    assert not is_current()
    typed("sh", "-c", ". ./.setup; stamp $1 >.venv/$1.stamp", "sh", lock.name, cwd=tmp_path)
    assert is_current()
    lock.write_text("flask==3.1.4\n")
    assert not is_current()
    lock.write_text("flask==3.1.3\n")
    assert is_current()
    python.write_text("#!/bin/sh\necho Python 3.12.0\n")
    assert not is_current()


@pytest.mark.long
def test_start_serves_stops_and_starts_again_without_work(set_up: None, tmp_path: Path) -> None:
    port = free_port()
    with started(tmp_path, "--port", str(port)) as run:
        said = heard(run, "Ctrl-C stops it")
        assert f"http://127.0.0.1:{port}" in said
        assert "@" in said, "no sign-ins of the demo"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
            assert json.load(answer)["status"] == "ok"
        os.killpg(run.pid, signal.SIGINT)
        assert run.wait(40) == 0, rest(run)
        assert nothing_left(run.pid)
    with started(tmp_path, "--port", str(port)) as run:
        said = heard(run, "Ctrl-C stops it")
        assert said.count("unchanged") == 3
        run.send_signal(signal.SIGTERM)
        assert run.wait(40) == 0
        assert nothing_left(run.pid)
    with started(tmp_path, "--port", str(port)) as run:
        heard(run, "Ctrl-C stops it")
        os.kill(worker_of(run.pid), signal.SIGKILL)
        said = heard(run, "Its log:")
        assert "The worker process ended by itself (exit code 137)" in said
        assert run.wait(40) == 1
        assert nothing_left(run.pid)
