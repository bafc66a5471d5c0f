"""DIMACS CNF: options by their comments, clauses as they stand."""

import pytest

from configurator import ModelError, ProductModel, check, lint, read_model_from


def cnf(text: str) -> ProductModel:
    return read_model_from({"small.dimacs": text.encode()}, "small.dimacs")


def test_variables_become_options_named_by_their_comments() -> None:
    model = cnf("c 1 pump\nc 2 7 bar\nc made by hand\np cnf 3 3\n1 0\n-1\n 2 0 -2 -3 0\n")
    assert [(o.code, o.text.vi) for o in model.options] == [
        ("pump", "pump"),
        ("f_7_bar", "7 bar"),
        ("v3", "v3"),
    ]
    assert model.clauses == ((1,), (-1, 2), (-2, -3))
    assert not model.remarks


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("p cnf 2 1\n1 2\n", "small.dimacs:3: the last clause does not end with 0"),
        ("1 2 0", "small.dimacs:1: there is no line 'p cnf VARIABLES CLAUSES'"),
        ("p cnf 2 2\n1 0\n1 -3 0", "small.dimacs:3: a literal is beyond variable 2"),
        ("p cnf 2 1\nx 0", "small.dimacs:2: 'x 0' is no clause"),
        ("p cnf 2", "small.dimacs:1: a header looks like 'p cnf VARIABLES CLAUSES'"),
        ("p cnf 2 0\np cnf 2 0", "small.dimacs:2: a second header; the first stands in line 1"),
        ("p cnf 9000000 0", "small.dimacs:1: between 1 and 200000 variables can be read"),
    ],
)
def test_what_is_no_cnf_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ModelError) as caught:
        cnf(text)
    assert str(caught.value) == message


def test_a_count_that_is_not_the_files_is_remarked() -> None:
    model = cnf("p cnf 2 5\n1 2 0\n")
    assert [str(each) for each in model.remarks] == [
        "small.dimacs:1: announces 5 clauses; the file holds 1"
    ]


def test_options_and_clauses_are_told_with_the_lines_they_stand_in() -> None:
    dead = cnf("p cnf 2 1\nc 2 7 bar\n-2 0\n")
    assert [str(each) for each in lint(dead)] == [
        "small.dimacs:2: f_7_bar: can never be chosen: clause 1 (small.dimacs:3)"
    ]
    problems = check(cnf("p cnf 2 3\n1 0\n-1\n2 0 -2 0\n"))
    assert [(p.file, p.line, p.id) for p in problems] == [
        ("small.dimacs", 2, "1"),
        ("small.dimacs", 4, "2"),
        ("small.dimacs", 4, "3"),
    ]
