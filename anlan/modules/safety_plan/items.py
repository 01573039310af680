"""One item of an enterprise's plan as a case: in hand, done, or not done because (6.6)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.safety_plan.plans import SafetyPlan
from anlan.rules import safety_plans as rules

STANDINGS: dict[str, Words] = {
    rules.OPEN: pgettext_lazy("plan item state", "In hand"),
    rules.DONE: pgettext_lazy("plan item state", "Done"),
    rules.NOT_DONE: pgettext_lazy("plan item state", "Not done"),
}


def plan_in_force(doing: Doing) -> Refusal | None:
    """What was done under a plan that holds no longer stays done: nothing of that plan is in hand."""
    if doing.record.plan.state != "adopted":
        return Refusal("", gettext("The plan of this item is no longer in force; what was done of it stays."))
    return None


def write_progress(doing: Doing) -> None:
    """Keep the last word on the item, and the day on which it was done."""
    done_on = doing.answers["occurred_on"] if doing.step.target == rules.DONE else None
    PlanItem.objects.filter(pk=doing.record.pk).update(remark=doing.answers.get("remark") or "", done_on=done_on)


class PlanItem(Case):
    """One item. ``remark`` is the last word on it, also why it was not done."""

    plan = models.ForeignKey(SafetyPlan, on_delete=models.PROTECT, related_name="items")
    what = models.CharField(_("What"), max_length=200)
    responsible = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    due_day = models.DateField(_("By when"))
    done_on = models.DateField(_("Done on"), null=True)
    remark = models.CharField(pgettext_lazy("plan item", "Remark"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State(rules.OPEN, STANDINGS[rules.OPEN]),
            State(rules.DONE, STANDINGS[rules.DONE], settled=True),
            State(rules.NOT_DONE, STANDINGS[rules.NOT_DONE], settled=True),
            State("withdrawn", pgettext_lazy("plan item state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "finish", _("Note as done"), (rules.OPEN, rules.NOT_DONE), rules.DONE, P.ENTERPRISE_ACT,
                "plan_item.done", clause="6.6",
                asks=(
                    Ask("occurred_on", _("Done on"), "date", initial=lambda asked: asked.act.today),
                    Ask("remark", pgettext_lazy("plan item", "Remark"), "text", required=False),
                    Ask("proof", _("Proof"), "file", required=False, why=_("Never required")),
                ),
                refuse=(has_happened,), apply=write_progress, accountable=lambda item: item.responsible_id,
            ),
            Step(
                "miss", _("Note as not done"), (rules.OPEN,), rules.NOT_DONE, P.ENTERPRISE_ACT, "plan_item.not_done",
                clause="6.6",
                asks=(Ask("remark", _("Not done because"), "text"),),
                apply=write_progress, accountable=lambda item: item.responsible_id,
            ),
            Step(
                "reopen", _("Take back: it is in hand"), (rules.DONE, rules.NOT_DONE), rules.OPEN, P.ENTERPRISE_ACT,
                "plan_item.reopened", clause="6.6",
                asks=(Ask("remark", _("Reason"), "text"),), refuse=(plan_in_force,), apply=write_progress,
                withdraws="plan_item.done",
            ),
            Step(
                "withdraw", _("Withdraw"), (rules.OPEN, rules.NOT_DONE), "withdrawn", P.ENTERPRISE_ACT,
                "plan_item.withdrawn", clause="6.6", asks=(Ask("remark", _("Reason"), "text"),), apply=write_progress,
            ),
        ),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["due_day", "id"], name="plan_item_by_day")]

    def __str__(self) -> str:
        return self.what

    @property
    def told(self) -> str:
        """What, who and by when, in one line."""
        who = f"{name_of(self.responsible)} · " if self.responsible else ""
        return f"{self.what} · {who}" + gettext("by %(day)s") % {"day": self.due_day}
