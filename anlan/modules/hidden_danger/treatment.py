"""治理 (18.8, 19.4): the plan with its five fixings, more time, and what was put right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.records.door import Doing
from anlan.kernel.records.persons import from_the_body_itself
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Asked, Step
from anlan.kernel.roles import P
from anlan.modules.hidden_danger import choices, persons, refusals
from anlan.modules.hidden_danger.finding import AFTER
from anlan.modules.hidden_danger.owing import keep, let_go, owe, pass_to_the_heir


def first_day(key: str) -> Callable[[Asked], dt.date]:
    """The first answer to a time limit: what the finder proposed, or so many days from today, the parameter ``key``."""

    def day(asked: Asked) -> dt.date:
        act, proposed = asked.act, asked.record.due_day if asked.record.state == "found" else None
        if proposed and proposed >= act.today:
            return proposed
        return act.today + dt.timedelta(days=int(act.pack.parameters.value(key=key, on=act.today).value))

    return day


def owe_treatment(doing: Doing) -> None:
    """The unit owes putting it right by the day that counts now; each return and extension begins a row of its own."""
    owe(doing.owed, on="danger.to_treat", danger=doing.record, day=doing.record.due_day)


def write_plan(doing: Doing) -> None:
    """Keep the five fixings (五落实): responsible person, funds, measures, time limit, contingency plan."""
    answers = doing.answers
    keep(
        doing, responsible_id=int(answers["responsible"]), funds=answers["funds"], goal=answers.get("goal") or "",
        measures=answers["measures"], due_day=answers["due_day"], contingency=answers["contingency"],
        planned_on=doing.act.today,
    )  # fmt: skip
    doing.record.due_day = answers["due_day"]
    owe_treatment(doing)


def write_wish(doing: Doing) -> None:
    """Keep until when more time is wanted and why; whoever supervises owes a decision."""
    keep(doing, wanted_day=doing.answers["wanted_day"], wanted_because=doing.answers["reason"])
    pass_to_the_heir(doing)
    owe(doing.owed, on="danger.more_time.review", danger=doing.record, unit=doing.record.rechecker)


def give_time(doing: Doing) -> None:
    """The day moves: what was owed by the old one lapses and is owed by the new one."""
    danger, day = doing.record, doing.answers["due_day"]
    days = (day - danger.due_day).days
    keep(doing, due_day=day, extended_days=F("extended_days") + days, wanted_day=None, wanted_because="",
         remark=doing.answers.get("remark") or "")  # fmt: skip
    danger.due_day = day
    let_go(doing, on=("danger.to_treat",))
    owe_treatment(doing)


def decline_time(doing: Doing) -> None:
    """The day stays; why is said."""
    keep(doing, wanted_day=None, wanted_because="", remark=doing.answers["reason"])


def write_result(doing: Doing) -> None:
    """Keep what was done and by whom; a wish for more time has come to its end. The re-check is owed from now on."""
    danger, answers = doing.record, doing.answers
    keep(doing, rectified_on=answers["occurred_on"], result=answers["result"], wanted_day=None, wanted_because="")
    let_go(doing, on=("danger.more_time.review",))
    pass_to_the_heir(doing)
    owe(doing.owed, on="danger.recheck.review", danger=danger, unit=danger.rechecker)


def asked_day(asked: Asked) -> Any:
    """The day that the unit wants."""
    return asked.record.wanted_day if asked.record else None


def not_before_it_was_found(doing: Doing) -> Any:
    """Nothing is put right before it was found."""
    return refusals.not_before(doing, day=doing.record.found_on)


FIVE_FIXINGS = (
    Ask("responsible", _("Responsible person (post)"), "choice", choices=choices.people_for,
        why=_("Whoever holds it answers for the treatment and does not re-check it")),
    Ask("funds", _("Funds (yuan)"), "decimal", places=2, why=_("0 where it costs nothing")),
    Ask("measures", _("Measures"), "longtext", max_length=2000, why=_("What is done, with which material, by whom")),
    Ask("due_day", _("Time limit"), "date", initial=first_day("danger.major_days"),
        why=_("The first answer is a product default; the unit owes it by this day")),
    Ask("contingency", _("Contingency plan"), "longtext", max_length=2000,
        why=_("How people are kept safe meanwhile, and what is done if it goes wrong")),
    Ask("goal", _("Goal"), "text", required=False),
)  # fmt: skip
STEPS = (
    Step(
        "plan", _("Adopt the treatment plan"), ("planning",), "rectifying", P.DANGER_TREAT, "danger.planned",
        clause="19.4", asks=FIVE_FIXINGS,
        refuse=(from_the_body_itself, refusals.limit_lies_ahead, persons.responsible_of_the_unit),
        apply=write_plan, counts_for=lambda danger: [danger.unit_id],
    ),
    Step(
        "rectify", _("Report as put right"), ("rectifying",), "rectified", P.DANGER_TREAT, "danger.rectified",
        clause="18.8",
        asks=(
            Ask("occurred_on", _("Put right on"), "date", initial=lambda asked: asked.act.today),
            Ask("result", pgettext_lazy("danger", "What was done"), "longtext", max_length=2000),
            AFTER,
        ),
        refuse=(from_the_body_itself, has_happened, not_before_it_was_found, refusals.not_before_it_came_back),
        apply=write_result, field=True, counts_for=lambda danger: [danger.unit_id],
    ),
    Step(
        "ask_time", _("Ask for more time"), ("rectifying",), "", P.DANGER_TREAT, "danger.time_asked", clause="19.4",
        asks=(
            Ask("wanted_day", _("Wanted until"), "date"),
            Ask("reason", pgettext_lazy("danger", "Reason"), "text",
                why=_("And how people are kept safe until then")),
        ),
        refuse=(from_the_body_itself, refusals.limit_lies_ahead, refusals.later_than_now), apply=write_wish,
    ),
    Step(
        "give_time", _("Give more time"), ("rectifying",), "", P.DANGER_RECHECK, "danger.time_given", clause="19.4",
        asks=(
            Ask("due_day", _("New time limit"), "date", initial=asked_day),
            Ask("remark", _("Remark"), "text", required=False, why=_("Shown to the unit")),
        ),
        refuse=(refusals.asked_for_more, persons.not_who_asked, refusals.limit_lies_ahead, refusals.later_than_now),
        apply=give_time, by_receiver=True, counts_for=lambda danger: [danger.rechecker.pk], fits=refusals.wants_time,
    ),
    Step(
        "decline_time", _("Decline more time"), ("rectifying",), "", P.DANGER_RECHECK, "danger.time_declined",
        clause="19.4", asks=(Ask("reason", pgettext_lazy("danger", "Reason"), "text"),),
        refuse=(refusals.asked_for_more, persons.not_who_asked), apply=decline_time, by_receiver=True,
        counts_for=lambda danger: [danger.rechecker.pk], fits=refusals.wants_time,
    ),
)  # fmt: skip
