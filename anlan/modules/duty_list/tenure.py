"""任期责任报告 (8.6): at the end of a tenure the leader reports on work safety."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P


def tenures_of(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The tenures in the unit's leadership, newest first."""
    rows = Appointment.objects.filter(post__unit=unit).exclude(post__kind=Post.Kind.STAFF)
    rows = rows.select_related("post", "officer").order_by("-since", "-pk")[:100]
    return [
        (str(row.pk), f"{name_of(row.post)} · {row.officer.name} · {row.since} – {row.until or ''}") for row in rows
    ]


def within_the_tenure(doing: Doing) -> Refusal | None:
    """A tenure is reported on after it began."""
    since = Appointment.objects.values_list("since", flat=True).get(pk=int(doing.answers["appointment"]))
    if doing.answers["occurred_on"] < since:
        return Refusal("occurred_on", gettext("The tenure began on %(day)s.") % {"day": since})
    return None


def write_report(doing: Doing) -> None:
    """Keep the report."""
    record, answers = doing.record, doing.answers
    appointment = Appointment.objects.get(pk=int(answers["appointment"]))
    record.appointment, record.post_id, record.since = appointment, appointment.post_id, appointment.since
    record.reported_on = answers["occurred_on"]
    record.text, record.open_matters = answers["text"], answers["open_matters"]
    record.save(force_insert=True)


class TenureReport(Case):
    """One report on one tenure. Its text stays out of the ledger: it speaks of a person."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("Held since"))
    reported_on = models.DateField(_("Reported on"))
    text = models.TextField(_("Report"))
    open_matters = models.TextField(_("What is left open"), blank=True)

    workflow = Workflow(
        states=(State("reported", pgettext_lazy("tenure state", "Reported"), final=True),),
        steps=(
            Step(
                "report", _("Report on a tenure"), (), "reported", P.DUTY_LIST_KEEP, "tenure.reported", clause="8.6",
                asks=(
                    Ask("appointment", _("Tenure"), "choice", choices=tenures_of),
                    Ask("occurred_on", pgettext_lazy("tenure", "Reported on"), "date"),
                    Ask("text", _("Report"), "longtext", max_length=4000, private=True,
                        why=_("What was done for work safety in the tenure; the figures stand on the post's page")),
                    Ask("open_matters", _("What is left open"), "longtext", required=False, max_length=2000,
                        private=True, why=_("For the successor")),
                ),
                refuse=(has_happened, within_the_tenure), apply=write_report,
                counts_for=lambda record: [record.unit_id], accountable=lambda record: record.post_id,
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["appointment"], name="tenure_reported_once")]
        indexes = [models.Index(fields=["reported_on", "id"], name="tenure_report_by_day")]

    def __str__(self) -> str:
        return f"{self.since} · {self.reported_on}"

    def identity(self) -> dict[str, Any]:
        """A tenure is reported on once."""
        return {"appointment": self.appointment_id}
