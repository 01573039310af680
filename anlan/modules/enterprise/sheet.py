"""企业花名册导入 (article 6): the columns of the workbook that fills the register, and what a row may say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.installed import installed_pack
from anlan.kernel.pages.declarations import label_of
from anlan.kernel.people.area import Area
from anlan.kernel.roles import P
from anlan.kernel.sheets.declaring import ColumnKind, Filled, Sheet, SheetColumn
from anlan.modules.enterprise.cases import Enterprise
from anlan.modules.enterprise.loading import check, compare, load
from anlan.modules.enterprise.particulars import ASKED, FIELDS, Particulars
from anlan.modules.enterprise.questions import KINDS, WHY
from anlan.modules.enterprise.refusals import place_words
from anlan.policy.classification import kept_codes
from anlan.rules import enterprises as rules

COLUMN_KINDS: dict[str, ColumnKind] = {"number": "number", "decimal": "decimal", "date": "date", "check": "check"}
CODES = ("insurance_number", "enforcement_id", "accident_system_id", "hazard_system_id")
EXAMPLES = {
    "industry": "3074",
    "employees": "168",
    "established_on": "2012-05-08",
    "longitude": "116.622603",
    "latitude": "23.657016",
    "full_time_staff": "2",
}
MONEY = Decimal(10) ** 11


def _industries() -> Sequence[tuple[str, str]]:
    return [(one.code, one.name) for one in kept_codes()]


def _seats() -> Sequence[tuple[str, str]]:
    """Towns, villages and zones by their codes, each with the name of what it lies in."""
    areas = Area.objects.filter(level__in=("zone", "town", "village")).select_related("parent")
    return [(one.code, f"{one.parent.name_zh if one.parent else ''}{one.name_zh}") for one in areas]


def _other_seats() -> Sequence[tuple[str, str]]:
    """Bare names, codes filled up to twelve digits, and the codes of former years."""
    former = {new: old for old, new in installed_pack().former_codes.items()}
    found = []
    for code, name in Area.objects.filter(level__in=("zone", "town", "village")).values_list("code", "name_zh"):
        found += [(name, code), (code.ljust(12, "0"), code)]
        for new, old in former.items():
            if code.startswith(new):
                before = old + code[len(new) :]
                found += [(before, code), (before.ljust(12, "0"), code)]
    return found


def _column(name: str) -> SheetColumn:
    field = FIELDS[name]
    plain = COLUMN_KINDS.get(KINDS.get(field.get_internal_type(), ""), "text")
    return SheetColumn(
        name,
        label_of(model=Particulars, name=name),
        "choice" if field.choices or name == "industry" else "code" if name in CODES else plain,
        required=name == "industry",
        words=dict(field.flatchoices),
        listed=_industries if name == "industry" else None,
        example=EXAMPLES.get(name, ""),
        why=WHY[name],
        max_length=field.max_length or 200,
        least=Decimal(0) if plain in ("number", "decimal") else None,
        most={"number": Decimal(1_000_000), "decimal": MONEY}.get(plain),
    )


def row_rules(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a row by itself."""
    if not rules.is_credit_code(text=values["credit_code"]):
        yield "credit_code", _("This is no unified social credit code (18 characters with a check digit).")
    # The extent of the city is no number of the law, so that it does not matter of which day it is.
    bounds = installed_pack().parameters.history(key="enterprise.bounds")[-1].value
    reason = place_words(longitude=values.get("longitude"), latitude=values.get("latitude"), bounds=bounds)
    if reason:
        yield "longitude", reason
    if values.get("committee_chair") and values.get("safety_committee") is False:
        yield "committee_chair", _("There is no committee to chair.")


def held(entries: Sequence[Enterprise]) -> Iterator[Mapping[str, Any]]:
    """What the register holds of enterprises."""
    names = [column.name for column in SHEET.columns if column.name != "area"]
    for one in entries:
        yield {"area": one.unit.area.code, **{name: getattr(one, name) for name in names}}


SHEET = Sheet(
    name="enterprise",
    label=gettext_lazy("Enterprises"),
    columns=(
        SheetColumn(
            "credit_code", gettext_lazy("Unified social credit code"), "code", required=True, max_length=18,
            example="91000000DEM0000092", why=gettext_lazy("Tells enterprises apart: one row for each code"),
        ),
        SheetColumn("name", gettext_lazy("Name"), "text", required=True, max_length=120, example="示例陶瓷有限公司"),
        SheetColumn(
            "area", gettext_lazy("Seat"), "choice", required=True, listed=_seats, also=_other_seats,
            example="445122100", why=gettext_lazy("Town or village, by code or name; former codes are translated"),
        ),
        *(_column(name) for name in ASKED),
    ),
    key=("credit_code",),
    permission=P.ENTERPRISE_IMPORT,
    clause="6.1",
    event="enterprise.imported",
    check=check,
    compare=compare,
    load=load,
    row_rules=row_rules,
    filled=Filled(held, ~Q(state="closed"), ("unit__area",)),
    why=gettext_lazy("The register of enterprises, on which everything that is owed of enterprises rests."),
)  # fmt: skip
