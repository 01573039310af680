"""Duties that nobody can owe or meet, that are owed twice, or whose numbers are no term: refused, with the place."""

from __future__ import annotations

import pytest

from anlan.policy import load_pack
from anlan.policy.conditions import parse_condition
from anlan.policy.contradictions import possible
from anlan.policy.documents import Document
from anlan.policy.duty_checks import VOCABULARY

TOWN = "duties.town-quarterly-meeting"
OWED_BY = "owed_by: {kind: [party_committee, government], level: town}"


def refusals_of(spoil, *, old: str, new: str, file: str = "duties.yaml") -> list[str]:
    return list(spoil(file=file, old=old, new=new))


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        (
            f"{OWED_BY}\n  unless: {{level: town}}",
            f"duties.yaml:6 {TOWN}.unless: nobody can owe this: `owed_by` and `unless` leave no unit",
        ),
        (
            f"{OWED_BY}\n  unless: {{level: [town, village]}}",
            f"duties.yaml:6 {TOWN}.unless: nobody can owe this: `owed_by` and `unless` leave no unit",
        ),
        (
            "owed_by: {kind: government, all: [{level: town}, {level: county}]}",
            f"duties.yaml:5 {TOWN}.owed_by: nobody can owe this",
        ),
        (
            "owed_by: {kind: government, staff: {gt: 5, lt: 3}}",
            f"duties.yaml:5 {TOWN}.owed_by: nobody can owe this",
        ),
    ],
)
def test_a_duty_that_nobody_can_owe(spoil, new: str, refusal: str) -> None:
    assert any(line.startswith(refusal) for line in refusals_of(spoil, old=OWED_BY, new=new))


@pytest.mark.parametrize("binding", ["encouraged", "exploratory"])
def test_a_duty_on_a_clause_that_binds_nobody_is_refused(spoil, binding: str) -> None:
    old = "consequence: null\n  module: responsibility\n  binding: must\n  software: null\n  carried: {how: duty}"
    found = refusals_of(spoil, file="clauses.yaml", old=old, new=old.replace("must", binding))
    assert found == [
        f"duties.yaml:3 {TOWN}.clause: clause 2.1 is {binding}: nobody owes what it asks, or could be late"
    ]


def standing(holding: str, fact: str, unless: str = "") -> tuple[str, str]:
    old = """  every: quarter
  due: period_end
  met_by: {event: meeting.held}
  accountable: head
  line: general
  lead: obligation.lead
"""
    new = f"""{unless}  while: {holding}
  due: {{after: fact, days: obligation.lead}}
  met_by: {{fact: {fact}}}
  accountable: head
  line: general
"""
    return old, new


@pytest.mark.parametrize(
    ("holding", "fact", "reason"),
    [
        (
            "{staff: {lt: 3}}",
            "{staff: {gte: 5}}",
            "nobody can meet this: the fact contradicts what makes the duty owed",
        ),
        ("{body: false}", "{body: true}", "nobody can meet this: the fact contradicts what makes the duty owed"),
        ("{staff: {gte: 5}}", "{staff: {gte: 3}}", "nobody can owe this: whoever owes it has met it already"),
        ("{staff: {gte: obligation.lead}}", "{staff: {lt: obligation.lead}}", "nobody can meet this"),
        ("{level: county}", "{staff: {gte: 3}}", "nobody can owe this: `owed_by`, `unless` and `while` leave no unit"),
    ],
)
def test_a_standing_duty_that_nobody_can_owe_or_meet(spoil, holding: str, fact: str, reason: str) -> None:
    old, new = standing(holding, fact)
    assert any(reason in line for line in refusals_of(spoil, old=old, new=new))


def test_two_duties_that_owe_the_same(spoil) -> None:
    again = """duties:
- id: the-same-again
  clause: "2.1"
  title: {zh: 再来一次, en: The same again}
  owed_by: {level: town, kind: [party_committee, government]}
  every: quarter
  due: period_end
  met_by: {event: meeting.held}
  accountable: staff
  line: general
  lead: obligation.lead
  remind: []
  grace: obligation.grace
"""
    path = again.replace("{level: town, kind: [party_committee, government]}", OWED_BY.partition(": ")[2])
    refusals = refusals_of(spoil, old="duties:\n", new=path)
    assert refusals == [
        "duties.yaml:14 duties.town-quarterly-meeting: owes the same as the-same-again: "
        "clause, units, cadence and what meets it"
    ]


def test_one_id_given_twice(spoil) -> None:
    again = """duties:
- id: town-quarterly-meeting
  clause: "2.1"
  title: {zh: 再来一次, en: The same again}
  owed_by: {kind: government, level: town}
  every: quarter
  due: period_end
  met_by: {event: meeting.held}
  accountable: staff
  line: general
  lead: obligation.lead
  remind: []
  grace: obligation.grace
"""
    assert "duties.yaml:14 duties.town-quarterly-meeting: town-quarterly-meeting is given twice" in refusals_of(
        spoil, old="duties:\n", new=again
    )


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("to: null, value: 7", "to: 2026-12-31, value: 7", "the parameter obligation.lead ends"),
        (
            "from: 2026-01-01, to: null, value: 10, document: 示例〔2025〕1号",
            "from: 2025-01-01, to: null, value: 10, document: 示例〔2025〕2号",
            "the parameter obligation.grace has two values on one day: a term needs one",
        ),
    ],
)
def test_a_number_that_cannot_be_a_term(spoil, old: str, new: str, reason: str) -> None:
    assert any(reason in line for line in refusals_of(spoil, file="parameters.yaml", old=old, new=new))


