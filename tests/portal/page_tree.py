"""A page as a tree of elements, into which the parts of an answer can be put."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "br", "meta", "link", "img", "hr"}


@dataclass
class Tree:
    """One element with what is in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Tree | str] = field(default_factory=list)

    @property
    def children(self) -> list[Tree]:
        """The elements directly in it."""
        return [each for each in self.inside if isinstance(each, Tree)]

    @property
    def classes(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()

    @property
    def text(self) -> str:
        """Its words and those of all within."""
        return "".join(each if isinstance(each, str) else each.text for each in self.inside)

    def every(self) -> Iterator[Tree]:
        """It and all elements within."""
        yield self
        for child in self.children:
            yield from child.every()

    def all(self, tag: str) -> list[Tree]:
        """The elements of one kind within."""
        return [each for each in self.every() if each.tag == tag]

    def by_id(self, id: str) -> Tree | None:
        """The element with this id."""
        return next((each for each in self.every() if each.attributes.get("id") == id), None)

    def put(self, part: Tree) -> None:
        """Nothing: the part stands in the place of the element with its id, or fills it.

        What it marks to be kept stays as it is. Raises LookupError where nothing has this id.
        """
        for place in part.every():
            if "data-keep" in place.attributes:
                kept = self._found(place.attributes["id"])
                place.attributes, place.inside = kept.attributes, kept.inside
        target = self._found(part.attributes["id"])
        target.inside = part.inside
        if part.attributes["hx-swap-oob"] == "true":
            target.tag, target.attributes = part.tag, part.attributes

    def _found(self, id: str) -> Tree:
        found = self.by_id(id)
        if found is None:
            raise LookupError(id)
        return found

    def lines(self, without: Collection[str], attributes: Collection[str]) -> list[str]:
        """It in lines to compare: without some kinds of elements and some attributes."""
        kept = {k: v for k, v in self.attributes.items() if k not in attributes}
        found = [f"<{self.tag} {sorted(kept.items())}>"]
        for each in self.inside:
            if isinstance(each, str):
                found += [each.strip()] if each.strip() else []
            elif each.tag not in without:
                found += each.lines(without, attributes)
        return [*found, f"</{self.tag}>"]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Tree("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Tree(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Tree(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop().tag == tag, tag

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def page_tree(html: str) -> Tree:
    """A page, or the parts of an answer, as a tree; AssertionError where tags do not match."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1, reader.open[-1].tag
    return reader.open[0]


def sent_by(form: Tree) -> dict[str, list[str]]:
    """What a form of inputs would send as it stands."""
    found: dict[str, list[str]] = {}
    for each in form.all("input"):
        ticked = each.attributes.get("type") not in ("radio", "checkbox")
        if (ticked or "checked" in each.attributes) and "disabled" not in each.attributes:
            found.setdefault(each.attributes["name"], []).append(each.attributes.get("value", ""))
    return found
