"""The address room of meter data."""

from flask import Blueprint

bp = Blueprint("meters", __name__)