def test_a_term_that_reaches_beyond_the_next_period(spoil, tiny_folder) -> None:
    parameters = tiny_folder / "parameters.yaml"
    parameters.write_text(parameters.read_text(encoding="utf-8").replace("value: 10", "value: 100"), encoding="utf-8")
    refusals = refusals_of(spoil, old="due: period_end", new="due: {after: end, days: obligation.grace}")
    assert any("reaches beyond the period that follows" in line for line in refusals)


@pytest.mark.parametrize(
    ("holding", "failing", "is_possible"),
    [
        ({"a": 1}, {"a": 1}, False),
        ({"a": [1, 2]}, {"a": 1}, True),
        ({"a": [1, 2]}, {"a": [1, 2, 3]}, False),
        ({"a": {"gte": 3}}, {"a": {"gt": 2}}, False),
        ({"a": {"gte": 3}}, {"a": {"gt": 3}}, True),
        ({"any": [{"a": 1}, {"b": 1}]}, {"a": 1}, True),
        ({"any": [{"a": 1}, {"b": 1}]}, {"any": [{"a": 1}, {"b": 1}]}, False),
        ({"not": {"a": 1}}, {"not": {"a": 1}}, False),
        ({"a": {"ne": 1}}, {"a": {"ne": 1}}, False),
        ({"a": True}, {"a": False}, True),
        ({"not": {"level": ["city", "county", "zone", "town"]}}, {"a": 1}, True),
        ({"not": {"level": ["city", "county", "zone", "town", "village"]}}, {"a": 1}, False),
        ({"a": {"gte": "x.y"}}, {"a": {"gte": 1}}, True),
        ({"a": {"gte": "x.y"}}, {"a": {"gte": "x.y"}}, False),
    ],
)
def test_what_facts_can_be_at_all(holding: dict, failing: dict, is_possible: bool) -> None:
    document = Document(file="f", data={}, lines={})

    def read(data: dict):
        as_read = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
        if "not" in as_read:
            as_read["not"] = {k: tuple(v) if isinstance(v, list) else v for k, v in data["not"].items()}
        return parse_condition(data=as_read, document=document, path=(), problems=[])

    assert possible(holding=[read(holding)], failing=[read(failing)], known=VOCABULARY) is is_possible


STANDING = """- id: {id}
  clause: "2.1"
  title: {{zh: 长期要求, en: A requirement}}
  owed_by: {{kind: government, level: town}}
  while: {holding}
  due: {{after: fact, days: obligation.lead}}
  met_by: {{fact: {fact}}}
  accountable: head
  line: general
  remind: []
  grace: obligation.grace
"""


def two_standing(one: tuple[str, str], other: tuple[str, str]) -> str:
    entries = zip(("one", "other"), (one, other), strict=True)
    return "duties:\n" + "".join(STANDING.format(id=id, holding=said[0], fact=said[1]) for id, said in entries)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (
            ("always", "{body: true}"),
            ("always", "{body: false}"),
            "duties.other.met_by: cannot be met together with one",
        ),
        (
            ("{returned: true}", "{staff: 0}"),
            ("always", "{staff: {gte: 1}}"),
            "duties.other.met_by: cannot be met together with one, which the same unit can owe",
        ),
        (
            ("{central: true}", "{body: true}"),
            ("{body: true}", "{central: false}"),
            "duties.one.met_by: cannot be met: it makes the unit owe other, which contradicts what makes this one owed",
        ),
    ],
)
def test_two_requirements_that_one_unit_cannot_meet(
    spoil, one: tuple[str, str], other: tuple[str, str], reason: str
) -> None:
    assert any(reason in line for line in refusals_of(spoil, old="duties:\n", new=two_standing(one, other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("{central: true}", "{staff: {gte: 3}}"), ("{central: false}", "{staff: {lt: 2}}")),
        (("always", "{office: true}"), ("{office: false}", "{staff: {gte: 1}}")),
        (("always", "{body: true}"), ("{body: true}", "{staff: {gte: 1}}")),
    ],
)
def test_requirements_that_no_unit_owes_at_once_or_that_follow_each_other_stand(
    tiny_folder, one: tuple[str, str], other: tuple[str, str]
) -> None:
    path = tiny_folder / "duties.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("duties:\n", two_standing(one, other)), encoding="utf-8")
    assert {"one", "other"} <= set(load_pack(path=tiny_folder).duties)


def test_the_order_of_lists_makes_no_other_duty(spoil) -> None:
    own = """duties:
- id: the-same-again
  clause: "2.1"
  title: {zh: 再来一次, en: The same again}
  owed_by: {level: [town], kind: [government, party_committee]}
  every: quarter
  due: period_end
  met_by: {event: meeting.held}
  accountable: staff
  line: general
  lead: obligation.lead
  remind: []
  grace: obligation.grace
"""
    assert any("owes the same as the-same-again" in line for line in refusals_of(spoil, old="duties:\n", new=own))
