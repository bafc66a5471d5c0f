"""What a click brings: with its parts put in place, the page is the one that comes anew."""

from random import Random

import pytest

from tests.portal.configure.conftest import Desk, Opener
from tests.portal.conftest import HTMX, ONE_DATABASE
from tests.portal.page_tree import Tree, page_tree, sent_by

CLICKS = 12


def _looks(page: Tree) -> list[str]:
    """The workbench, without what only a new page says: folds, pages without script, toasts."""
    workbench = page.by_id("workbench")
    assert workbench
    lines = workbench.lines(("noscript",), ("open", "hx-swap-oob", "data-focus"))
    return [each for each in lines if "'csrf_token'" not in each and "'once'" not in each]


def _click(desk: Desk, page: Tree, random: Random) -> Tree:
    """The answer to a random click in the page, as a browser sends it."""
    step = random.choice([form for form in page.all("form") if "group" in form.classes])
    sent = sent_by(step)
    field = random.choice(
        [each for each in step.all("input") if each.attributes["type"] in ("radio", "checkbox")]
    )
    name, value = field.attributes["name"], field.attributes["value"]
    if field.attributes["type"] == "radio":
        sent[name] = [value]
    else:
        sent[name] = [each for each in sent.get(name, []) if each != value]
        sent[name] += [value] if "checked" not in field.attributes else []
    version = page.by_id("version")
    assert version
    sent["version"] = [version.attributes["value"]]
    headers = {**HTMX, "HX-Current-URL": f"http://localhost{desk.url}?step=motor"}
    return page_tree(desk.client.post(desk.url, data=sent, headers=headers).get_data(as_text=True))


def _owed(desk: Desk, page: Tree) -> Tree:
    """What the page asks for by itself after an answer: reasons that had to wait."""
    checking = page.by_id("checking")
    assert checking
    asked = [
        each.attributes["hx-get"] for each in checking.all("div") if "hx-get" in each.attributes
    ]
    if not asked:
        return page_tree("")
    headers = {**HTMX, "HX-Current-URL": f"http://localhost{desk.url}?step=motor"}
    address = f"{asked[0]}&version={desk.row.version}"
    answer = page_tree(desk.client.get(address, headers=headers).get_data(as_text=True))
    assert answer.by_id("version") and not answer.by_id("toasts")  # the undo stays
    return answer


@ONE_DATABASE
@pytest.mark.parametrize(
    ("pack", "segment", "product"),
    [("equipment", "workshop", "compressor"), ("energy", "industrial", "contract")],
)
def test_a_page_put_together_from_answers_is_the_page_that_comes_anew(
    desk_of: Opener, pack: str, segment: str, product: str
) -> None:
    desk, random = desk_of(pack, segment, product=product), Random(5)
    page, owed = page_tree(desk.show("?step=motor")), 0
    for _ in range(CLICKS):
        for part in _click(desk, page, random).children:
            page.put(part)
        later = _owed(desk, page).children
        owed += bool(later)
        for part in later:
            page.put(part)
        if page.by_id("errors") or "conflict" in page.text:
            page = page_tree(desk.show("?step=motor"))
        assert _looks(page) == _looks(page_tree(desk.show("?step=motor")))
    assert desk.row.version > CLICKS / 2
    assert owed
