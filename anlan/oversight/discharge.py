"""The one button: which page discharges an obligation, for a reader who may press it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import Actor
from anlan.policy import Pack
from anlan.policy.supervision import is_review


@dataclass(frozen=True)
class Button:
    """Where the button leads and what it says."""

    url: str
    label: str


def button_for(*, row: Obligation, actor: Actor, pack: Pack) -> Button | None:
    """The button that discharges this obligation; None when it is not open or not this reader's to press."""
    if row.state != Obligation.State.OPEN:
        return None
    duty = pack.duties.get(row.duty.key) or row.version.policy
    if is_review(occasion=duty.on):
        return _review(row=row, actor=actor)
    buttons = (_button(event=event, row=row, actor=actor) for event in duty.met_by.events)
    return next(filter(None, buttons), None)


def _review(*, row: Obligation, actor: Actor) -> Button | None:
    """The steps that discharge a review stand on the page of what was submitted."""
    pages = DECLARED.pages.get(row.record_type)
    records = pages.model.objects if pages else Obligation.objects
    if not records.visible_to(actor.sight()).filter(pk=row.record_id).exists():
        return None
    url = reverse("record", args=[pages.name, row.record_id]) if pages else reverse("obligation", args=[row.record_id])
    return Button(url, _("Review"))


def _button(*, event: str, row: Obligation, actor: Actor) -> Button | None:
    """The button of one kind of event, where a step makes it and this reader may take that step."""
    if event not in DECLARED.discharge:
        return None
    pages, step = DECLARED.discharge[event]
    if not actor.may(step.permission, position=row.position, unit=row.unit_id, line=row.line_id):
        return None
    if step.source:
        if row.record_id is None:
            return None
        return Button(reverse("step", args=[pages.name, row.record_id, step.name]), str(step.label))
    if row.unit.closed_on is not None:
        # No new case is begun for a unit that is no more; one that it left behind may still be ended.
        return None
    return Button(f"{reverse('begin', args=[pages.name])}?obligation={row.pk}", str(step.label))
