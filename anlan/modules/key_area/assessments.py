"""One assessment of a key area by an agency, with what the government adopted of it (17.2, 17.8)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.obligations.releasing import release
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Words, Workflow
from anlan.kernel.roles import P
from anlan.modules.key_area.areas import KeyArea, assessment_owed, due_next
from anlan.modules.key_area.choices import ADOPTIONS, LEVELS, adoptions_for
from anlan.rules import key_areas as rules


def deciders_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The posts of the government that may have decided; whoever records does so for them."""
    kinds = (Post.Kind.HEAD, Post.Kind.IN_CHARGE, Post.Kind.MEMBER)
    return [(str(post.pk), name_of(post)) for post in Post.objects.filter(unit=unit, closed_on=None, kind__in=kinds)]


def adoption_is_whole(doing: Doing) -> Refusal | None:
    """17.8: what is not adopted has its reason, and nothing is decided before it was proposed."""
    answers, assessed_on = doing.answers, doing.record.assessed_on
    fault = rules.adoption_fault(
        adoption=answers["adoption"], reason=answers["reason"] or "", decided_on=answers["occurred_on"],
        assessed_on=assessed_on,
    )  # fmt: skip
    if fault == "reason":
        return Refusal("reason", gettext("Say which proposals are not adopted, and why."))
    if fault == "early":
        text = gettext("The assessment is of %(day)s; this day is earlier.")
        return Refusal("occurred_on", text % {"day": assessed_on})
    return None


def write_adoption(doing: Doing) -> None:
    """Keep what was adopted, by whose decision and when."""
    record, answers = doing.record, doing.answers
    record.adoption, record.adoption_reason = answers["adoption"], answers["reason"] or ""
    record.decided_by_id, record.decided_on = int(answers["decided_by"]), answers["occurred_on"]
    record.save(update_fields=["adoption", "adoption_reason", "decided_by", "decided_on"])


def take_back(doing: Doing) -> None:
    """Keep why; the area stands as the assessment before it left it, and the next one is owed from that."""
    AreaAssessment.objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])
    # The row at hand may be older than what the database has of its area.
    area = KeyArea.objects.select_related("unit").get(pk=doing.record.key_area_id)
    last = area.assessments.exclude(state="withdrawn").order_by("assessed_on", "id").last()
    area.assessed_on, area.level = (last.assessed_on, last.level) if last else (None, "")
    if area.state != "kept" or area.next_due == due_next(area=area, act=doing.act):
        return
    area.next_due = due_next(area=area, act=doing.act)
    area.save(update_fields=["assessed_on", "level", "next_due"])
    # What the withdrawn assessment had met stays met in the ledger: it is owed anew by the same day instead.
    release(record_type=area.record_type(), records=[area.pk], units=[area.unit_id])
    doing.owed.append(assessment_owed(area=area))


class AreaAssessment(Case):
    """One assessment: the agency's conclusion and proposals, valid for three years, and the government's decision."""

    key_area = models.ForeignKey(KeyArea, on_delete=models.PROTECT, related_name="assessments")
    assessed_on = models.DateField(_("Assessed on"))
    valid_until = models.DateField(_("Valid until"))
    agency = models.CharField(_("Assessed by (agency)"), max_length=120)
    agency_code = models.CharField(_("Unified social credit code of the agency"), max_length=18, blank=True)
    level = models.CharField(pgettext_lazy("risk", "Risk level"), max_length=8, choices=LEVELS)
    conclusion = models.TextField(_("Conclusion"))
    proposals = models.JSONField(default=list)
    adoption = models.CharField(pgettext_lazy("assessment", "Adoption"), max_length=12, blank=True, choices=ADOPTIONS)
    adoption_reason = models.CharField(_("Reason"), max_length=500, blank=True)
    decided_by = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(_("Decided on"), null=True)
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("submitted", pgettext_lazy("assessment state", "Submitted, not yet decided")),
            State("decided", pgettext_lazy("assessment state", "Decided"), settled=True),
            State("withdrawn", pgettext_lazy("assessment state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "decide", _("Note what is adopted"), ("submitted", "decided"), "decided", P.RISK_ASSESS,
                "area_assessment.decided", clause="17.8",
                asks=(
                    Ask("occurred_on", _("Decided on"), "date", initial=lambda asked: asked.act.today),
                    Ask("decided_by", _("Decided by (post)"), "choice", choices=deciders_for),
                    Ask("adoption", pgettext_lazy("assessment", "Adoption"), "choice", choices=adoptions_for,
                        why=_("Clause 17.8: an assessment is worth what is done with it")),
                    Ask("reason", _("Reason"), "text", required=False, max_length=500,
                        why=_("Needed where something is not adopted")),
                ),
                refuse=(has_happened, adoption_is_whole), apply=write_adoption,
                accountable=lambda record: record.decided_by_id,
            ),
            Step(
                "withdraw", _("Withdraw"), ("submitted", "decided"), "withdrawn", P.RISK_ASSESS,
                "area_assessment.withdrawn", clause="17.2",
                asks=(Ask("reason", _("Reason"), "text",
                          why=_("The next assessment is owed anew, from the one before")),),
                apply=take_back, exclusive=True,
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key_area", "assessed_on"], condition=~Q(state="withdrawn"), name="area_assessed_once"
            )
        ]
        indexes = [models.Index(fields=["assessed_on", "id"], name="area_assessment_by_day")]

    def __str__(self) -> str:
        return f"{self.key_area} {self.assessed_on}"

    @property
    def proposed(self) -> str:
        """The agency's proposals, numbered, one a line."""
        return "\n".join(f"{number}. {what}" for number, what in enumerate(self.proposals, start=1))
