"""Every part of the duty language: what it says, what it refuses with place and reason, and that a body keeps it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from anlan.policy import Duty, load_pack
from anlan.policy.due_rules import FixedDay, Term, answered_period, answering_days
from anlan.policy.duties import duty_of_body
from anlan.policy.met_by import Alternative, Part
from anlan.policy.periods import parse_label, period_of

MET_BY = "met_by: {event: meeting.held}"
DUE = "due: period_end"
TOWN = "duties.town-quarterly-meeting"


def duty(folder: Path, *changes: tuple[str, str]) -> Duty:
    """The small pack's duty with some of its text replaced."""
    path = folder / "duties.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return load_pack(path=folder).duties["town-quarterly-meeting"]


def parts(*several: tuple[tuple[str, ...], int]) -> tuple[Part, ...]:
    return tuple(Part(tuple(Alternative(event) for event in events), times) for events, times in several)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("{event: a.b, times: 2}", parts((("a.b",), 2))),
        ("{any: [{event: a.b}, {event: c.d}]}", parts((("a.b", "c.d"), 1))),
        ("{any: [{event: a.b}, {event: c.d}], times: 3}", parts((("a.b", "c.d"), 3))),
        ("{all: [{event: a.b, times: 2}, {event: c.d}]}", parts((("a.b",), 2), (("c.d",), 1))),
        ("{all: [{event: a.b}, {any: [{event: c.d}, {event: e.f}]}]}", parts((("a.b",), 1), (("c.d", "e.f"), 1))),
    ],
)
def test_met_by_several_events(tiny_folder: Path, written: str, meant: tuple[Part, ...]) -> None:
    one = duty(tiny_folder, (MET_BY, f"met_by: {written}"))
    assert one.met_by.parts == meant
    assert duty_of_body(body=one.body).met_by == one.met_by


def test_everything_that_a_duty_may_say_survives_as_its_body(tiny_folder: Path) -> None:
    one = duty(
        tiny_folder,
        (DUE, "due: {after: end, days: obligation.grace}"),
        (
            "grace: obligation.grace",
            "grace: obligation.grace\n"
            "  unless: {level: city}\n"
            "  extend: {by: superior, most: obligation.grace}\n"
            "  review: {by: committee_office, within: obligation.remind, more: obligation.remind}\n"
            "  waive: {by: superior, reasons: [{key: flood, zh: 抗洪, en: Flood}]}",
        ),
    )
    again = duty_of_body(body=one.body)
    assert again.due == Term("end", "days", "obligation.grace") == one.due
    assert one.review is not None
    assert one.waive is not None
    assert [reason.key for reason in one.waive.reasons] == ["flood"]
    for name in ("owed_by", "unless", "met_by", "review", "extend", "waive", "digest", "parameters"):
        assert getattr(again, name) == getattr(one, name)


def test_a_body_written_before_the_language_grew_still_reads() -> None:
    body = (
        '{"accountable": "head", "clause": "3.12", "due": "period_end", "every": "month", "grace": "g", "id": "x", '
        '"lead": "l", "line": "general", "met_by": {"event": "meeting.held", "variant": []}, "on": null, '
        '"owed_by": {"kind": ["government"], "level": "town"}, "remind": ["r"], '
        '"title": {"en": "Meet", "zh": "开会"}, "unless": null}'
    )
    one = duty_of_body(body=body)
    assert (one.every, one.due, one.met_by.events, one.escalate) == ("month", "period_end", ("meeting.held",), ())


