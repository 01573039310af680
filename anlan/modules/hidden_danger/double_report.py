"""重大隐患治理情况“双报告” (18.7): to the regulator, and to the workers' congress; each leg is owed by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.records.door import Doing
from anlan.kernel.records.persons import from_the_body_itself, not_who_reported
from anlan.kernel.records.record import TwoSidedCase
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Asked, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.hidden_danger.bodies import heir_of, treated_by_its_own

TO_REGULATOR, TO_WORKERS = "to_regulator", "to_workers"
STAGES: dict[str, Words] = {
    "treatment": pgettext_lazy("double report", "What was found and how it is treated"),
    "result": pgettext_lazy("double report", "Result of the treatment"),
}
# 安全生产法 41: the workers' assembly or the workers' congress.
ASSEMBLIES: dict[str, Words] = {
    "congress": _("Workers' congress"),
    "assembly": _("Workers' assembly, where there is no congress"),
}


def assemblies_for(_unit: Any) -> Sequence[tuple[str, Words]]:
    """Before whom it was reported."""
    return list(ASSEMBLIES.items())


def owed_for(*, report: DoubleReport) -> Owed:
    """What the enterprise owes of this leg."""
    on = "danger.to_tell_regulator" if report.leg == TO_REGULATOR else "danger.to_tell_workers"
    return Owed(on, report.unit, report.danger.what[:200], None, report.record_type(), report.pk)


def content_first(asked: Asked) -> str:
    """What the register holds already is not typed again: state, harm, plan or result."""
    danger = asked.record.danger
    told = [danger.result] if asked.record.stage == "result" else [danger.basis, danger.measures]
    parts = [danger.what, *told]
    return "\n".join(part for part in parts if part)


def write_report(doing: Doing) -> None:
    """Keep what was reported and when; the regulator owes its receipt."""
    report, answers = doing.record, doing.answers
    columns = {"told_on": answers["occurred_on"], "content": answers["content"]}
    if "assembly" in answers:
        columns |= {"assembly": answers["assembly"], "present": answers["present"]}
    DoubleReport.objects.filter(pk=report.pk).update(**columns)
    if report.leg == TO_REGULATOR:
        if report.receiver.closed_on is not None:
            report.send_to(receiver=heir_of(body=report.receiver, unit=report.unit) or report.receiver)
            report.save(update_fields=["receiver", "receiver_position"])
        what = report.danger.what[:200]
        doing.owed.append(Owed("danger.receipt.review", report.receiver, what, None, report.record_type(), report.pk))


def write_receipt(doing: Doing) -> None:
    """The receipt stands beside the report."""
    DoubleReport.objects.filter(pk=doing.record.pk).update(
        received_on=doing.act.today, remark=doing.answers.get("remark") or ""
    )


def send_back(doing: Doing) -> None:
    """A report that does not say what is needed is owed once more."""
    DoubleReport.objects.filter(pk=doing.record.pk).update(remark=doing.answers["reason"])
    doing.owed.append(owed_for(report=doing.record))


def somebody_was_there(doing: Doing) -> Refusal | None:
    """A report to nobody is none."""
    return None if doing.answers["present"] else Refusal("present", gettext("Say how many workers were told."))


def not_who_told(doing: Doing) -> Refusal | None:
    """Nobody gives the receipt for the own report, whatever posts the same person holds."""
    return not_who_reported(doing=doing, kind="danger.told_regulator")


class DoubleReport(TwoSidedCase):
    """One leg of one stage. ``receiver`` is the regulator, or the enterprise itself whose workers are told."""

    danger = models.ForeignKey("modules.HiddenDanger", on_delete=models.PROTECT, related_name="double_reports")
    stage = models.CharField(_("Stage"), max_length=12, choices=list(STAGES.items()))
    leg = models.CharField(_("Leg"), max_length=16)
    opened_on = models.DateField(_("Owed since"))
    told_on = models.DateField(_("Reported on"), null=True)
    content = models.TextField(_("Content"), blank=True)
    assembly = models.CharField(_("Before whom"), max_length=12, blank=True, choices=list(ASSEMBLIES.items()))
    present = models.PositiveIntegerField(_("Workers present"), null=True)
    received_on = models.DateField(_("Receipt given on"), null=True)
    remark = models.CharField(_("Remark"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State(TO_REGULATOR, pgettext_lazy("double report state", "Owed to the regulator")),
            State(TO_WORKERS, pgettext_lazy("double report state", "Owed to the workers")),
            State("told", pgettext_lazy("double report state", "Reported, receipt outstanding")),
            State("received", pgettext_lazy("double report state", "Received by the regulator"), final=True),
            State("lapsed", pgettext_lazy("double report state", "No longer owed"), final=True),
            State("told_workers", pgettext_lazy("double report state", "Reported to the workers"), final=True),
        ),
        steps=(
            Step(
                "report", _("Report to the regulator"), (TO_REGULATOR,), "told", P.DANGER_TREAT,
                "danger.told_regulator", clause="18.7",
                asks=(
                    Ask("occurred_on", _("Date"), "date", initial=lambda asked: asked.act.today),
                    Ask("content", _("Content"), "longtext", max_length=4000, initial=content_first,
                        why=_("State and cause, harm and difficulty, how it is treated; taken from the register")),
                    Ask("attachment", _("Attachment"), "file", required=False, why=_("Never required")),
                ),
                refuse=(from_the_body_itself, has_happened), apply=write_report,
                counts_for=lambda report: [report.unit_id],
            ),
            Step(
                "tell_workers", _("Report to the workers"), (TO_WORKERS,), "told_workers", P.DANGER_TREAT,
                "danger.told_workers", clause="18.7",
                asks=(
                    Ask("occurred_on", _("Date"), "date", initial=lambda asked: asked.act.today),
                    Ask("assembly", _("Before whom"), "choice", choices=assemblies_for,
                        why=_("Article 41 of the law: the congress, or the assembly of all workers")),
                    Ask("present", _("Workers present"), "number"),
                    Ask("content", _("Content"), "longtext", max_length=4000, initial=content_first),
                    Ask("attachment", _("Photo or minutes"), "file", required=False, why=_("Never required")),
                ),
                refuse=(from_the_body_itself, has_happened, somebody_was_there), apply=write_report,
                counts_for=lambda report: [report.unit_id],
            ),
            Step(
                "receive", _("Give the receipt"), ("told",), "received", P.DANGER_SUPERVISE, "danger.receipt_given",
                clause="18.7", asks=(Ask("remark", _("Remark"), "text", required=False),),
                refuse=(from_the_body_itself, not_who_told), apply=write_receipt, by_receiver=True,
                counts_for=lambda report: [report.receiver_id],
            ),
            Step(
                "return", pgettext_lazy("danger", "Send back"), ("told",), TO_REGULATOR, P.DANGER_SUPERVISE,
                "danger.report_returned", clause="18.7",
                asks=(Ask("reason", pgettext_lazy("danger", "Reason"), "text", why=_("What is missing")),),
                refuse=(from_the_body_itself,), apply=send_back, by_receiver=True,
                counts_for=lambda report: [report.receiver_id],
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["danger", "stage", "leg"], condition=~models.Q(state="lapsed"), name="double_report_once"
            )
        ]
        indexes = [
            models.Index(fields=["opened_on", "id"], name="double_report_by_day"),
            models.Index(fields=["unit", "state"], name="double_report_of_unit"),
        ]

    def place_for(self, *, step: Step) -> dict[str, int | None]:
        """Only the enterprise's own posts report for it."""
        return treated_by_its_own(super().place_for(step=step), step=step, unit=self.unit)

    def __str__(self) -> str:
        return f"{self.danger.number} {self.get_stage_display()}"
