"""Excel files for the tests of imports, and a small sheet over the table of lines that only tests declare."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.unit import Line
from anlan.kernel.roles import P
from anlan.kernel.sheets.bulk import insert_many, update_many
from anlan.kernel.sheets.declaring import Fault, Loading, Sheet, SheetColumn

Row = tuple[int, Mapping[str, Any]]
HEADINGS = ("Number", "Code", "Chinese name", "English name")


def row_rules(values: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if values["name_zh"] == values["name_en"]:
        yield "name_en", "the same in both languages"


def check(*, rows: Sequence[Row], loading: Loading) -> Iterator[Fault]:
    for number, values in rows:
        if values["code"] == "forbidden":
            yield Fault(number, "code", "this code is not for lines", values["code"])


def compare(*, rows: Sequence[Row], loading: Loading) -> list[tuple[str, str]]:
    standing = {line.pk: line for line in Line.objects.filter(pk__in=[values["number"] for _n, values in rows])}
    return [_verdict(standing.get(values["number"]), values) for _n, values in rows]


def _verdict(line: Line | None, values: Mapping[str, Any]) -> tuple[str, str]:
    if line is None:
        return "new", ""
    held = (line.code, line.name_zh, line.name_en)
    same = held == (values["code"], values["name_zh"], values["name_en"] or "")
    return ("same", "") if same else ("changed", repr(held))


def load(*, rows: Sequence[tuple[int, Mapping[str, Any], str]], loading: Loading) -> None:
    assert loading.event is not None
    columns = ("code", "name_zh", "name_en")
    values = [(v["number"], v["code"], v["name_zh"], v["name_en"] or "", verdict) for _n, v, verdict in rows]
    insert_many(model=Line, columns=("id", *columns), rows=[one[:4] for one in values if one[4] == "new"])
    changed = [one[:4] for one in values if one[4] == "changed"]
    update_many(model=Line, key=("id",), columns=columns, rows=changed)


LINES = Sheet(
    name="lines",
    label="Lines",
    columns=(
        SheetColumn("number", "Number", "number", required=True, least=Decimal(1), most=Decimal(32767), example="7"),
        SheetColumn("code", "Code", "code", required=True, max_length=32, example="example"),
        SheetColumn("name_zh", "Chinese name", "text", required=True, max_length=40, example="示例"),
        SheetColumn("name_en", "English name", "text", max_length=60, why="For readers of English"),
    ),
    key=("number",),
    permission=P.ESTABLISHMENT_RECORD,
    clause="3.12",
    event="line.imported",
    check=check,
    compare=compare,
    load=load,
    row_rules=row_rules,
)

PLACES = [("1", "One"), ("2", "Two"), ("22", "Two"), ("3", "1")]

KINDS = Sheet(
    name="kinds",
    label="Every kind",
    columns=(
        SheetColumn("code", "Code", "code", required=True, max_length=20, example="445122100", why="Clause 3.12"),
        SheetColumn("text", "Text", "text", max_length=30),
        SheetColumn("number", "Count", "number", least=Decimal(0), most=Decimal(1000)),
        SheetColumn("decimal", "Share", "decimal"),
        SheetColumn("day", "Day", "date", example="2026-11-23"),
        SheetColumn("check", "Major", "check"),
        SheetColumn("choice", "Size", "choice", words={"small": "Small", "large": "Large"}),
        SheetColumn(
            "listed", "Place", "choice", listed=lambda: [("1", "One"), ("2", "Two"), ("22", "Two"), ("3", "1")]
        ),
    ),
    key=("code",),
    permission=P.ESTABLISHMENT_RECORD,
    clause="3.12",
    event="kind.imported",
    check=check,
    compare=compare,
    load=load,
)


@pytest.fixture
def declared_lines(monkeypatch: pytest.MonkeyPatch) -> Sheet:
    """The sheet as if a module had declared it."""
    monkeypatch.setitem(DECLARED.sheets, LINES.name, LINES)
    return LINES


def workbook(*rows: Sequence[Any], title: str = "Sheet") -> BytesIO:
    """An Excel file with these rows."""
    book = openpyxl.Workbook()
    book.active.title = title  # type: ignore[union-attr]
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    return saved(book)


def saved(book: openpyxl.Workbook) -> BytesIO:
    """A workbook as the bytes of its file."""
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def lines_file(*rows: Sequence[Any]) -> BytesIO:
    """A file for the sheet of lines."""
    return workbook(HEADINGS, *rows)


DAY = dt.date(2026, 11, 23)
