"""风险清单半年更新 (18.3): each half-year the enterprise goes through its list and keeps it as a version."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.obligations.period_words import period_name
from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.refusals import has_happened, not_longer_ago
from anlan.kernel.records.workflow import Ask, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.modules.risk_point.point import RiskPoint
from anlan.policy.periods import parse_label, period_of
from anlan.rules import risks

MOST_NAMED = 40


def list_of(*, unit: int) -> list[dict[str, Any]]:
    """The unit's risk points as they stand, by code."""
    rows = RiskPoint.objects.filter(unit=unit).exclude(state="removed").order_by("code", "id")
    return [dict(row) for row in rows.values("code", "name", "colour", "controlled")]


def write_review(doing: Doing) -> None:
    """Keep the list as a version, with what came, went and changed since the one before (18.3)."""
    review, answers = doing.record, doing.answers
    review.held_on, review.text = answers["occurred_on"], answers.get("text") or ""
    review.period = period_of(every="half_year", day=review.held_on).label
    earlier = RiskReview.objects.filter(unit=review.unit, state="recorded").order_by("-held_on", "-id").first()
    review.points = list_of(unit=review.unit_id)
    names = {one["code"]: one["name"] for one in [*(earlier.points if earlier else []), *review.points]}
    came, went, changed = risks.compared(before=earlier.points if earlier else [], now=review.points)
    for field, codes in (("came", came), ("went", went), ("changed", changed)):
        told = [f"{code} {names[code]}" for code in codes[:MOST_NAMED]]
        setattr(review, field, "\n".join([*told, *([f"… {len(codes)}"] if len(codes) > MOST_NAMED else [])]))
    for colour in risks.COLOURS:
        setattr(review, colour, sum(one["colour"] == colour for one in review.points))
    review.uncontrolled = sum(not one["controlled"] for one in review.points)
    review.save(force_insert=True)


def write_reason(doing: Doing) -> None:
    """Keep why it was withdrawn."""
    RiskReview.objects.filter(pk=doing.record.pk).update(withdrawn_because=doing.answers["reason"])


class RiskReview(Case):
    """One version of an enterprise's list; ``points`` is the list as it stood."""

    held_on = models.DateField(_("Date"))
    period = models.CharField(_("Half-year"), max_length=16)
    points = models.JSONField(default=list)
    red = models.PositiveIntegerField(_("Red"))
    orange = models.PositiveIntegerField(_("Orange"))
    yellow = models.PositiveIntegerField(_("Yellow"))
    blue = models.PositiveIntegerField(_("Blue"))
    uncontrolled = models.PositiveIntegerField(_("Not controlled"))
    came = models.TextField(_("New since the version before"), blank=True)
    went = models.TextField(_("Gone since the version before"), blank=True)
    changed = models.TextField(_("Changed since the version before"), blank=True)
    text = models.TextField(_("What the review found"), blank=True)
    withdrawn_because = models.CharField(_("Withdrawn because"), max_length=200, blank=True)

    workflow = Workflow(
        states=(
            State("recorded", pgettext_lazy("risk review state", "Recorded"), settled=True),
            State("withdrawn", pgettext_lazy("risk review state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "hold", _("Review the list of risks"), (), "recorded", P.ENTERPRISE_ACT, "risk_review.held",
                clause="18.3",
                asks=(
                    Ask("occurred_on", _("Date"), "date", initial=lambda asked: asked.act.today,
                        why=_("Decides for which half-year it counts")),
                    Ask("text", _("What the review found"), "longtext", required=False, max_length=2000,
                        why=_("The list is kept as it stands now, with what has changed since the last version")),
                ),
                refuse=(has_happened, not_longer_ago(key="enterprise.record_back_days")),
                apply=write_review, counts_for=lambda review: [review.unit_id],
            ),
            Step(
                "withdraw", _("Withdraw"), ("recorded",), "withdrawn", P.ENTERPRISE_ACT, "risk_review.withdrawn",
                clause="18.3", asks=(Ask("reason", _("Reason"), "text"),), apply=write_reason,
                withdraws="risk_review.held",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "held_on"], condition=~Q(state="withdrawn"), name="risk_review_once"
            )
        ]
        indexes = [models.Index(fields=["held_on", "id"], name="risk_review_by_day")]

    def __str__(self) -> str:
        return f"{self.half_year} {self.held_on}"

    @property
    def half_year(self) -> str:
        """The half-year in words."""
        return period_name(period=parse_label(label=self.period))

    def identity(self) -> dict[str, Any]:
        """The same enterprise on the same day is the same review."""
        day: dt.date = self.held_on
        return {"unit": self.unit_id, "held_on": day, "state": "recorded"}
