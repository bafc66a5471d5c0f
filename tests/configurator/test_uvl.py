"""UVL: what is read, what is named because it cannot be held, and the way back."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from configurator import Engine, ModelError, ProductModel, lint, read_model, read_model_from
from configurator.__main__ import main
from configurator.formula import write
from configurator.writing import write_uvl, write_yaml
from tests.configurator.strategies import models
from tests.configurator.worlds import BruteForce

SHARED = Path(__file__).parents[3] / "shared/models"
"""Models of others, which stand beside the project where they are at hand."""

PUMP = """
namespace Pump  // a comment
include
    Arithmetic.*
features
    Pump {abstract true, vi 'Máy bơm', en 'Pump'}
        mandatory
            Drive
                alternative
                    Electric {price 900, kw 4.5, default}
                    "Diesel 2.0" {price 700, noise 'loud'}
            Integer stages {min 1, max 4, unit 'stages'}
        optional
            Cover cardinality [0..3] {price 40}
            Real pressure {min 2, max 6, step 0.5}
        or
            Inlet
            Outlet
        [1..2]
            A
            B
            C
constraints
    "Diesel 2.0" => !Inlet & Cover /* over
    two lines */
    stages >= 3 => Electric
    sum(price) <= 1000
    pressure > 4 <=> A
    2 * stages + Electric.kw <= 10
    Electric.price / 2 <= stages * stages
