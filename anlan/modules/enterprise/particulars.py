"""企业基本情况 (6.2, 6.5, 6.10–6.13, 6.21, 18.12, 18.13, 26.2): what the register holds of an enterprise.

The same columns stand on the register's entry, which shows what holds now and answers lists from one table, and on the
fact versions, which duties test and which say since when and by whom.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Promise | str

OWNERSHIPS: dict[str, Words] = {
    "state_owned": pgettext_lazy("ownership", "State-owned"),
    "state_controlled": pgettext_lazy("ownership", "State-controlled"),
    "collective": pgettext_lazy("ownership", "Collective"),
    "private": pgettext_lazy("ownership", "Private"),
    "overseas": pgettext_lazy("ownership", "Foreign, Hong Kong, Macao or Taiwan capital"),
    "individual": pgettext_lazy("ownership", "Individual business"),
    "other": pgettext_lazy("ownership", "Other"),
}
SUPERIORS: dict[str, Words] = {
    "central": pgettext_lazy("owner of a unit", "Central"),
    "provincial": pgettext_lazy("owner of a unit", "Provincial"),
    "other_city": pgettext_lazy("owner of a unit", "Another city"),
}
SIZES: dict[str, Words] = {
    "large": pgettext_lazy("size of an enterprise", "Large"),
    "medium": pgettext_lazy("size of an enterprise", "Medium"),
    "small": pgettext_lazy("size of an enterprise", "Small"),
    "micro": pgettext_lazy("size of an enterprise", "Micro"),
}
# Article 26 of the Opinions names ten sectors of high hazard, article 24 of the law five kinds of unit, and the
# regulation on licences five; none of the three lists contains another, so an enterprise carries a tag of each.
HAZARDS_POLICY: dict[str, Words] = {
    "non_coal_mine": pgettext_lazy("sector", "Non-coal mines"),
    "hazardous_chemicals": pgettext_lazy("sector", "Hazardous chemicals"),
    "fireworks": pgettext_lazy("sector", "Fireworks"),
    "transport": pgettext_lazy("sector", "Transport"),
    "construction": pgettext_lazy("sector", "Construction"),
    "civil_explosives": pgettext_lazy("sector", "Civil explosives"),
    "metal_smelting": pgettext_lazy("sector", "Metal smelting"),
    "fishery": pgettext_lazy("sector", "Fishery"),
    "special_equipment": pgettext_lazy("sector", "Use of special equipment"),
    "machinery": pgettext_lazy("sector", "Machinery"),
}
HAZARDS_LAW: dict[str, Words] = {
    "mine": pgettext_lazy("sector", "Mines"),
    "metal_smelting": pgettext_lazy("sector", "Metal smelting"),
    "construction": pgettext_lazy("sector", "Construction"),
    "transport": pgettext_lazy("sector", "Transport"),
    "dangerous_goods": pgettext_lazy("sector", "Making, trading, storing or loading dangerous goods"),
}
HAZARDS_LICENCE: dict[str, Words] = {
    "mine": pgettext_lazy("sector", "Mines"),
    "construction": pgettext_lazy("sector", "Construction"),
    "hazardous_chemicals": pgettext_lazy("sector", "Hazardous chemicals"),
    "fireworks": pgettext_lazy("sector", "Fireworks"),
    "civil_explosives": pgettext_lazy("sector", "Civil explosives"),
}
ASSEMBLIES: dict[str, Words] = {
    "congress": pgettext_lazy("workers' body", "Workers' congress"),
    "assembly": pgettext_lazy("workers' body", "Workers' assembly"),
}
CHAIRS: dict[str, Words] = {
    "legal_representative": pgettext_lazy("chair of a committee", "Legal representative"),
    "other": pgettext_lazy("chair of a committee", "Somebody else"),
}
GRADES: dict[str, Words] = {
    "1": pgettext_lazy("standardisation", "Grade 1"),
    "2": pgettext_lazy("standardisation", "Grade 2"),
    "3": pgettext_lazy("standardisation", "Grade 3"),
}


class Particulars(models.Model):
    """What is known of an enterprise. Money in 10,000 yuan; degrees of CGCS2000; empty is not known."""

    industry = models.CharField(_("Industry (GB/T 4754)"), max_length=4)
    section = models.CharField(_("Section of industry"), max_length=1)
    ownership = models.CharField(_("Ownership"), max_length=16, choices=OWNERSHIPS, blank=True)
    superior_owner = models.CharField(
        _("Unit of a higher level stationed here"), max_length=12, choices=SUPERIORS, blank=True
    )
    superior_name = models.CharField(_("Its superior unit"), max_length=120, blank=True)
    established_on = models.DateField(_("Established on"), null=True)
    address = models.CharField(_("Address"), max_length=200, blank=True)
    longitude = models.DecimalField(_("Longitude"), max_digits=9, decimal_places=6, null=True)
    latitude = models.DecimalField(_("Latitude"), max_digits=8, decimal_places=6, null=True)

    employees = models.PositiveIntegerField(_("Employees"), default=0)
    revenue = models.DecimalField(_("Yearly main revenue (10,000 yuan)"), max_digits=14, decimal_places=2, null=True)
    assets = models.DecimalField(_("Total assets (10,000 yuan)"), max_digits=14, decimal_places=2, null=True)
    above_scale = models.BooleanField(_("Above the scale of the statistics"), default=False)
    size = models.CharField(_("Size class"), max_length=8, choices=SIZES, blank=True)
    labour_intensive = models.BooleanField(_("Labour-intensive"), default=False)
    hazard_policy = models.CharField(
        _("High hazard by the Opinions (article 26)"), max_length=20, choices=HAZARDS_POLICY, blank=True
    )
    hazard_law = models.CharField(_("Named by the law (article 24)"), max_length=20, choices=HAZARDS_LAW, blank=True)
    hazard_licence = models.CharField(
        _("Needs a safety production licence"), max_length=20, choices=HAZARDS_LICENCE, blank=True
    )
    high_hazard = models.BooleanField(_("High-hazard"), default=False)

    legal_representative = models.CharField(_("Legal representative"), max_length=40, blank=True)
    actual_controller = models.CharField(_("Actual controller"), max_length=40, blank=True)
    party_secretary = models.CharField(_("Party secretary"), max_length=40, blank=True)
    telephone = models.CharField(_("Office telephone"), max_length=40, blank=True)
    safety_body = models.BooleanField(_("Has a safety management body"), default=False)
    full_time_staff = models.PositiveIntegerField(_("Full-time safety staff"), default=0)
    part_time_staff = models.PositiveIntegerField(_("Part-time safety staff"), default=0)
    registered_engineers = models.PositiveIntegerField(_("Registered safety engineers"), default=0)
    safety_director = models.BooleanField(_("Has a safety director"), default=False)
    safety_committee = models.BooleanField(_("Has a safety committee"), default=False)
    committee_chair = models.CharField(_("Chair of the safety committee"), max_length=20, choices=CHAIRS, blank=True)
    union = models.BooleanField(_("Has a trade union"), default=False)
    supervisory_board = models.BooleanField(_("Has a supervisory board"), default=False)
    workers_body = models.CharField(_("Workers' congress or assembly"), max_length=10, choices=ASSEMBLIES, blank=True)

    standardisation = models.CharField(_("Standardisation grade"), max_length=1, choices=GRADES, blank=True)
    standardised_until = models.DateField(_("Grade valid until"), null=True)
    insurance_number = models.CharField(_("Number of the liability insurance"), max_length=60, blank=True)
    insured_until = models.DateField(_("Insured until"), null=True)
    insured_people = models.PositiveIntegerField(_("People insured"), default=0)

    enforcement_id = models.CharField(_("Number in the enforcement system"), max_length=60, blank=True)
    accident_system_id = models.CharField(_("Number in the accident reporting system"), max_length=60, blank=True)
    hazard_system_id = models.CharField(_("Number in the major hazard database"), max_length=60, blank=True)

    class Meta:
        abstract = True


FIELDS: dict[str, models.Field[Any, Any]] = {field.name: field for field in Particulars._meta.fields}
COLUMNS: tuple[str, ...] = tuple(FIELDS)
# What follows from the other columns and is never asked.
DERIVED: tuple[str, ...] = ("section", "size", "high_hazard")
ASKED: tuple[str, ...] = tuple(name for name in COLUMNS if name not in DERIVED)
