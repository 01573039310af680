"""谁来办 (article 9, 3.14–3.17): which bodies a post may act for, and when it must not be the same person.

Both are rules of steps, which any module may ask; ``doing`` is the door's, which asks one of them itself.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.kernel.ledger.event import Event
from anlan.kernel.people.acting import Actor
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Refusal, Step
from anlan.kernel.roles import P

# Bodies whose paperwork is done by the safety office or committee office of the same place.
WITHOUT_A_DESK = frozenset(
    {"party_committee", "government", "safety_committee", "safety_committee_office", "town_safety_office"}
)


def from_the_body_itself(doing: Any) -> Refusal | None:
    """Reports and requests are answered by the body itself, never by one above it.

    A government's own are answered by the offices of the same place.
    """
    body = doing.record.unit_for(step=doing.step)
    if acts_for(actor=doing.act.actor, body=body, permission=doing.step.permission):
        return None
    text = _("Only %(body)s itself does this; you act for %(own)s.")
    return Refusal("", text % {"body": name_of(body), "own": name_of(doing.post.unit)})


def acts_for(*, actor: Actor, body: Unit, permission: P) -> bool:
    """Whether one of the posts that give this permission is the body's own, or does its paperwork."""
    for holding in actor.holdings:
        own = holding.post.unit
        at_its_desk = body.kind in WITHOUT_A_DESK and own.area_id == body.area_id
        if permission in holding.permissions and (own.pk == body.pk or at_its_desk):
            return True
    return False


def kept_from(*, step: Step, body: Unit, actor: Actor) -> bool:
    """Whether the step is the body's own and this officer does not act for it: then nobody offers it."""
    own = from_the_body_itself in step.refuse
    return own and not acts_for(actor=actor, body=body, permission=step.permission)


def own_bodies(*, actor: Actor, permission: P) -> Q:
    """The units for which ``from_the_body_itself`` lets the actor act."""
    own = [holding.post.unit for holding in actor.holdings if permission in holding.permissions]
    desk = Q(kind__in=WITHOUT_A_DESK, area__in={unit.area_id for unit in own})
    return Q(pk__in={unit.pk for unit in own}) | desk


def officers_behind(*, record: Case, kind: str) -> set[int]:
    """The officers who recorded events of this kind about the record."""
    events = Event.objects.filter(record_type=record.record_type(), record_id=record.pk, kind=kind)
    return {officer for officer in events.values_list("officer_id", flat=True) if officer}


def not_who_reported(*, doing: Any, kind: str) -> Refusal | None:
    """Nobody confirms what the same person reported, whatever posts that person holds."""
    if doing.act.actor.officer.pk in officers_behind(record=doing.record, kind=kind):
        return Refusal("", _("You reported this yourself; somebody else has to confirm or return it."))
    return None
