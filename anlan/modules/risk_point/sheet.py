"""风险清单导入 (17.3): the columns of the workbook that fills the register of risk points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.roles import P
from anlan.kernel.sheets.declaring import Filled, Sheet, SheetColumn
from anlan.modules.risk_point.choices import ACCIDENTS, COLOURS, KINDS, LEVELS
from anlan.modules.risk_point.loading import check, compare, load
from anlan.modules.risk_point.point import RiskPoint
from anlan.modules.risk_point.wanted import FACTORS
from anlan.policy.risk_methods import risk_methods

MEASURES = ("engineering", "management", "training", "protection", "emergency")


@cache
def _steps() -> dict[str, tuple[Decimal, ...]]:
    """The scales of LEC by their names; asked of every row."""
    return {name: tuple(step.value for step in getattr(risk_methods().lec, name)) for name in FACTORS}


def row_rules(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a row by itself: factors off their scale, half a place, nothing that gives a colour."""
    if (values.get("longitude") is None) != (values.get("latitude") is None):
        yield "longitude", _("A place on the map needs both longitude and latitude.")
    given = {name: values.get(name) for name in FACTORS}
    for name, value in given.items():
        if value is not None and value not in _steps()[name]:
            steps = ", ".join(str(step) for step in _steps()[name])
            yield name, _("This is no step of the scale: %(steps)s.") % {"steps": steps}
    if any(value is not None for value in given.values()) and None in given.values():
        yield "likelihood", _("LEC needs all three factors, or none where the colour is given.")
    if not values.get("colour") and None in given.values():
        yield "colour", _("Give the colour, or the three factors of LEC.")


def held(points: Sequence[RiskPoint]) -> Iterator[Mapping[str, Any]]:
    """What the register holds of points; the factors of LEC are not kept, colour and value stay without them."""
    for point in points:
        said = {column.name: getattr(point, column.name, None) for column in RISK_SHEET.columns}
        yield said | {"unit": point.unit.code, "responsible": point.answerable}


def degrees(name: str, label: Any, example: str, least: int, most: int) -> SheetColumn:
    """A column of degrees."""
    return SheetColumn(
        name, label, "decimal", example=example, least=Decimal(least), most=Decimal(most),
        why=gettext_lazy("CGCS2000, such as 116.622603; for the map"),
    )  # fmt: skip


RISK_SHEET = Sheet(
    name="riskpoint",
    label=gettext_lazy("Risk points"),
    columns=(
        SheetColumn("unit", gettext_lazy("Unified social credit code or code of the unit"), "code", required=True,
                    max_length=80, example="91000000DEM0000092",
                    why=gettext_lazy("The unit; it must stand in the register already")),
        SheetColumn("code", gettext_lazy("Code"), "code", required=True, max_length=40, example="FX-001",
                    why=gettext_lazy("Unique within the unit: one row for each")),
        SheetColumn("name", gettext_lazy("Name of the risk point"), "text", required=True, max_length=120,
                    example="窑炉燃气管道与阀组"),
        SheetColumn("kind", gettext_lazy("Kind of object"), "choice", required=True, words=KINDS, example="equipment"),
        SheetColumn("place", gettext_lazy("Place"), "text", max_length=100, example="一号窑"),
        SheetColumn("hazard", gettext_lazy("What may happen"), "text", example="燃气泄漏遇火源爆炸"),
        SheetColumn("accident", gettext_lazy("Category of accident"), "choice",
                    words={name: name for name in ACCIDENTS}, example="可燃气体爆炸"),
        SheetColumn("likelihood", gettext_lazy("LEC: likelihood"), "decimal", example="3"),
        SheetColumn("exposure", gettext_lazy("LEC: exposure"), "decimal", example="6"),
        SheetColumn("consequence", gettext_lazy("LEC: consequence"), "decimal", example="15"),
        SheetColumn("colour", gettext_lazy("Colour"), "choice", words=COLOURS, example="orange",
                    why=gettext_lazy("Only where LEC is not given")),
        SheetColumn("level", gettext_lazy("Control level"), "choice", words=LEVELS, example="workshop"),
        SheetColumn("control_unit", gettext_lazy("Responsible department"), "text", max_length=80, example="烧成车间"),
        SheetColumn("responsible", gettext_lazy("Responsible person (post)"), "text", max_length=80,
                    example="安全管理人员",
                    why=gettext_lazy("A post of the unit by its name; otherwise kept as written")),
        SheetColumn("engineering", gettext_lazy("Engineering measures"), "text", max_length=300,
                    example="报警联锁切断"),
        SheetColumn("management", gettext_lazy("Management measures"), "text", max_length=300),
        SheetColumn("training", gettext_lazy("Training measures"), "text", max_length=300),
        SheetColumn("protection", gettext_lazy("Personal protection"), "text", max_length=300),
        SheetColumn("emergency", gettext_lazy("Emergency measures"), "text", max_length=300),
        degrees("longitude", gettext_lazy("Longitude"), "116.622603", 73, 136),
        degrees("latitude", gettext_lazy("Latitude"), "23.656950", 3, 54),
        SheetColumn("upward_number", gettext_lazy("Number in the province's system"), "code", max_length=60),
    ),
    key=("unit", "code"),
    permission=P.RISK_IMPORT,
    clause="17.3",
    event="risk.imported",
    check=check,
    compare=compare,
    load=load,
    row_rules=row_rules,
    filled=Filled(held, ~Q(state="removed") & Q(unit__closed_on=None), ("responsible",)),
    why=gettext_lazy("The list of risk points with grade, place, measures and who answers for each."),
)  # fmt: skip
