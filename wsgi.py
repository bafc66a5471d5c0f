"""The WSGI entry point: `gunicorn wsgi:app` or `flask --app wsgi`."""

import gc

from portal import create_app

# A page makes tens of thousands of small objects that die with it: looking for circles among them
# every 700 objects, as Python does untold, took a third of the time of an answer.
gc.set_threshold(20_000, 20, 20)

app = create_app()
