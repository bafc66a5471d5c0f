"""What a paper needs of the style sheet, and nothing it needs left out."""

import pytest

from portal.documents.style import SHEET, rules_for, style_of


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        ("p { x: 1 }", "p{ x: 1 }"),
        (".here .gone { x: 1 }", ""),
        (".here, .gone { x: 1 }", ".here{ x: 1 }"),
        (":is(.here, .gone) td { x: 1 }", ":is(.here, .gone) td{ x: 1 }"),
        ("p:not(.gone) { x: 1 }", "p:not(.gone){ x: 1 }"),
        ("@layer a, b;", "@layer a, b;"),
        ("@layer a { @media print { .here { x: 1 } .gone { y: 2 } } }",
         "@layer a{@media print{.here{ x: 1 }}}"),
        ("@page { margin: 0; @bottom-right { content: none } }",
         "@page{ margin: 0; @bottom-right { content: none } }"),
        ("@font-face { font-family: Inter }", ""),
    ],
)  # fmt: skip
def test_rules_that_cannot_apply_are_left_out_and_all_others_stay(css: str, kept: str) -> None:
    assert rules_for('<p class="sheet here">', css) == kept


def test_a_paper_needs_a_small_part_of_the_sheet() -> None:
    style = style_of('<body class="paper"><article class="sheet"><p>A paper</p></article>')
    assert "@page" in style and ".sheet" in style and ".bench" not in style
    assert len(style) < SHEET.stat().st_size / 3
