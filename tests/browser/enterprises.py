"""What the tests know of enterprises: a workbook as a town hands it in, and how the first one is called."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
from django.utils import translation
from playwright.sync_api import FilePayload

from anlan.kernel.declared import DECLARED
from anlan.web.synthetic_enterprises import enterprises

FIRST, CODE = "演示陶瓷", "DEMO-ENTERPRISE-1"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Beyond the numbers that the demonstration itself uses.
FIRST_NUMBER = 700_000
SHEET = DECLARED.sheets["enterprise"]


def rows_of(*, count: int, today: dt.date) -> list[dict[str, Any]]:
    """Enterprises of the cast's town that the register does not have yet."""
    made = enterprises(count=count, seats={"黄冈镇": ["445122100"]}, today=today, first=FIRST_NUMBER, seed=37)
    return [{**row, "name": row["name"].replace("演示", "演示导入", 1)} for row in made]


def label(name: str) -> str:
    """The heading of a column, as the template has it."""
    with translation.override("zh-hans"):
        return str(SHEET.column(name=name).label)


def file_of(rows: Sequence[Mapping[str, Any]], *, name: str) -> FilePayload:
    """An Excel file with these rows under the sheet's own headings."""
    names = [column.name for column in SHEET.columns]
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append([label(one) for one in names])
    for row in rows:
        page.append([row.get(one) for one in names])
    file = io.BytesIO()
    book.save(file)
    return {"name": name, "mimeType": XLSX, "buffer": file.getvalue()}
