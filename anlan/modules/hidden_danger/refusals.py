"""What is refused of a hidden danger, whoever acts: days, places, grades, what stands elsewhere (18.7, 18.8, 19.1)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.ledger.event import Event
from anlan.kernel.places.checking import what_is_wrong
from anlan.kernel.records.door import Act, Doing
from anlan.kernel.records.workflow import Asked, Refusal
from anlan.modules.hidden_danger import choices
from anlan.rules import dangers


def number(*, act: Act, key: str) -> int:
    """The parameter of that name as it is in force today."""
    return int(act.pack.parameters.value(key=key, on=act.today).value)


def round_of_the_reader(doing: Doing) -> Refusal | None:
    """A danger comes from a round that the reader's own body made."""
    wanted = doing.answers.get("during")
    if wanted and wanted not in {key for key, _words in choices.rounds_offered(asked_by(doing))}:
        return Refusal("during", _("Choose one of the rounds offered."))
    return None


def asked_by(doing: Doing) -> Asked:
    """What the form of this act was shown for."""
    return Asked(unit=doing.record.unit, act=doing.act, record=doing.record)


def laid_in_its_area(doing: Doing) -> Refusal | None:
    """A place on the map has both degrees, and lies where the unit is."""
    degrees = {name: doing.answers.get(name) for name in ("longitude", "latitude")}
    fault = what_is_wrong(unit=doing.record.unit, pack=doing.act.pack, **degrees)
    return Refusal("longitude", fault) if fault else None


def limit_lies_ahead(doing: Doing) -> Refusal | None:
    """A time limit does not lie before today, nor further ahead than the longest that is given."""
    field = "due_day" if "due_day" in doing.answers else "wanted_day"
    longest = number(act=doing.act, key="danger.longest_days")
    match dangers.day_fault(day=doing.answers[field], today=doing.act.today, longest_days=longest):
        case "past":
            return Refusal(field, _("This day has passed; today is %(today)s.") % {"today": doing.act.today})
        case "far":
            return Refusal(field, _("This day is more than %(days)s days ahead. Check the year.") % {"days": longest})
    return None


def later_than_now(doing: Doing) -> Refusal | None:
    """More time is a day after the one that counts now."""
    field = "due_day" if "due_day" in doing.answers else "wanted_day"
    if doing.record.due_day and doing.answers[field] <= doing.record.due_day:
        return Refusal(
            field, _("More time ends after %(day)s, the day that counts now.") % {"day": doing.record.due_day}
        )
    return None


def wants_time(record: Any) -> bool:
    """Whether more time is asked for, for a danger or its listing."""
    return record.wanted_day is not None


def asked_for_more(doing: Doing) -> Refusal | None:
    """More time is given or declined where somebody asked for it."""
    if not wants_time(doing.record):
        return Refusal("", _("Nobody has asked for more time."))
    return None


def major_has_a_basis(doing: Doing) -> Refusal | None:
    """A danger is major by a criterion, or for a reason that is written."""
    answers, act = doing.answers, doing.act
    if answers["criterion"] == choices.OTHER_BASIS:
        if not answers.get("reason"):
            return Refusal("reason", _("Where no criterion fits, write why it is major."))
        return None
    if answers["criterion"] not in {one.id for one in act.pack.criteria.in_force(on=act.today)}:
        return Refusal("criterion", _("This criterion is not in force; choose one of those offered."))
    return None


def another_danger_here(doing: Doing) -> Refusal | None:
    """A danger is merged into another one of the same unit that is open: what is over treats nothing."""
    wanted, record = str(doing.answers["into"]), doing.record
    same = type(record).objects.filter(unit=record.unit_id, state__in=dangers.OPEN).exclude(pk=record.pk)
    if not wanted.isdecimal() or not same.filter(pk=wanted).exists():
        return Refusal("into", _("Choose another danger of the same unit that is still open."))
    return None


def still_general(doing: Doing) -> Refusal | None:
    """Only what is not major yet becomes major."""
    return Refusal("", _("It is graded as major already.")) if doing.record.grade == dangers.MAJOR else None


def still_major(doing: Doing) -> Refusal | None:
    """Only what is major is lowered; a listed one leaves the list first."""
    if doing.record.grade != dangers.MAJOR:
        return Refusal("", _("It is graded as general already."))
    return leaves_the_list_first(doing)


def leaves_the_list_first(doing: Doing) -> Refusal | None:
    """What stands on a list is not ended beside it."""
    if doing.record.listings.filter(state__in=("listed", "applied")).exists():
        return Refusal("", _("It is under listed supervision; the listing is withdrawn first."))
    return None


def not_before_it_came_back(doing: Doing) -> Refusal | None:
    """What was sent back is put right after that: the clock that began then is not answered from before."""
    about = {"record_type": doing.record.record_type(), "record_id": doing.record.pk}
    last = Event.objects.filter(kind="danger.sent_back", **about).order_by("-seq").first()
    return not_before(doing, day=last.occurred_on) if last else None


def not_before(doing: Doing, *, day: dt.date) -> Refusal | None:
    """What is done about something does not come before it."""
    if doing.answers["occurred_on"] < day:
        return Refusal("occurred_on", _("This day lies before %(day)s.") % {"day": day})
    return None
