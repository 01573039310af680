"""The deputy's quarterly check of the plan as a case: what is done of it and what is not (6.7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.obligations.period_words import period_name
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened, not_longer_ago
from anlan.kernel.records.workflow import Ask, Asked, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.safety_plan.choices import deputy_first, leaders_for
from anlan.modules.safety_plan.items import STANDINGS, PlanItem
from anlan.modules.safety_plan.plans import SafetyPlan
from anlan.policy.periods import period_of
from anlan.rules import safety_plans as rules


def items_of(*, unit: Unit, year: int) -> QuerySet[PlanItem]:
    """The items of the plan that is in force for that year, by the day they are due."""
    items = PlanItem.objects.filter(plan__unit=unit, plan__year=year, plan__state="adopted").exclude(state="withdrawn")
    return items.select_related("responsible").order_by("due_day", "id")


def day_first(asked: Asked) -> dt.date | None:
    """Today, unless another quarter is answered: then the day is asked."""
    today: dt.date = asked.act.today
    owed = asked.answering.period if asked.answering is not None else None
    return today if owed in (None, period_of(every="quarter", day=today).start) else None


def lines_for(asked: Asked) -> list[dict[str, Any]]:
    """The items of the plan as they stand, so that only what is new has to be said."""
    owed = asked.answering.period if asked.answering is not None else None
    items = items_of(unit=asked.unit, year=(owed or asked.act.today).year)
    return [{"item": str(one.pk), "words": one.told, "state": one.state, "remark": one.remark} for one in items]


def standings_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """How an item can stand."""
    return list(STANDINGS.items())


def lines_of(doing: Doing) -> list[dict[str, Any]]:
    """Every item of the year's plan as it stands after the check."""
    items = items_of(unit=doing.record.unit, year=doing.answers["occurred_on"].year)
    held = [
        {
            "item": str(one.pk), "what": one.what, "state": one.state, "remark": one.remark,
            "done_before": one.done_on and one.done_on.isoformat(),
        }
        for one in items
    ]  # fmt: skip
    return rules.checked(items=held, rows=doing.answers.get("items") or ())


def says_of_each_what_is_needed(doing: Doing) -> Refusal | None:
    """The check is about the items of the plan of its own year, about each once, and says why one was not done."""
    lines = lines_of(doing)
    fault, item = rules.check_fault(lines=lines, rows=doing.answers.get("items") or ())
    if not fault:
        return None
    text = {
        "unknown": gettext("These items are not those of the plan for %(year)s. Open the check anew."),
        "twice": gettext("“%(item)s” stands twice."),
        "bare": gettext("“%(item)s” was not done: say why, in a few words."),
    }[fault]
    words = {line["item"]: line["what"] for line in lines}
    return Refusal("items", text % {"item": words.get(item, item), "year": doing.answers["occurred_on"].year})


def write_check(doing: Doing) -> None:
    """Keep how each item stands, and let the items stand so."""
    check, answers = doing.record, doing.answers
    check.held_on, check.checked_by_id = answers["occurred_on"], int(answers["checked_by"])
    quarter = period_of(every="quarter", day=check.held_on)
    check.period, check.period_label = quarter.start, quarter.label
    check.plan = SafetyPlan.objects.filter(unit=check.unit, year=check.held_on.year, state="adopted").first()
    check.lines, check.result = lines_of(doing), answers.get("result") or ""
    check.save(force_insert=True)
    for line in filter(lambda one: rules.changed(line=one), check.lines):
        done_on = line["done_before"] or check.held_on if line["state"] == rules.DONE else None
        PlanItem.objects.filter(pk=line["item"]).update(state=line["state"], remark=line["remark"], done_on=done_on)


def take_back(doing: Doing) -> None:
    """Keep why, and let each item stand as before that nobody has touched since."""
    QuarterlyCheck.objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])
    for line in filter(lambda one: rules.changed(line=one), doing.record.lines):
        untouched = PlanItem.objects.filter(pk=line["item"], state=line["state"], remark=line["remark"])
        untouched.update(state=line["state_before"], remark=line["remark_before"], done_on=line["done_before"])


class QuarterlyCheck(Case):
    """One check in one quarter. ``lines`` keeps how each item of the plan stood before and after it."""

    held_on = models.DateField(_("Date"))
    period = models.DateField(_("Quarter"))
    period_label = models.CharField(_("Quarter"), max_length=16)
    checked_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(SafetyPlan, null=True, on_delete=models.PROTECT, related_name="+")
    lines = models.JSONField(default=list)
    result = models.TextField(_("What the check found"), blank=True)
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("recorded", pgettext_lazy("quarterly check state", "Recorded"), settled=True),
            State("withdrawn", pgettext_lazy("quarterly check state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "hold", _("Record the quarter's check"), (), "recorded", P.ENTERPRISE_ACT, "quarterly_check.held",
                clause="6.7",
                asks=(
                    Ask("occurred_on", _("Date"), "date", initial=day_first,
                        why=_("Decides for which quarter it counts")),
                    Ask("checked_by", _("Checked by (post)"), "choice", choices=leaders_for, initial=deputy_first,
                        why=_("The deputy in charge of safety; whoever enters it stands in the ledger too")),
                    Ask("items", _("Items of the plan"), "rows", required=False, initial=lines_for, rows=(
                        Ask("item", _("Item"), "key", max_length=18, why=_("Its number in the register of items")),
                        Ask("state", _("State"), "choice", choices=standings_for),
                        Ask("remark", pgettext_lazy("plan item", "Remark"), "text", required=False),
                    ), why=_("As they stand so far; change only what is new"),
                        nothing=_("No plan with items is kept here for this year. Say below what was checked.")),
                    Ask("result", _("What the check found"), "longtext", required=False, max_length=2000),
                    Ask("attachment", _("Attachment"), "file", required=False, why=_("Never required")),
                ),
                refuse=(has_happened, not_longer_ago(key="enterprise.record_back_days"), says_of_each_what_is_needed),
                apply=write_check, counts_for=lambda check: [check.unit_id],
                accountable=lambda check: check.checked_by_id,
            ),
            Step(
                "withdraw", _("Withdraw"), ("recorded",), "withdrawn", P.ENTERPRISE_ACT, "quarterly_check.withdrawn",
                clause="6.7",
                asks=(Ask("reason", _("Reason"), "text",
                          why=_("The items stand as before the check, unless somebody has changed them since")),),
                apply=take_back, withdraws="quarterly_check.held",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "period"], condition=~Q(state="withdrawn"), name="quarterly_check_once"
            )
        ]
        indexes = [models.Index(fields=["held_on", "id"], name="quarterly_check_by_day")]

    def __str__(self) -> str:
        return self.quarter_words

    def identity(self) -> dict[str, Any]:
        """The check of the same enterprise in the same quarter."""
        return {"unit": self.unit_id, "period": self.period, "state": "recorded"}

    @property
    def quarter_words(self) -> str:
        """The quarter as people say it."""
        return period_name(period=period_of(every="quarter", day=self.held_on))

    @property
    def done_of(self) -> str:
        """How many items are done, of how many."""
        return f"{sum(line['state'] == rules.DONE for line in self.lines)} / {len(self.lines)}" if self.lines else ""

    @property
    def told(self) -> str:
        """Each item in words, or that there was no plan."""
        if self.plan is None:
            return gettext("No plan for %(year)s was recorded when this was checked.") % {"year": self.held_on.year}
        lines = [(STANDINGS[line["state"]], line["what"], line["remark"]) for line in self.lines]
        return "\n".join(f"{state} · {what}" + (f" — {remark}" if remark else "") for state, what, remark in lines)
