"""The demonstration: real areas and clauses, the cast of accounts, and synthetic meetings dated relative to today.

Everything that is made up says so: enterprises and officers are marked synthetic, texts begin with
演示. Deterministic for a given day. The accounts share one password, printed at each start, settable
as ``ANLAN_DEMO_PASSWORD``.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from anlan.kernel.life.acts import treat
from anlan.kernel.life.steps import LIFE
from anlan.kernel.obligations.due import local_day, start_of
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.acting import Actor, actor_for
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, begin
from anlan.modules.meeting import Meeting
from anlan.policy import Pack
from anlan.web.command import CannotContinue
from anlan.web.demonstration_dangers import dangers_of_others, dangers_of_the_cast, import_risks
from anlan.web.demonstration_division import division_of_duties
from anlan.web.demonstration_enterprises import COUNT as ENTERPRISES
from anlan.web.demonstration_enterprises import found_cast_enterprises, import_enterprises
from anlan.web.demonstration_forms import form_of_another_system
from anlan.web.demonstration_patrols import record_patrols, watch_from_now
from anlan.web.demonstration_places import place_enterprises
from anlan.web.demonstration_warnings import risk_warnings
from anlan.web.demonstration_years import Said, quarter_of, year_of_the_cast, years_of_others

PASSWORD = "anlan-demo-2026"
COUNTY, TOWN = "445122", "445122100"


@dataclass(frozen=True)
class Account:
    """An account of the demonstration, as it is printed."""

    username: str
    password: str
    post: str


@dataclass(frozen=True)
class Role:
    """One account of the cast: the unit (by code) and the key of the post it holds."""

    username: str
    unit: str
    post: str


CAST = (
    Role("city", "445100/safety-committee-office", "desk_officer"),
    Role("county", f"{COUNTY}/government", "head"),
    Role("office", f"{COUNTY}/safety-committee-office", "desk_officer"),
    Role("town", f"{TOWN}/town-safety-office", "safety_officer"),
    Role("officer", f"{COUNTY}/emergency", "enforcement_officer"),
    Role("reviewer", f"{COUNTY}/emergency", "legal_reviewer"),
    Role("safety", "DEMO-ENTERPRISE-1", "safety_manager"),
    Role("principal", "DEMO-ENTERPRISE-1", "head"),
    Role("stranger", "DEMO-ENTERPRISE-2", "safety_manager"),
    Role("auditor", "445100/discipline", "inspector"),
)
SAFETY_ITEM = "演示数据:听取辖区安全生产情况汇报,研究隐患整改和近期重点工作。"


def password() -> str:
    """The one password of all demonstration accounts."""
    return os.environ.get("ANLAN_DEMO_PASSWORD") or PASSWORD


def watched_from(*, today: dt.date) -> dt.date:
    """The demonstration watches the two quarters before this one, so that figures have a history."""
    return (quarter_of(day=today) - dt.timedelta(days=170)).replace(day=1)


def refuse_real_data() -> None:
    """Demonstration data never enters a database that somebody works in. Raises CannotContinue."""
    if Officer.objects.filter(synthetic=False).exists():
        raise CannotContinue(
            _(
                "This database has accounts of its own. The demonstration needs an empty one: "
                "set ANLAN_DATA or DATABASE_URL."
            )
        )


def load(*, pack: Pack, now: dt.datetime) -> list[Account]:
    """Fill an empty database once; later calls only name the accounts (and follow a changed password)."""
    fresh = not Officer.objects.exists()
    if fresh:
        found_cast_enterprises(on=watched_from(today=now.date()), pack=pack)
        _accounts(on=watched_from(today=now.date()))
        since = watched_from(today=now.date())
        import_enterprises(count=ENTERPRISES, on=since, now=start_of(day=since, pack=pack), pack=pack)
        place_enterprises(pack=pack)
        watch_from_now(pack=pack, now=now)
        _history(pack=pack, now=now)
        record_patrols(pack=pack, now=now)
        import_risks(pack=pack, now=now, on=local_day(moment=now, pack=pack))
    _follow_password()
    accounts = []
    for role in CAST:
        post = Post.objects.select_related("unit").get(unit__code=role.unit, key=role.post)
        accounts.append(Account(role.username, password(), f"{name_of(post.unit)} · {name_of(post)}"))
    return accounts


def _follow_password() -> None:
    """All accounts of the cast carry the one hash of the one password.

    Hashing once for each would take ten times as long.
    """
    officers = Officer.objects.filter(username__in=[role.username for role in CAST])
    if not officers[0].check_password(password()):
        officers.update(password=make_password(password()))


def _accounts(*, on: dt.date) -> None:
    for role in CAST:
        post = Post.objects.select_related("unit").get(unit__code=role.unit, key=role.post)
        officer = Officer.objects.create_officer(
            username=role.username, name=f"{post.unit.short_zh}·{post.name_zh}", password=None, synthetic=True
        )
        Appointment.objects.create(post=post, officer=officer, since=on)


def _history(*, pack: Pack, now: dt.datetime) -> None:
    """Meetings of the past months, recorded on behalf of each body by somebody whose appointment ends today, some
    missing, some late; the city's desk officer accepts what is submitted for review. Beside them, what enterprises did.

    Everything happens in the order in which it was said, with a sweep at the beginning of each month.
    """
    start = watched_from(today=now.date())
    actor = actor_for(officer=_recorder(since=start), on=start)
    meetings = sorted(_said(pack=pack, start=start, now=now), key=lambda one: (one[0], one[1].pk))
    said = [
        Said(moment, partial(_meeting, unit=unit, held_on=held_on, act=Act(actor, moment, pack)))
        for moment, unit, held_on in meetings
    ]
    today = local_day(moment=now, pack=pack)
    said += division_of_duties(start=start, pack=pack)
    said += years_of_others(start=start, now=now, today=today, pack=pack)
    said += year_of_the_cast(start=start, now=now, today=today, pack=pack)
    said += dangers_of_the_cast(today=today, pack=pack)
    said += dangers_of_others(today=today, pack=pack)
    said += form_of_another_system(today=today, pack=pack)
    said += risk_warnings(today=today, pack=pack)
    reviewer = actor_for(officer=Officer.objects.get(username="city"), on=start)
    month = start
    with transaction.atomic():
        for one in sorted(said, key=lambda one: one.moment):
            while month <= one.moment.date().replace(day=1):
                first = start_of(day=month, pack=pack)
                _accept(reviewer=reviewer, by=first, pack=pack)
                sweep(now=first, pack=pack)
                month = _following(month)
            _accept(reviewer=reviewer, by=one.moment, pack=pack)
            one.says()
        _accept(reviewer=reviewer, by=now, pack=pack)
        Appointment.objects.filter(officer=actor.officer).update(until=now.date())
        Officer.objects.filter(pk=actor.officer.pk).update(is_active=False)


def _recorder(*, since: dt.date) -> Officer:
    """Who recorded the history: another than who reviews it, and no longer there."""
    post = Post.objects.select_related("unit").get(unit__code="445100/safety-committee-office", key="deputy_director")
    name = f"{post.unit.short_zh}·{post.name_zh}"
    officer = Officer.objects.create_officer(username="recorder", name=name, password=None, synthetic=True)
    Appointment.objects.create(post=post, officer=officer, since=since)
    return officer


def _accept(*, reviewer: Actor, by: dt.datetime, pack: Pack) -> None:
    """The city accepts, a day later, what was submitted to it; as far as that day has come."""
    day = dt.timedelta(days=1)
    waiting = Obligation.objects.filter(review=Obligation.Review.WAITING, met_by__recorded_at__lte=by - day)
    for row in waiting.select_related("version", "met_by").order_by("met_by__recorded_at", "id"):
        assert row.met_by is not None
        moment = row.met_by.recorded_at + day
        treat(row=row, step=LIFE.step("accept"), answers={"note": ""}, act=Act(reviewer, moment, pack))


def _said(*, pack: Pack, start: dt.date, now: dt.datetime) -> Iterator[tuple[dt.datetime, Unit, dt.date]]:
    """When each meeting was recorded, which body held it, and on which day."""
    draw = random.Random(20171018)
    month = start
    while month < now.date().replace(day=1):
        for unit in _bodies(month=month):
            missing = draw.random() < (0.07 if unit.area.level == "town" else 0.03)
            if missing and unit.area.code != TOWN:  # the town of the cast owes just this month
                continue
            held_on = month + dt.timedelta(days=draw.randrange(3, (_following(month) - month).days))
            tardy = draw.random() < 0.05
            recorded = _following(month) + dt.timedelta(days=12) if tardy else held_on + dt.timedelta(days=1)
            yield min(start_of(day=recorded, pack=pack), now), unit, held_on
        month = _following(month)
    for unit in _bodies(month=month):
        if unit.area.level == "town" and unit.area.code != TOWN and now.date().day > 3 and draw.random() < 0.6:
            yield now, unit, month + dt.timedelta(days=draw.randrange(0, now.date().day - 1))


def _following(month: dt.date) -> dt.date:
    """The first day of the next month."""
    return (month + dt.timedelta(days=32)).replace(day=1)


def _bodies(*, month: dt.date) -> list[Unit]:
    """Town governments every month (their meetings are shared with the party committee), the others at period ends."""
    units = (
        Unit.objects.filter(kind__in=("party_committee", "government"))
        .select_related("area")
        .order_by("position", "id")
    )
    levels = {"town"}
    levels |= {"county", "zone"} if month.month % 3 == 0 else set()
    levels |= {"city"} if month.month % 6 == 0 else set()
    return [u for u in units if u.area.level in levels and not (u.area.level == "town" and u.kind == "party_committee")]


def _meeting(*, unit: Unit, held_on: dt.date, act: Act) -> None:
    form = {"party_committee": "standing_committee", "government": "government_executive"}[unit.kind]
    shared = (
        Unit.objects.filter(area=unit.area_id, kind="party_committee").first() if unit.area.level == "town" else None
    )
    chair = Post.objects.get(unit=unit, kind="head")
    begin(
        model=Meeting,
        unit=unit,
        answers={
            "occurred_on": held_on,
            "number": f"演示{held_on:%Y%m}",
            "form": "study" if shared else form,
            "chair": str(chair.pk),
            "safety_item": SAFETY_ITEM,
            "shared_with": str(shared.pk) if shared else "",
            "decisions": [],
        },
        act=act,
        submission=uuid.UUID(int=unit.pk << 64 | held_on.toordinal()),
    )
