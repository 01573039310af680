"""A listing as a case: notice, progress, more time, the enterprise's own evaluation, delisting, publication (19.8)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.records.persons import from_the_body_itself
from anlan.kernel.records.record import TwoSidedCase
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.hidden_danger import persons, refusals
from anlan.modules.hidden_danger.bodies import treated_by_its_own
from anlan.modules.hidden_danger.finding import PHOTOS
from anlan.modules.hidden_danger.listed import acts, ladder, taking

LEVELS: dict[str, Words] = {
    "city": pgettext_lazy("listing level", "City"),
    "county": pgettext_lazy("listing level", "County"),
}
EVALUATORS: dict[str, Words] = {
    "own": pgettext_lazy("evaluator", "The enterprise's own technicians"),
    "agency": pgettext_lazy("evaluator", "A service agency"),
}


class Listing(TwoSidedCase):
    """One danger on one list. ``unit`` is where it is, ``receiver`` the body that listed it.

    ``due_day`` is the day that counts now. ``rung`` is the last rung of the ladder that was confirmed, and ``waits``
    the day until which its timer runs.
    """

    UNDER_WAY = ("listed", "applied")

    danger = models.ForeignKey("modules.HiddenDanger", on_delete=models.PROTECT, related_name="listings")
    level = models.CharField(_("Level"), max_length=8, choices=list(LEVELS.items()))
    number = models.CharField(_("Number of the notice"), max_length=60, blank=True)
    listed_on = models.DateField(_("Listed on"))
    due_day = models.DateField(_("Time limit"))
    requirements = models.TextField(_("What is required"))
    interim = models.TextField(_("Control until then"))
    acceptance = models.CharField(_("How it is accepted"), max_length=200, blank=True)
    report_days = models.PositiveSmallIntegerField(_("Days between two reports on progress"))
    progress = models.TextField(_("Latest progress"), blank=True)
    percent = models.PositiveSmallIntegerField(_("Done (per cent)"), default=0)
    progress_on = models.DateField(_("Progress reported on"), null=True)
    wanted_day = models.DateField(_("More time is asked for, until"), null=True)
    wanted_because = models.CharField(pgettext_lazy("danger", "Because"), max_length=200, blank=True)
    asked_late = models.BooleanField(_("Asked for later than the notice allows"), default=False)
    extended_days = models.PositiveSmallIntegerField(_("Days extended"), default=0)
    evaluated_on = models.DateField(_("Evaluated by the enterprise on"), null=True)
    evaluated_by = models.CharField(_("Evaluated by"), max_length=8, blank=True, choices=list(EVALUATORS.items()))
    evaluation = models.TextField(_("Conclusion of the evaluation"), blank=True)
    rung = models.CharField(_("Last rung taken"), max_length=16, blank=True, choices=list(ladder.RUNGS.items()))
    waits = models.DateField(_("Next rung not before"), null=True)
    published_on = models.DateField(_("Notice published on"), null=True)
    published_at = models.CharField(_("Published at"), max_length=200, blank=True)
    delisted_on = models.DateField(_("Taken off the list on"), null=True)
    delisting_number = models.CharField(_("Number of the delisting paper"), max_length=60, blank=True)
    remark = models.CharField(_("Latest remark"), max_length=300, blank=True)

    workflow = Workflow(
        states=(
            State("listed", pgettext_lazy("listing state", "Under listed supervision")),
            State("applied", pgettext_lazy("listing state", "Delisting applied for")),
            State("delisted", pgettext_lazy("listing state", "Taken off, to be published")),
            State("published", pgettext_lazy("listing state", "Taken off and published"), final=True),
            State("withdrawn", pgettext_lazy("listing state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "progress", pgettext_lazy("listing", "Report progress"), ("listed",), "",
                P.DANGER_TREAT, "listing.progressed", clause="19.8",
                asks=(
                    Ask("progress", _("Progress"), "longtext", max_length=2000),
                    Ask("percent", _("Done (per cent)"), "number"),
                    PHOTOS,
                ),
                refuse=(from_the_body_itself, acts.at_most_a_hundred), apply=acts.write_progress,
                counts_for=lambda listing: [listing.unit_id],
            ),
            Step(
                "ask_time", _("Ask for more time"), ("listed",), "", P.DANGER_TREAT, "listing.time_asked",
                clause="19.8",
                asks=(
                    Ask("wanted_day", _("Wanted until"), "date"),
                    Ask("reason", pgettext_lazy("danger", "Reason"), "text"),
                ),
                refuse=(from_the_body_itself, refusals.limit_lies_ahead, refusals.later_than_now),
                apply=acts.write_wish,
            ),
            Step(
                "give_time", _("Give more time"), ("listed",), "", P.DANGER_LIST, "listing.time_given", clause="19.8",
                asks=(
                    Ask("due_day", _("New time limit"), "date", initial=lambda asked: asked.record.wanted_day),
                    Ask("remark", _("Remark"), "text", required=False),
                ),
                refuse=(refusals.asked_for_more, acts.not_who_asked, refusals.limit_lies_ahead,
                        refusals.later_than_now),
                apply=acts.give_time, by_receiver=True, counts_for=lambda listing: [listing.receiver_id],
                fits=refusals.wants_time,
            ),
            Step(
                "decline_time", _("Decline more time"), ("listed",), "", P.DANGER_LIST, "listing.time_declined",
                clause="19.8", asks=(Ask("reason", pgettext_lazy("danger", "Reason"), "text"),),
                refuse=(refusals.asked_for_more, acts.not_who_asked), apply=acts.decline_time, by_receiver=True,
                counts_for=lambda listing: [listing.receiver_id], fits=refusals.wants_time,
            ),
            Step(
                "apply", _("Apply to be taken off the list"), ("listed",), "applied", P.DANGER_TREAT,
                "listing.applied", clause="19.8",
                asks=(
                    Ask("occurred_on", _("Evaluated on"), "date", initial=lambda asked: asked.act.today),
                    Ask("evaluated_by", _("Evaluated by"), "choice", choices=lambda _unit: list(EVALUATORS.items())),
                    Ask("evaluation", _("Conclusion of the evaluation"), "longtext", max_length=2000,
                        why=_("The enterprise's own evaluation of the treatment comes first")),
                    Ask("attachment", _("Report"), "file", required=False, why=_("Never required")),
                ),
                refuse=(from_the_body_itself, has_happened, acts.put_right_first), apply=acts.write_application,
                counts_for=lambda listing: [listing.unit_id],
            ),
            Step(
                "delist", _("Take off the list"), ("applied",), "delisted", P.DANGER_LIST, "listing.delisted",
                clause="19.8",
                asks=(
                    Ask("number", _("Number of the delisting paper"), "text", required=False, max_length=60),
                    Ask("remark", _("Remark"), "text", required=False),
                ),
                refuse=(acts.accepted_on_the_spot, persons.not_of_the_unit), apply=acts.delist, by_receiver=True,
                counts_for=lambda listing: [listing.receiver_id],
            ),
            Step(
                "publish_notice", _("Note that the notice was published"), ("listed", "applied"), "", P.DANGER_LIST,
                "listing.notice_published", clause="19.8", asks=acts.PUBLICATION, refuse=(has_happened,),
                apply=acts.write_publication, by_receiver=True, counts_for=lambda listing: [listing.receiver_id],
            ),
            Step(
                "publish", _("Note that the delisting was published"), ("delisted",), "published", P.DANGER_LIST,
                "listing.published", clause="19.8", asks=acts.PUBLICATION, refuse=(has_happened,),
                apply=acts.write_publication, by_receiver=True, counts_for=lambda listing: [listing.receiver_id],
            ),
            taking.TAKE,
            Step(
                "withdraw", _("Withdraw the listing"), ("listed", "applied"), "withdrawn", P.DANGER_LIST,
                "listing.withdrawn", clause="19.8", asks=(Ask("reason", pgettext_lazy("danger", "Reason"), "text"),),
                refuse=(persons.not_of_the_unit,), apply=acts.withdraw, by_receiver=True,
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["danger"], condition=models.Q(state__in=("listed", "applied")), name="danger_listed_once"
            )
        ]
        indexes = [models.Index(fields=["listed_on", "id"], name="listing_by_day")]

    def place_for(self, *, step: Step) -> dict[str, int | None]:
        """Only the enterprise's own posts report, ask and apply for it."""
        return treated_by_its_own(super().place_for(step=step), step=step, unit=self.unit)

    def __str__(self) -> str:
        return f"{self.number} {self.danger.what}".strip()[:120]
