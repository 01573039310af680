"""谁不得处理隐患: fixers, the unit itself, bodies below, whatever posts they hold (18.8, 19.1–19.4)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.kernel.people.acting import Actor
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Appointment
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Doing
from anlan.kernel.records.persons import officers_behind
from anlan.kernel.records.workflow import Refusal
from anlan.modules.hidden_danger import bodies, choices
from anlan.rules import dangers


def known_source(doing: Doing) -> Refusal | None:
    """Only certified officers enter what an administrative inspection found."""
    certified = choices.is_certified(actor=doing.act.actor, unit=doing.record.unit)
    if doing.answers["source"] == dangers.INSPECTION and not certified:
        text = _("An administrative inspection is made by certified officers; choose patrol or service visit.")
        return Refusal("source", text)
    return None


def not_who_asked(doing: Doing) -> Refusal | None:
    """Nobody gives more time to the same person; of a supervised danger the public body decides."""
    if doing.act.actor.officer.pk in officers_behind(record=doing.record, kind="danger.time_asked"):
        return Refusal("", _("You asked for more time yourself; somebody else has to decide."))
    if doing.record.needs_outsider and acts_for_the_unit(doing):
        return Refusal("", _("The public body that supervises this danger decides about more time."))
    return None


def supervisor_in_the_chain(doing: Doing) -> Refusal | None:
    """It is reported to a body that regulates the unit, or to one above it."""
    wanted = doing.answers["supervisor"]
    if wanted not in {pk for pk, _name in bodies.supervisors_for(doing.record.unit)}:
        return Refusal(
            "supervisor", _("Choose one of the bodies offered: those that regulate the unit, and those above.")
        )
    its_own_choice = doing.record.supervisor_id is None and acts_for_the_unit(doing)
    if its_own_choice and int(wanted) not in {one.pk for one in bodies.regulators(unit=doing.record.unit)}:
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
        text = _("You hold a post of %(unit)s yourself; somebody else decides about it.")
        return Refusal("", text % {"unit": name_of(doing.record.unit)})
    return None


def of_the_unit(*, actor: Actor, unit: Unit) -> bool:
    """Whether one of the officer's posts is the unit's: who serves on both sides is counted as its own."""
    return unit.pk in actor.unit_ids
