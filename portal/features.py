"""The rooms of the portal, and what every page knows."""

from typing import Any

from flask import Flask
from flask_security import current_user

from portal import accounts, compare, documents, navigation, pages, styleguide
from portal.owner import current_segment
from portal.packs import PACKS, NoPackPublished, current_pack, served_pack_id


def init_app(app: Flask) -> None:
    """Register each room's blueprint and the context every template shares."""
    for room in (pages, accounts, documents, compare, styleguide):
        app.register_blueprint(room.bp)

    @app.context_processor
    def shared() -> dict[str, Any]:
        try:
            pack = current_pack()
        except NoPackPublished:
            return {}
        return {
            "ui": app.jinja_env.get_template("ui.html").module,
            "pack": pack,
            "packs": PACKS if app.extensions["settings"].demo else (),
            "served_pack": served_pack_id(),
            "segment": current_segment(),
            "navigation": lambda: navigation.items(current_segment()),
            "person": current_user,
            "demo": app.extensions["settings"].demo,
        }
