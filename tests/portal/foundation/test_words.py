"""Nothing untranslated, nothing inline: templates, forms and the catalogue."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping
from babel.messages.pofile import read_po
from flask import Flask
from jinja2 import Environment, nodes

from portal.config import ROOT
from portal.models import Person
from tests.portal.factories import client_of

# The style guide shows every component to those who write pages, in words of its own.
GUIDE = ROOT / "templates" / "styleguide"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LETTERS = sorted((ROOT / "templates").rglob("*.txt"))
FORMS = sorted((ROOT / "portal").rglob("*.py"))
CATALOGUE = ROOT / "portal" / "translations" / "vi" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
# Said alike in both languages: units, signs and what things are called.
ALIKE = {"kWh", "kW", "MWh", "kV", "VAT", "PDF", "CSV", "RFP", "TCO", "Bidwright", "ABC", "MB"}
SPOKEN = ("aria-label", "title", "alt", "placeholder", "label")
ENVIRONMENT = Environment(autoescape=True, extensions=["jinja2.ext.do"])


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


# --- the catalogue -------------------------------------------------------------------------------


def extracted() -> set[str]:
    with (ROOT / "portal" / "translations" / "babel.cfg").open() as file:
        methods, options = parse_mapping(file)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS)
    return {id if isinstance(id, str) else id[0] for _file, _line, id, _notes, _context in found}


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="vi")


def said_alike(message: Message, text: str) -> bool:
    """Whether `text` says the values of the sentence; one that counts may leave the number out."""
    forms = [message.id] if isinstance(message.id, str) else list(message.id)
    values = [set(PLACEHOLDER.findall(form)) for form in forms]
    return set.intersection(*values) <= set(PLACEHOLDER.findall(text)) <= set.union(*values)


def faults(ids: set[str], known: Catalog) -> list[str]:
    """What is missing, unsure, or says its values otherwise in Vietnamese."""
    bad = []
    for id in sorted(ids):
        message: Message | None = known.get(id)
        said = message.string if message else ""
        texts = [said] if isinstance(said, str) else list(said)
        if not message or not all(texts) or not texts:
            bad.append(f"no Vietnamese: {id!r}")
        elif message.fuzzy:
            bad.append(f"unsure: {id!r}")
        elif any(not said_alike(message, text) for text in texts):
            bad.append(f"other values: {id!r} → {said!r}")
    return bad


def test_every_sentence_is_in_vietnamese_with_the_same_values() -> None:
    ids = extracted()
    assert len(ids) > 300
    assert faults(ids, catalogue()) == []


def test_planted_sentences_would_be_found() -> None:
    known = Catalog(locale="vi")
    known.add("Fine %(n)s", "Ổn %(n)s")
    known.add("Unsure", "Không chắc", flags=["fuzzy"])
    known.add("Other %(n)s", "Khác %(m)s")
    known.add("Empty", "")
    found = faults({"Fine %(n)s", "Unsure", "Other %(n)s", "Empty", "Absent"}, known)
    assert [line.split(":")[0] for line in found] == [
        "no Vietnamese", "no Vietnamese", "other values", "unsure",
    ]  # fmt: skip


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    from babel.messages.mofile import read_mo

    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = read_mo(file)
    source = {m.id: m.string for m in catalogue() if m.id and isinstance(m.id, str) and m.string}
    assert {id: compiled[id].string for id in source if id in compiled} == source


# --- templates -----------------------------------------------------------------------------------


class Spoken(HTMLParser):
    """Gathers what a person reads or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.quiet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.quiet += tag in ("script", "style", "code", "pre")
        self.found += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self.quiet -= tag in ("script", "style", "code", "pre")

    def handle_data(self, data: str) -> None:
        if not self.quiet:
            self.found.append(data)


def bare_words(source: str) -> list[str]:
    """Words of a template that no translation can reach."""
    page = ""
    for _line, token, value in ENVIRONMENT.lex(source):
        if token == "data":
            page += value
        elif token == "variable_begin":
            # A computed tag is a tag; anything else computed is no word.
            page += "x" if page.endswith(("<", "</")) else "\ufffc"
    reader = Spoken()
    reader.feed(page)
    # A macro may build part of a tag or of an address: name="value", name=value.
    text = re.sub(r"""[\w:-]+=("[^"]*"|\S*)""", "", " ".join(reader.found))
    words = re.findall(r"[^\W\d_]{2,}", text)
    return [word for word in words if word not in ALIKE]


