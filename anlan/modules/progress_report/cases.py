"""A report on how the Opinions are carried out, with its figures (E.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.persons import from_the_body_itself
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, Asked, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.progress_report.figures import counts_of, opening_words
from anlan.policy.periods import Period, period_of
from anlan.rules import progress_reports


def quarter_of(asked: Asked) -> Period:
    """The quarter that is owed, or the one before today."""
    if asked.answering is not None and asked.answering.period is not None:
        return period_of(every="quarter", day=asked.answering.period)
    return progress_reports.quarter_reported(day=asked.act.today)


def first_words(asked: Asked) -> str:
    """The report's text as far as the figures give it: nobody counts by hand what is recorded already."""
    period, today = quarter_of(asked), asked.act.today
    counts = counts_of(unit=asked.unit, period=period, today=today)
    return opening_words(counts=counts, period=period, today=today)


def counterparts(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The Party committee or government of the same area, which may send the same report."""
    kind = progress_reports.counterpart(kind=unit.kind)
    others = Unit.objects.filter(area=unit.area_id, kind=kind, closed_on=None) if kind else ()
    return [(str(one.pk), name_of(one)) for one in others]


def only_who_reports(doing: Doing) -> Refusal | None:
    """E.3 asks counties, zones and the city's departments."""
    unit = doing.record.unit
    if not progress_reports.reports_to_the_city(kind=unit.kind, level=unit.area.level):
        text = gettext("%(unit)s does not report here: counties, zones and the city's departments do.")
        return Refusal("", text % {"unit": name_of(unit)})
    return None


def sent_already(doing: Doing) -> Refusal | None:
    """A report is recorded once it was sent, and not much later."""
    day, today = doing.answers["occurred_on"], doing.act.today
    if day > today:
        text = gettext("This day has not come yet; today is %(today)s. What happens is recorded once it has happened.")
        return Refusal("occurred_on", text % {"today": today})
    limit = int(doing.act.pack.parameters.value(key="progress_report.record_back_days", on=today).value)
    if (today - day).days > limit:
        return Refusal(
            "occurred_on", gettext("This day is more than %(days)s days ago. Check the year.") % {"days": limit}
        )
    return None


def write_report(doing: Doing) -> None:
    """Keep the text with the figures as they stood when it was recorded."""
    report, answers = doing.record, doing.answers
    period = progress_reports.quarter_reported(day=answers["occurred_on"])
    counts = counts_of(unit=report.unit, period=period, today=doing.act.today)
    report.reported_on, report.period, report.period_label = answers["occurred_on"], period.start, period.label
    report.text = answers["text"]
    report.shared_with_id = int(answers["shared_with"]) if answers.get("shared_with") else None
    report.owed, report.on_time, report.late = counts.owed, counts.on_time, counts.late
    report.open, report.overdue = counts.open, counts.overdue
    report.save(force_insert=True)


def write_reason(doing: Doing) -> None:
    """Keep why a report was withdrawn beside what it said."""
    ProgressReport.objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])


def senders(report: ProgressReport) -> list[int]:
    """The units that report with it."""
    return [unit for unit in (report.unit_id, report.shared_with_id) if unit]


class ProgressReport(Case):
    """One report of one unit, perhaps sent together with its counterpart, about one quarter."""

    reported_on = models.DateField(_("Reported on"))
    period = models.DateField(_("Quarter"))
    period_label = models.CharField(_("Quarter"), max_length=16)
    shared_with = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("Report"))
    owed = models.PositiveIntegerField(_("Owed"))
    on_time = models.PositiveIntegerField(_("Met on time"))
    late = models.PositiveIntegerField(_("Met late"))
    open = models.PositiveIntegerField(_("Open"))
    overdue = models.PositiveIntegerField(_("Late, all periods"))
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("reported", pgettext_lazy("progress report state", "Reported")),
            State("withdrawn", pgettext_lazy("progress report state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "report", _("Report progress"), (), "reported", P.PROGRESS_REPORT, "progress.reported", clause="E.3",
                asks=(
                    Ask("occurred_on", pgettext_lazy("progress report", "Reported on"), "date",
                        initial=lambda asked: asked.act.today,
                        why=_("A report is about the quarter before this day")),
                    Ask("text", _("Report"), "longtext", max_length=5000, initial=first_words,
                        why=_("To the city's Party committee and government, with a copy to its committee office")),
                    Ask("shared_with", _("Sent together with"), "choice", required=False, choices=counterparts,
                        why=_("Party committee and government may send one report; it counts for both")),
                    Ask("attachment", _("Attachment"), "file", required=False, why=_("Never required")),
                ),
                refuse=(only_who_reports, from_the_body_itself, sent_already),
                apply=write_report, counts_for=senders,
            ),
            Step(
                "withdraw", _("Withdraw"), ("reported",), "withdrawn", P.PROGRESS_REPORT, "progress.withdrawn",
                clause="E.3",
                asks=(Ask("reason", _("Reason"), "text"),),
                refuse=(from_the_body_itself,), apply=write_reason, withdraws="progress.reported",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "reported_on"], condition=~Q(state="withdrawn"), name="progress_reported_once_a_day"
            )
        ]
        indexes = [models.Index(fields=["reported_on", "id"], name="progress_report_by_day")]

    def __str__(self) -> str:
        return f"{self.period_label} {self.reported_on}"

    def identity(self) -> dict[str, Any]:
        """The same unit's report of the same day is the same report."""
        return {"unit": self.unit_id, "reported_on": self.reported_on, "state": "reported"}
