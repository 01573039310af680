"""重点区域、重大设施及其安全风险评估 (17.2, 17.8): what a government has assessed, and what came of it.

Areas and assessments stand in one module because each assessment says when the area owes the next.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import EventKind, Module, Occasion
from anlan.kernel.pages.declarations import CasePages, Choice, Column, Question, columns_of
from anlan.kernel.records.workflow import Words
from anlan.modules.key_area.areas import OCCASION, KeyArea
from anlan.modules.key_area.assessments import AreaAssessment
from anlan.modules.key_area.choices import ADOPTIONS, KINDS, LEVELS
from anlan.policy import Pack

STANDINGS: dict[str, Words] = {
    "overdue": pgettext_lazy("assessment", "Overdue"),
    "never": pgettext_lazy("assessment", "Never assessed so far"),
    "in_time": pgettext_lazy("assessment", "In time"),
}


def standing(answer: str, day: dt.date, pack: Pack) -> Q:
    """How the assessment of an area stands on that day."""
    kept = Q(state="kept")
    return {
        "overdue": kept & Q(next_due__lt=day),
        "never": kept & Q(assessed_on=None),
        "in_time": kept & Q(next_due__gte=day),
    }[answer]


AREAS = CasePages(
    name="keyarea",
    model=KeyArea,
    label=_("Key area or major facility"),
    plural=_("Key areas and major facilities"),
    order=("next_due", "id"),
    columns=(
        Column("name", _("Key area or major facility")),
        Column("unit", pgettext_lazy("key area", "Government"), kind="unit"),
        *columns_of(model=KeyArea, names=("kind", "level")),
        Column("responsible", _("Responsible department"), kind="unit"),
        *columns_of(model=KeyArea, names=("assessed_on", "next_due")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        *columns_of(model=KeyArea, names=("place", "longitude", "latitude", "entered_on")),
        Column("ended_because", _("Reason")),
    ),
    holders=("government",),
    children=("areaassessment",),
    choices=(
        Choice("kind", _("Kind of area"), KINDS),
        Choice("level", pgettext_lazy("risk", "Risk level"), LEVELS),
    ),
    questions=(Question("assessment", _("Assessment"), STANDINGS, standing, linked=("overdue", "never")),),
    carries={"17.2": {}},
    empty=_("No key area has been entered here. A government enters those that it has assessed every three years."),
)
ASSESSMENTS = CasePages(
    name="areaassessment",
    model=AreaAssessment,
    label=_("Assessment of a key area"),
    plural=_("Assessments of key areas"),
    order=("-assessed_on", "-id"),
    columns=(
        Column("assessed_on", _("Assessed on"), kind="date"),
        Column("key_area", _("Key area or major facility"), kind="record"),
        Column("unit", pgettext_lazy("key area", "Government"), kind="unit"),
        *columns_of(model=AreaAssessment, names=("agency", "level", "valid_until", "adoption")),
        Column("state", _("State"), kind="state"),
    ),
    details=(
        Column("agency_code", _("Unified social credit code of the agency")),
        Column("conclusion", _("Conclusion"), kind="longtext"),
        Column("proposed", _("Proposals of the agency"), kind="longtext"),
        Column("decided_by", _("Decided by (post)"), kind="post"),
        *columns_of(model=AreaAssessment, names=("decided_on", "adoption_reason", "withdrawn_because")),
    ),
    parent="key_area",
    choices=(
        Choice("level", pgettext_lazy("risk", "Risk level"), LEVELS),
        Choice("adoption", pgettext_lazy("assessment", "Adoption"), ADOPTIONS),
    ),
    carries={"17.8": {}},
    empty=_("No assessment has been recorded here. Assessments are recorded with the area that was assessed."),
)
MODULE = Module(
    name="key_area",
    pages=(AREAS, ASSESSMENTS),
    events=(
        EventKind("key_area.entered", _("Key area entered")),
        EventKind("key_area.assessed", _("Key area assessed")),
        EventKind("key_area.amended", _("Entry of a key area changed")),
        EventKind("key_area.ended", _("Key area ended")),
        EventKind("key_area.withdrawn", _("Key area withdrawn")),
        EventKind("area_assessment.decided", _("Adoption of an assessment noted")),
        EventKind("area_assessment.withdrawn", _("Assessment of a key area withdrawn")),
    ),
    occasions=(Occasion(OCCASION, _("A key area was entered or assessed: the next assessment is owed by a day")),),
)

__all__ = ["AREAS", "ASSESSMENTS", "MODULE", "AreaAssessment", "KeyArea"]
