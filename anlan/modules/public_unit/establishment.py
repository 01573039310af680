"""机构人员情况报告 (3.28, 4.4, 5.14, 5.16, 9.4, 9.5, 10.1–10.7): a unit's return about its bodies, posts and people.

One return becomes a new version of the unit's facts, which holds until the next return. The form shows what is held
already, so that only what changed is typed; a unit is asked just what the clauses want of its kind. A mistyped return
is withdrawn: what was known before it holds again, and another may be made for the same day.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.pages.declarations import label_of
from anlan.kernel.people.facts import as_of, note
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.modules.public_unit.asking import asked_of, question
from anlan.modules.public_unit.facts import PublicUnitFacts
from anlan.modules.public_unit.staffing import COLUMNS, DERIVED, OFFICE_TYPES, Staffing
from anlan.rules import staffing


def returns_something(doing: Doing) -> Refusal | None:
    """Only units of which a clause wants such facts return them."""
    if not asked_of(doing.record.unit):
        return Refusal("", gettext("No clause asks this unit for such a return."))
    return None


def facts_can_begin(doing: Doing) -> Refusal | None:
    """A return speaks of a day after the unit's first day in the register: before it nothing is known."""
    if _known_before(unit=doing.record.unit, day=doing.answers["occurred_on"]) is None:
        return Refusal("occurred_on", gettext("Nothing is known of this unit before its first day in the register."))
    return None


def _known_before(*, unit: Unit, day: dt.date) -> PublicUnitFacts | None:
    """What is known of the unit as of the day before; None before it was known at all."""
    return PublicUnitFacts.objects.filter(as_of(day=day - dt.timedelta(days=1)), unit=unit).first()


def _next_return(record: Establishment) -> dt.date | None:
    """The day from which a later return speaks for the unit."""
    later = Establishment.objects.filter(unit=record.unit_id, state="recorded", as_of__gt=record.as_of)
    return later.order_by("as_of").values_list("as_of", flat=True).first()


def parts_fit(doing: Doing) -> Refusal | None:
    """A part is not larger than its whole."""
    parts = (
        ("professional_staff", "full_time_staff"),
        ("enforcement_filled", "enforcement_posts"),
        ("concurrent_officers", "full_time_officers"),
    )
    for part, whole in parts:
        if (doing.answers.get(part) or 0) > (doing.answers.get(whole) or 0):
            return Refusal(part, gettext("This is more than the whole of which it is a part."))
    return None


def write_return(doing: Doing) -> None:
    """Keep the return, and let its facts hold from its day on until the next return speaks."""
    record, answers = doing.record, doing.answers
    day: dt.date = answers["occurred_on"]
    values = {name: answers[name] for name in asked_of(record.unit)}
    held = _known_before(unit=record.unit, day=day)
    for name in COLUMNS:
        setattr(record, name, values.get(name, getattr(held, name)))
    record.as_of, record.basis = day, answers["basis"]
    record.save(force_insert=True)
    facts = {**values, **staffing.derived(facts=values), "returned": True}
    _note(record=record, values=facts, source=_source(basis=record.basis, day=day))


def take_back(doing: Doing) -> None:
    """Let what was known before the return hold again, until the next return speaks."""
    record = doing.record
    before = _known_before(unit=record.unit, day=record.as_of)
    values = {name: getattr(before, name) for name in (*COLUMNS, *DERIVED, "returned")}
    _note(record=record, values=values, source=f"机构人员情况报告 {record.as_of} 已撤回")


def _note(*, record: Establishment, values: dict[str, Any], source: str) -> None:
    until = _next_return(record)
    note(table=PublicUnitFacts, unit=record.unit, since=record.as_of, until=until, values=values, source=source)


def _source(*, basis: str, day: dt.date) -> str:
    """Where the facts come from, as their version keeps it: official papers cite it in Chinese."""
    return f"机构人员情况报告 {day}" + (f"（{basis}）" if basis else "")


class Establishment(Case, Staffing):
    """One return: what a unit said of its bodies, posts and people as of a day."""

    as_of = models.DateField(_("As of"))
    basis = models.CharField(_("Basis"), max_length=150, blank=True)

    workflow = Workflow(
        states=(
            State("recorded", pgettext_lazy("establishment state", "Recorded")),
            State("withdrawn", pgettext_lazy("establishment state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "return", _("Report bodies and staff"), (), "recorded", P.ESTABLISHMENT_RECORD,
                "establishment.recorded", clause="3.28",
                asks=(
                    Ask("occurred_on", _("As of"), "date",
                        why=_("The first day on which this holds; a day that lies back corrects what was known")),
                    *(question(name) for name in COLUMNS),
                    Ask("basis", _("Basis"), "text", required=False, max_length=150,
                        why=_("Number of the document on bodies and posts, where there is one")),
                ),
                refuse=(returns_something, has_happened, facts_can_begin, parts_fit),
                apply=write_return, counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "withdraw", _("Withdraw"), ("recorded",), "withdrawn", P.ESTABLISHMENT_RECORD,
                "establishment.withdrawn", clause="3.28",
                asks=(
                    Ask("reason", _("Reason"), "text",
                        why=_("What was known before holds again; the right return may be made for the same day")),
                ),
                apply=take_back, withdraws="establishment.recorded",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "as_of"], condition=~Q(state="withdrawn"), name="establishment_once_per_day"
            )
        ]
        indexes = [models.Index(fields=["as_of", "id"], name="establishment_by_day")]

    def __str__(self) -> str:
        return str(self.as_of)

    def identity(self) -> dict[str, Any]:
        """The same unit and day is the same return."""
        return {"unit": self.unit_id, "as_of": self.as_of, "state": "recorded"}

    @property
    def said(self) -> str:
        """What this unit was asked and what it said, a line each."""
        return "\n".join(
            f"{label_of(model=Staffing, name=n)}{gettext(': ')}{self._words(n)}" for n in asked_of(self.unit)
        )

    def _words(self, name: str) -> str:
        value = getattr(self, name)
        if name == "office_type":
            return str(OFFICE_TYPES.get(value, value))
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        return str(value)
