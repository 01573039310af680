"""Moving: a user names who governs a town (clauses 3.1 and 10.7); registers and open obligations move with it.

What waits for its review moves too, and the review passes to the office that oversees the unit from now on. What was
closed keeps the position where it was owed. The old range of positions is never used again.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q
from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations import figures
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.overseeing import overseer
from anlan.kernel.obligations.passing import Passing, lapse, pass_on, told_of
from anlan.kernel.people.acting import Actor, NotPermitted
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.roles import P
from anlan.kernel.transactions import sweeping

GOVERNS = {"city": ("county", "zone"), "county": ("town",), "zone": ("town", "village"), "town": ("village",)}


class CannotMove(Exception):
    """The area cannot be governed from there; the text says why."""


def move_area(*, area: Area, under: Area, by: Actor, on: dt.date, now: dt.datetime) -> Event:
    """Put ``area`` with all below it under another area. Raises NotPermitted or CannotMove."""
    for end in (area, under):
        if not by.sight(permission=P.AREA_GOVERN).covers_range(lo=end.lo, hi=end.hi):
            raise NotPermitted(f"{P.AREA_GOVERN} over {end.code}")
    if area.level not in GOVERNS.get(under.level, ()):
        raise CannotMove(
            _("%(under)s (%(upper)s) cannot govern %(area)s (%(lower)s).")
            % {
                "under": name_of(under),
                "upper": under.get_level_display(),
                "area": name_of(area),
                "lower": area.get_level_display(),
            }
        )
    if area.parent_id == under.pk:
        raise CannotMove(
            _("%(area)s is governed by %(under)s already.") % {"area": name_of(area), "under": name_of(under)}
        )
    post = by.post_for(P.AREA_GOVERN, position=under.lo, unit=None, line=None)
    with sweeping():
        area, under = Area.objects.get(pk=area.pk), Area.objects.get(pk=under.pk)
        old_lo, old_hi = area.lo, area.hi
        lo, _hi = Area.next_range(parent=under, level=area.level)
        shift = lo - old_lo
        _move_obligations(which=Q(position__gte=old_lo, position__lt=old_hi), shift=shift)
        for register in (Unit, EvidenceFile, *(pages.model for pages in DECLARED.pages.values())):
            for place in register.objects.columns.places:
                inside = {f"{place.position}__gte": old_lo, f"{place.position}__lt": old_hi}
                register.objects.filter(**inside).update(**{place.position: F(place.position) + shift})
        Area.objects.filter(lo__gte=old_lo, lo__lt=old_hi).update(
            lo=F("lo") + shift, hi=F("hi") + shift, next_lo=F("next_lo") + shift
        )
        Area.objects.filter(pk=area.pk).update(parent=under)
        _report_to(area=area, under=under)
        passing = _reviews(lo=lo, hi=lo + old_hi - old_lo)
        lapse(rows=[one.row for one in passing])
        event = append(
            entry=Entry(
                kind="area.moved",
                occurred_on=on,
                officer=by.officer.pk,
                post=post.pk if post else None,
                place=Place(position=lo),
                record_type="area",
                record_id=area.pk,
                answers={
                    "area": area.code,
                    "under": under.code,
                    "from": [old_lo, old_hi],
                    "to": lo,
                    **told_of(rows=[one.row for one in passing]),
                },
            ),
            now=now,
        )
        pass_on(passing=passing, event=event, now=now)
        return event


def move_unit(*, unit: Unit, to: Area) -> None:
    """Seat one unit in another area, with its records and what it owes; its reviews stay with the office that has them.

    Call it while no other writer is under way (a step that is ``exclusive``); the step's event tells of it.
    """
    shift = to.lo - unit.position
    _move_obligations(which=Q(unit=unit), shift=shift)
    for register in (EvidenceFile, *(pages.model for pages in DECLARED.pages.values())):
        for place in register.objects.columns.places:
            register.objects.filter(**{place.unit or "unit_id": unit.pk}).update(**{place.position: to.lo})
    Unit.objects.filter(pk=unit.pk).update(area=to, position=to.lo)
    unit.area, unit.position = to, to.lo


def _move_obligations(*, which: Q, shift: int) -> None:
    """What is open, or waits for a review, leaves the figures of the old place and enters those of the new one."""
    inside = Obligation.objects.filter(which)
    rows = inside.filter(state=Obligation.State.OPEN)
    groups = figures.grouped(rows=rows)
    figures.append_grouped(groups=groups, sign=-1, shift=0)
    rows.update(position=F("position") + shift)
    figures.append_grouped(groups=groups, sign=1, shift=shift)
    for row in inside.filter(review=Obligation.Review.WAITING).select_for_update().order_by("id"):
        met = {"on_time": int(bool(row.on_time)), "late": int(not row.on_time)}
        figures.record_change(rows=[row], opened=-1, **{name: -count for name, count in met.items()})
        row.position += shift
        row.save(update_fields=["position"])
        figures.record_change(rows=[row], opened=1, **met)


def _reviews(*, lo: int, hi: int) -> list[Passing]:
    """The open reviews of what waits in the moved range, locked, with the office that owes them from now on."""
    waiting = Obligation.objects.filter(position__gte=lo, position__lt=hi, review=Obligation.Review.WAITING)
    submitted = {row.pk: row for row in waiting.select_related("unit", "unit__area", "version")}
    reviews = Obligation.objects.filter(
        record_type="obligation", record_id__in=list(submitted), state=Obligation.State.OPEN
    )
    passing = []
    for review in reviews.select_for_update().order_by("id"):
        row = submitted[review.record_id or 0]
        asked = row.version.policy.review
        to = overseer(unit=row.unit, by=asked.by if asked else "")
        if to is not None and to.pk != review.unit_id:
            passing.append(Passing(review, to, review.what, None))
    return passing


def _report_to(*, area: Area, under: Area) -> None:
    """The area's bodies report to the like bodies of whoever governs now; to nobody where there is none."""
    for unit in Unit.objects.filter(area=area, superior__isnull=False).exclude(superior__area=area):
        old = Unit.objects.get(pk=unit.superior_id)
        like = Unit.objects.filter(area=under, kind=old.kind, department=old.department, closed_on=None)
        unit.superior = like.order_by("id").first()
        unit.save(update_fields=["superior"])
