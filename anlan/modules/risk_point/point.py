"""风险点、危险源 (17.1, 17.3–17.6, 18.2–18.4): found, judged, controlled, warned of, handled, and who answers."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.sight import SightedManager
from anlan.kernel.places.placed import Placed
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import State, Words, Workflow
from anlan.modules.risk_point import steps
from anlan.modules.risk_point.choices import COLOURS, KINDS, LEVELS, METHODS


class RiskPoint(Placed, Case):
    """One risk point of one unit. ``responsible_words`` says who is responsible where the unit has no posts here.

    ``watcher`` is the leader of the public side who watches a red or orange one (17.5).

    ``grade`` is that of a major hazard installation, 1 the highest. ``controlled`` says whether level, unit, person and
    a measure are named (18.4); ``next_check`` is by when somebody looks at it again.
    """

    code = models.CharField(_("Code"), max_length=40)
    name = models.CharField(_("Name of the risk point"), max_length=120)
    kind = models.CharField(_("Kind of object"), max_length=12, choices=list(KINDS.items()))
    place = models.CharField(_("Place"), max_length=100, blank=True)
    hazard = models.CharField(_("What may happen"), max_length=200, blank=True)
    accident = models.CharField(_("Category of accident"), max_length=40, blank=True)
    found_on = models.DateField(_("Found on"))
    method = models.CharField(_("Method"), max_length=16, blank=True, choices=list(METHODS.items()))
    value = models.DecimalField(pgettext_lazy("risk", "Value"), max_digits=12, decimal_places=2, null=True)
    explanation = models.CharField(_("How it was judged"), max_length=500, blank=True)
    colour = models.CharField(_("Colour"), max_length=8, choices=list(COLOURS.items()))
    grade = models.PositiveSmallIntegerField(_("Grade of the major hazard installation"), null=True)
    is_installation = models.BooleanField(_("Major hazard installation"), default=False)
    judged_on = models.DateField(_("Judged on"), null=True)
    level = models.CharField(_("Control level"), max_length=12, blank=True, choices=list(LEVELS.items()))
    control_unit = models.CharField(_("Responsible department"), max_length=80, blank=True)
    responsible = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    responsible_words = models.CharField(_("Responsible person, as written"), max_length=80, blank=True)
    engineering = models.CharField(_("Engineering measures"), max_length=300, blank=True)
    management = models.CharField(_("Management measures"), max_length=300, blank=True)
    training = models.CharField(_("Training measures"), max_length=300, blank=True)
    protection = models.CharField(_("Personal protection"), max_length=300, blank=True)
    emergency = models.CharField(_("Emergency measures"), max_length=300, blank=True)
    controlled = models.BooleanField(_("Under control"), default=False)
    checked_on = models.DateField(_("Last looked at"), null=True)
    next_check = models.DateField(_("To be looked at by"), null=True)
    seen = models.CharField(pgettext_lazy("risk", "What was seen"), max_length=200, blank=True)
    watcher = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    watched_on = models.DateField(_("Last watched by the public side"), null=True)
    remark = models.CharField(_("Latest remark"), max_length=200, blank=True)
    upward_number = models.CharField(_("Number in the province's system"), max_length=60, blank=True)

    objects: ClassVar[SightedManager] = SightedManager()

    workflow = Workflow(
        states=(
            State("judged", pgettext_lazy("risk state", "Judged, to be controlled")),
            State("controlled", pgettext_lazy("risk state", "Under control"), settled=True),
            State("warned", pgettext_lazy("risk state", "Warned of, to be handled")),
            State("removed", pgettext_lazy("risk state", "Removed"), final=True),
        ),
        steps=steps.STEPS,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], condition=~Q(state="removed"), name="risk_point_once")
        ]
        indexes = [
            models.Index(fields=["found_on", "id"], name="risk_point_by_day"),
            models.Index(fields=["position", "colour"], name="risk_point_of_place"),
            models.Index(fields=["colour", "next_check", "id"], name="risk_point_by_check"),
            models.Index(fields=["cell"], name="risk_point_by_cell", condition=Q(cell__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.told

    def identity(self) -> dict[str, Any]:
        """The same code of the same unit is the same point."""
        return {"unit": self.unit_id, "code": self.code, "state__in": ("judged", "controlled", "warned")}

    @property
    def told(self) -> str:
        """Code and name."""
        return f"{self.code} {self.name}".strip()

    @property
    def measures(self) -> list[str]:
        """The measures that are named, of five kinds."""
        return [
            one for one in (self.engineering, self.management, self.training, self.protection, self.emergency) if one
        ]

    @property
    def answerable(self) -> str:
        """Who is responsible: the post, or what the unit wrote where its posts are not kept here."""
        return name_of(self.responsible) if self.responsible else self.responsible_words

    @property
    def watching_body(self) -> Any:
        """The body whose leader watches it; None as long as nobody is named."""
        return self.watcher.unit if self.watcher else None

    @property
    def control_words(self) -> Words:
        """Whether it counts as controlled."""
        return gettext("Under control") if self.controlled else gettext("Not controlled")

    def is_stale(self, *, on: dt.date) -> bool:
        """Whether nobody has looked at it for longer than its colour allows (17.6)."""
        return self.state != "removed" and self.next_check is not None and self.next_check < on
