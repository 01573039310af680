"""A report on how the Opinions are carried out, with its figures (E.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.persons import from_the_body_itself
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, Asked, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.progress_report.figures import counts_of, opening_words
from anlan.policy.periods import Period, parse_label, period_of
from anlan.rules import progress_reports


def quarters_owed(asked: Asked) -> Sequence[tuple[str, Words]]:
    """The quarters that are over and whose report is still owed, the latest first; always the last one as well."""
    last = progress_reports.last_quarter(day=asked.act.today)
    reporting = [duty.id for duty in asked.act.pack.duties.values() if "progress.reported" in duty.met_by.events]
    rows = Obligation.objects.filter(unit=asked.unit, duty__key__in=reporting, state=Obligation.State.OPEN)
    owed = list(rows.filter(period__lte=last.start).values_list("period", flat=True))
    if asked.answering is not None and asked.answering.period is not None:
        owed.append(asked.answering.period)
    quarters = sorted({last.start, *owed}, reverse=True)
    return [(one, one) for one in (period_of(every="quarter", day=start).label for start in quarters)]


def quarter_of(asked: Asked) -> Period:
    """The quarter that is answered; otherwise the latest whose report is still owed."""
    if asked.answering is not None and asked.answering.period is not None:
        return period_of(every="quarter", day=asked.answering.period)
    labels = [label for label, _words in quarters_owed(asked)]
    last = progress_reports.last_quarter(day=asked.act.today)
    sent = ProgressReport.objects.filter(unit=asked.unit, state="reported", period=last.start).exists()
    return parse_label(label=str(labels[1] if sent and len(labels) > 1 else labels[0]))


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


def about_its_quarter(doing: Doing) -> Refusal | None:
    """A report is about a quarter that was over when it was sent; one given in answer is about the quarter owed."""
    period = parse_label(label=doing.answers["quarter"])
    if doing.answers["occurred_on"] <= period.end:
        text = gettext("%(quarter)s was not over on that day.")
        return Refusal("quarter", text % {"quarter": period.label})
    answering = doing.answering
    if answering is not None and answering.period is not None and answering.period != period.start:
        owed = period_of(every="quarter", day=answering.period).label
        return Refusal("quarter", gettext("What is owed here is the report about %(quarter)s.") % {"quarter": owed})
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
    period = parse_label(label=answers["quarter"])
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
            State("reported", pgettext_lazy("progress report state", "Reported"), settled=True),
            State("withdrawn", pgettext_lazy("progress report state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "report", _("Report progress"), (), "reported", P.PROGRESS_REPORT, "progress.reported", clause="E.3",
                asks=(
                    Ask("quarter", _("Quarter"), "choice", offered=quarters_owed,
                        initial=lambda asked: quarter_of(asked).label,
                        why=_("What the report is about: the quarters still owed, the latest first")),
                    Ask("occurred_on", pgettext_lazy("progress report", "Reported on"), "date",
                        initial=lambda asked: asked.act.today),
                    Ask("text", _("Report"), "longtext", max_length=5000, initial=first_words,
                        why=_("To the city's Party committee and government, with a copy to its committee office")),
                    Ask("shared_with", _("Sent together with"), "choice", required=False, choices=counterparts,
                        why=_("Party committee and government may send one report; it counts for both")),
                    Ask("attachment", _("Attachment"), "file", required=False, why=_("Never required")),
                ),
                refuse=(only_who_reports, from_the_body_itself, sent_already, about_its_quarter),
                apply=write_report, counts_for=senders, period=lambda report: report.period,
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
                fields=["unit", "reported_on", "period"],
                condition=~Q(state="withdrawn"),
                name="progress_reported_once_a_day",
            )
        ]
        indexes = [models.Index(fields=["reported_on", "id"], name="progress_report_by_day")]

    def __str__(self) -> str:
        return f"{self.period_label} {self.reported_on}"

    def identity(self) -> dict[str, Any]:
        """The same unit's report of the same day about the same quarter is the same report."""
        same = {"unit": self.unit_id, "reported_on": self.reported_on, "period": self.period}
        return {**same, "state": "reported"}
