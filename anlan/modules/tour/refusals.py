"""What is refused about tours, in words for the reader (3.5, 3.27, 5.3, E.4)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.facts import as_of
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.findings import findings_of, refusal_of
from anlan.kernel.records.workflow import Refusal
from anlan.modules.tour.choices import KINDS, responsible_for
from anlan.rules import tours


def number(doing: Doing, key: str) -> int:
    """A number of days of the pack, as it is today."""
    return int(doing.act.pack.parameters.value(key=key, on=doing.act.today).value)


def already_held(doing: Doing) -> Refusal | None:
    """A tour is recorded once it has ended, and not much later."""
    started, held, today = doing.answers["started_on"], doing.answers["occurred_on"], doing.act.today
    back = number(doing, "visit.record_back_days")
    match tours.days_fault(started_on=started, held_on=held, today=today, back_days=back):
        case "order":
            return Refusal("started_on", _("The tour would begin on %(day)s, after its end.") % {"day": started})
        case "ahead":
            text = _("This day has not come yet; today is %(today)s. What happens is recorded once it has happened.")
            return Refusal("occurred_on", text % {"today": today})
        case "old":
            return Refusal(
                "occurred_on", _("This day is more than %(days)s days ago. Check the year.") % {"days": back}
            )
    return None


def only_who_may_tour(doing: Doing) -> Refusal | None:
    """Of departments, only the one with comprehensive supervision watches its peers and lower governments (5.3)."""
    unit = doing.record.unit
    facts = DECLARED.facts[unit.kind].objects.filter(as_of(day=doing.act.today), unit=unit).first()
    if tours.may_tour(kind=unit.kind, responsibility=getattr(facts, "responsibility", "")):
        return None
    text = _("%(unit)s has no comprehensive supervision: it inspects its own line and makes no tours.")
    return Refusal("", text % {"unit": name_of(unit)})


def subject_fits_the_kind(doing: Doing) -> Refusal | None:
    """Lower governments are supervised and toured; peer departments are supervised as such."""
    unit = doing.record.unit
    subject = Unit.objects.select_related("area").get(pk=int(doing.answers["subject"]))
    tour = doing.answers["kind"]
    near = subject.area_id == unit.area_id or subject.area.parent_id == unit.area_id
    fits = tours.fits(tour=tour, subject_kind=subject.kind, below=subject.area_id != unit.area_id)
    if near and fits and subject.pk != unit.pk:
        return None
    values = {"unit": name_of(subject), "kind": KINDS[tour]}
    return Refusal("subject", _("%(unit)s is no subject for this: %(kind)s.") % values)


def findings_can_be_followed(doing: Doing) -> Refusal | None:
    """Each finding names a unit within reach and a day after the tour."""
    return refusal_of(
        field="findings",
        findings=findings_of(rows=doing.answers.get("findings") or ()),
        offered=responsible_for(doing.record.unit),
        since=doing.answers["occurred_on"],
        longest_days=number(doing, "order.longest_days"),
    )


def after_the_tour(doing: Doing) -> Refusal | None:
    """Nobody goes back before having been there."""
    day, held = doing.answers["occurred_on"], doing.record.held_on
    if day < held:
        return Refusal("occurred_on", _("The tour was on %(held)s; a revisit comes after it.") % {"held": held})
    return None
