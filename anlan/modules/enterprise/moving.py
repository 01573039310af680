"""迁址与注销 (article 6): an enterprise moves its seat with what it owes, or is struck off, perhaps merged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from anlan.kernel.obligations.closing import CannotClose, close_unit
from anlan.kernel.obligations.moving import move_unit
from anlan.kernel.people.area import Area
from anlan.kernel.people.facts import note
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing, Refused
from anlan.kernel.records.workflow import Asked, Refusal, Words
from anlan.kernel.roles import P
from anlan.modules.enterprise.facts import EnterpriseFacts

SEATS = ("town", "village", "zone")


def seats_offered(asked: Asked) -> Sequence[tuple[str, Words]]:
    """The areas in which this reader may keep enterprises."""
    sight = asked.act.actor.sight(permission=P.ENTERPRISE_KEEP)
    areas = Area.objects.visible_to(sight).filter(level__in=SEATS)
    return [(str(one.pk), name_of(one)) for one in areas]


def somewhere_else(doing: Doing) -> Refusal | None:
    """A move leads to another area than the present one."""
    if int(doing.answers["area"]) == doing.record.unit.area_id:
        return Refusal("area", _("This is its seat already."))
    return None


def move(doing: Doing) -> None:
    """Seat the enterprise elsewhere."""
    record = doing.record
    area = Area.objects.get(pk=int(doing.answers["area"]))
    unit = Unit.objects.select_for_update(no_key=True).get(pk=record.unit_id)
    move_unit(unit=unit, to=area)
    record.position = area.lo
    if doing.answers["address"]:
        record.address = doing.answers["address"]
        record.save(update_fields=["address"])
        note(
            table=EnterpriseFacts, unit=unit, since=doing.act.today, until=None,
            values={"address": record.address}, source=f"企业迁址 {doing.act.today}",
        )  # fmt: skip


def strike_off(doing: Doing) -> None:
    """Close the unit; a successor that is registered too takes over what is open from before. Raises Refused."""
    answers, act = doing.answers, doing.act
    into = Unit.objects.filter(pk__in=_registered(doing)).first() if answers["into"] else None
    try:
        close_unit(
            unit=doing.record.unit, into=into, on=answers["occurred_on"], by=act.actor, now=act.now, pack=act.pack
        )
    except CannotClose as reason:
        field = "occurred_on" if reason.field == "on" else reason.field
        raise Refused([Refusal(field, str(reason))]) from None


def _registered(doing: Doing) -> QuerySet[Any]:
    """The unit that the register knows under the successor's credit code."""
    entries: QuerySet[Any] = type(doing.record).objects.filter(credit_code=doing.answers["into"]).values("unit_id")
    return entries


def successor_is_registered(doing: Doing) -> Refusal | None:
    """Whoever takes over is in the register, within what this reader may close."""
    code, act = doing.answers.get("into"), doing.act
    if not code:
        return None
    mine = Unit.objects.visible_to(act.actor.sight(permission=P.UNIT_CLOSE))
    if not mine.filter(pk__in=_registered(doing)).exists():
        return Refusal("into", _("No enterprise of your territory is registered under this credit code."))
    return None
