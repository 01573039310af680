"""What the tests of filled sheets do all day: get a workbook with the register's rows, hand it in again."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cast import NOW, TODAY, Cast
from django.test import Client

from anlan.kernel.declared import DECLARED
from anlan.kernel.installed import installed_pack
from anlan.kernel.sheets.importing import HandedIn, confirm, hand_in
from anlan.kernel.sheets.sheet_import import SheetImport
from anlan.kernel.sheets.working import Worker

Back = Callable[..., SheetImport]


def browser(cast: Cast, username: str) -> Client:
    """A browser in which that officer is logged in."""
    client = Client()
    client.force_login(cast.officer(username))
    return client


def given_out(cast: Cast, name: str, *, username: str = "city", language: str = "zh-hans", query: str = "") -> bytes:
    """The workbook as a browser gets it."""
    client = browser(cast, username)
    client.cookies["django_language"] = language
    answer: Any = client.get(f"/records/{name}/rows.xlsx{query}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def rows_of(content: bytes, *, name: str) -> list[dict[str, Any]]:
    """What stands in a workbook that was given out, by the sheet's columns."""
    columns = [column.name for column in DECLARED.sheets[name].columns]
    page = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    return [dict(zip(columns, row, strict=True)) for row in page.iter_rows(min_row=2, values_only=True)]


def corrected(content: bytes, *, name: str, what: str, **cells: Any) -> bytes:
    """The workbook with other values in the one row in which this text stands."""
    columns = [column.name for column in DECLARED.sheets[name].columns]
    book = openpyxl.load_workbook(BytesIO(content))
    page = book.worksheets[0]
    (number,) = [row[0].row for row in page.iter_rows(min_row=2) if what in {cell.value for cell in row}]
    for column, value in cells.items():
        page.cell(number, columns.index(column) + 1).value = value
    file = BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def back(cast: Cast, tmp_path: Path) -> Back:
    """Hand a workbook in, to change what differs, and let it be checked; ``load``: and loaded."""

    def run(
        name: str, content: bytes, *, username: str = "city", mode: str = "update", load: bool = False
    ) -> SheetImport:
        act = cast.act(username)
        file = HandedIn(name="x.xlsx", content=BytesIO(content), cleared=True, mode=mode, as_of=TODAY, language="en")
        hand_in(sheet=DECLARED.sheets[name], file=file, act=act, submission=uuid.uuid4(), data_dir=tmp_path)
        worker = Worker(clock=lambda: NOW, pack=installed_pack(), data_dir=tmp_path)
        job = worker.work_once()
        assert job is not None
        if load:
            confirm(job=job, whole=True, act=act)
            job = worker.work_once()
            assert job is not None
        return job

    return run
