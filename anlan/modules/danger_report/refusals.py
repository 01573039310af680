"""What is refused of a report, in words for the reader (3.14, 3.17)."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.findings import all_intakes
from anlan.kernel.records.workflow import Refusal
from anlan.modules.danger_report.choices import next_receivers, receivers
from anlan.rules import danger_reports


def only_towns_and_villages(doing: Doing) -> Refusal | None:
    """3.14 asks towns and 3.17 villages; a county finds dangers by inspecting, which is another record."""
    unit = doing.record.unit
    if not danger_reports.reports_upward(kind=unit.kind, level=unit.area.level):
        return Refusal("", _("%(unit)s does not report dangers this way.") % {"unit": name_of(unit)})
    return None


def found_already(doing: Doing) -> Refusal | None:
    """A danger is found before it is reported, and not years before."""
    found_at, now = doing.answers["found_at"], doing.act.now
    if found_at > now:
        text = _("This moment has not come yet; it is %(now)s now.")
        return Refusal("found_at", text % {"now": timezone.localtime(now).strftime("%Y-%m-%d %H:%M")})
    limit = int(doing.act.pack.parameters.value(key="danger_report.found_back_days", on=doing.act.today).value)
    if (now - found_at).days > limit:
        return Refusal("found_at", _("This day is more than %(days)s days ago. Check the year.") % {"days": limit})
    return None


def receiver_in_the_chain(doing: Doing) -> Refusal | None:
    """A report goes to the government or a department above whoever found the danger, never sideways."""
    if int(doing.answers["receiver"]) in {one.pk for one in receivers(unit=doing.record.unit)}:
        return None
    return Refusal(
        "receiver", _("A report goes to the town, the county or one of its departments; choose one of them.")
    )


def handed_within_the_chain(doing: Doing) -> Refusal | None:
    """Whoever hands a report on gives it to a body of the same place or above."""
    if int(doing.answers["receiver"]) in {one.pk for one in next_receivers(receiver=doing.record.receiver)}:
        return None
    return Refusal(
        "receiver", _("A report is handed on within the same place or upward; choose one of the bodies offered.")
    )


def major_goes_upward(doing: Doing) -> Refusal | None:
    """3.14: a town reports major dangers; it answers one itself only where it finds that it is not major."""
    report = doing.record
    if report.major and report.receiver.area.level == "town" and not doing.answers.get("not_major"):
        text = _("This stands as a major danger: hand it on to the county, or state that it is not major.")
        return Refusal("not_major", text)
    return None


def unit_of_code(*, code: str) -> Unit | None:
    """The unit of that code; a credit code is the code of an enterprise."""
    return Unit.objects.select_related("area").filter(code=code.strip(), closed_on=None).first()


def unit_in_the_territory(doing: Doing) -> Refusal | None:
    """The danger is entered for a unit that the receiver's own area holds."""
    code = doing.answers.get("code") or ""
    if not code:
        return None
    unit, area = unit_of_code(code=code), doing.record.receiver.area
    if unit is None or not area.lo <= unit.position < area.hi:
        return Refusal("code", _("No unit of your territory is registered under this code."))
    return None


def registered_once(doing: Doing) -> Refusal | None:
    """One report is one danger."""
    report = doing.record
    if any(rows.exists() for intake in all_intakes() for rows in intake.came_of(origin=report)):
        return Refusal("", _("It has been entered as a hidden danger already; see below."))
    return None