"""


def uvl(text: str, **files: str) -> ProductModel:
    held = {f"{name}.uvl": content.encode() for name, content in files.items()}
    return read_model_from({"m.uvl": text.encode(), **held}, "m.uvl")


def products_of(model: ProductModel) -> set[frozenset[str]]:
    return {p.options for p in BruteForce(model).products}


def test_trees_cardinalities_types_attributes_and_constraints_find_their_place() -> None:
    model = uvl(PUMP)
    groups = {g.id: (g.parent, g.min, g.max, [o.code for o in g.options]) for g in model.groups}
    assert groups["root"] == (None, 1, 1, ["Pump"])
    assert groups["Drive_alternative"] == ("Drive", 1, 1, ["Electric", "Diesel_2_0"])
    assert groups["Pump_cardinality"] == ("Pump", 1, 2, ["A", "B", "C"])
    assert groups["Pump_or"][1:3] == (1, 2)
    assert model.option("Pump").text.in_("vi") == "Máy bơm"
    assert model.option("Diesel_2_0").text.in_("en") == "Diesel 2.0"
    assert model.option("Electric").attributes == {"price": 900, "kw": Decimal("4.5")}
    assert model.option("Electric").default
    assert [(n.id, n.min, n.max, n.step) for n in model.numbers] == [
        ("stages", 1, 4, 1), ("Cover_count", 0, 3, 1), ("pressure_value", 0, 6, Decimal("0.5")),
    ]  # fmt: skip
    assert model.number("Cover_count").quantity_of == ("Cover",)
    assert [write(rule.meaning) for rule in model.rules if rule.id.startswith("c")] == [
        "Diesel_2_0 => not Inlet and Cover",
        "stages >= 3 => Electric",
        "900 * Electric + 700 * Diesel_2_0 + 40 * Cover <= 1000",
        "pressure_value > 4 <=> A",
        "2 * stages + 4.5 * Electric <= 10",
    ]
    assert [str(each) for each in model.remarks] == [
        "m.uvl:6: Pump: the attribute 'abstract' is no figure: not held",
        "m.uvl:11: Diesel 2.0: the attribute 'noise' is no figure: not held",
        "m.uvl:30: constraint 'Electric.price / 2 <= stages * stages' is not held: "
        "figures that both vary are multiplied or divided",
    ]
    assert model.places["c1"] == ("m.uvl", 24)


def test_a_typed_feature_is_zero_where_it_is_not_there() -> None:
    engine = Engine.of(uvl(PUMP))
    absent, there = engine.domains({"pressure": False}), engine.domains({"pressure": True})
    assert absent.numbers["pressure_value"].value == 0
    assert (there.numbers["pressure_value"].low, there["Pump"]) == (2, "forced")


def small(body: str) -> str:
    return f"features\n\troot\n\t\toptional\n\t\t\ta\n\t\t\tb\n{body}"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (small("\t\t\tString s\n"), 6, "is text: only whether it is there is held"),
        (small("\t\t\tInteger n\n"), 6, "has no bounds that lie on steps"),
        (small("\t\t\tx cardinality [1..*]\n"), 6, "has no upper end"),
        (small("\t\t\tReal x cardinality [1..2]\n"), 6, "has as many values as it is there"),
        (small("\t\t\tx {sizes [1, 2]}\n"), 6, "the attribute 'sizes [1, 2]' is no plain value"),
        (small("constraints\n\ta == 'x'\n"), 7, "'a' has no figure that can be compared"),
        (small("constraints\n\tavg(price) < 3\n"), 7, "rules know no 'avg', only 'sum'"),
        (small("constraints\n\tlen(a) < 3\n"), 7, "rules know no 'len', only 'sum'"),
        (small("constraints\n\ta => unknown\n"), 7, "no feature is called 'unknown'"),
        (small("constraints\n\ta + b\n"), 7, "'+' is no statement"),
    ],
)
def test_what_cannot_be_held_is_named_with_its_line(text: str, line: int, reason: str) -> None:
    (remark,) = uvl(text).remarks
    assert remark.line == line and reason in remark.message


def test_what_stands_several_times_is_named_with_every_line() -> None:
    model = uvl(small("\t\t\tx {colour 'red'}\n\t\t\ty {colour 'blue'}\n\t\t\tz {colour 'red'}\n"))
    assert [str(each) for each in model.remarks] == [
        "m.uvl:6: x: the attribute 'colour' is no figure: not held, nor in m.uvl 7-8"
    ]


def test_advice_about_a_feature_names_its_line() -> None:
    (found,) = lint(uvl(small("constraints\n\t!a\n")))
    assert str(found) == "m.uvl:4: a: can never be chosen: rule c1 (m.uvl:7)"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("features\n\ta\n\t\tmandatory\n\t\t\ta\n", "m.uvl:4: a: 'a' already stands in line 2"),
        ("features\n\ta\n\t\tsometimes\n\t\t\tb\n", "m.uvl:3: 'sometimes' is no kind of group"),
        ("features\n\ta {x\n", "m.uvl:2: a bracket is never closed"),
        ("features\n\ta\n\tb\n", "m.uvl:1: a model has one root feature"),
        ("feature\n\ta\n", "m.uvl:1: 'feature' is none of namespace, include, imports"),
        (small("constraints\n\ta => \n"), "m.uvl:7: this constraint cannot be read: it breaks off"),
        (small("constraints\n\ta b\n"), "m.uvl:7: this constraint cannot be read: 'b' was not"),
        (small("constraints\n\t" + "(" * 400 + "a" + ")" * 400), "nested too deeply"),
        ("imports\n\tsub as s\nfeatures\n\ta\n", "m.uvl:2: s: there is no file 'sub.uvl'"),
        ("imports\n\tm\nfeatures\n\ta\n", "m: the imports run in a circle: m.uvl > m.uvl"),
        ("features\n\ta\n\t\t[3..4]\n\t\t\tb\n", "at least 3 of 1 features"),
    ],
)
def test_what_is_no_uvl_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ModelError) as caught:
        uvl(text)
    assert message in str(caught.value)


def test_an_imported_model_stands_under_its_name_with_its_own_constraints() -> None:
    top = "imports\n\tparts.motor as m\nfeatures\n\tcar\n\t\tmandatory\n\t\t\tm.motor\n"
    sub = (
        "features\n\tmotor\n\t\toptional\n\t\t\tturbo\n\t\t\tcooler\nconstraints\n\tturbo => cooler"
    )
    held = {"m.uvl": (top + "constraints\n\tm.turbo").encode(), "parts/motor.uvl": sub.encode()}
    model = read_model_from(held, "m.uvl")
    assert products_of(model) == {frozenset({"car", "m_motor", "m_turbo", "m_cooler"})}
    assert model.places["c2"] == ("parts/motor.uvl", 7)


@pytest.mark.parametrize("name", ["berkeleydb", "e_shop"])
def test_the_same_model_as_uvl_and_as_dimacs_leaves_the_same_open(name: str) -> None:
    if not SHARED.is_dir():
        pytest.skip("the models of others are not here")
    states = []
    for suffix in ("uvl", "dimacs"):
        model = read_model(SHARED / f"{name}.{suffix}")
        domains = Engine.of(model).domains({})
        states.append({option.text.en: domains[option.code] for option in model.options})
    assert states[0] == states[1]


def test_two_thousand_five_hundred_features_are_read_whole() -> None:
    if not SHARED.is_dir():
        pytest.skip("the models of others are not here")
    model = read_model(SHARED / "automotive01.uvl")
    assert sum(1 for _ in model.options) == 2513


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(models(clauses=True))
def test_a_model_written_and_read_again_has_the_same_products(
    model: ProductModel,
) -> None:
    """As UVL, whose root feature is one more option, and as YAML."""
    numbers = [number.id for number in model.numbers]
    own = {(p.options, *(p.numbers[n] for n in numbers)) for p in BruteForce(model).products}
    written = write_yaml(model, "m.yaml")
    again = read_model_from({name: text.encode() for name, text in written.items()}, "m.yaml")
    assert {
        (p.options, *(p.numbers[n] for n in numbers)) for p in BruteForce(again).products
    } == own
    back = uvl(write_uvl(model))
    assert not [each for each in back.remarks if "constraint" in each.message]
    root = {option.code for option in back.options} - {option.code for option in model.options}
    products = BruteForce(back).products
    assert {(p.options - root, *(p.numbers[n] for n in numbers)) for p in products} == own


@settings(max_examples=60)
@given(
    st.integers(0, len(PUMP)),
    st.integers(0, 12),
    st.sampled_from(
        ["", "{", "}", '"', "'", "(", "[3..1]", "\n", "\t", "/*", "*", "=>", "1", "é", "\0"]
    ),
    st.sampled_from(["m.uvl", "m.dimacs", "m.yaml"]),
)
def test_whatever_is_written_it_is_read_or_refused_with_a_line(
    at: int, removed: int, put: str, file: str
) -> None:
    text = PUMP[:at] + put + PUMP[at + removed :]
    try:
        told = read_model_from({file: text.encode()}, file).remarks
    except ModelError as error:
        told = tuple(error.problems)
    assert all(each.file == file and each.line >= 1 for each in told)


def test_windows_lines_and_spaces_for_tabs_read_alike() -> None:
    assert (
        uvl(PUMP.replace("\n", "\r\n").replace("    ", "\t")).content_hash == uvl(PUMP).content_hash
    )


def test_a_model_is_converted_and_what_was_not_held_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pump.uvl").write_text(PUMP)
    assert main(["convert", str(tmp_path / "pump.uvl"), str(tmp_path / "out/pump.yaml")]) == 0
    assert "not held: pump.uvl:30: constraint 'Electric.price / 2" in capsys.readouterr().err
    assert main(["convert", str(tmp_path / "out/pump.yaml"), str(tmp_path / "again.uvl")]) == 0
    assert "left out: quantities (quantity_of): 1 (pump.yaml " in capsys.readouterr().err
    first, last = read_model(tmp_path / "pump.uvl"), read_model(tmp_path / "again.uvl")
    assert [o.code for o in first.options] == [o.code for o in last.options]
    assert Engine.of(first).domains({"A": True}) == Engine.of(last).domains({"A": True})
    assert main(["check", str(tmp_path / "again.uvl"), str(tmp_path / "pump.uvl")]) == 0
    assert main(["check", str(tmp_path / "none.uvl")]) == 1
    assert main(["convert", str(tmp_path / "pump.uvl"), str(tmp_path / "pump.txt")]) == 1
