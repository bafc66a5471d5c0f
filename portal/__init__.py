"""Bidwright: a portal that gives each customer segment its own way to buy."""

from flask import Flask
from flask_compress import Compress
from htmx_flask import Htmx
from jinja2 import FileSystemBytecodeCache

from portal import access, cli, db, errors, features, i18n, logs, rendering, security
from portal.config import ROOT, Settings


def create_app(settings: Settings | None = None, **overrides: object) -> Flask:
    """The Flask application for `settings`, by default those of the environment.

    Raises:
        WeakConfiguration: a setting is unsafe outside the demo.
    """
    settings = settings or Settings.from_environment()
    settings.check()
    logs.configure(json_lines=not settings.demo)
    app = Flask(
        "portal",
        instance_path=str(settings.instance),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    app.config.update(settings.flask())
    app.config.update(overrides)
    app.extensions["settings"] = settings
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # The first visitors after a start would wait while pages are compiled.
    compiled = settings.instance / "templates"
    compiled.mkdir(exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))

    logs.init_app(app)
    db.init_app(app, settings.database_url)
    Htmx(app)
    Compress(app)
    security.init_app(app, settings)
    i18n.init_app(app)
    access.init_app(app, demo=settings.demo)
    rendering.init_app(app)
    errors.init_app(app)
    features.init_app(app)
    cli.init_app(app)
    return app
