"""The forms of a page as a browser reads them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

# What people write into, and what they pick from: a page's own words may be forged too.
WRITTEN = {"text", "number", "tel", "email", "password", "date", "search"}


@dataclass
class Form:
    """One posting form as a page shows it."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    """What it would send as it stands."""
    typed: list[str] = field(default_factory=list)
    """Names of fields that people type into."""
    picked: list[str] = field(default_factory=list)
    """Names of lists, boxes, buttons and hidden fields."""
    multipart: bool = False


class Forms(HTMLParser):
    """The posting forms of a page, and which fields it marks as wrong."""

    def __init__(self, page: str) -> None:
        """Read the page."""
        super().__init__(convert_charrefs=True)
        self.found: list[Form] = []
        self.ids: set[str] = set()
        self.wrong: list[str] = []
        """Ids of the messages that fields in error point at."""
        self._open: Form | None = None
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One more form or field."""
        a = {name: value or "" for name, value in attrs}
        self.ids.add(a.get("id", ""))
        if a.get("aria-invalid") == "true":
            self.wrong.append(a.get("aria-describedby", "") + " " + a.get("aria-errormessage", ""))
        if tag == "form" and a.get("method", "").lower() == "post":
            self._open = Form(a.get("action", ""), multipart="multipart" in a.get("enctype", ""))
            self.found.append(self._open)
        if self._open is not None:
            self._field(self._open, tag, a)

    def _field(self, form: Form, tag: str, a: dict[str, str]) -> None:
        name, kind = a.get("name", ""), a.get("type", "text")
        if tag == "select":
            self._select = name
            form.picked.append(name)
        elif tag == "option" and self._select:
            if "selected" in a or self._select not in form.fields:
                form.fields[self._select] = a.get("value", "")
        elif tag == "textarea" or (tag == "input" and kind in WRITTEN):
            form.typed.append(name)
            form.fields[name] = a.get("value", "")
        elif name and tag in ("input", "button") and kind != "file" and name != "csrf_token":
            form.picked.append(name)
            if kind == "hidden" or "checked" in a:
                form.fields[name] = a.get("value", "on")

    def handle_endtag(self, tag: str) -> None:
        """The end of a form or a list."""
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
