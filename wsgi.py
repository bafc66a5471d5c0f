"""The WSGI entry point: `gunicorn wsgi:app` or `flask --app wsgi`."""

from portal import create_app
from portal.tidying import TidyBetween, settle

app = create_app()
app.wsgi_app = TidyBetween(app.wsgi_app)  # type: ignore[method-assign]
settle()
