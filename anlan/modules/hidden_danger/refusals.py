"""What is refused of a hidden danger, in words for the reader (18.7, 18.8, 19.1, 19.4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.ledger.event import Event
from anlan.kernel.people.acting import Actor
from anlan.kernel.people.post import Appointment
from anlan.kernel.people.unit import Unit
from anlan.kernel.places.checking import what_is_wrong
from anlan.kernel.records.door import Act, Doing
from anlan.kernel.records.persons import officers_behind
from anlan.kernel.records.workflow import Asked, Refusal
from anlan.modules.hidden_danger import choices
from anlan.rules import dangers


def number(*, act: Act, key: str) -> int:
    """The parameter of that name as it is in force today."""
    return int(act.pack.parameters.value(key=key, on=act.today).value)


def known_source(doing: Doing) -> Refusal | None:
    """Only certified officers enter what an administrative inspection found."""
    certified = choices.is_certified(actor=doing.act.actor, unit=doing.record.unit)
    if doing.answers["source"] == dangers.INSPECTION and not certified:
        text = _("An administrative inspection is made by certified officers; choose patrol or service visit.")
        return Refusal("source", text)
    return None


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


def not_who_asked(doing: Doing) -> Refusal | None:
    """Nobody gives more time to the same person; of a supervised danger the public body decides."""
    if doing.act.actor.officer.pk in officers_behind(record=doing.record, kind="danger.time_asked"):
        return Refusal("", _("You asked for more time yourself; somebody else has to decide."))
    if doing.record.needs_outsider and acts_for_the_unit(doing):
        return Refusal("", _("The public body that supervises this danger decides about more time."))
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


def supervisor_in_the_chain(doing: Doing) -> Refusal | None:
    """It is reported to a body that regulates the unit, or to one above it."""
    wanted = doing.answers["supervisor"]
    if wanted not in {pk for pk, _name in choices.supervisors_for(doing.record.unit)}:
        return Refusal(
            "supervisor", _("Choose one of the bodies offered: those that regulate the unit, and those above.")
        )
    its_own_choice = doing.record.supervisor_id is None and acts_for_the_unit(doing)
    if its_own_choice and int(wanted) not in {one.pk for one in choices.regulators(unit=doing.record.unit)}:
        return Refusal("supervisor", _("The unit reports to whoever regulates it by the register."))
    return None


def supervisor_left_to_itself(doing: Doing) -> Refusal | None:
    """Who supervises a danger already hands it over, or a body above it takes it: neither the unit nor a body below."""
    if doing.answers["supervisor"] in ("", str(doing.record.supervisor_id)):
        return None
    return left_to_the_supervisor(doing)


def left_to_the_supervisor(doing: Doing) -> Refusal | None:
    """What a public body graded or has taken over is lowered, or put aside, by it or by a body above it.

    That is neither the unit itself nor a body below. Whoever found it may say that it was put right on the spot, as
    long as nobody has taken it over.
    """
    danger, actor = doing.record, doing.act.actor
    if not danger.needs_outsider:
        return None
    refusal = Refusal("", _("A public body graded or supervises this danger; it is for that body to change it."))
    if acts_for_the_unit(doing):
        return refusal
    place = {"position": danger.supervisor_position, "unit": danger.supervisor_id, "line": danger.line_id}
    if danger.supervisor_id is None or actor.may(doing.step.permission, **place):
        return None
    taken_over = officers_behind(record=danger, kind="danger.supervised")
    on_the_spot = doing.step.target == dangers.ON_THE_SPOT and danger.found_by_id in actor.unit_ids
    return None if on_the_spot and not taken_over else refusal


def responsible_of_the_unit(doing: Doing) -> Refusal | None:
    """Somebody of the unit is responsible."""
    wanted = doing.answers["responsible"]
    if wanted not in {pk for pk, _name in choices.people_for(doing.record.unit)}:
        return Refusal("responsible", _("Choose a post of %(unit)s.") % {"unit": doing.record.unit.name_zh})
    return None


def not_the_fixer(doing: Doing) -> Refusal | None:
    """Whoever put it right never accepts it, under whatever post; a major one is accepted by a public body."""
    record = doing.record
    why = dangers.why_not_accepted(
        person=doing.act.actor.officer.pk,
        fixers=fixers_of(record=record, act=doing.act),
        from_outside=not acts_for_the_unit(doing),
        needs_outsider=record.needs_outsider,
    )
    text = {
        "fixer": _("You put this right, or answer for its treatment: somebody else has to re-check it on the spot."),
        "inside": _("A major or supervised danger is accepted by a public body, not by the unit itself."),
    }
    return Refusal("", text[why]) if why else None


def fixers_of(*, record: object, act: Act) -> set[int]:
    """The officers who said it was put right, and whoever has held the responsible post since the plan was adopted."""
    behind = officers_behind(record=record, kind="danger.rectified")  # type: ignore[arg-type]
    responsible = getattr(record, "responsible_id", None)
    planned_on = getattr(record, "planned_on", None) or act.today
    held = Appointment.objects.filter(post=responsible, since__lte=act.today).exclude(until__lt=planned_on)
    return behind | set(held.values_list("officer_id", flat=True)) if responsible else behind


def acts_for_the_unit(doing: Doing) -> bool:
    """Whether the act is one of the unit's own people."""
    return of_the_unit(actor=doing.act.actor, unit=doing.record.unit)


def not_of_the_unit(doing: Doing) -> Refusal | None:
    """Who serves on both sides decides nothing about the own enterprise."""
    if acts_for_the_unit(doing):
        unit = doing.record.unit
        return Refusal("", _("You hold a post of %(unit)s yourself; somebody else decides about it.") % {"unit": unit})
    return None


def of_the_unit(*, actor: Actor, unit: Unit) -> bool:
    """Whether one of the officer's posts is the unit's: who serves on both sides is counted as its own."""
    return unit.pk in actor.unit_ids


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
