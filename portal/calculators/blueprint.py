"""The blueprint that every page of a cost case hangs on."""

from flask import Blueprint

bp = Blueprint("calculators", __name__)
