"""The one button: which page discharges an obligation, for a reader who may press it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import Actor
from anlan.kernel.records.persons import kept_from
from anlan.kernel.roles import P
from anlan.policy import Pack
from anlan.policy.duties import Duty as PolicyDuty
from anlan.policy.supervision import REVIEW_OCCASION, is_review


@dataclass(frozen=True)
class Button:
    """Where the button leads and what it says."""

    url: str
    label: str


def reviewable(*, rows: Sequence[Obligation], actor: Actor, pack: Pack) -> set[tuple[str, int]]:
    """What these rows owe a review of, as far as this reader sees it; one query for each kind of what is reviewed."""
    about: dict[str, list[int]] = {}
    for row in rows:
        if row.record_id is not None and is_review(occasion=_duty(row=row, pack=pack).on):
            about.setdefault(row.record_type, []).append(row.record_id)
    sight, found = actor.sight(), set()
    for kind, ids in about.items():
        pages = DECLARED.pages.get(kind)
        records = pages.model.objects if pages else Obligation.objects
        seen = records.visible_to(sight).filter(pk__in=ids)
        found |= {(kind, pk) for pk in seen.values_list("pk", flat=True)}
    return found


def button_for(*, row: Obligation, actor: Actor, pack: Pack, reviews: set[tuple[str, int]]) -> Button | None:
    """The button that discharges this obligation; None when it is not open or not this reader's to press.

    ``reviews`` is what awaits review and the reader sees (``reviewable``).
    """
    if row.state != Obligation.State.OPEN:
        return None
    duty = _duty(row=row, pack=pack)
    if is_review(occasion=duty.on):
        # The buttons that discharge a review stand on the page of what was submitted or answered.
        return _review(row=row, duty=duty) if (row.record_type, row.record_id) in reviews else None
    named = (*duty.met_by.events, *(one.event for one in duty.met_by.through))
    buttons = (_button(event=event, row=row, actor=actor, pack=pack) for event in named)
    return next(filter(None, buttons), None)


def _review(*, row: Obligation, duty: PolicyDuty) -> Button:
    pages = DECLARED.pages.get(row.record_type)
    url = reverse("record", args=[pages.name, row.record_id]) if pages else reverse("obligation", args=[row.record_id])
    # What was submitted is reviewed; a danger is graded, re-checked or given more time, which its own page offers.
    return Button(url, _("Review") if duty.on == REVIEW_OCCASION else pgettext("button", "Decide"))


def permissions_for(*, row: Obligation, pack: Pack) -> frozenset[P]:
    """The permissions of which any lets an officer record what discharges this obligation."""
    duty = _duty(row=row, pack=pack)
    if duty.on == REVIEW_OCCASION:
        return frozenset({P.OBLIGATION_REVIEW})
    named = (*duty.met_by.events, *(one.event for one in duty.met_by.through))
    steps = (DECLARED.discharge[event][1] for event in named if event in DECLARED.discharge)
    return frozenset(step.permission for step in steps)


def _duty(*, row: Obligation, pack: Pack) -> PolicyDuty:
    return pack.duties.get(row.duty.key) or row.version.policy


def _button(*, event: str, row: Obligation, actor: Actor, pack: Pack) -> Button | None:
    """The button of one kind of event, where a step makes it and this reader may take that step."""
    if event not in DECLARED.discharge:
        return None
    pages, step = DECLARED.discharge[event]
    if not actor.may(step.permission, position=row.position, unit=row.unit_id, line=row.line_id):
        return None
    if kept_from(step=step, body=row.unit, actor=actor):
        return None
    if step.source:
        if row.record_id is None:
            # A requirement on the unit itself: the step is that of the unit's own entry, looked up when it is pressed.
            standing = _duty(row=row, pack=pack).standing
            own = reverse("step_of_unit", args=[pages.name, row.unit_id, step.name])
            return Button(own, str(step.label)) if standing else None
        return Button(reverse("step", args=[pages.name, row.record_id, step.name]), str(step.label))
    if row.unit.closed_on is not None:
        # No new case is begun for a unit that is no more; one that it left behind may still be ended.
        return None
    return Button(f"{reverse('begin', args=[pages.name])}?obligation={row.pk}", str(step.label))
