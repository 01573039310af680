"""党政机关与部门: the facts of public units: level, form, and the kind of responsibility of article 5.

Article 5 divides departments into comprehensive supervision (综合监管), regulators with safety duties (负有安全监管
职责的部门), other industry departments (行业领域主管部门) and supporting departments (其他有关部门).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.people.facts import FactVersion
from anlan.modules.public_unit.staffing import Staffing


class PublicUnitFacts(FactVersion, Staffing):
    """What is known of one public unit from a day on. ``level`` is the level of its area.

    ``returned``: the unit has reported its bodies and staff; before that nothing is known to be missing.
    ``dedicated_officers`` are the full-time officers who hold no other post (10.2), ``units_per_patroller`` the units
    that each patroller has to look after (10.6). ``power_list``: a list of powers and responsibilities is published and
    in force (8.7), which the register of plans and lists notes.
    """

    KINDS: ClassVar[frozenset[str]] = frozenset(
        {
            "party_committee",
            "government",
            "safety_committee",
            "safety_committee_office",
            "department",
            "town_safety_office",
            "village_committee",
        }
    )

    class Responsibility(models.TextChoices):
        COMPREHENSIVE = "comprehensive", pgettext_lazy("responsibility", "Comprehensive supervision")
        REGULATOR = "regulator", pgettext_lazy("responsibility", "Regulator with safety duties")
        INDUSTRY = "industry", pgettext_lazy("responsibility", "Other industry department")
        SUPPORT = "support", pgettext_lazy("responsibility", "Supporting department")

    level = models.CharField(_("Level"), max_length=10)
    form = models.CharField(_("Form of the area"), max_length=16, blank=True)
    department = models.CharField(_("Department"), max_length=32, blank=True)
    responsibility = models.CharField(
        _("Kind of responsibility (article 5)"), max_length=16, choices=Responsibility, blank=True
    )
    vertical = models.BooleanField(_("Vertically managed"), default=False)
    returned = models.BooleanField(_("Bodies and staff have been returned"), default=False)
    dedicated_officers = models.PositiveIntegerField(_("Full-time safety officers with no other post"), default=0)
    units_per_patroller = models.PositiveIntegerField(_("Units to supervise for each patroller, rounded up"), default=0)
    power_list = models.BooleanField(_("Has published its list of powers and responsibilities"), default=False)

    class Meta(FactVersion.Meta):
        indexes = [
            models.Index(fields=["kind", "level", "unit"], name="public_unit_by_kind"),
            # The unique one knows only versions that hold on some day; the database looks others up by this.
            models.Index(fields=["unit", "valid_from"], name="public_unit_by_unit"),
        ]