def bare_literals(source: str) -> list[str]:
    """Sentences inside expressions that are not marked for translation."""
    tree = ENVIRONMENT.parse(source)
    marked: set[int] = set()
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext", "ngettext"):
            marked |= {id(const) for const in call.find_all(nodes.Const)}
    said = [
        const.value
        for const in tree.find_all(nodes.Const)
        if isinstance(const.value, str) and id(const) not in marked
    ]
    return [text for text in said if re.search(r"^[A-ZÀ-Ỹ][a-zà-ỹ]+( |$|\.)", text)]


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES + LETTERS if GUIDE not in path.parents], ids=named
)
def test_no_template_speaks_past_the_translation(path: Path) -> None:
    source = path.read_text()
    assert bare_words(source) == []
    assert [text for text in bare_literals(source) if text not in ALIKE] == []


@pytest.mark.parametrize(
    ("planted", "found"),
    [
        ("<p>{{ _('Fine') }} 12 kWh · {{ name }}</p>", []),
        ("<p>Save <b>now</b></p>", ["Save", "now"]),
        ('<a title="Close it" href="/x">{{ _("x") }}</a>', ["Close", "it"]),
        ("{% if a %}<td>Total</td>{% endif %}", ["Total"]),
        ('<div class="card stack" hx-swap="outerHTML">{{ x }}</div>', []),
    ],
)
def test_planted_words_would_be_found(planted: str, found: list[str]) -> None:
    assert bare_words(planted) == found


def test_a_planted_literal_would_be_found() -> None:
    assert bare_literals('{{ ui.button("Save it") }}{{ ui.button(_("Fine")) }}') == ["Save it"]


# --- Python --------------------------------------------------------------------------------------

RAISES = ("ValidationError", "StopValidation")


def unmarked(tree: ast.AST) -> Iterator[str]:
    """Labels, choices and complaints of forms that are plain strings."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if not name.endswith("Field") and name not in RAISES:
            continue
        labels = [*node.args[:1], *(k.value for k in node.keywords if k.arg == "label")]
        for label in labels:
            if isinstance(label, ast.Constant) and re.match("[A-ZÀ-Ỹ]|.* ", str(label.value)):
                yield label.value
            if isinstance(label, ast.JoinedStr):
                yield ast.unparse(label)


def test_every_label_and_complaint_of_a_form_is_marked_for_translation() -> None:
    found = [
        f"{named(path)}: {text}"
        for path in FORMS
        if "wtforms" in path.read_text()
        for text in unmarked(ast.parse(path.read_text()))
    ]
    assert found == []


def test_a_planted_label_would_be_found() -> None:
    planted = 'a = TextField("Full name")\nb = TextField(_l("Fine"))\nraise ValidationError("Bad")'
    assert sorted(unmarked(ast.parse(planted))) == ["Bad", "Full name"]


# --- nothing inline ------------------------------------------------------------------------------


class Inline(HTMLParser):
    """Gathers what a strict content policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name == "style" or (name.startswith("on") and len(name) > 2):
                self.found.append(f"<{tag} {name}>")
            if (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"<{tag} {name}=javascript:>")


def inline(html: str) -> list[str]:
    reader = Inline()
    reader.feed(html)
    return reader.found


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_holds_style_or_script(path: Path) -> None:
    data = (value for _line, token, value in ENVIRONMENT.lex(path.read_text()) if token == "data")
    assert inline("".join(data)) == []


def test_no_page_that_opens_holds_style_or_script(app: Flask, lan: Person, huong: Person) -> None:
    opened = 0
    for person in (None, lan, huong):
        for language in ("vi", "en"):
            client = client_of(app, person, language)
            for rule in app.url_map.iter_rules():
                if rule.arguments or "GET" not in (rule.methods or ()):
                    continue
                answer = client.get(rule.rule)
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    opened += 1
                    assert inline(answer.text) == [], rule.rule
    assert opened > 20


@pytest.mark.parametrize(
    "planted",
    ['<p style="color:red">', "<script>1</script>", "<b onclick=x>", "<a href=' javascript:1'>"],
)
def test_planted_style_or_script_would_be_found(planted: str) -> None:
    assert inline(planted)