def test_a_standing_requirement_is_met_by_a_fact(tiny_folder: Path) -> None:
    one = duty(
        tiny_folder,
        ("every: quarter", "while: {employees: {gte: 10}}"),
        (DUE, "due: {after: fact, days: obligation.grace}"),
        (MET_BY, "met_by: {fact: {safety_staff: {gte: 1}}}"),
        ("  lead: obligation.lead\n", ""),
    )
    assert one.standing
    assert (one.every, one.on) == (None, None)
    assert one.condition is not None
    assert one.met_by.fact is not None
    assert duty_of_body(body=one.body).met_by == one.met_by


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        (MET_BY, "met_by: {}", f"duties.yaml:8 {TOWN}.met_by: must name an `event`, or several under `any` or `all`"),
        (MET_BY, "met_by: {event: a, times: 0}", f"duties.yaml:8 {TOWN}.met_by.times: 0: Input should be greater"),
        (MET_BY, "met_by: {event: a, form: b}", f"duties.yaml:8 {TOWN}.met_by.form: is not a known field"),
        (MET_BY, "met_by: {all: [{event: a}]}", f"duties.yaml:8 {TOWN}.met_by.all: must be a list of at least two"),
        (MET_BY, "met_by: {any: [{event: a}], all: []}", f"duties.yaml:8 {TOWN}.met_by.any: cannot stand beside"),
        (MET_BY, "met_by: {fact: {a: 1}}", f"duties.yaml:8 {TOWN}.met_by: is a `fact` exactly when"),
        (DUE, "due: soon", f"duties.yaml:7 {TOWN}.due: 'soon' is not one of period_end"),
        (DUE, 'due: {day: "01-31"}', f"duties.yaml:7 {TOWN}.due.day: is a day of the year only with `every: year`"),
        (DUE, 'due: {day: "02-29"}', f"duties.yaml:7 {TOWN}.due.day: '02-29' is not a day that every year has"),
        (DUE, "due: {after: end}", f"duties.yaml:7 {TOWN}.due: needs exactly one of `days`"),
        (DUE, "due: {after: now, days: a}", f"duties.yaml:7 {TOWN}.due.after: 'now' is not one of start, end"),
        (DUE, "due: {after: fact, days: a}", f"duties.yaml:7 {TOWN}.due.after: is start or end with `every`"),
        (DUE, "due: {after: start, hours: a}", f"duties.yaml:7 {TOWN}.due.hours: are counted from an occasion"),
        (DUE, "due: {after: end, days: a}", f"duties.yaml:7 {TOWN}.due.days: there is no parameter a"),
        (
            DUE,
            "due: {after: end, working_days: obligation.lead}",
            f"duties.yaml:7 {TOWN}.due.working_days: the parameter obligation.lead counts in 'day', not in 'working",
        ),
        (
            "remind: []",
            "remind: []\n  escalate: [{after: obligation.lead, to: mayor}]",
            f"duties.yaml:13 {TOWN}.escalate.0.to: 'mayor' is not one of superior, committee_office",
        ),
        (
            "remind: []",
            "remind: []\n  waive: {by: superior, reasons: [{key: a, zh: 一, en: A}, {key: a, zh: 二, en: B}]}",
            f"duties.yaml:13 {TOWN}.waive: gives the same key to two reasons",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(spoil, old: str, new: str, refusal: str) -> None:
    refusals = spoil(file="duties.yaml", old=old, new=new)
    assert any(line.startswith(refusal) for line in refusals), refusals


def test_3_1_five_years_are_those_of_the_national_plans() -> None:
    plan = period_of(every="five_years", day=dt.date(2027, 3, 9))
    assert (plan.start, plan.end, plan.label) == (dt.date(2026, 1, 1), dt.date(2030, 12, 31), "2026-2030")
    assert parse_label(label="2026-2030") == plan
    with pytest.raises(ValueError, match="2027-2031"):
        parse_label(label="2027-2031")


def test_what_is_due_after_the_year_is_done_in_the_next_one() -> None:
    year = period_of(every="year", day=dt.date(2026, 5, 1))
    due = Term("end", "days", "x")
    assert answering_days(due=due, period=year) == (dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    assert answered_period(due=due, every="year", day=dt.date(2027, 1, 20)) == year
    assert answering_days(due="period_end", period=year) == (year.start, year.end)
    assert answered_period(due=FixedDay(1, 31), every="year", day=dt.date(2026, 1, 20)) == year
