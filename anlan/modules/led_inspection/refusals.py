"""What is refused about led inspections, in words for the reader (4.7, 4.8)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.findings import findings_of, refusal_of, units_near
from anlan.kernel.records.workflow import Refusal, Words
from anlan.modules.led_inspection.guide import words_of
from anlan.policy.inspection_guide import guide_on
from anlan.rules import led_inspections


def near(unit: Unit) -> list[tuple[str, Words]]:
    """Who can be inspected or made to put something right: public units of the area and directly below."""
    return list(units_near(unit=unit))


def number(doing: Doing, key: str) -> int:
    """A number of days of the pack, as it is today."""
    return int(doing.act.pack.parameters.value(key=key, on=doing.act.today).value)


def not_too_old(doing: Doing) -> Refusal | None:
    """Older inspections than the pack's limit are not recorded any more."""
    back = number(doing, "visit.record_back_days")
    if (doing.act.today - doing.answers["occurred_on"]).days > back:
        return Refusal("occurred_on", _("This day is more than %(days)s days ago. Check the year.") % {"days": back})
    return None


def follows_the_guide(doing: Doing) -> Refusal | None:
    """Clause 4.8: by the guide in force on that day, something of it was looked at, and a problem is named."""
    day = doing.answers["occurred_on"]
    guide = guide_on(guides=doing.act.pack.guides, day=day)
    words = words_of(guide) if guide else {}
    lines = led_inspections.looked_at(rows=doing.answers.get("checklist") or ())
    fault, item = led_inspections.checklist_fault(lines=lines, items=words)
    if not fault:
        return None
    text = {
        "unknown": _("“%(item)s” does not stand in the guide that was in force on %(day)s."),
        "twice": _("“%(item)s” is answered twice."),
        "bare": _("“%(item)s” has a problem: say which, in a few words."),
        "nothing": _("Say of at least one item of the guide whether it was in order."),
    }[fault]
    return Refusal("checklist", text % {"item": words.get(item, item), "day": day})


def findings_can_be_followed(doing: Doing) -> Refusal | None:
    """Each finding names a unit within reach and a day after the inspection."""
    return refusal_of(
        field="findings",
        findings=findings_of(rows=doing.answers.get("findings") or ()),
        offered=near(doing.record.unit),
        since=doing.answers["occurred_on"],
        longest_days=number(doing, "order.longest_days"),
    )
