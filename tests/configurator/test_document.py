"""YAML as strings that know their lines, and files nobody should send."""

import pytest

from configurator import Document, ModelError


def problem_in(text: str | bytes) -> str:
    with pytest.raises(ModelError) as caught:
        Document(text, "pack.yaml")
    return str(caught.value)


@pytest.mark.parametrize("scalar", ["0.05", "no", "2026-01-01", "1e3", "null", "0x1F", "~"])
def test_scalars_stay_the_characters_of_the_file(scalar: str) -> None:
    assert Document(f"value: {scalar}", "f").data == {"value": scalar}


def test_line_is_that_of_the_key_the_item_or_the_nearest_parent() -> None:
    document = Document("a:\n  - id: x\n    b: 1\n  - id: y\n", "f")
    assert document.line(("a", 0, "b")) == 3
    assert document.line(("a", 1)) == 4
    assert document.line(("a", 1, "missing", 0)) == 4
    assert document.id_at(("a", 0, "b")) == "x"


def test_an_empty_file_is_an_empty_string() -> None:
    assert Document("", "f").data == ""


def test_letters_in_decomposed_unicode_are_composed() -> None:
    assert Document("a: Ma\u0301y", "f").data == {"a": "M\u00e1y"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3", "pack.yaml:3: key 'a' stands here twice"),
        ("a: [1,\n2", "pack.yaml:3: not readable as YAML"),
        ("a: 1\n---\nb: 2", "not readable as YAML"),
        ("? [1]\n: 2", "pack.yaml:1: a key must be a word"),
        ("[" * 100_000, "pack.yaml:1: nested too deeply"),
        ("- " * 10_000, "pack.yaml:1: nested too deeply"),
        ("a: &a [*a]", "nested too deeply"),
        (b"ok: 1\nbad: \xff", "pack.yaml:2: is not UTF-8 text"),
        ("a: 1\nb: \x07", "pack.yaml:2: holds the control character U+0007"),
        ('a: 1\nb: ["x\\0"]', "pack.yaml:2: holds the control character U+0000"),
        ("a" * 5_000_001, "pack.yaml:1: larger than 5 MB"),
    ],
)
def test_broken_files_are_refused_with_their_place(text: str | bytes, message: str) -> None:
    assert message in problem_in(text)


def test_aliases_that_unfold_without_end_are_refused() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(
        f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 40)
    )
    assert "more than 100000 entries" in problem_in(bomb)


def test_an_alias_that_unfolds_to_little_is_fine() -> None:
    assert Document("a: &x {vi: A}\nb: *x", "f").data == {"a": {"vi": "A"}, "b": {"vi": "A"}}
