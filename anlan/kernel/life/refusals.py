"""What is refused on an obligation, in words for the reader (9.3): terms, grounds, persons, letters."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from anlan.kernel.ledger.event import Event
from anlan.kernel.life.treating import Treating
from anlan.kernel.obligations.due import local_day
from anlan.kernel.obligations.obligation import Notice
from anlan.kernel.people.naming import name_of
from anlan.kernel.records.workflow import Refusal

TOLD = (Notice.Kind.LATE, Notice.Kind.URGED)


def of_a_step(*, treating: Treating) -> list[Refusal]:
    """All refusals of the step that is being taken."""
    rules = {
        "urge": (_not_twice_a_day, _letter_where_due),
        "accept": (_not_ones_own,),
        "return": (_not_ones_own, _not_too_late_to_return),
        "extend": (_not_of_another_line, _longer_than_now, _within_the_longest),
        "waive": (_not_of_another_line,),
        "confirm": (_not_of_another_line, _only_what_is_late, _only_once_told),
        "unconfirm": (),
    }[treating.step.name]
    return [refusal for rule in rules if (refusal := rule(treating)) is not None]


def _not_twice_a_day(treating: Treating) -> Refusal | None:
    """Two urgings on one day are one too many, and a second click is none."""
    earlier = treating.row.notices.filter(kind=Notice.Kind.URGED).order_by("-created_at").first()
    if earlier is None or local_day(moment=earlier.created_at, pack=treating.act.pack) != treating.act.today:
        return None
    return Refusal("", _("This was urged today already. The unit has been told."))


def _letter_where_due(treating: Treating) -> Refusal | None:
    """A vertically managed body gets a letter (函); nobody else does."""
    vertical, letter = treating.row.unit.vertical, treating.answers.get("letter")
    if vertical and not letter:
        text = _("%(unit)s is vertically managed: it gets a letter. Enter the number of the letter.")
        return Refusal("letter", text % {"unit": name_of(treating.row.unit)})
    if letter and not vertical:
        text = _("%(unit)s is not vertically managed: it is urged without a letter.")
        return Refusal("letter", text % {"unit": name_of(treating.row.unit)})
    return None


def _not_ones_own(treating: Treating) -> Refusal | None:
    """Who submitted does not review, under whatever post: persons are compared, not posts."""
    event = treating.row.met_by
    if event is not None and event.officer_id == treating.act.actor.officer.pk:
        return Refusal("", _("You recorded this yourself. Another officer has to review it."))
    return None


def _not_too_late_to_return(treating: Treating) -> Refusal | None:
    """What was accepted long ago, or never needed a review, is settled."""
    event, act = treating.row.met_by, treating.act
    if event is None or treating.waiting:
        return None
    days = int(act.pack.parameters.value(key="review.return_within", on=act.today).value)
    if (act.today - local_day(moment=event.recorded_at, pack=act.pack)).days > days:
        text = _("This was recorded more than %(days)s days ago. It can no longer be returned.")
        return Refusal("", text % {"days": days})
    return None


def _not_of_another_line(treating: Treating) -> Refusal | None:
    """What a vertically managed body owes is decided by its own superior."""
    if treating.row.unit.vertical:
        text = _("%(unit)s is vertically managed. Its own superior decides; urge it by letter.")
        return Refusal("", text % {"unit": name_of(treating.row.unit)})
    return None


def _longer_than_now(treating: Treating) -> Refusal | None:
    """An extension leads to a later day than the present one."""
    if treating.answers["until"] > treating.row.due_day:
        return None
    return Refusal("until", _("It is due on %(day)s already. Choose a later day.") % {"day": treating.row.due_day})


def _within_the_longest(treating: Treating) -> Refusal | None:
    """All extensions together stay within the days that the duty allows, counted from the day it was first due."""
    extend = treating.duty.extend
    if extend is None:
        return None
    act, row = treating.act, treating.row
    value = act.pack.parameters.value(key=extend.most, on=act.today)
    # What returns gave is no extension and does not use it up.
    latest = row.due_day + dt.timedelta(days=int(value.value) - _extended_days(treating))
    if treating.answers["until"] <= latest:
        return None
    text = _("At most %(days)s days in all: the latest possible day is %(day)s.")
    return Refusal("until", text % {"days": value.value, "day": latest})


def _extended_days(treating: Treating) -> int:
    """The days that earlier extensions of this obligation gave."""
    events = Event.objects.filter(record_type="obligation", record_id=treating.row.pk, kind="obligation.extended")
    return sum(int(event.answers["days"]) for event in events)


def _only_what_is_late(treating: Treating) -> Refusal | None:
    """Before the due day nothing can have been neglected; an estimated due day waits for its calendar."""
    if treating.row.is_late(now=treating.act.now):
        return None
    return Refusal("", _("This is not late, so nothing can be confirmed yet."))


def _only_once_told(treating: Treating) -> Refusal | None:
    """The unit hears of it before its superior decides."""
    if treating.row.notices.filter(kind__in=TOLD).exists():
        return None
    return Refusal("", _("The unit has not been told yet that this is late. Urge it first."))
