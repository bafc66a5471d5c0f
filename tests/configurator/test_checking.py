"""What an author is told about a model that can be read: errors of `check`, advice of `lint`."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from configurator import (
    Engine,
    ModelError,
    ProductModel,
    check,
    lint,
    read_model,
    read_model_from,
)
from tests.configurator.worlds import TEXT, group, model_of, number, rule

VALVES = {
    "groups": [group("size", "small", "big"), group("extras", "valve", "gauge", min=0, max=2)],
    "numbers": [number("bar", 1, 10)],
}


def model(*rules: dict[str, Any], **keys: Any) -> ProductModel:
    return model_of({**VALVES, "rules": list(rules), **keys})


def trial(id: str, sellable: str, **choices: str) -> dict[str, Any]:
    return {"id": id, "choices": choices, "sellable": sellable}


@pytest.mark.parametrize(
    ("rules", "id", "code", "sentence"),
    [
        ([rule("r", "not gauge")], "gauge", "never_possible", "never be chosen: rule r (small.yaml:"),
        ([rule("r", "bar >= 2 and gauge")], "gauge", "always_forced", "in every product: rule r (small."),
        ([rule("a", "big => gauge"), rule("b", "gauge => valve"), rule("c", "big => valve")],
         "c", "implied", "says nothing that is not said by a, b"),
        ([rule("a", "small or big")], "a", "implied", "not said by size"),
        ([rule("a", "gauge or not gauge")], "a", "implied", "rules nothing out"),
        ([{**rule("a", "big => gauge"), "text": {"vi": "the big size needs a gauge",
          "en": "the big size needs a gauge"}}], "a", "untranslated", "is the same in both"),
    ],
)  # fmt: skip
def test_lint_names_the_place_the_id_and_the_reason(
    rules: list[dict[str, Any]], id: str, code: str, sentence: str
) -> None:
    (found,) = lint(model(*rules))
    assert (found.id, found.code) == (id, code)
    assert sentence in found.sentence
    assert found.file == "small.yaml" and found.line > 1


def test_a_sound_model_gets_no_advice(compressor: ProductModel) -> None:
    assert not lint(compressor)
    assert not check(compressor)


def test_a_model_without_a_product_is_named_by_its_smallest_contradiction() -> None:
    contradictory = model(
        rule("fine", "big => gauge"), rule("yes", "big => valve"), rule("no", "valve => small"),
        rule("size_matters", "big"),
    )  # fmt: skip
    problems = check(contradictory)
    assert {p.id for p in problems} == {"yes", "no", "size_matters", "size"}
    assert all(p.file == "small.yaml" and p.line > 1 for p in problems)
    assert not [each for each in lint(contradictory) if each.code != "untranslated"]


def test_a_test_configuration_that_turns_out_otherwise_is_told_with_the_reason() -> None:
    tests = [
        trial("wanted", "yes", size="big", gauge="no"),
        trial("unwanted", "no", size="small", bar="4"),
        trial("right", "no", size="big", valve="yes", gauge="no"),
    ]
    problems = check(model(rule("r", "big => gauge"), tests=tests))
    assert [(p.id, p.line > 1) for p in problems] == [("wanted", True), ("unwanted", True)]
    expected = "cannot be sold: gauge: no, size: big, rule r (small.yaml:"
    assert problems[0].message.startswith(expected)
    assert problems[1].message == "must not be sellable, but nothing rules it out"


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"sizes": "big"}, "'sizes' is no group, option or number"),
        ({"size": "huge"}, "'huge' is no option of group 'size'"),
        ({"valve": "perhaps"}, "'perhaps' is neither yes nor no"),
        ({"bar": "0.5"}, "'bar' never is 0.5"),
        ({"bar": "many"}, "'many' is not a number"),
        ({"extras": "valve"}, "'extras' takes several options"),
    ],
)
def test_a_test_configuration_that_makes_no_sense_is_refused(
    choices: dict[str, str], message: str
) -> None:
    with pytest.raises(ModelError, match=message) as caught:
        model(tests=[trial("t", "yes", **choices)])
    (problem,) = caught.value.problems
    assert problem.id == "t" and problem.line > 1


def test_options_and_rules_hold_between_their_dates() -> None:
    seasonal = {**group("season", "winter", "summer", min=0), "parent": "big"}
    seasonal["options"][0] |= {"valid_from": "2026-11-01", "valid_to": "2027-02-28"}
    dated = {**rule("offer", "big => gauge"), "valid_to": "2026-12-31"}
    whole = model(dated, groups=[*VALVES["groups"], seasonal])
    assert whole.turning_days() == [date(2026, 11, 1), date(2027, 1, 1), date(2027, 3, 1)]
    autumn, december, spring = (
        whole.on(date(2026, 10, 31)), whole.on(date(2026, 12, 31)), whole.on(date(2027, 3, 1)),
    )  # fmt: skip
    assert december is whole
    assert whole.on(date(2026, 1, 1)) is autumn
    assert len({whole.content_hash, autumn.content_hash, spring.content_hash}) == 3
    assert [r.id for r in autumn.rules] == ["offer", "winter-dates"]
    assert autumn.rule("winter-dates").text.in_("en") == "Words: sold from 1 November 2026."
    (ban,) = spring.rules
    assert ban.text.in_("vi") == "Chữ: bán đến hết ngày 28/02/2027."
    assert Engine.of(spring).domains({"size": "big"})["winter"] == "blocked"
    assert [f.subjects for f in Engine.of(spring).why({}, "winter")] == [("winter-dates",)]


def test_a_day_without_any_product_is_told_before_it_comes() -> None:
    late = [{**group("size", "small", "big")}]
    late[0]["options"] = [{**each, "valid_to": "2026-12-31"} for each in late[0]["options"]]
    problems = check(model_of({"groups": late}))
    assert {p.id for p in problems} == {"size", "small-dates", "big-dates"}
    assert all("(on 2027-01-01)" in p.message for p in problems)


def test_rules_may_hold_from_the_first_day_to_the_last() -> None:
    always = {**rule("r", "gauge"), "valid_from": "0001-01-01", "valid_to": "9999-12-31"}
    assert not model(always).turning_days() and not check(model(always))


SHARED = {
    "include": "more.yaml",
    "rules": [rule("shared", "big => gauge")],
    "tables": [{"id": "sold", "text": TEXT, "file": "sold.csv"}],
}


def with_files(**files: Any) -> ProductModel:
    """The valves including `shared/common.yaml`, with other files as given."""
    sheet = {"id": "small", "text": TEXT, **VALVES, "include": ["shared/common.yaml"]}
    written = {
        "p/small.yaml": sheet,
        "p/shared/common.yaml": SHARED,
        "p/shared/more.yaml": {"rules": [rule("deeper", "gauge => valve")]},
        **{path.replace("__", "/") + ".yaml": data for path, data in files.items()},
    }
    content = {path: yaml.safe_dump(data).encode() for path, data in written.items() if data}
    return read_model_from({**content, "p/shared/sold.csv": b"size,bar\n*,1..8"}, "p/small.yaml")


def test_rules_and_tables_are_shared_between_models_and_keep_their_places() -> None:
    shared = with_files()
    assert [r.id for r in shared.rules] == ["shared", "deeper"]
    assert [t.id for t in shared.tables] == ["sold"]
    assert shared.places["deeper"] == ("p/shared/more.yaml", 2)
    assert Engine.of(shared).domains({"size": "big"})["valve"] == "forced"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"p__shared__more": None}, "p/shared/common.yaml:1: there is no file 'more.yaml'"),
        ({"p__shared__more": {"include": ["../../../etc/passwd"]}},
         "p/shared/more.yaml:2: there is no file '../../../etc/passwd'"),
        ({"p__shared__more": {"include": ["../small.yaml"]}},
         "p/shared/more.yaml:2: the files include each other in a circle: "
         "p/small.yaml > p/shared/common.yaml > p/shared/more.yaml > p/small.yaml"),
        ({"p__shared__more": {"rules": [rule("deeper", "gauge => vulve")]}},
         "p/shared/more.yaml:2: deeper: 'vulve' does not exist (column 10 of the formula)"),
        ({"p__shared__more": {"rules": [rule("shared", "gauge")]}},
         "p/shared/more.yaml:3: shared: 'shared' is already used in p/shared/common.yaml:4"),
        ({"p__shared__more": {"groups": []}}, "p/shared/more.yaml:1: unknown key 'groups'"),
    ],
)  # fmt: skip
def test_a_mistake_in_an_included_file_is_told_at_its_own_place(
    files: dict[str, Any], message: str
) -> None:
    with pytest.raises(ModelError) as caught:
        with_files(**files)
    assert [str(p) for p in caught.value.problems] == [message]


def test_gaps_in_any_file_are_told_at_once_and_hide_no_advice(tmp_path: Path) -> None:
    untranslated = {**rule("shared", "not gauge"), "text": {"en": "No gauge"}}
    sheet = {"id": "small", "text": {"vi": "Van"}, **VALVES, "include": "common.yaml"}
    for name, data in (("small.yaml", sheet), ("common.yaml", {"rules": [untranslated]})):
        (tmp_path / name).write_text(yaml.safe_dump(data, sort_keys=False))
    with pytest.raises(ModelError) as caught:
        read_model(tmp_path / "small.yaml")
    assert [str(p) for p in caught.value.problems] == [
        "common.yaml:3: shared: translation 'vi' is missing",
        "small.yaml:2: small: translation 'en' is missing",
    ]
    (found,) = lint(read_model(tmp_path / "small.yaml", despite_gaps=True))
    assert (found.id, found.code) == ("gauge", "never_possible")
