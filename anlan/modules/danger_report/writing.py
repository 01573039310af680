"""报告隐患: what the steps of a report write, and make bodies owe: an answer, telling upward (3.14, 3.17)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.findings import Finding
from anlan.modules.danger_report.refusals import unit_of_code
from anlan.rules import danger_reports


def write_report(doing: Doing) -> None:
    """Keep what was found and how long telling took; the receiver owes an answer from now on."""
    report, answers, act = doing.record, doing.answers, doing.act
    report.what, report.place, report.found_at = answers["what"], answers["place"], answers["found_at"]
    report.major, report.reported_on = bool(answers.get("major")), act.today
    report.hours_taken = danger_reports.hours_taken(found_at=report.found_at, reported_at=act.now)
    hours = int(act.pack.parameters.value(key="danger_report.major_hours", on=act.today).value)
    report.late = report.major and danger_reports.is_late(
        found_at=report.found_at, reported_at=act.now, hours=hours
    )  # fmt: skip
    report.send_to(receiver=Unit.objects.get(pk=int(answers["receiver"])))
    report.save(force_insert=True)
    owe_answer(doing, receiver=report.receiver)
    if report.major:
        owe_telling_upward(doing, receiver=report.receiver)


def owe_telling_upward(doing: Doing, *, receiver: Unit) -> None:
    """A town that has a major danger before it owes telling the county, within hours from now (3.14)."""
    if receiver.area.level == "town":
        report = doing.record
        doing.owed.append(Owed("report.major", receiver, report.what, None, report.record_type(), report.pk))


def write_grade(doing: Doing) -> bool:
    """Keep that the receiver finds the danger to be major, where nobody had said so; tells whether it is news."""
    if doing.record.major or not doing.answers.get("major"):
        return False
    doing.record.major = doing.record.found_major = True
    type(doing.record).objects.filter(pk=doing.record.pk).update(major=True, found_major=True)
    return True


def write_receipt(doing: Doing) -> None:
    """A town that finds at the receipt that the danger is major owes telling the county from now on."""
    if write_grade(doing):
        owe_telling_upward(doing, receiver=doing.record.receiver)


def owe_answer(doing: Doing, *, receiver: Unit) -> None:
    """Whoever has the report owes an answer within a term in working days."""
    report, act = doing.record, doing.act
    days = int(act.pack.parameters.value(key="danger_report.answer_days", on=act.today).value)
    by = act.pack.calendar.add_working_days(start=act.today, days=days).date
    doing.owed.append(Owed("report.made", receiver, report.what, by, report.record_type(), report.pk))


def write_danger(doing: Doing) -> None:
    """The register of hidden dangers takes it over; this body follows it up there."""
    report, act = doing.record, doing.act
    unit = unit_of_code(code=doing.answers.get("code") or report.unit.code)
    days = int(act.pack.parameters.value(key="danger_report.answer_days", on=act.today).value)
    due = act.today + dt.timedelta(days=days)
    doing.findings.append(Finding("report.danger", unit or report.unit, report.what, due, place=report.place))


def write_answer(doing: Doing) -> None:
    """The answer goes back to whoever reported."""
    type(doing.record).objects.filter(pk=doing.record.pk).update(
        answer=doing.answers["answer"], answered_on=doing.act.today
    )  # fmt: skip


def write_new_receiver(doing: Doing) -> None:
    """Another body has the report from now on and owes the answer.

    The record at hand keeps the receiver that acts: it is for that one that the act counts.
    """
    receiver = Unit.objects.select_related("area").get(pk=int(doing.answers["receiver"]))
    if write_grade(doing):
        owe_telling_upward(doing, receiver=receiver)
    type(doing.record).objects.filter(pk=doing.record.pk).update(
        receiver=receiver, receiver_position=receiver.position, handed_on_because=doing.answers["reason"]
    )
    owe_answer(doing, receiver=receiver)


def direction(report: Any) -> str:
    """Whether the report, just handed on, went to another area or stayed in the same place."""
    now = Unit.objects.get(pk=type(report).objects.values("receiver").get(pk=report.pk)["receiver"])
    return "same_place" if now.area_id == report.receiver.area_id else "upward"


def offices_of(report: Any) -> list[int]:
    """The bodies of the receiver's own place: what one of them hands on, none of them has to hand on again."""
    return list(Unit.objects.filter(area=report.receiver.area_id, closed_on=None).values_list("pk", flat=True))


def write_reason(doing: Doing) -> None:
    """Keep why a report was withdrawn beside what it said."""
    type(doing.record).objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])
