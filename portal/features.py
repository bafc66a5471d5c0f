"""The rooms of the portal, and what every page knows."""

from typing import Any

from flask import Flask, request
from flask_security import current_user

from portal import (
    accounts,
    api,
    calculators,
    compare,
    configure,
    discounts,
    documents,
    help,
    meters,
    navigation,
    offers,
    pages,
    rfps,
    stop_points,
    styleguide,
    workspace,
)
from portal.api import account as api_account
from portal.delivery import views as delivery
from portal.handover import views as handover
from portal.handover import watch, wording
from portal.owner import current_segment
from portal.packs import PACKS, current_pack, served_pack_id
from portal.touchpoints import views as touchpoints


def init_app(app: Flask) -> None:
    """Register each room's blueprint and the context every template shares."""
    for room in (
        pages,
        accounts,
        documents,
        compare,
        meters,
        configure,
        calculators,
        rfps,
        styleguide,
        help,
        api,
        offers,
        discounts,
    ):
        app.register_blueprint(room.bp)
    app.register_blueprint(api_account.bp)
    for desk in (workspace, handover, touchpoints, delivery):
        app.register_blueprint(desk.bp)
    watch.init_app(app)
    wording.init_app(app)
    stop_points.init_app(app)

    @app.before_request
    def have_a_supplier() -> None:
        if request.endpoint != "static":
            current_pack()

    @app.context_processor
    def shared() -> dict[str, Any]:
        return {
            "ui": app.jinja_env.get_template("ui.html").module,
            "pack": current_pack(),
            "packs": PACKS if app.extensions["settings"].demo else (),
            "served_pack": served_pack_id(),
            "segment": current_segment(),
            "navigation": lambda: navigation.items(current_segment()),
            "person": current_user,
            "demo": app.extensions["settings"].demo,
        }
