"""许可证照导入 (6.16): the columns of the workbook that fills the register of licences, and what a row may say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.roles import P
from anlan.kernel.sheets.declaring import Filled, Sheet, SheetColumn
from anlan.modules.enterprise.cases import Enterprise
from anlan.modules.enterprise.licence_kinds import LICENCES
from anlan.modules.enterprise.licence_loading import check, compare, load
from anlan.modules.enterprise.licences import Licence
from anlan.rules import enterprises as rules


def row_rules(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a row by itself."""
    if not rules.is_credit_code(text=values["credit_code"]):
        yield "credit_code", _("This is no unified social credit code (18 characters with a check digit).")
    until = values.get("valid_until")
    if until is not None and until < values["valid_from"]:
        yield "valid_until", _("The term ends before it begins. Check both days.")


def held(licences: Sequence[Licence]) -> Iterator[Mapping[str, Any]]:
    """What the register holds of licences; of the unit's credit code the register of enterprises knows."""
    entries = Enterprise.objects.filter(unit__in={one.unit_id for one in licences})
    codes = dict(entries.values_list("unit_id", "credit_code"))
    names = [column.name for column in LICENCE_SHEET.columns if column.name != "credit_code"]
    for one in licences:
        yield {"credit_code": codes[one.unit_id], **{name: getattr(one, name) for name in names}}


LICENCE_SHEET = Sheet(
    name="licence",
    label=gettext_lazy("Licences and qualifications"),
    columns=(
        SheetColumn(
            "credit_code", gettext_lazy("Unified social credit code"), "code", required=True, max_length=18,
            example="91000000DEM0000092", why=gettext_lazy("The enterprise; it must stand in the register already"),
        ),
        SheetColumn(
            "kind", gettext_lazy("Kind of licence"), "choice", required=True, words=LICENCES, example="pollution",
            why=gettext_lazy("Clause 6.16: looked up when something is let or contracted out to the enterprise"),
        ),
        SheetColumn(
            "number", gettext_lazy("Number"), "code", required=True, max_length=80, example="DEMO-0001",
            why=gettext_lazy("Tells licences of one kind apart: one row for each number"),
        ),
        SheetColumn(
            "issued_by", gettext_lazy("Issued by"), "text", required=True, max_length=120,
            example="演示发证机关(虚构)",
        ),
        SheetColumn("valid_from", gettext_lazy("Valid from"), "date", required=True, example="2026-01-01"),
        SheetColumn(
            "valid_until", gettext_lazy("Valid until"), "date", example="2028-12-31",
            why=gettext_lazy("Empty where it has no term"),
        ),
    ),
    key=("credit_code", "kind", "number"),
    permission=P.ENTERPRISE_IMPORT,
    clause="6.16",
    event="licence.imported",
    check=check,
    compare=compare,
    load=load,
    row_rules=row_rules,
    filled=Filled(held, Q(state="valid", unit__closed_on=None)),
    why=gettext_lazy("What each enterprise may do, until when, and when it has to apply for a renewal."),
)  # fmt: skip
