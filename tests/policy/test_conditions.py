"""The grammar of conditions: read whole, or refused with its place."""

from pathlib import Path

import pytest

from anlan.policy import conditions
from anlan.policy.conditions import AnyOf, Not, ParameterRef
from anlan.policy.documents import read_document
from anlan.policy.problems import Problem


def parse(folder: Path, text: str) -> tuple[conditions.Condition | None, list[str]]:
    path = folder / "some.yaml"
    path.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    document = read_document(path=path, file="some.yaml", problems=problems)
    assert document is not None
    found = conditions.parse_condition(data=document.data, document=document, path=(), problems=problems)
    return found, [str(problem) for problem in problems]


def told(condition: conditions.Condition) -> object:
    """A condition as nested plain values, without places."""
    match condition:
        case conditions.Test(field=field, op=op, value=value):
            return (field, op, value)
        case Not(item=item):
            return ("not", told(item))
        case AnyOf(items=items):
            return ("any", [told(item) for item in items])
        case conditions.All(items=items):
            return ("all", [told(item) for item in items])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("level: town", ("level", "eq", "town")),
        ("vertical: false", ("vertical", "eq", False)),
        ("kind: [a, b]", ("kind", "in", ("a", "b"))),
        ("employees: {gte: 100}", ("employees", "gte", 100)),
        ("employees: {gte: staff.min}", ("employees", "gte", ParameterRef(key="staff.min"))),
        ("n: {gt: 1, lte: 5}", ("all", [("n", "gt", 1), ("n", "lte", 5)])),
        ("a: 1\nb: 2", ("all", [("a", "eq", 1), ("b", "eq", 2)])),
        ("any: [{a: 1}, {b: {ne: 2}}]", ("any", [("a", "eq", 1), ("b", "ne", 2)])),
        ("all: [{a: 1}, {a: 2}]", ("all", [("a", "eq", 1), ("a", "eq", 2)])),
        ("not: {a: 1, b: 2}", ("not", ("all", [("a", "eq", 1), ("b", "eq", 2)]))),
        (
            "kind: enterprise\nany:\n- high_hazard: true\n- employees: {gte: 100}",
            ("all", [("kind", "eq", "enterprise"),
                     ("any", [("high_hazard", "eq", True), ("employees", "gte", 100)])]),
        ),
    ],
)  # fmt: skip
def test_what_can_be_said(tmp_path: Path, text: str, expected: object) -> None:
    condition, problems = parse(tmp_path, text)
    assert problems == []
    assert condition is not None
    assert told(condition) == expected


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("a: {above: 1}", "some.yaml:1 a.above: 'above' is not one of eq, ne, gt, gte, lt, lte"),
        ("a: {gte: true}", "some.yaml:1 a.gte: True is neither a number nor the key of a parameter"),
        ("a: {}", "some.yaml:1 a: has no comparison"),
        ("a: []", "some.yaml:1 a: must be a list of single values, and not empty"),
        ("a: [{b: 1}]", "some.yaml:1 a: must be a list of single values, and not empty"),
        ("a: null", "some.yaml:1 a: None is not a value to compare with"),
        ("any: {a: 1}", "some.yaml:1 any: must be a list of conditions, and not empty"),
        ("any: []", "some.yaml:1 any: must be a list of conditions, and not empty"),
        ("not: [a]", "some.yaml:1 not: must be a mapping of fields to values, and not empty"),
        ("any:\n- a: 1\n- {}", "some.yaml:3 any.1: must be a mapping of fields to values, and not empty"),
        ("{}", "some.yaml:1: must be a mapping of fields to values, and not empty"),
    ],
)
def test_what_cannot_be_said(tmp_path: Path, text: str, refusal: str) -> None:
    condition, problems = parse(tmp_path, text)
    assert condition is None
    assert problems == [refusal]


def test_each_comparison_knows_its_place(tmp_path: Path) -> None:
    condition, _ = parse(tmp_path, "kind: enterprise\nany:\n- a: 1\n- not:\n    b: {gte: 2}\n")
    assert condition is not None
    places = [str(test.where) for test in conditions.tests_of(condition=condition)]
    assert places == ["some.yaml:1 kind", "some.yaml:3 any.0.a", "some.yaml:5 any.1.not.b.gte"]


def test_a_condition_may_not_name_a_parameter_that_does_not_exist(spoil) -> None:
    old = "level: town}"
    refusals = spoil(file="duties.yaml", old=old, new="level: town, employees: {gte: staff.min}}")
    assert refusals == (
        "duties.yaml:5 duties.town-quarterly-meeting.owed_by.employees.gte: there is no parameter staff.min",
    )
