"""The blueprint that every page of Configure hangs on."""

from flask import Blueprint

bp = Blueprint("configure", __name__)
