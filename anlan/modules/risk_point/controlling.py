"""风险管控 (18.4): by which level, department, person and measures a risk is controlled, and whether that is enough."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Ask, Asked
from anlan.modules.risk_point import choices
from anlan.rules import risks

CONTROL = gettext_lazy("Control it (18.4)")


def as_before(name: str) -> Any:
    """What the record holds, as the first answer."""

    def held(asked: Asked) -> Any:
        return getattr(asked.record, name) if asked.record is not None else None

    return held


CONTROLS = (
    Ask("level", gettext_lazy("Control level"), "choice", required=False, choices=choices.levels_for, part=CONTROL,
        initial=as_before("level"), why=gettext_lazy("Without level, department, person and a measure it counts as not "
                                                     "controlled")),
    Ask("control_unit", gettext_lazy("Responsible department"), "text", required=False, max_length=80, part=CONTROL,
        initial=as_before("control_unit")),
    Ask("responsible", gettext_lazy("Responsible person (post)"), "choice", required=False, part=CONTROL,
        choices=choices.people_for, initial=as_before("responsible_id")),
    *(
        Ask(name, label, "text", required=False, max_length=300, part=CONTROL, initial=as_before(name))
        for name, label in (
            ("engineering", gettext_lazy("Engineering measures")),
            ("management", gettext_lazy("Management measures")),
            ("training", gettext_lazy("Training measures")),
            ("protection", gettext_lazy("Personal protection")),
            ("emergency", gettext_lazy("Emergency measures")),
        )
    ),
)  # fmt: skip


def keep_control(doing: Doing) -> None:
    """Write level, department, person and measures to the record at hand, and whether it counts as controlled."""
    point, answers = doing.record, doing.answers
    for name in ("level", "control_unit", *risks.MEASURES):
        setattr(point, name, answers.get(name) or getattr(point, name) or "")
    if answers.get("responsible"):
        point.responsible_id = int(answers["responsible"])
    point.controlled = risks.is_controlled(
        level=point.level,
        unit=point.control_unit,
        measures=point.measures,
        responsible=point.responsible_id or point.responsible_words,
    )
    if point.state in ("judged", "controlled"):
        point.state = "controlled" if point.controlled else "judged"


def write_control(doing: Doing) -> None:
    """Keep how it is controlled from now on."""
    doing.record = type(doing.record).objects.select_related("unit", "unit__area").get(pk=doing.record.pk)
    keep_control(doing)
    doing.record.save()
