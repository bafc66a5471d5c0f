"""The blueprint that every page of an RFP hangs on."""

from flask import Blueprint

bp = Blueprint("rfps", __name__)
