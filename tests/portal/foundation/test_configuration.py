"""Settings: secrets are made once, and what is weak refuses to start."""

import stat
import threading
from pathlib import Path

import pytest

from portal.config import Settings, WeakConfiguration, kept_secret

PUBLIC = {"BIDWRIGHT_DEMO": "0", "BIDWRIGHT_PUBLIC_URL": "https://buy.example.vn"}


def settings(folder: Path, **env: str) -> Settings:
    return Settings.from_environment({"BIDWRIGHT_INSTANCE": str(folder), **env})


def test_a_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = settings(tmp_path)
    assert len(first.secret_key) >= 64
    assert settings(tmp_path).secret_key == first.secret_key
    for name in ("secret-key", "webhook-secret"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert settings(tmp_path / "other").secret_key != first.secret_key


def test_two_processes_that_start_together_share_one_secret(tmp_path: Path) -> None:
    found: list[str] = []
    start = threading.Barrier(16)

    def make() -> None:
        start.wait()
        found.append(kept_secret(tmp_path, "secret-key"))

    threads = [threading.Thread(target=make) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1 and len(found[0]) == 64
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_a_strong_configuration_starts_outside_the_demo(tmp_path: Path) -> None:
    settings(tmp_path, **PUBLIC).check()


@pytest.mark.parametrize(
    ("env", "names"),
    [
        ({"BIDWRIGHT_SECRET_KEY": "short"}, "BIDWRIGHT_SECRET_KEY"),
        ({"BIDWRIGHT_PUBLIC_URL": "http://buy.example.vn"}, "BIDWRIGHT_PUBLIC_URL"),
    ],
)
def test_a_weak_configuration_refuses_outside_the_demo_and_says_which(
    tmp_path: Path, env: dict[str, str], names: str
) -> None:
    with pytest.raises(WeakConfiguration, match=names):
        settings(tmp_path, **{**PUBLIC, **env}).check()
    settings(tmp_path, **{**PUBLIC, **env, "BIDWRIGHT_DEMO": "1"}).check()


@pytest.mark.parametrize("word", ["0", "false", "False", "NO", "off", " no "])
def test_whatever_way_one_writes_no_the_demo_is_off(tmp_path: Path, word: str) -> None:
    assert settings(tmp_path, BIDWRIGHT_DEMO=word).demo is False


@pytest.mark.parametrize("env", [{"BIDWRIGHT_DEMO": "maybe"}, {"BIDWRIGHT_TRUSTED_PROXIES": "one"}])
def test_a_setting_that_cannot_be_read_is_refused_and_not_guessed(
    tmp_path: Path, env: dict[str, str]
) -> None:
    with pytest.raises(WeakConfiguration, match=next(iter(env))):
        settings(tmp_path, **env)


def test_cookies_travel_over_https_alone_outside_the_demo(tmp_path: Path) -> None:
    flask = settings(tmp_path, **PUBLIC).flask()
    assert flask["SESSION_COOKIE_SECURE"] and flask["SESSION_COOKIE_HTTPONLY"]
    assert flask["SESSION_COOKIE_SAMESITE"] == "Lax"
