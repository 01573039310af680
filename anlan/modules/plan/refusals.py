"""规划计划: what is refused of a document: years that its kind does not cover, days that cannot be (8.7, 8.8, E.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.records.door import Doing, within_the_period_answered
from anlan.kernel.records.workflow import Refusal
from anlan.rules import plans


def covers_its_years(doing: Doing) -> Refusal | None:
    """A plan names its years, as many as its kind has, and is adopted before they are over."""
    covers, adopted_on = doing.answers.get("covers") or "", doing.answers["adopted_on"]
    wanted, years = plans.DOCUMENTS[doing.answers["kind"]].years, plans.years_in(text=covers)
    if not wanted and not covers:
        return None
    if years is None:
        return Refusal("covers", _("Name the years as 2026 or 2026-2030."))
    if wanted and years[1] - years[0] + 1 != wanted:
        return Refusal("covers", _("This kind of plan covers %(years)d year(s).") % {"years": wanted})
    if adopted_on.year > years[1]:
        return Refusal("adopted_on", _("Adopted after its years were over; a plan is adopted for what is to come."))
    return None


def adopted_already(doing: Doing) -> Refusal | None:
    """A document is recorded once it has been adopted, and published once it has been published, not before it was."""
    today = doing.act.today
    for name in ("adopted_on", "published_on"):
        day = doing.answers.get(name)
        if day is not None and day > today:
            return Refusal(name, _("This day has not come yet; today is %(today)s.") % {"today": today})
    published = doing.answers.get("published_on")
    if published is not None and published < doing.answers["adopted_on"]:
        return Refusal("published_on", _("A document is not published before it is adopted."))
    return None


def answers_its_period(doing: Doing) -> Refusal | None:
    """A plan given in answer to what is owed for a year must be in force in that year."""
    if covers_its_years(doing) is not None:
        return None
    dated = replace(doing, answers={**doing.answers, "occurred_on": in_force_since(doing)})
    refusal = within_the_period_answered(dated)
    return Refusal("covers", refusal.message) if refusal else None


def not_published_before(doing: Doing) -> Refusal | None:
    """A document is not published before it was adopted."""
    if doing.answers["occurred_on"] < doing.record.adopted_on:
        return Refusal("occurred_on", _("A document is not published before it is adopted."))
    return None


def not_replaced_before(doing: Doing) -> Refusal | None:
    """A document is not replaced before it was adopted."""
    if doing.answers["occurred_on"] < doing.record.adopted_on:
        return Refusal("occurred_on", _("A document is not replaced before it is adopted."))
    return None


def in_force_since(doing: Doing) -> Any:
    """The first day on which the document is in force, by its day of adoption and its years."""
    years = plans.years_in(text=doing.answers.get("covers") or "")
    return plans.in_force_from(adopted_on=doing.answers["adopted_on"], first_year=years[0] if years else None)
