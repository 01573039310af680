"""What is refused on an obligation, in words for the reader (9.3): terms, grounds, persons, letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from anlan.kernel.life.treating import Treating
from anlan.kernel.obligations.due import local_day, recording_ends
from anlan.kernel.obligations.obligation import Notice
from anlan.kernel.obligations.passing import extended_days
from anlan.kernel.people.naming import name_of
from anlan.kernel.records.workflow import Refusal

Rule = Callable[[Treating], Refusal | None]
TOLD = (Notice.Kind.LATE, Notice.Kind.URGED)


def of_a_step(*, treating: Treating) -> list[Refusal]:
    """All refusals of the step that is being taken; what the obligation itself does not allow comes alone."""
    step = treating.step.name
    standing = _found(treating, STANDING.get(step, ()))
    if standing:
        return standing
    rules: tuple[Rule, ...] = {
        "urge": (_not_twice_a_day, _letter_where_due),
        "accept": (_not_ones_own,),
        "return": (_not_ones_own, _not_of_a_closed_unit, _not_too_late_to_return),
        "extend": (_not_of_another_line, _longer_than_now, _within_the_longest),
        "waive": (_not_of_another_line,),
        "confirm": (_not_of_another_line, _only_once_told),
        "unconfirm": (),
    }[step]
    whose: tuple[Rule, ...] = () if step == "urge" else (_not_about_oneself,)
    return _found(treating, (*whose, *rules))


def premature(*, treating: Treating) -> bool:
    """Whether the step is refused as the obligation stands, whatever is answered: then it is not offered."""
    return bool(_found(treating, STANDING.get(treating.step.name, ())))


def _found(treating: Treating, rules: Sequence[Rule]) -> list[Refusal]:
    return [refusal for rule in rules if (refusal := rule(treating)) is not None]


def _not_twice_a_day(treating: Treating) -> Refusal | None:
    """Two urgings on one day are one too many, and a second click is none."""
    earlier = treating.row.notices.filter(kind=Notice.Kind.URGED).order_by("-created_at").first()
    if earlier is None or local_day(moment=earlier.created_at, pack=treating.act.pack) != treating.act.today:
        return None
    return Refusal("", _("This was urged today already. It stands in the day's digest."))


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


def _not_about_oneself(treating: Treating) -> Refusal | None:
    """Nobody decides about a unit in which the same person holds a post, or was accountable while this was owed."""
    row, act = treating.row, treating.act
    if row.unit_id in act.actor.unit_ids:
        text = _("You hold a post of %(unit)s yourself. Another officer has to decide.")
        return Refusal("", text % {"unit": name_of(row.unit)})
    since = row.period or row.runs_on or local_day(moment=row.opened_at, pack=act.pack)
    until = max(since, row.met_on or act.today)
    held = act.actor.officer.appointments.filter(Q(until=None) | Q(until__gte=since), since__lte=until)
    accountable = Q(post__unit=row.unit_id, post__kind=treating.duty.accountable)
    if row.met_by is not None and row.met_by.accountable_post_id is not None:
        accountable |= Q(post=row.met_by.accountable_post_id)
    if held.filter(accountable).exists():
        return Refusal("", _("You held the accountable post yourself while this was owed. Another officer decides."))
    return None


def _not_of_a_closed_unit(treating: Treating) -> Refusal | None:
    """What is returned must be able to come back."""
    unit = treating.row.unit
    if unit.closed_on is None:
        return None
    text = _(
        "%(unit)s was closed on %(day)s: nobody could submit it again. Accept it, and order what is still missing."
    )
    return Refusal("", text % {"unit": name_of(unit), "day": unit.closed_on})


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
    """An extension leads to a later day than the present one, and to one that leaves time to act."""
    until, row = treating.answers["until"], treating.row
    if until <= row.due_day:
        return Refusal("until", _("It is due on %(day)s already. Choose a later day.") % {"day": row.due_day})
    if until <= treating.act.today:
        return Refusal("until", _("That day leaves no time to act. Choose a day after today."))
    return None


def _within_the_longest(treating: Treating) -> Refusal | None:
    """All extensions together stay within the days that the duty allows, counted from the day it was first due."""
    extend = treating.duty.extend
    if extend is None:
        return None
    act, row = treating.act, treating.row
    value = act.pack.parameters.value(key=extend.most, on=act.today)
    # What returns gave is no extension and does not use it up.
    latest = row.due_day + dt.timedelta(days=int(value.value) - extended_days(row=row))
    if treating.answers["until"] <= latest:
        return None
    text = _("At most %(days)s days in all: the latest possible day is %(day)s.")
    return Refusal("until", text % {"days": value.value, "day": latest})


def _not_while_confirmed(treating: Treating) -> Refusal | None:
    """What was confirmed as not performed is neither excused nor given more time while the confirmation stands."""
    if treating.row.not_performed_id is None:
        return None
    return Refusal("", _("This was confirmed as not performed. Take the confirmation back first."))


def _only_what_is_late(treating: Treating) -> Refusal | None:
    """Before the due day nothing can have been neglected; an estimated due day waits for its calendar.

    Nor before the grace for recording has ended: until then what was done in time may still be recorded as such.
    """
    row, act = treating.row, treating.act
    if not row.is_late(now=act.now):
        return Refusal("", _("This is not late, so nothing can be confirmed yet."))
    ends = recording_ends(duty=treating.duty, due_day=row.due_day, pack=act.pack)
    if act.now >= ends:
        return None
    last = local_day(moment=ends, pack=act.pack) - dt.timedelta(days=1)
    text = _("What was done in time may be recorded until %(day)s. It can be confirmed after that day.")
    return Refusal("", text % {"day": last})


def _only_once_told(treating: Treating) -> Refusal | None:
    """The unit hears that this due day has passed before its superior decides; an earlier urging does not say so."""
    row = treating.row
    if row.notices.filter(kind__in=TOLD, due_day=row.due_day, created_at__gte=row.due_at).exists():
        return None
    return Refusal("", _("The unit has not been told yet that this is late. Urge it first."))


# What the obligation as it stands does not allow, whatever is answered.
STANDING: dict[str, tuple[Rule, ...]] = {
    "extend": (_not_while_confirmed,),
    "waive": (_not_while_confirmed,),
    "confirm": (_only_what_is_late,),
}
