"""机构人员: the facts that public units return about themselves (4.4, 5.14, 5.16, 9.4, 9.5, 10.1–10.7).

The same columns stand on the return, which keeps what was said, and on the fact versions, which duties test.
"""

from __future__ import annotations

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

OFFICE_TYPES: dict[str, Promise | str] = {
    "supervision_office": pgettext_lazy("office type", "Work safety supervision office"),
    "emergency_office": pgettext_lazy("office type", "Emergency management office"),
    "none": pgettext_lazy("office type", "None of its own"),
}


class Staffing(models.Model):
    """Bodies, posts and people of a public unit; what was never returned is nothing."""

    safety_body = models.BooleanField(_("Has a work safety supervision body"), default=False)
    full_time_staff = models.PositiveIntegerField(_("Full-time supervision staff"), default=0)
    professional_staff = models.PositiveIntegerField(_("Of them with a professional qualification"), default=0)
    enforcement_posts = models.PositiveIntegerField(_("Enforcement posts approved"), default=0)
    enforcement_filled = models.PositiveIntegerField(_("Enforcement posts filled"), default=0)
    certified_officers = models.PositiveIntegerField(_("Officers with a valid enforcement certificate"), default=0)
    leader_rank = models.PositiveIntegerField(_("Rank of the leader in charge of safety"), default=0)
    cooperation_groups = models.PositiveIntegerField(_("Safety cooperation groups of associations"), default=0)
    in_charge_standing = models.BooleanField(_("Leader in charge sits in the standing committee"), default=False)
    in_charge_executive = models.BooleanField(_("Leader in charge is executive deputy head"), default=False)
    central_town = models.BooleanField(_("Central town"), default=False)
    office_type = models.CharField(_("Safety office of the town"), max_length=20, choices=OFFICE_TYPES, blank=True)
    dual_lead = models.BooleanField(_("Office led by the county bureau first"), default=False)
    patrollers = models.PositiveIntegerField(_("Work-safety inspectors or patrollers"), default=0)
    full_time_officers = models.PositiveIntegerField(_("Full-time safety officers"), default=0)
    concurrent_officers = models.PositiveIntegerField(_("Of them with other posts besides"), default=0)
    officer_pay = models.PositiveIntegerField(_("Average yearly pay of such an officer (yuan)"), default=0)
    units_to_supervise = models.PositiveIntegerField(_("Production units to supervise"), default=0)

    class Meta:
        abstract = True


COLUMNS: tuple[str, ...] = tuple(field.name for field in Staffing._meta.fields)
# What follows from these columns and is kept with them, because duties compare one column with one number.
DERIVED: tuple[str, ...] = ("dedicated_officers", "units_per_patroller")
