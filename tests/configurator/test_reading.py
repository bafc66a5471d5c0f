"""Models from files: what is read, and what an author is told."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from configurator import ModelError, ProductModel, read_model, read_model_from
from configurator.model import Cell
from tests.configurator.worlds import MODELS

FILES = {
    "products/compressor.yaml": (MODELS / "compressor.yaml").read_bytes(),
    "products/tables/flow_by_size.csv": (MODELS / "tables/flow_by_size.csv").read_bytes(),
}


def problems_of(files: Mapping[str, bytes]) -> list[str]:
    with pytest.raises(ModelError) as caught:
        read_model_from(files, "products/compressor.yaml")
    return [str(problem) for problem in caught.value.problems]


def changed(old: str, new: str) -> list[str]:
    """Problems of the example model after one change to its text."""
    text = FILES["products/compressor.yaml"].decode()
    assert old in text
    return problems_of({**FILES, "products/compressor.yaml": text.replace(old, new, 1).encode()})


def table(text: str) -> list[str]:
    return problems_of({**FILES, "products/tables/flow_by_size.csv": text.encode()})


def test_the_documented_example_reads(compressor: ProductModel) -> None:
    assert compressor.option("c37").attributes == {"power_kw": Decimal(37), "weight_kg": 840}
    assert compressor.number("flow").unit.in_("en") == "m³/min"
    assert compressor.group("extras").max == 4
    assert compressor.group_of("desiccant").id == "dryer"
    assert compressor.tables[0].rows[2][2] == Cell(low=Decimal(7), high=Decimal(14))
    assert compressor.places["flow_by_size"][0] == "compressor.yaml"


def test_a_model_in_memory_is_the_model_on_disk(compressor: ProductModel) -> None:
    held = read_model_from(FILES, "products/compressor.yaml")
    assert held.content_hash == compressor.content_hash


def test_comments_do_not_change_the_content_hash_and_a_price_of_entry_does(
    compressor: ProductModel,
) -> None:
    text = FILES["products/compressor.yaml"]
    commented = {**FILES, "products/compressor.yaml": b"# new\n" + text}
    moved = {**FILES, "products/compressor.yaml": text.replace(b"max: 14", b"max: 14.5")}
    path = "products/compressor.yaml"
    assert read_model_from(commented, path).content_hash == compressor.content_hash
    assert read_model_from(moved, path).content_hash != compressor.content_hash


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("en: Dryer", "n: Dryer", ":34: dryer: translation 'en' is missing"),
        ("en: Dryer", 'en: ""', ":34: dryer: 'en' is empty"),
        ("unit: m³/min\n    min", "min", ":53: flow: key 'unit' is missing"),
        ("max: 14", "max: 0", ":53: flow: min 1 is above max 0"),
        ("max: 14", "max: 14.2", "flow: max 14.2 is not a whole number of steps above 1"),
        ("max: 14", f"max: {'9' * 20}", "more than 1,000,000,000,000 steps lie between"),
        ("flow >= 5", f"flow >= {'9' * 21}", "a figure has 20 digits at most (column 44"),
        ("en: Dryer", "en: [Dryer]", ":34: dryer: 'en': a text must stand here"),
        ("max: 14", "max: NaN", ":57: flow: 'max'"),
        ("max: 14", "max: 1e400000", ":57: flow: 'max'"),
        ("step: 0.5", "step: 0", ":58: flow: 'step'"),
        ("default: 6", "default: 6.2", "flow: default 6.2 is out of bounds or between"),
        ("group: size", "group: c22", ":60: flow: group 'c22' does not exist"),
        ("quantity_of: receiver", "quantity_of: dryer", "option 'dryer' does not exist"),
        ("requires: fine_filter", "requires: filter", ":76: desiccant_needs_filter: 'filter'"),
        ("flow >= 5", "flow", "number 'flow' has to be compared (column 36"),
        ("flow >= 5", "flow >= drain", "'drain' is no number and no option (column 36"),
        ("max: all", "max: all\n    parent: none", ":45: extras: option 'none' does not exist"),
        ("max: all", "max: all\n    parent: receiver", "below itself: extras < extras"),
        ("flow >= 5", "receiver >= 5", "'receiver' is no number (column 36"),
        ("flow >= 5", "flow = 5.1", "'flow' never is 5.1"),
        ("flow >= 5", "flow >=", "a name was expected, not the end (column 43"),
        ("when: desiccant", "formula: desiccant", "write 'formula', or 'when' with"),
        ("code: desiccant", "code: refrigerant", "refrigerant: 'refrigerant' is already used"),
        ("id: dry_air_outdoors", "id: size", "size: 'size' is already used in line 10"),
        ("code: c22", "code: not", "'not' is a word of the formula language"),
        ("code: c22", "code: c-22", ":13: c-22: 'code' is 'c-22': use letters"),
        ("max: all", "max: 9", "extras: min 0, max 9 of 4 options"),
        ("recommended: true", "recomended: true", "c37: unknown key 'recomended'"),
        ("file: tables/flow", "file: ../../flow", "there is no file '../../flow_by_size.csv'"),
        ("file: tables/flow", "file: /etc/flow", "there is no file '/etc/flow_by_size.csv'"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_id(old: str, new: str, message: str) -> None:
    found = changed(old, new)
    assert all(line.startswith("products/compressor.yaml:") for line in found)
    assert any(message in line for line in found), found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("size,flow\n", ":1: flow_by_size: needs a header and at least one row"),
        ("size,flov\nc22,1", ":1: flow_by_size: column 'flov' is no group, number or option"),
        ("size,size\nc22,c22", ":1: flow_by_size: column 'size' stands here twice"),
        ("extras\nreceiver", ":1: flow_by_size: column 'extras': several options are possible"),
        ("size,flow\nc22,1\nc22,1", ":3: flow_by_size: the same row stands in line 2"),
        ("size,cooling\n*,*\n,\n*,air_cooling", ":3: flow_by_size: the row is empty"),
        ("size,flow\n\nc22,1", ":2: flow_by_size: the row is empty"),
        ("size,flow\nc22", ":2: flow_by_size: 1 cells under 2 columns"),
        ("size,flow\nc22,", ":2: flow_by_size: column 'flow': the cell is empty"),
        ("size\nc99", ":2: flow_by_size: column 'size': 'c99' is no option of group 'size'"),
        ("size\nc22|c22", "column 'size': 'c22|c22' names an option twice"),
        ("size\n-", "column 'size': '-' is no option of group 'size'"),
        ("flow\n9..2", "column 'flow': '9..2' runs backwards"),
        ("flow\n1.1..1.2", "column 'flow': '1.1..1.2' holds no value of 'flow'"),
        ("flow\nNaN", "column 'flow': 'NaN' is not a number"),
        ("flow\n1e99", "column 'flow': '1e99' holds no value of 'flow'"),
        ("size;flow\nc22;1", "'size;flow' is no group, number or option of the model; columns"),
        ("flow\n15..99", "column 'flow': '15..99' holds no value of 'flow'"),
        ("receiver\nmaybe", "column 'receiver': 'maybe' is neither yes nor no nor *"),
        ('size\n"c22', ":2: flow_by_size: not CSV"),
    ],
)
def test_a_mistake_in_a_table_is_named_with_row_and_column(text: str, message: str) -> None:
    (found,) = table(text)
    assert found.startswith("products/tables/flow_by_size.csv:")
    assert message in found


def test_every_problem_is_told_at_once() -> None:
    text = FILES["products/compressor.yaml"].replace(b"fine_filter\n", b"filter\n", 1)
    files = {**FILES, "products/compressor.yaml": text}
    files["products/tables/flow_by_size.csv"] = b"size\nc99\nc98"
    assert [line.split(":")[0].rsplit("/", 1)[1] for line in problems_of(files)] == [
        "compressor.yaml",
        "flow_by_size.csv",
        "flow_by_size.csv",
    ]


def test_a_table_larger_than_the_limit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "compressor.yaml").write_bytes(FILES["products/compressor.yaml"])
    (tmp_path / "tables/flow_by_size.csv").write_bytes(b"size\n" + b"c22\n" * 12_500_000)
    with pytest.raises(ModelError, match=r"flow_by_size.csv:1: flow_by_size: larger than 20 MB"):
        read_model(tmp_path / "compressor.yaml")


def test_everything_an_author_left_out_is_told_at_once_with_line_and_id() -> None:
    model = """id: m
text: {vi: Máy, en: Machine}
groups:
  - id: size
    options:
      - {code: small, text: {vi: Nhỏ}}
      - {code: large, text: {vi: Lớn, en: }}
numbers:
  - {id: flow, text: {vi: Lưu lượng, en: Flow}, unit: m, step: 1, max: 9}
"""
    with pytest.raises(ModelError) as caught:
        read_model_from({"m.yaml": model.encode()}, "m.yaml")
    assert [str(each) for each in caught.value.problems] == [
        "m.yaml:4: size: key 'text' is missing",
        "m.yaml:6: small: translation 'en' is missing",
        "m.yaml:7: large: 'en' is empty",
        "m.yaml:9: flow: key 'min' is missing",
    ]


@pytest.mark.parametrize("data", ["", "just words", "- a\n- b", "id: x"])
def test_a_file_of_another_shape_is_refused(data: str) -> None:
    assert problems_of({"products/compressor.yaml": data.encode()})


def test_a_path_without_a_file_is_refused() -> None:
    assert problems_of({}) == ["products/compressor.yaml:1: there is no such file"]
