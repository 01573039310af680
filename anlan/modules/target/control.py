"""亿元GDP生产安全事故死亡率控制指标 (4.2): the limit that was set for an area and a year, entered with its source.

Anlan sets no target: without one that somebody entered, nothing is said about completion.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.records.door import Doing
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, Refusal, State, Step, Workflow
from anlan.kernel.roles import P
from anlan.modules.target.figures import FIRST_YEAR


def year_can_be(doing: Doing) -> Refusal | None:
    """A target is set for a year that is over, for this one or for the next."""
    year, last = doing.answers["year"], doing.act.today.year + 1
    if not FIRST_YEAR <= year <= last:
        text = gettext("Enter a year from %(first)s to %(last)s.")
        return Refusal("year", text % {"first": FIRST_YEAR, "last": last})
    return None


def write_target(doing: Doing) -> None:
    """Keep the target with its source."""
    record = doing.record
    for name in ("year", "rate", "source"):
        setattr(record, name, doing.answers[name])
    record.ends_on = dt.date(record.year, 12, 31)
    record.save(force_insert=True)


class ControlTarget(Case):
    """The most deaths per 100 million yuan of GDP that an area may have in a year; the unit is its government."""

    year = models.PositiveSmallIntegerField(_("Year"))
    ends_on = models.DateField()
    rate = models.DecimalField(_("Most deaths per 100 million yuan of GDP"), max_digits=10, decimal_places=4)
    source = models.CharField(_("Source"), max_length=200)

    workflow = Workflow(
        states=(
            State("entered", pgettext_lazy("figures state", "Entered")),
            State("withdrawn", pgettext_lazy("figures state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "enter", _("Enter a control target"), (), "entered", P.TARGET_RECORD, "control_target.entered",
                clause="4.2",
                asks=(
                    Ask("year", _("Year"), "number"),
                    Ask("rate", _("Most deaths per 100 million yuan of GDP"), "decimal",
                        why=_("As the superior set it; compared with the figures of the year once it is over")),
                    Ask("source", _("Source"), "text", why=_("Such as the document that set it, with its number")),
                ),
                refuse=(year_can_be,), apply=write_target, counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "withdraw", _("Withdraw"), ("entered",), "withdrawn", P.TARGET_RECORD, "control_target.withdrawn",
                clause="4.2", asks=(Ask("reason", _("Reason"), "text"),), withdraws="control_target.entered",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"], condition=~Q(state="withdrawn"), name="control_target_once_per_year"
            )
        ]
        indexes = [models.Index(fields=["ends_on", "id"], name="control_target_by_year")]

    def __str__(self) -> str:
        return str(self.year)

    def identity(self) -> dict[str, Any]:
        """The same area and year."""
        return {"unit": self.unit_id, "year": self.year, "state": "entered"}
