"""发现问题与交办: what one module finds or decides and another follows up (3.5, 3.26, 3.27, 4.7), inside the one door.

A step appends ``Finding`` to ``doing.findings``. The explicit list names for each kind of finding the ``Intake`` of the
module that follows it up; both work in one transaction, and neither module knows the other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.owed import Owed
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.sight import SightedQuerySet
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Ask, Refusal, Words


@dataclass(frozen=True)
class Finding:
    """What was found, which unit has to put it right, and by which day; ``letter_number`` where it gets a letter.

    ``place`` is where it was found, in the finder's words; ``put_right`` what was done about it at once, where it was.
    """

    kind: str
    unit: Unit
    what: str
    due_day: dt.date
    letter_number: str = ""
    place: str = ""
    put_right: str = ""


@dataclass(frozen=True)
class Intake:
    """How a module takes findings in: ``open`` follows them up and says what is owed, ``let_go`` withdraws them.

    ``came_of`` gives what follows a record up, as one set of records for each of the module's kinds; ``left`` counts
    what of it is still in hand. ``open(findings=…, origin=…, on=…, now=…)``, the others ``(origin=…)``; ``origin`` is
    the record that found them.
    """

    open: Callable[..., list[Owed]]
    let_go: Callable[..., None]
    came_of: Callable[..., Sequence[SightedQuerySet]]
    left: Callable[..., int]


def units_near(*, unit: Unit) -> Sequence[tuple[str, Words]]:
    """Whom something can be given to: public units of the same area and of the areas directly below it."""
    near = Q(area=unit.area_id) | Q(area__parent=unit.area_id)
    units = Unit.objects.filter(near, closed_on=None).exclude(kind="enterprise").order_by("position", "id")
    return [(str(one.pk), name_of(one)) for one in units]


def finding_rows(*, choices: Callable[[Any], Sequence[tuple[str, Words]]]) -> tuple[Ask, ...]:
    """The questions of one line: what, which unit, by when, and the letter's number where it gets a letter."""
    return (
        Ask("what", gettext_lazy("What"), "text"),
        Ask("unit", gettext_lazy("Who"), "choice", choices=choices),
        Ask("due_day", gettext_lazy("By when"), "date"),
        Ask(
            "letter_number", gettext_lazy("Number of the letter"), "text", required=False, max_length=60,
            why=gettext_lazy("Only for a vertically managed unit, where its letter (函) was written elsewhere"),
        ),
    )  # fmt: skip


def findings_of(*, rows: Sequence[Mapping[str, Any]], kind: str = "") -> list[Finding]:
    """The lines of a form as findings, their units read at once."""
    units = Unit.objects.select_related("area").in_bulk([int(row["unit"]) for row in rows])
    return [
        Finding(kind, units[int(row["unit"])], row["what"], row["due_day"], row.get("letter_number") or "")
        for row in rows
    ]


def refusal_of(
    *, field: str, findings: Sequence[Finding], offered: Sequence[tuple[str, Words]], since: dt.date, longest_days: int
) -> Refusal | None:
    """Why these cannot be given to those units by those days; ``since`` is the day on which they came up."""
    known = {pk for pk, _name in offered}
    for one in findings:
        values = {"what": one.what, "unit": name_of(one.unit), "day": one.due_day, "since": since, "days": longest_days}
        if str(one.unit.pk) not in known:
            text = _("“%(what)s” cannot be given to %(unit)s: it is not one of your units.")
        elif one.due_day < since:
            text = _("“%(what)s” would be due on %(day)s, before it came up on %(since)s.")
        elif (one.due_day - since).days > longest_days:
            text = _("“%(what)s” would be due on %(day)s, more than %(days)s days after %(since)s. Check the year.")
        elif one.letter_number and not one.unit.vertical:
            text = _("%(unit)s is not managed vertically: it gets an order, not a letter. Leave the number empty.")
        else:
            continue
        return Refusal(field, text % values)
    return None


def all_intakes() -> list[Intake]:
    """Everybody who takes findings in, each once."""
    return list({id(one): one for one in DECLARED.intakes.values()}.values())


def take_in(*, doing: Any) -> None:
    """Hand the findings of a step (a ``Doing``) over to whoever follows them up, or take them back with the record."""
    intakes = DECLARED.intakes
    if doing.step.withdraws:
        for intake in all_intakes():
            intake.let_go(origin=doing.record)
    on = doing.answers.get("occurred_on") or doing.act.today
    for kind in dict.fromkeys(one.kind for one in doing.findings):
        if kind in intakes:
            mine = [one for one in doing.findings if one.kind == kind]
            doing.owed += intakes[kind].open(findings=mine, origin=doing.record, on=on, now=doing.act.now)
