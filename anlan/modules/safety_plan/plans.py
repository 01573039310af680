"""The yearly plan of an enterprise as a case: adopted with its items, amended, replaced, withdrawn (6.3, 6.6)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.post import Post
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Asked, Refusal, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.modules.safety_plan.choices import approvers_for, deputy_of, head_first, posts_for
from anlan.rules import safety_plans as rules

ITEMS = (
    Ask("what", _("What"), "text"),
    Ask("responsible", _("Responsible (post)"), "choice", required=False, choices=posts_for,
        why=_("Empty: the deputy in charge of safety, who carries the plan out (6.6)")),
    Ask("due_day", _("By when"), "date", required=False, why=_("Empty: by the end of the year")),
)  # fmt: skip


def year_owed(asked: Asked) -> int:
    """The year whose plan is owed; otherwise this one."""
    owed = asked.answering.period if asked.answering is not None else None
    return int((owed or asked.act.today).year)


def adopted_for_its_year(doing: Doing) -> Refusal | None:
    """A plan has been adopted, in its year or the one before, and answers the year that is owed."""
    day, year, today = doing.answers["adopted_on"], doing.answers["year"], doing.act.today
    if day > today:
        return Refusal("adopted_on", gettext("This day has not come yet; today is %(today)s.") % {"today": today})
    text = {
        "over": gettext("Adopted after %(year)s was over; a plan is adopted for what is to come."),
        "early": gettext("A plan for %(year)s is adopted in that year or in the one before. Check the year."),
    }
    fault = rules.year_fault(adopted_on=day, year=year)
    if fault:
        return Refusal("year", text[fault] % {"year": year})
    owed = doing.answering.period if doing.answering is not None else None
    if owed is not None and owed.year != year:
        return Refusal("year", gettext("What is owed here is the plan for %(year)s.") % {"year": owed.year})
    return None


def items_within_the_year(doing: Doing) -> Refusal | None:
    """An item is to be done within the year of its plan."""
    year = doing.answers.get("year") or doing.record.year
    for row in doing.answers.get("items") or ():
        if row.get("due_day") and row["due_day"].year != year:
            text = gettext("“%(what)s”: %(day)s is not in %(year)s.")
            return Refusal("items", text % {"what": row["what"], "day": row["due_day"], "year": year})
    return None


def not_added_already(doing: Doing) -> Refusal | None:
    """An item stands in the plan once: the same form sent twice adds nothing twice."""
    plan = doing.record
    standing = plan.items.exclude(state="withdrawn").values_list("what", "due_day")
    held = {(what, day) for what, day in standing}
    for row in doing.answers.get("items") or ():
        if (row["what"], row.get("due_day") or rules.end_of(year=plan.year)) in held:
            return Refusal("items", gettext("“%(what)s” stands in the plan already.") % {"what": row["what"]})
    return None


def not_replaced_before(doing: Doing) -> Refusal | None:
    """A plan is not replaced before it was adopted."""
    if doing.answers["occurred_on"] < doing.record.adopted_on:
        return Refusal("occurred_on", gettext("A plan is not replaced before it is adopted."))
    return None


def write_plan(doing: Doing) -> None:
    """Keep the plan with its items; the event is dated by the day from which it counts for its year."""
    plan, answers = doing.record, doing.answers
    plan.year, plan.adopted_on, plan.content = answers["year"], answers["adopted_on"], answers.get("content") or ""
    plan.approved_by_id = int(answers["approved_by"])
    plan.save(force_insert=True)
    write_items(doing)
    doing.answers = {**answers, "occurred_on": rules.counts_from(adopted_on=plan.adopted_on, year=plan.year)}


def write_items(doing: Doing) -> None:
    """Keep items of the plan, each as a case of its own."""
    plan = doing.record
    deputy = deputy_of(plan.unit)
    by_default = deputy.pk if deputy else None
    plan.items.model.objects.bulk_create(
        plan.items.model(
            plan=plan, unit=plan.unit, position=plan.position, line_id=plan.line_id, state=rules.OPEN,
            what=row["what"], responsible_id=int(row["responsible"]) if row.get("responsible") else by_default,
            due_day=row.get("due_day") or rules.end_of(year=plan.year), created_at=doing.act.now,
        )
        for row in doing.answers.get("items") or ()
    )  # fmt: skip


def end_plan(doing: Doing) -> None:
    """Keep why the plan holds no longer. Its items that are not done fall with it; what was done stays."""
    plan = doing.record
    SafetyPlan.objects.filter(pk=plan.pk).update(ended_because=doing.answers["reason"])
    plan.items.exclude(state=rules.DONE).update(state="withdrawn")


class SafetyPlan(Case):
    """The plan of one enterprise for one year."""

    year = models.PositiveSmallIntegerField(_("Year"))
    adopted_on = models.DateField(pgettext_lazy("safety plan", "Adopted on"))
    approved_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    content = models.TextField(_("Aims"), blank=True)
    ended_because = models.CharField(_("No longer in force because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("adopted", pgettext_lazy("safety plan state", "Adopted"), settled=True),
            State("replaced", pgettext_lazy("safety plan state", "Replaced"), final=True),
            State("withdrawn", pgettext_lazy("safety plan state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "adopt", _("Record the plan of the year"), (), "adopted", P.ENTERPRISE_ACT, "safety_plan.adopted",
                clause="6.3",
                asks=(
                    Ask("year", _("Year"), "number", initial=year_owed),
                    Ask("adopted_on", pgettext_lazy("safety plan", "Adopted on"), "date",
                        initial=lambda asked: asked.act.today),
                    Ask("approved_by", _("Approved by (post)"), "choice", choices=approvers_for, initial=head_first,
                        why=_("Clause 6.3: the legal representative or the actual controller")),
                    Ask("content", _("Aims"), "longtext", required=False, max_length=2000),
                    Ask("items", _("Items"), "rows", required=False, rows=ITEMS,
                        why=_("Each quarter the check (6.7) shows them again, with how far they are")),
                    Ask("document", _("Document"), "file", required=False, why=_("The document is never required")),
                ),
                refuse=(adopted_for_its_year, items_within_the_year), apply=write_plan,
                counts_for=lambda plan: [plan.unit_id], accountable=lambda plan: plan.approved_by_id,
            ),
            Step(
                "amend", _("Add items"), ("adopted",), "", P.ENTERPRISE_ACT, "safety_plan.amended", clause="6.6",
                asks=(Ask("items", _("Items"), "rows", rows=ITEMS),),
                refuse=(items_within_the_year, not_added_already), apply=write_items,
            ),
            Step(
                "replace", _("Note that it was replaced"), ("adopted",), "replaced", P.ENTERPRISE_ACT,
                "safety_plan.replaced", clause="6.3",
                asks=(
                    Ask("occurred_on", _("Replaced on"), "date", initial=lambda asked: asked.act.today),
                    Ask("reason", _("Reason"), "text",
                        why=_("Items that are not done fall with this plan; record the new one next")),
                ),
                refuse=(has_happened, not_replaced_before), apply=end_plan,
            ),
            Step(
                "withdraw", _("Withdraw"), ("adopted",), "withdrawn", P.ENTERPRISE_ACT, "safety_plan.withdrawn",
                clause="6.3", asks=(Ask("reason", _("Reason"), "text", why=_("For a plan recorded by mistake")),),
                apply=end_plan, withdraws="safety_plan.adopted",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"], condition=Q(state="adopted"), name="safety_plan_once_per_year"
            )
        ]
        indexes = [models.Index(fields=["adopted_on", "id"], name="safety_plan_by_day")]

    def __str__(self) -> str:
        return str(self.year)

    def identity(self) -> dict[str, Any]:
        """The plan of the same enterprise for the same year that is in force."""
        return {"unit": self.unit_id, "year": self.year, "state": "adopted"}
