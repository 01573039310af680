"""The demonstration's patrols: made up, of this month alone, recorded by most towns and some villages.

Duties of which the demonstration has no history are watched from their present period on: what nobody could have
recorded is not shown as late.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid

from django.db import transaction

from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.opening import first_opening
from anlan.kernel.people.acting import actor_for
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, begin
from anlan.modules.patrol import Patrol
from anlan.policy import Pack

# Clauses on meetings: the demonstration has half a year of them.
WITH_HISTORY = ("3.2", "3.3", "3.8", "3.9", "3.12")
VILLAGES = 120
PLACE, NOTE = "演示路线", "演示数据:巡查沿街商铺和小作坊,现场提醒清理消防通道。"


def watch_from_now(*, pack: Pack, now: dt.datetime) -> None:
    """Let duties without history begin with the present period."""
    today = local_day(moment=now, pack=pack)
    for duty in Duty.objects.filter(key__in=pack.duties).exclude(clause__in=WITH_HISTORY):
        duty.watched_from = today
        duty.next_open_at = first_opening(policy=pack.duties[duty.key], watched_from=today, pack=pack)
        duty.save(update_fields=["watched_from", "next_open_at"])


def record_patrols(*, pack: Pack, now: dt.datetime) -> None:
    """Rounds of this month by some two thirds of the towns and a hundred villages; the cast's own are left to it."""
    draw = random.Random(20171019)
    today = local_day(moment=now, pack=pack)
    act = Act(actor_for(officer=Officer.objects.get(username="city"), on=today), now, pack)
    offices = Unit.objects.filter(kind="town_safety_office").exclude(area__code="445122100")
    villages = Unit.objects.filter(kind="village_committee").exclude(area__parent__code="445122100")
    units = [unit for unit in offices.order_by("id") if draw.random() < 0.66]
    units += draw.sample(list(villages.order_by("id")), VILLAGES)
    with transaction.atomic():
        for unit in units:
            answers = {
                "occurred_on": today - dt.timedelta(days=draw.randrange(0, today.day)),
                "visit": "patrol",
                "place": PLACE,
                "units_visited": draw.randrange(2, 9),
                "found": draw.randrange(0, 3),
                "note": NOTE,
            }
            token = uuid.UUID(int=unit.pk << 64 | 1 << 32 | today.toordinal())
            begin(model=Patrol, unit=unit, answers=answers, act=act, submission=token)
