"""履职尽责情况表: one page per post that shows whether the duty was done: owed, met, late, recorded (8.6).

For an officer it has one page for each post held in the period, and counts the time in which it was held. The counts
of a post for a calendar year are those of the post's page.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.papers.paper import Content, Paper
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.records.workflow import Ask
from anlan.oversight.papers.gathering import PUBLIC, chinese_period, day_words, number_asked, post_in_full
from anlan.oversight.posts import fates, owed_between, post_in_sight
from anlan.oversight.why import event_label
from anlan.oversight.wording import said

# A product default: what one page holds; the ledger has them all.
ENTRIES = 15
ASKS = (
    Ask(
        "remarks",
        _("Remarks"),
        "longtext",
        required=False,
        max_length=2000,
        why=_("Stands on the paper below the pages of the posts"),
    ),
)


@dataclass(frozen=True)
class Tenure:
    """A post as it was held in a part of the period; ``officer`` None: by whomever."""

    post: Post
    since: dt.date
    until: dt.date
    officer: Officer | None = None


def _diligence(about: Mapping[str, str], act: Act) -> Content:
    since, until = _period(about, act)
    if about["officer"]:
        officer = Officer.objects.filter(pk=number_asked(about, "officer")).first()
        held = _tenures(officer, since, until, act) if officer else []
        if officer is None or not held:
            raise Http404("officer")
        subject, named = officer.name, {"officer": str(officer.pk)}
    else:
        post = post_in_sight(pk=number_asked(about, "post"), actor=act.actor)
        held = [Tenure(post, since, until)]
        subject, named = post_in_full(post), {"post": str(post.pk)}
    return Content(
        title=f"{subject}{chinese_period(since=since, until=until)}履职尽责情况表",
        recipient="",
        about={**named, "since": since.isoformat(), "until": until.isoformat()},
        fields={
            "subject": subject,
            "since": day_words(since),
            "until": day_words(until),
            "as_of": day_words(act.today),
            "sheets": [_sheet(tenure, act) for tenure in held],
            "remarks": "",
        },
    )


def _period(about: Mapping[str, str], act: Act) -> tuple[dt.date, dt.date]:
    """The days asked for, both included; this calendar year where none are named."""
    try:
        since = dt.date.fromisoformat(about["since"]) if about["since"] else act.today.replace(month=1, day=1)
        until = dt.date.fromisoformat(about["until"]) if about["until"] else act.today.replace(month=12, day=31)
    except ValueError:
        raise Http404("day") from None
    if until < since:
        raise Http404("period")
    return since, until


def _tenures(officer: Officer, since: dt.date, until: dt.date, act: Act) -> list[Tenure]:
    """The posts that the officer held in the period, as far as they are in the reader's sight."""
    seen = Q(post__unit__in=Unit.objects.visible_to(act.actor.sight()).values("pk"))
    if officer.pk == act.actor.officer.pk:
        seen = Q()
    rows = Appointment.objects.filter(seen, Q(until=None) | Q(until__gte=since), officer=officer, since__lte=until)
    return [
        Tenure(one.post, max(since, one.since), min(until, one.until or until), officer)
        for one in rows.select_related("post", "post__unit", "post__unit__area").order_by("since", "pk")
    ]


def _sheet(tenure: Tenure, act: Act) -> dict[str, Any]:
    post, since, until = tenure.post, tenure.since, tenure.until
    rows = owed_between(post=post, since=since, until=until, act=act)
    by_duty = rows.order_by("duty_id").values("duty_id").annotate(**fates(act=act))
    duties = Duty.objects.in_bulk([one["duty_id"] for one in by_duty])
    return {
        "unit": post.unit.name_zh,
        "post": post.name_zh,
        "holders": tenure.officer.name if tenure.officer else _holders(post, since, until),
        "since": day_words(since),
        "until": day_words(until),
        "total": _counted(rows.aggregate(**fates(act=act)), title="合计", clause="—"),
        "duties": [
            _counted(one, title=_title(duties[one["duty_id"]], act), clause=duties[one["duty_id"]].clause)
            for one in by_duty
            if _counted(one)["owed"]
        ],
        **_entries(tenure, act),
    }


def _counted(fate: Mapping[str, Any], **more: str) -> dict[str, Any]:
    owed, on_time, late = fate["owed"], fate["met_on_time"], fate["met_late"]
    # Only what was due by now tells how well it was done.
    rate = f"{100 * fate['kept'] / fate['due']:.1f}%" if fate["due"] else "—"
    return {
        **more,
        "owed": owed,
        "on_time": on_time,
        "late": late,
        "open": owed - on_time - late,
        "overdue": fate["late"],
        "not_due": fate["not_due"],
        "rate": rate,
    }


def _title(duty: Duty, act: Act) -> str:
    policy = act.pack.duties.get(duty.key)
    return said(policy.title) if policy else duty.key


def _holders(post: Post, since: dt.date, until: dt.date) -> str:
    """Who held the post when, in the period."""
    rows = Appointment.objects.filter(Q(until=None) | Q(until__gte=since), post=post, since__lte=until)
    return "；".join(
        f"{one.officer.name}（{day_words(max(since, one.since))}起"
        + (f"，至{day_words(one.until)}" if one.until and one.until <= until else "")
        + "）"
        for one in rows.select_related("officer").order_by("since", "pk")
    )


def _entries(tenure: Tenure, act: Act) -> dict[str, Any]:
    """What was recorded under the post and what was recorded on its behalf (代录), by kind, and the latest of it."""
    post = tenure.post.pk
    mine = Q(post_id=post, **({"officer_id": tenure.officer.pk} if tenure.officer else {}))
    rows = Event.objects.visible_to(act.actor.sight()).filter(
        mine | Q(accountable_post_id=post), occurred_on__gte=tenure.since, occurred_on__lte=tenure.until
    )
    acted = Counter(dict(rows.filter(mine).order_by().values_list("kind").annotate(Count("pk"))))
    answers = rows.filter(accountable_post_id=post)
    answered = Counter(dict(answers.order_by().values_list("kind").annotate(Count("pk"))))
    latest, total = list(rows.order_by("-seq")[:ENTRIES]), rows.count()
    return {
        "acted_count": acted.total(),
        "answered_count": answered.total(),
        "acts": [
            {"kind": event_label(kind=kind), "acted": acted[kind], "answered": answered[kind]}
            for kind in sorted({*acted, *answered})
        ],
        "entries": [
            {
                "day": event.occurred_on.isoformat(),
                "what": event_label(kind=event.kind),
                "clause": event.clause or "—",
                "seq": event.seq,
                "recorded": "本岗位" if event.post_id == post else "代录",
            }
            for event in latest
        ],
        "entries_more": max(total - ENTRIES, 0),
    }


DILIGENCE_SHEET = Paper(
    name="diligence_sheet",
    label=_("Diligence sheet"),
    kind="履职尽责情况表",
    code="履职",
    clause="8.6",
    template="diligence",
    issuers=PUBLIC,
    takes=("post", "officer", "since", "until"),
    build=_diligence,
    asks=ASKS,
)
