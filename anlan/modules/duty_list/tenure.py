"""任期责任报告 (8.6): the leader reports on work safety in the middle of a tenure and on leaving the post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
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

LEAVING, MIDTERM = "leaving", "midterm"
OCCASIONS: dict[str, Words] = {
    LEAVING: pgettext_lazy("tenure report", "On leaving the post"),
    MIDTERM: pgettext_lazy("tenure report", "In the middle of the tenure"),
}


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
    record.reported_on, record.occasion = answers["occurred_on"], answers["occasion"]
    record.text, record.open_matters = answers["text"], answers["open_matters"]
    record.save(force_insert=True)


class TenureReport(Case):
    """One report on one tenure. Its text stays out of the ledger: it speaks of a person."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(_("Held since"))
    occasion = models.CharField(_("Occasion"), max_length=16, default=LEAVING)
    reported_on = models.DateField(_("Reported on"))
    text = models.TextField(_("Report"))
    open_matters = models.TextField(_("What is left open"), blank=True)

    workflow = Workflow(
        states=(
            State("reported", pgettext_lazy("tenure state", "Reported")),
            State("withdrawn", pgettext_lazy("tenure state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "report", _("Report on a tenure"), (), "reported", P.DUTY_LIST_KEEP, "tenure.reported", clause="8.6",
                asks=(
                    Ask("appointment", _("Tenure"), "choice", choices=tenures_of),
                    Ask("occasion", _("Occasion"), "choice", choices=lambda _unit: list(OCCASIONS.items())),
                    Ask("occurred_on", pgettext_lazy("tenure", "Reported on"), "date"),
                    Ask("text", _("Report"), "longtext", max_length=4000, private=True,
                        why=_("What was done for work safety in the tenure; the figures stand on the post's page")),
                    Ask("open_matters", _("What is left open"), "longtext", required=False, max_length=2000,
                        private=True, why=_("For the successor")),
                ),
                refuse=(has_happened, within_the_tenure), apply=write_report, variant=lambda record: record.occasion,
                counts_for=lambda record: [record.unit_id], accountable=lambda record: record.post_id,
            ),
            Step(
                "withdraw", _("Withdraw"), ("reported",), "withdrawn", P.DUTY_LIST_KEEP, "tenure.withdrawn",
                clause="8.6", asks=(Ask("reason", _("Reason"), "text"),),
                accountable=lambda record: record.post_id, withdraws="tenure.reported",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"], condition=Q(occasion=LEAVING) & ~Q(state="withdrawn"),
                name="tenure_left_with_one_report",
            ),
            models.UniqueConstraint(
                fields=["appointment", "reported_on"], condition=~Q(state="withdrawn"),
                name="tenure_reported_once_a_day",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["reported_on", "id"], name="tenure_report_by_day")]

    def __str__(self) -> str:
        return f"{self.since} · {self.reported_on}"

    def identity(self) -> dict[str, Any]:
        """A tenure is reported on once when the post is left, and before that once a day."""
        same = {"appointment": self.appointment_id, "state": "reported"}
        leaving = {**same, "occasion": LEAVING}
        if self.occasion == LEAVING and TenureReport.objects.filter(**leaving).exists():
            return leaving
        return {**same, "reported_on": self.reported_on}

    @property
    def occasion_label(self) -> Words:
        """The occasion in words."""
        return OCCASIONS.get(self.occasion, self.occasion)
