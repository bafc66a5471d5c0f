"""Headers, cross-site request forgery, rate limits, people and roles."""

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_security import Security, SQLAlchemySessionUserDatastore
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.config import Settings
from portal.db import begin_mode, session
from portal.models import Person, Role

CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": ["'self'", "data:"],
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

csrf = CSRFProtect()
limiter = Limiter(get_remote_address, default_limits=["600 per minute"])


def people() -> SQLAlchemySessionUserDatastore:
    """The store of people and roles that Flask-Security works on."""
    return SQLAlchemySessionUserDatastore(session, Person, Role)


def init_app(app: Flask, settings: Settings) -> None:
    """Set every guard that does not belong to one feature."""

    # First of all: Flask-Security looks the person up before each request, and that reading begins
    # the transaction.
    @app.before_request
    def transaction() -> None:
        begin_mode.set("DEFERRED" if request.method in ("GET", "HEAD", "OPTIONS") else "IMMEDIATE")

    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    secure = settings.public_url.startswith("https://")
    Talisman(
        app,
        force_https=False,
        strict_transport_security=secure,
        content_security_policy=CONTENT_SECURITY_POLICY,
        frame_options="DENY",
        referrer_policy="same-origin",
        session_cookie_secure=secure,
        permissions_policy={"geolocation": "()", "camera": "()", "microphone": "()"},
    )
    csrf.init_app(app)
    limiter.init_app(app)
    # The pages are ours: Flask-Security keeps people, passwords, sessions and one-time links.
    Security(app, people(), register_blueprint=False)
