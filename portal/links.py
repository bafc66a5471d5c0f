"""Links that leave the house: in letters and text messages."""

from typing import Any

from flask import current_app, url_for


def outward(endpoint: str, **values: Any) -> str:
    """The full address of a page, under the portal's public address.

    It never comes from the request: whoever asks for a letter could name any host there, and the
    receiver would carry a secret to it.
    """
    settings = current_app.extensions["settings"]
    return f"{settings.public_url}{url_for(endpoint, _external=False, **values)}"
