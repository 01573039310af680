"""Making the day's digests in tests, and reading who was told what."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import NOW, Cast, at

from anlan.kernel.messages.digests import build_digests
from anlan.kernel.messages.message import Mention
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from anlan.policy import Pack

REASON = Mention.Reason
# A Monday with the reminders of all towns for November; the digest of that day is made from 08:30 on.
MORNING = at("2026-11-23", "08:30")


def build(pack: Pack, now: dt.datetime = MORNING) -> int:
    return build_digests(now=now, pack=pack, by_mail=False)


def told(cast: Cast, username: str, **filters: object) -> set[tuple[str, str, int]]:
    """What somebody was told: unit, kind, reason."""
    rows = Mention.objects.filter(officer=cast.officer(username), **filters)
    return set(rows.values_list("notice__obligation__unit__code", "kind", "reason"))


def say(row: Obligation, kind: str, *, rung: int = -1) -> Notice:
    """A notice as an act writes it."""
    return Notice.objects.create(obligation=row, rung=rung, due_day=row.due_day, kind=kind, created_at=NOW)


def appoint(username: str, unit_code: str, post: str) -> Officer:
    officer = Officer.objects.create_officer(username=username, name=username, password=None)
    held = Post.objects.get(unit__code=unit_code, key=post)
    Appointment.objects.create(post=held, officer=officer, since=dt.date(2026, 1, 1))
    return officer


@pytest.fixture
def silent(opened: Cast) -> Cast:
    """The cast with November opened, no notice written yet, and nobody in the county's committee office."""
    Notice.objects.all().delete()
    Appointment.objects.filter(officer=opened.officer("office")).delete()
    return opened
