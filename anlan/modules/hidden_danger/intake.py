"""How what checks, patrols and reports find becomes hidden dangers, in the act that records it (3.13, 18.8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import cast

from django.db.models import Q

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations.owed import Owed
from anlan.kernel.obligations.releasing import release
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.places.seat import seat_of
from anlan.kernel.records.findings import Finding, Intake
from anlan.kernel.records.record import Case
from anlan.modules.hidden_danger.alike import earlier_of
from anlan.modules.hidden_danger.danger import HiddenDanger
from anlan.modules.hidden_danger.owing import owe
from anlan.rules import dangers

# Which source stands behind each kind of finding.
SOURCES = {
    "self_check.danger": "self_check", "patrol.danger": "patrol", "report.danger": "report",
    "inspection.danger": dangers.INSPECTION,
}  # fmt: skip


def open_from(*, findings: Sequence[Finding], origin: Case, on: dt.date, now: dt.datetime) -> list[Owed]:
    """Enter it as dangers of the units where it was; the entry of the record that found it stands for all."""
    owed: list[Owed] = []
    pack = installed_pack()
    for one in findings:
        source = SOURCES.get(one.kind, "patrol")
        # An inspection is kept at the enterprise; whoever receives its findings is who made them.
        finder = getattr(origin, "receiver", origin.unit) if source == dangers.INSPECTION else origin.unit
        danger = HiddenDanger(
            unit=one.unit, position=one.unit.position, line_id=one.unit.line_id, state="found", created_at=now,
            what=one.what[:300], place=one.place[:100], found_on=on, found_by=finder,
            source=source, measure=dangers.NONE_NEEDED, due_day=one.due_day,
            origin_type=origin.record_type(), origin_id=origin.pk,
        )  # fmt: skip
        # What a village reported is followed up by whoever received the report, not by the village.
        body = getattr(origin, "receiver", origin.unit)
        if body.pk != one.unit.pk:
            danger.supervise(by=body)
        longitude, latitude = seat_of(unit=one.unit)
        danger.lay_at(longitude=longitude, latitude=latitude)
        danger.recurrence_of_id = earlier_of(danger=danger, pack=pack, on=on)
        if one.put_right:
            danger.state, danger.grade = dangers.ON_THE_SPOT, dangers.GENERAL
            danger.result, danger.rectified_on, danger.ended_on = one.put_right, on, on
        danger.save(force_insert=True)
        if danger.state == "found":
            owe(owed, on="danger.grade.review", danger=danger, unit=danger.rechecker)
    return owed


def _from(*, origin: Case) -> SightedQuerySet:
    return cast(SightedQuerySet, HiddenDanger.objects.filter(origin_type=origin.record_type(), origin_id=origin.pk))


def came_of(*, origin: Case) -> Sequence[SightedQuerySet]:
    """The dangers that a record found, and those entered from the same round."""
    during = HiddenDanger.objects.filter(during=origin.submission)
    return (_from(origin=origin) | during,)


def left_of(*, origin: Case) -> int:
    """How many of them are still open."""
    return _from(origin=origin).filter(state__in=dangers.OPEN).count()


def let_go_from(*, origin: Case) -> None:
    """Put aside what a record found that is itself withdrawn.

    What has been graded stays: it is known to be real. So does what another body has taken over: it is that body's.
    """
    body = getattr(origin, "receiver_id", origin.unit_id)
    came = list(_from(origin=origin).filter(Q(supervisor=None) | Q(supervisor=body), state="found"))
    pks, units = [one.pk for one in came], {pk for one in came for pk in one.both}
    HiddenDanger.objects.filter(pk__in=pks).update(state="dismissed")
    release(record_type=HiddenDanger.record_type(), records=pks, units=sorted(units))


INTAKE = Intake(open=open_from, let_go=let_go_from, came_of=came_of, left=left_of)
