"""年度事故指标 (2.1, 2.3, 2.4, 4.2): the yearly accident figures of an area, entered with their source.

Provisional: while accidents themselves are not recorded here, an officer enters what the statistics say.
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
from anlan.rules import targets

FIRST_YEAR = 2000
COUNTS = ("accidents", "deaths", "larger", "major")
FURTHER = ("gdp", "disease_cases")


def year_is_over(doing: Doing) -> Refusal | None:
    """Figures are those of a whole year."""
    year = doing.answers["year"]
    if not FIRST_YEAR <= year < doing.act.today.year:
        text = gettext("Enter a year that is over, from %(first)s on.")
        return Refusal("year", text % {"first": FIRST_YEAR})
    return None


def parts_fit(doing: Doing) -> Refusal | None:
    """Major accidents are among the larger ones, and these among all."""
    if not targets.parts_fit(**{name: doing.answers[name] for name in COUNTS}):
        text = gettext("Major accidents are counted among the larger ones, and these among all accidents.")
        return Refusal("accidents", text)
    return None


def write_figures(doing: Doing) -> None:
    """Keep the figures with their source."""
    record = doing.record
    for name in ("year", *COUNTS, *FURTHER, "source"):
        setattr(record, name, doing.answers[name])
    record.ends_on = dt.date(record.year, 12, 31)
    record.save(force_insert=True)


class YearFigures(Case):
    """The figures of one area in one year; the unit is the area's government. ``gdp`` in 100 million yuan."""

    year = models.PositiveSmallIntegerField(_("Year"))
    ends_on = models.DateField()
    accidents = models.PositiveIntegerField(_("Accidents"))
    deaths = models.PositiveIntegerField(_("Deaths"))
    larger = models.PositiveIntegerField(_("Larger-and-above accidents"))
    major = models.PositiveIntegerField(_("Major and extraordinary accidents"))
    gdp = models.DecimalField(_("GDP (100 million yuan)"), max_digits=12, decimal_places=4, null=True)
    disease_cases = models.PositiveIntegerField(_("New cases of occupational disease"), null=True)
    source = models.CharField(_("Source"), max_length=200)

    workflow = Workflow(
        states=(
            State("entered", pgettext_lazy("figures state", "Entered"), settled=True),
            State("withdrawn", pgettext_lazy("figures state", "Withdrawn"), final=True),
        ),
        steps=(
            Step(
                "enter", _("Enter the figures of a year"), (), "entered", P.TARGET_RECORD, "figures.entered",
                clause="2.1",
                asks=(
                    Ask("year", _("Year"), "number"),
                    Ask("accidents", _("Accidents"), "number", why=_("Clause 2.1")),
                    Ask("deaths", _("Deaths"), "number", why=_("Clauses 2.1 and 4.2")),
                    Ask("larger", _("Larger-and-above accidents"), "number", why=_("Clause 2.1")),
                    Ask("major", _("Major and extraordinary accidents"), "number", why=_("Clauses 2.4 and 4.3")),
                    Ask("gdp", _("GDP (100 million yuan)"), "decimal", required=False,
                        why=_("Clause 4.2, as published, such as 1402.37")),
                    Ask("disease_cases", _("New cases of occupational disease"), "number", required=False,
                        why=_("Clause 2.3")),
                    Ask("source", _("Source"), "text", why=_("Such as the bulletin with its number")),
                ),
                refuse=(year_is_over, parts_fit), apply=write_figures,
                counts_for=lambda record: [record.unit_id],
            ),
            Step(
                "withdraw", _("Withdraw"), ("entered",), "withdrawn", P.TARGET_RECORD, "figures.withdrawn",
                clause="2.1", asks=(Ask("reason", _("Reason"), "text"),), withdraws="figures.entered",
            ),
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"], condition=~Q(state="withdrawn"), name="figures_once_per_year"
            )
        ]
        indexes = [models.Index(fields=["ends_on", "id"], name="figures_by_year")]

    def __str__(self) -> str:
        return str(self.year)

    def identity(self) -> dict[str, Any]:
        """The same area and year."""
        return {"unit": self.unit_id, "year": self.year, "state": "entered"}
