"""安全风险告知卡 (17.4, 18.2): one page to hang on the wall where the risk is, with a code that leads to its record.

It is a sheet of the unit's own and no official paper: it has no number, and says as of which day it is.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, cast

import segno
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from anlan.kernel.evidence.download import HEADERS
from anlan.kernel.evidence.kinds import DOCX
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.pages.views import pages_named, visible_record
from anlan.oversight.word_cells import PRINTED, write_cell
from anlan.policy.citations import cite

cite(reference="18.2", kind="document", name="risk_card")
CODE = 38


def risk_card_page(request: HttpRequest, *, pk: int) -> HttpResponse:
    """The same card as a page to print, in Chinese like the file, whatever the reader's language."""
    request = cast(OfficerRequest, request)
    point = visible_record(request, pages=pages_named(name="riskpoint"), pk=pk)
    with translation.override("zh-hans"):
        card = {"title": _title(point), "lines": _lines(point)}
    context = {"point": point, "today": act_of(request).today, **card}
    return render(request, "oversight/risk_card.html", context)


def risk_card_code(request: HttpRequest, *, pk: int) -> HttpResponse:
    """The code that leads to the point's record, as a picture."""
    request = cast(OfficerRequest, request)
    point = visible_record(request, pages=pages_named(name="riskpoint"), pk=pk)
    file = BytesIO()
    segno.make(_address(request, point=point), error="m").save(file, kind="svg", scale=4, border=2)
    return HttpResponse(file.getvalue(), content_type="image/svg+xml", headers=HEADERS)


def risk_card(request: HttpRequest, *, pk: int) -> HttpResponse:
    """The wall card of one risk point as a Word file, for whoever may see the point."""
    request = cast(OfficerRequest, request)
    point = visible_record(request, pages=pages_named(name="riskpoint"), pk=pk)
    with translation.override("zh-hans"):
        file = card_of(point=point, address=_address(request, point=point), on=act_of(request).today)
    name = f"风险告知卡 {point}.docx"
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=DOCX.media_type, headers=HEADERS)
    return cast(HttpResponse, answer)


def card_of(*, point: Any, address: str, on: Any) -> BytesIO:
    """The card as the bytes of a .docx file, in Chinese."""
    document = Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(12)
    table = document.add_table(rows=0, cols=2)
    table.style, table.autofit = "Table Grid", False
    fill, ink = PRINTED[point.colour]
    head = table.add_row().cells[0].merge(table.rows[0].cells[1])
    write_cell(head, _title(point), size=30, ink=ink, bold=True, fill=fill)
    for label, text in _lines(point):
        cells = table.add_row().cells
        write_cell(cells[0], label, size=16, bold=True)
        write_cell(cells[1], text or "—", size=16)
    cells = table.add_row().cells
    code = BytesIO()
    segno.make(address, error="m").save(code, kind="png", scale=8, border=2)
    code.seek(0)
    cells[0].paragraphs[0].add_run().add_picture(code, width=Mm(CODE))
    write_cell(cells[1], f"扫码查看最新管控情况\n{point.unit.name_zh}\n编制日期：{on:%Y-%m-%d}", size=14)
    for row in table.rows[1:]:
        row.cells[0].width, row.cells[1].width = Mm(55), Mm(212)
    table.columns[0].width, table.columns[1].width = Mm(55), Mm(212)
    file = BytesIO()
    document.save(file)
    file.seek(0)
    return file


def _address(request: OfficerRequest, *, point: Any) -> str:
    """The whole address of the point's record, as a telephone opens it."""
    here = settings.ANLAN_URL or request.build_absolute_uri("/").rstrip("/")
    return f"{here}{reverse('record', args=['riskpoint', point.pk])}"


def _title(point: Any) -> str:
    return f"安全风险告知卡  {point.get_colour_display()}"


def _lines(point: Any) -> list[tuple[str, str]]:
    level = " ".join(part for part in (point.get_level_display(), point.control_unit, point.answerable) if part)
    return [
        ("风险点", f"{point.code} {point.name}"),
        ("部位", point.place),
        ("可能发生的事故", "；".join(part for part in (point.accident, point.hazard) if part)),
        ("管控措施", "；".join(one for one in point.measures if one != point.emergency)),
        ("应急处置", point.emergency),
        ("管控层级、责任人", level),
        ("下次检查", point.next_check.isoformat() if point.next_check else ""),
    ]
