"""隐患台账导入 (18.8): the columns of the workbook by which a ledger of hidden dangers kept before is taken over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from anlan.kernel.roles import P
from anlan.kernel.sheets.declaring import Filled, Sheet, SheetColumn
from anlan.modules.hidden_danger.choices import GRADES, MEASURES, SOURCES
from anlan.modules.hidden_danger.held import GIVEN_OUT, held, told_apart
from anlan.modules.hidden_danger.loading import check, compare, load
from anlan.rules import dangers

# How ledgers kept before write it too; the template does not list these.
ALSO_GRADES = (
    ("一般隐患", "general"), ("一般事故隐患", "general"), ("重大隐患", "major"), ("重大事故隐患", "major"),
)  # fmt: skip
ALSO_SOURCES = (
    ("自查", "self_check"), ("企业自查自纠", "self_check"), ("巡查", "patrol"), ("执法检查", dangers.INSPECTION),
    ("举报", "public"), ("专家检查", "agency"),
)  # fmt: skip


def row_rules(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a row by itself: days out of their order."""
    found, right, ended = values["found_on"], values.get("rectified_on"), values.get("ended_on")
    before = _("This day lies before %(day)s.")
    for name in ("due_day", "rectified_on", "ended_on"):
        if values.get(name) is not None and values[name] < found:
            yield name, before % {"day": found}
    if right is not None and ended is not None and found <= ended < right:
        yield "ended_on", before % {"day": right}


DANGER_SHEET = Sheet(
    name="hiddendanger",
    label=gettext_lazy("Hidden dangers"),
    columns=(
        SheetColumn("unit", gettext_lazy("Unified social credit code or code of the unit"), "code", required=True,
                    max_length=80, example="91000000DEM0000092",
                    why=gettext_lazy("The unit; it must stand in the register already")),
        SheetColumn("found_on", gettext_lazy("Found on"), "date", required=True, example="2026-10-12"),
        SheetColumn("what", gettext_lazy("What was found"), "text", required=True, max_length=300,
                    example="烧成车间配电箱门缺失"),
        SheetColumn("place", gettext_lazy("Place"), "text", max_length=100, example="烧成车间",
                    why=gettext_lazy("With unit, day and words it tells one danger from another")),
        SheetColumn("source", gettext_lazy("Source"), "choice", words=SOURCES, example="self_check",
                    also=lambda: ALSO_SOURCES,
                    why=gettext_lazy("Empty: the ledger kept before")),
        SheetColumn("measure", gettext_lazy("Done at once"), "choice", words=MEASURES, example="none_needed",
                    why=gettext_lazy("Empty: no immediate danger")),
        SheetColumn("grade", gettext_lazy("Grade"), "choice", words=GRADES, example="general",
                    also=lambda: ALSO_GRADES,
                    why=gettext_lazy("Empty: still to be graded; what is put right already counts as general then")),
        SheetColumn("criterion", gettext_lazy("Criterion or reason"), "text", max_length=200, example="",
                    why=gettext_lazy("Of a major danger: the number of the criterion, such as GM8-04, or why")),
        SheetColumn("supervisor", gettext_lazy("Supervised by (code of the body)"), "code", max_length=80,
                    example="445122/emergency",
                    why=gettext_lazy("Empty: the unit itself; of an open major danger its regulator")),
        SheetColumn("due_day", gettext_lazy("To be put right by"), "date", example="2026-10-27",
                    why=gettext_lazy("The unit owes it by this day as long as it is open")),
        SheetColumn("rectified_on", gettext_lazy("Put right on"), "date", example="2026-10-20"),
        SheetColumn("result", pgettext_lazy("danger", "What was done"), "text", max_length=2000,
                    example="已加装箱门并上锁"),
        SheetColumn("ended_on", pgettext_lazy("danger", "Ended on"), "date", example="2026-10-21",
                    why=gettext_lazy("The day of the re-check; empty as long as it is open")),
        SheetColumn("upward_number", gettext_lazy("Number in the province's system"), "code", max_length=60,
                    why=gettext_lazy("Where it is given, a danger is known again by it")),
    ),
    key=("unit", "found_on", "what", "place"),
    numbered_by=("unit", "upward_number"),
    permission=P.DANGER_IMPORT,
    clause="18.8",
    event="danger.imported",
    check=check,
    compare=compare,
    load=load,
    row_rules=row_rules,
    filled=Filled(held, GIVEN_OUT, ("supervisor",), told_apart),
    why=gettext_lazy("What was found before: what has ended stands as history, what is open is owed from now on."),
)  # fmt: skip
