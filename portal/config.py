"""Configuration from the environment; weak settings refuse to start outside the demo."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
# Larger than a file may be, so that a form can say so beside its field and keep what was typed.
MAX_REQUEST_BYTES = 64 * 1024 * 1024
YES, NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class WeakConfiguration(RuntimeError):
    """A setting is unsafe for a portal that real buyers use; the message says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """What the environment decides; README documents each variable."""

    instance: Path
    database_url: str
    demo: bool
    secret_key: str
    pack: str
    public_url: str
    smtp_url: str
    webhook_url: str
    webhook_secret: str
    rate_limit_storage: str
    trusted_proxies: int

    @classmethod
    def from_environment(cls, env: dict[str, str] | None = None) -> "Settings":
        """The settings of this process; `env` defaults to the process environment."""
        env = dict(os.environ) if env is None else env
        instance = Path(env.get("BIDWRIGHT_INSTANCE") or ROOT / "instance").resolve()
        instance.mkdir(parents=True, exist_ok=True)
        return cls(
            instance=instance,
            database_url=env.get("BIDWRIGHT_DATABASE_URL")
            or f"sqlite:///{instance / 'bidwright.db'}",
            demo=switched_on("BIDWRIGHT_DEMO", env.get("BIDWRIGHT_DEMO", "1")),
            secret_key=env.get("BIDWRIGHT_SECRET_KEY") or kept_secret(instance, "secret-key"),
            pack=env.get("BIDWRIGHT_PACK", "energy"),
            public_url=env.get("BIDWRIGHT_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
            smtp_url=env.get("BIDWRIGHT_SMTP_URL", ""),
            webhook_url=env.get("BIDWRIGHT_WEBHOOK_URL", ""),
            webhook_secret=env.get("BIDWRIGHT_WEBHOOK_SECRET")
            or "whsec_" + kept_secret(instance, "webhook-secret"),
            rate_limit_storage=env.get("BIDWRIGHT_RATE_LIMIT_STORAGE", "memory://"),
            trusted_proxies=whole("BIDWRIGHT_TRUSTED_PROXIES", env),
        )

    def check(self) -> None:
        """Nothing, when the settings are fit for use.

        Raises:
            WeakConfiguration: a setting is unsafe outside the demo.
        """
        if self.demo:
            return
        if len(self.secret_key) < 32:
            raise WeakConfiguration(
                "BIDWRIGHT_SECRET_KEY has fewer than 32 characters. Leave it out, and a strong one "
                "is made in the instance folder, or set a longer one."
            )
        if not self.public_url.startswith("https://"):
            raise WeakConfiguration(
                "BIDWRIGHT_PUBLIC_URL must start with https:// outside the demo: links in letters "
                "and session cookies depend on it."
            )

    def flask(self) -> dict[str, Any]:
        """Flask's own configuration for these settings."""
        secure = self.public_url.startswith("https://")
        return {
            "SECRET_KEY": self.secret_key,
            "MAX_CONTENT_LENGTH": MAX_REQUEST_BYTES,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "SESSION_COOKIE_NAME": "bidwright",
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SECURE": secure,
            "PERMANENT_SESSION_LIFETIME": timedelta(days=180),
            "WTF_CSRF_TIME_LIMIT": None,
            "BABEL_DEFAULT_LOCALE": "vi",
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "portal" / "translations"),
            "RATELIMIT_STORAGE_URI": self.rate_limit_storage,
            "RATELIMIT_HEADERS_ENABLED": True,
            "SECURITY_PASSWORD_HASH": "argon2",
            "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
            "SECURITY_PASSWORD_SALT": self.secret_key,
            "SECURITY_LOGIN_WITHIN": timedelta(minutes=30),
            "SECURITY_PASSWORDLESS": True,
            "SECURITY_SEND_REGISTER_EMAIL": False,
            "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
            "COMPRESS_ALGORITHM": ["gzip"],
            "COMPRESS_MIN_SIZE": 600,
        }


def switched_on(name: str, word: str) -> bool:
    """Whether `word`, the value of the setting `name`, says yes.

    Raises:
        WeakConfiguration: it says neither yes nor no; a guess might open a portal to everybody.
    """
    said = word.strip().lower()
    if said not in YES | NO:
        raise WeakConfiguration(f"{name} is {word!r}. Set it to 1 or 0, or leave it out.")
    return said in YES


def whole(name: str, env: Mapping[str, str]) -> int:
    """The whole number in the setting `name`, 0 when it is left out.

    Raises:
        WeakConfiguration: it is none.
    """
    word = env.get(name, "").strip() or "0"
    if not (word.isascii() and word.isdigit()):
        raise WeakConfiguration(f"{name} is {word!r}. Set it to a whole number, or leave it out.")
    return int(word)


def kept_secret(instance: Path, name: str) -> str:
    """The secret kept in `instance/name`, made on first use, readable by its owner alone."""
    path = instance / name
    if not path.exists():
        # Written aside and linked whole: a second process never reads half a secret.
        beside = instance / f".{name}-{secrets.token_hex(8)}"
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):
            os.link(beside, path)
        beside.unlink()
    return path.read_text().strip()
