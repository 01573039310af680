"""The catalogue of Chaozhou: 279 clauses, complete in both languages, and how each is carried."""

from collections import Counter
from datetime import date

import pytest

from anlan.policy import Pack, conditions
from anlan.policy.validation import Text

MODULES = {
    "duties": 26, "responsibility": 24, "enforcement": 23, "oversight": 21, "accident": 15, "projects": 15,
    "assessment": 14, "emergency": 14, "risk": 14, "training": 13, "investment": 12, "hazard": 11,
    "health": 10, "accountability": 10, "licensing": 9, "services": 9, "warning": 8, "disclosure": 8,
    "urban": 8, "tasks": 7, "insurance": 4, "credit": 4,
}  # fmt: skip


def test_the_catalogue_has_279_clauses_counted_by_module(chaozhou: Pack) -> None:
    assert len(chaozhou.clauses) == 279
    assert Counter(clause.module for clause in chaozhou.clauses.values()) == MODULES


def test_clauses_are_numbered_within_their_article_without_a_gap(chaozhou: Pack) -> None:
    expected: Counter[str] = Counter()
    for clause in chaozhou.clauses.values():
        expected[clause.article] += 1
        assert clause.id == f"{clause.article}.{expected[clause.article]}"
    assert set(expected) == set(chaozhou.articles)


def test_every_clause_of_the_catalogue_answers_to_its_own_number(chaozhou: Pack) -> None:
    for clause in chaozhou.clauses.values():
        assert chaozhou.clause_for(reference=clause.id) is clause
    assert chaozhou.clause_for(reference="99.1") is None


def test_title_subject_condition_and_duty_are_complete_in_both_languages(chaozhou: Pack) -> None:
    for clause in chaozhou.clauses.values():
        for text in filter(None, (clause.title, clause.subject, clause.condition, clause.duty)):
            assert isinstance(text, Text)
            assert text.zh.strip()
            assert text.en.strip()


def test_28_cadences_stand_in_the_text_and_the_others_are_product_defaults(chaozhou: Pack) -> None:
    sources = Counter(clause.cadence_source for clause in chaozhou.clauses.values())
    assert sources == {"policy": 28, "inferred": 251}


def test_11_clauses_bind_nobody_and_can_never_be_violated(chaozhou: Pack) -> None:
    binding = Counter(clause.binding for clause in chaozhou.clauses.values())
    assert binding == {"must": 268, "encouraged": 8, "exploratory": 3}


def test_every_clause_is_carried_or_says_why_not_or_until_when(chaozhou: Pack) -> None:
    for clause in chaozhou.clauses.values():
        carried = clause.carried
        if carried.how == "none":
            assert carried.reason or carried.milestone in chaozhou.milestones


def test_1_1_owes_no_act_and_waits_for_nothing(chaozhou: Pack) -> None:
    carried = chaozhou.clauses["1.1"].carried
    assert (carried.how, carried.milestone) == ("none", None)
    assert carried.reason is not None


def test_3_1_and_5_2_are_registers(chaozhou: Pack) -> None:
    assert chaozhou.clauses["3.1"].carried.how == chaozhou.clauses["5.2"].carried.how == "register"


@pytest.mark.parametrize(
    ("clause", "milestone"),
    [
        ("12.2", "enterprises"),
        ("5.9", "training"),
        ("12.1", "enterprises"),
        ("14.3", "enforcement"),
        ("16.13", "accidents"),
        ("12.3", "enterprises"),
        ("26.2", "services-insurance-credit"),
    ],
)
def test_clauses_wait_for_the_milestone_of_their_article(chaozhou: Pack, clause: str, milestone: str) -> None:
    assert chaozhou.clauses[clause].carried.milestone == milestone


def test_every_milestone_carries_something(chaozhou: Pack) -> None:
    waited_for = {clause.carried.milestone for clause in chaozhou.clauses.values()} - {None}
    assert waited_for == set(chaozhou.milestones)


@pytest.mark.parametrize(
    ("clause", "kinds", "levels", "every", "forms"),
    [
        ("3.2", {"party_committee"}, {"city"}, "half_year", {"standing_committee"}),
        ("3.3", {"government"}, {"city"}, "half_year", {"government_executive"}),
        ("3.8", {"party_committee"}, {"county", "zone"}, "quarter", {"standing_committee"}),
        ("3.9", {"government"}, {"county", "zone"}, "quarter", {"government_executive"}),
        (
            "3.12",
            {"party_committee", "government"},
            {"town"},
            "month",
            {"standing_committee", "government_executive", "study"},
        ),
    ],
)
def test_who_must_meet_how_often_and_in_which_form(
    chaozhou: Pack, clause: str, kinds: set[str], levels: set[str], every: str, forms: set[str]
) -> None:
    (duty,) = [duty for duty in chaozhou.duties.values() if duty.clause == clause]
    assert (duty.every, duty.due, duty.accountable) == (every, "period_end", "head")
    assert duty.met_by.single
    (event,) = duty.met_by.alternatives
    assert (event.event, set(event.variant)) == ("meeting.held", forms)
    assert isinstance(duty.owed_by, conditions.All)
    named: dict[str, set[object]] = {}
    for test in duty.owed_by.items:
        assert isinstance(test, conditions.Test)
        named[test.field] = set(test.value) if isinstance(test.value, tuple) else {test.value}
    assert named == {"kind": kinds, "level": levels}


def test_each_duty_cites_a_clause_that_says_it_is_carried_by_a_duty(chaozhou: Pack) -> None:
    carried = {clause.id for clause in chaozhou.clauses.values() if clause.carried.how == "duty"}
    assert {duty.clause for duty in chaozhou.duties.values()} == carried
    assert {"3.2", "3.3", "3.8", "3.9", "3.12"} <= carried


def test_times_of_duties_are_numbers_of_days_in_force(chaozhou: Pack) -> None:
    for duty in chaozhou.duties.values():
        for key in duty.parameters:
            assert chaozhou.parameters.value(key=key, on=date(2026, 11, 1)).value >= 0


def test_lines_have_lasting_numbers(chaozhou: Pack) -> None:
    assert chaozhou.lines["general"].id == 1
    assert len({line.id for line in chaozhou.lines.values()}) == len(chaozhou.lines) == 14
