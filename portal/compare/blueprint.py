"""The address room of comparisons and held prices."""

from flask import Blueprint

bp = Blueprint("compare", __name__)
