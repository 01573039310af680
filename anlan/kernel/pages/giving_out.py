"""给出的行: which rows of a list a workbook holds that is given out, to be handed in again or handed on. No article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q

from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.pages.filtering import filtered
from anlan.kernel.pages.lists import everything
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.sight import Sight, SightedQuerySet
from anlan.kernel.sheets.declaring import Sheet


def fillable(request: OfficerRequest, *, sheet: Sheet, pages: CasePages) -> tuple[SightedQuerySet, Sequence[str]]:
    """The rows of the list of which a file of this sheet may speak, whole, with the list's order."""
    act = act_of(request)
    rows, _kept, order = filtered(pages=pages, query=request.GET, on=act.today, pack=act.pack)
    may_speak_of, joins = (sheet.filled.rows, sheet.filled.joins) if sheet.filled else (Q(), ())
    # A list reads few columns of what it shows; a sheet has all of them.
    return rows.defer(None).filter(may_speak_of).select_related("unit", *joins), order


def to_be_filled(*, rows: SightedQuerySet, sight: Sight, order: Sequence[str]) -> Iterator[Any]:
    """Those of the rows whose unit lies in sight: what a body only follows up is not its own to give out or import."""
    return (
        one for one in everything(rows=rows, sight=sight, order=order)
        if sight.covers(position=one.unit.position, unit=one.unit_id, line=one.unit.line_id)
    )  # fmt: skip
