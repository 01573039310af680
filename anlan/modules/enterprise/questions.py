"""What the register asks, each with the clause or the page for which it is asked; what is held is the first answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.pages.declarations import label_of
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Ask, Asked, Words
from anlan.modules.enterprise.particulars import ASKED, FIELDS, Particulars
from anlan.policy.classification import kept_codes

KINDS = {"BooleanField": "check", "PositiveIntegerField": "number", "DecimalField": "decimal", "DateField": "date"}
DEGREES = ("longitude", "latitude")
# Names of persons and their telephones stand in the register and stay out of the ledger.
PERSONS = ("legal_representative", "actual_controller", "party_secretary", "telephone")
# What an office decides or takes over from the statistics, and no enterprise says of itself.
DECIDED = ("industry", "above_scale", "hazard_policy", "hazard_law", "hazard_licence")
REPORTED: tuple[str, ...] = tuple(name for name in ASKED if name not in DECIDED)
WHY: dict[str, Words] = {
    "industry": _("Clause 5.2: decides who regulates. Type part of the name and choose"),
    "ownership": _("Clause 6.11: state-owned and state-controlled enterprises set up a safety committee"),
    "superior_owner": _("Clause 6.21: central and provincial units accept supervision by the territory as well"),
    "superior_name": _("Clause 6.21"),
    "established_on": _("Clause 6.19: the commitment is owed after it"),
    "address": _("For visits and the map"),
    "longitude": _("For the map; CGCS2000, such as 116.622603"),
    "latitude": _("For the map; CGCS2000, such as 23.657016"),
    "employees": _("Clause 6.12: from 100 on, a safety body and full-time staff are needed"),
    "revenue": _("Decides the size class together with the employees; never required"),
    "assets": _("Decides the size class of construction; never required"),
    "above_scale": _("Clause 6.11; as the statistics list it"),
    "labour_intensive": _("Clauses 18.13 and 21.7"),
    "hazard_policy": _("Clauses 6.12 and 26.2: the ten sectors of article 26"),
    "hazard_law": _("Work Safety Law, article 24"),
    "hazard_licence": _("Regulation on safety production licences, article 2"),
    "legal_representative": _("Clause 6.2: first responsible person"),
    "actual_controller": _("Clause 6.2: first responsible person as well; may be the same"),
    "party_secretary": _("Clause 6.5: where there is a Party committee"),
    "telephone": _("An office line; it stays out of the ledger"),
    "safety_body": _("Clause 6.12"),
    "full_time_staff": _("Clause 6.12"),
    "part_time_staff": _("Work Safety Law, article 24: other enterprises have at least part-time staff"),
    "registered_engineers": _("Work Safety Law, article 27"),
    "safety_director": _("Clause 6.13: may be explored, never owed"),
    "safety_committee": _("Clause 6.11"),
    "committee_chair": _("Clause 6.11: the legal representative chairs it"),
    "union": _("Clause 6.10"),
    "supervisory_board": _("Clause 6.10"),
    "workers_body": _("Clause 18.7: major dangers are reported to it as well"),
    "standardisation": _("Clause 18.12: encouraged"),
    "standardised_until": _("A grade is valid for three years"),
    "insurance_number": _("Clause 26.2: owed in ten sectors, encouraged in others"),
    "insured_until": _("Clause 26.2"),
    "insured_people": _("Clause 26.2"),
    "enforcement_id": _("So that the provincial system's entry is found again"),
    "accident_system_id": _("So that the provincial system's entry is found again"),
    "hazard_system_id": _("So that the provincial system's entry is found again"),
}


# The titled parts in which the questions are asked, each with the first of its columns.
PARTS: dict[str, Words] = {
    "industry": _("What it is and where"),
    "employees": _("People and size"),
    "hazard_policy": _("High hazard, by three sources"),
    "legal_representative": _("Who is responsible"),
    "safety_body": _("Safety body and staff"),
    "union": _("Supervision by its workers"),
    "standardisation": _("Standardisation and insurance"),
    "enforcement_id": _("Numbers in systems of the province"),
}


def part_of(*, name: str) -> Words:
    """The title of the part to which a column belongs: the last one that begins at it or before it."""
    begun = [PARTS[one] for one in ASKED[: ASKED.index(name) + 1] if one in PARTS]
    return begun[-1]


def industries_listed(_unit: Unit) -> Sequence[tuple[str, Words]]:
    """Every code that the register may keep, as the form suggests them."""
    return [(str(one), str(one)) for one in kept_codes()]


def territory_of(office: Unit) -> Sequence[tuple[str, Words]]:
    """The office's own area and the villages below it: where an enterprise can be seated."""
    area = office.area
    inside = Area.objects.filter(lo__gte=area.lo, lo__lt=area.hi, level__in=("town", "village", area.level))
    return [(str(one.pk), name_of(one)) for one in inside]


def _initial(name: str) -> Callable[[Asked], Any]:
    return lambda asked: getattr(asked.record, name, None)


def _choices(name: str) -> Callable[[Unit], Sequence[tuple[str, Words]]]:
    return lambda _unit: list(FIELDS[name].flatchoices)


def question(name: str, *, required: bool = False) -> Ask:
    """One column as a question, with what is held as its first answer."""
    field = FIELDS[name]
    kind = "choice" if field.choices else KINDS.get(field.get_internal_type(), "text")
    return Ask(
        name,
        label_of(model=Particulars, name=name),
        "suggested" if name == "industry" else kind,
        required=required,
        choices=industries_listed if name == "industry" else _choices(name) if kind == "choice" else None,
        why=WHY[name],
        initial=_initial(name),
        max_length=60 if name == "industry" else field.max_length or 200,
        places=6 if name in DEGREES else 2,
        private=name in PERSONS,
        part=part_of(name=name),
    )


def questions(names: Sequence[str]) -> tuple[Ask, ...]:
    """These columns as questions; only the industry must be known."""
    return tuple(question(name, required=name == "industry") for name in names)
