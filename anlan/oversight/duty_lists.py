"""职责清单 (4.1–4.6, 8.6): what one post answers for by the Opinions, what was added for the year, and its tenures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import BooleanField, Case, Count, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.conditions import compile_condition, facts_for
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.cells import url_of
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.facts import as_of
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.records.door import Act
from anlan.kernel.roles import P
from anlan.oversight.duty_words import cadence_words
from anlan.oversight.posts import post_in_sight
from anlan.oversight.wording import said
from anlan.policy.citations import cite
from anlan.policy.duties import Duty as PolicyDuty

STATE = Obligation.State
for _clause in ("4.1", "4.5", "4.6", "8.6"):
    cite(reference=_clause, kind="page", name="duty list of a post")


@dataclass(frozen=True)
class Counts:
    """What was owed in a span of days, by how it ended."""

    owed: int
    on_time: int
    late: int
    open: int


@dataclass(frozen=True)
class Answered:
    """One duty of the pack for which the post answers, with its figures of the year."""

    duty: PolicyDuty
    title: str
    cadence: str
    counts: Counts


@dataclass(frozen=True)
class Tenure:
    """One appointment with what was due while it lasted."""

    appointment: Appointment
    counts: Counts
    reports: tuple[tuple[str, Any], ...]


def duties_of_post(*, post: Post, act: Act) -> list[PolicyDuty]:
    """The duties of the pack that this post's unit owes today and for which a post of this kind answers."""
    duties = [duty for duty in act.pack.duties.values() if duty.accountable == post.kind and duty.on is None]
    table = DECLARED.facts.get(post.unit.kind)
    if table is None:
        return []
    duties = [duty for duty in duties if facts_for(duty=duty) is table]
    marks = {f"owes_{number}": _owes(duty, table, act) for number, duty in enumerate(duties)}
    row = table.objects.filter(as_of(day=act.today), unit=post.unit).annotate(**marks).values(*marks).first() or {}
    return [duty for number, duty in enumerate(duties) if row.get(f"owes_{number}")]


def _owes(duty: PolicyDuty, table: type[Any], act: Act) -> Case:
    wanted = compile_condition(condition=duty.owed_by, model=table, pack=act.pack, on=act.today)
    if duty.unless is not None:
        wanted &= ~compile_condition(condition=duty.unless, model=table, pack=act.pack, on=act.today)
    return Case(When(wanted, then=Value(True)), default=Value(False), output_field=BooleanField())


# One count for each field of ``Counts``, under names that no column has.
TOTALS = {
    "all_owed": Count("pk", filter=Q(state__in=(STATE.OPEN, STATE.MET))),
    "all_on_time": Count("pk", filter=Q(state=STATE.MET, on_time=True)),
    "all_late": Count("pk", filter=Q(state=STATE.MET, on_time=False)),
    "all_open": Count("pk", filter=Q(state=STATE.OPEN)),
}


def _counts(row: Mapping[str, int]) -> Counts:
    return Counts(**{name.removeprefix("all_"): row.get(name, 0) for name in TOTALS})


def answered_in(*, post: Post, year: int, act: Act) -> list[Answered]:
    """The duties for which the post answers, with what was due in that year."""
    rows = Obligation.objects.filter(unit=post.unit_id, due_day__gte=dt.date(year, 1, 1))
    rows = rows.filter(due_day__lte=dt.date(year, 12, 31))
    found = {row["duty__key"]: row for row in rows.values("duty__key").annotate(**TOTALS).order_by()}
    lines = []
    for duty in duties_of_post(post=post, act=act):
        counts = _counts(found.get(duty.id, {}))
        lines.append(Answered(duty, said(duty.title), cadence_words(duty.every) if duty.every else "", counts))
    return lines


def tenures_of(*, post: Post, act: Act) -> list[Tenure]:
    """Every appointment to the post, newest first, with what its unit owed under the post while it lasted.

    What is counted is due within the tenure, or today at the latest.
    """
    duties = Duty.objects.filter(key__in=[d.id for d in act.pack.duties.values() if d.accountable == post.kind])
    owed = Obligation.objects.filter(unit=post.unit_id, duty__in=duties.values("pk"))
    appointments = post.appointments.select_related("officer").order_by("-since", "-pk")[:20]
    reports = DECLARED.pages["tenurereport"].model.objects.visible_to(act.actor.sight())
    reported: dict[int, tuple[tuple[str, Any], ...]] = {}
    for report in reports.filter(appointment__post=post, state="reported").order_by("-reported_on", "-id"):
        found_before = reported.get(report.appointment_id, ())
        reported[report.appointment_id] = (*found_before, (url_of(record=report), report))
    found = []
    for one in appointments:
        until = min(one.until or act.today, act.today)
        counts = owed.filter(due_day__gte=one.since, due_day__lte=until).aggregate(**TOTALS)
        found.append(Tenure(one, _counts(counts), reported.get(one.pk, ())))
    return found


def items_of(*, post: Post, year: int, act: Act) -> list[tuple[str, Any, Any]]:
    """What was added to the post's list for that year: address, item, state in words."""
    rows = DECLARED.pages["dutyitem"].model.objects.visible_to(act.actor.sight()).filter(post=post, year=year)
    rows = rows.exclude(state="withdrawn").order_by("due_day", "id")
    return [(url_of(record=one), one, one.workflow.label(one.state)) for one in rows]


def duty_list_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The duty list of one post in sight, for a year."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    post = post_in_sight(pk=pk, actor=request.actor)
    label = request.GET.get("year", str(act.today.year))
    if not (label.isascii() and label.isdecimal() and len(label) == 4 and 2000 <= int(label) <= 2200):
        raise Http404("year")
    year = int(label)
    place = {"position": post.unit.position, "unit": post.unit_id, "line": post.unit.line_id}
    answered: Sequence[Answered] = answered_in(post=post, year=year, act=act)
    context = {
        "post": post,
        "year": year,
        "answered": answered,
        "items": items_of(post=post, year=year, act=act),
        "tenures": tenures_of(post=post, act=act),
        "may_add": request.actor.may(P.DUTY_LIST_KEEP, **place) and post.kind != Post.Kind.STAFF,
        "today": act.today,
    }
    return render(request, "oversight/duty_list.html", context)
