"""The list of a unit's risks (17.3, 17.4, 18.4): page and Word file say the same, to whoever sees the unit."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from cast import COUNTY_GOVERNMENT, NOW, Cast, unit
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from docx.oxml.ns import qn
from examples_of_risks import FIRST, SECOND, controlled, risk, take_step
from pages import browser

from anlan.kernel.people.post import Post

PAGE, FILE = f"/risks/of/{FIRST}/", f"/risks/of/{FIRST}/list.docx"
LEC = {"method": "lec", "lec_likelihood": "3", "lec_exposure": "6", "lec_consequence": "15"}


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def listed(cast: Cast) -> Cast:
    """A blue, an orange (by LEC) and a red point of the first enterprise, one of them watched; one of the second."""
    safety = cast.act("safety")
    risk(safety, "FX-001", colour="blue")
    measures = {"management": "作业票", "training": "班前会", "protection": "防毒面具", "emergency": "切断气源"}
    risk(
        safety, "FX-002", **LEC, **controlled(), **measures, place="一号窑", hazard="燃气泄漏", accident="可燃气体爆炸"
    )
    red = risk(safety, "FX-003", colour="red", hazard="粉尘\x0b爆炸")
    head = Post.objects.get(unit__code=COUNTY_GOVERNMENT, kind="head")
    take_step(cast.act("office"), red, "name_watcher", watcher=str(head.pk))
    gone = risk(safety, "FX-004", colour="red")
    take_step(safety, gone, "remove", remark="拆除")
    risk(cast.act("stranger"), "FX-009", SECOND)
    return cast


def file_of(client: Client) -> Any:
    """The Word file as python-docx opens it."""
    return docx.Document(io.BytesIO(b"".join(client.get(FILE).streaming_content)))  # type: ignore[attr-defined]


def test_18_4_page_and_file_have_the_same_rows_the_gravest_first(listed: Cast) -> None:
    client = browser(listed, "safety")
    client.cookies["django_language"] = "zh-hans"
    shown = client.get(PAGE).context["listed"]
    assert [point.code for point in shown.points] == ["FX-003", "FX-002", "FX-001"]
    document = file_of(client)
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0] == shown.headings
    assert rows[1:] == [[words.replace("\x0b", "") for words in row] for row in shown.rows]
    assert [number for _words, number in shown.figures] == [1, 1, 0, 1, 2]
    assert (
        "风险点3个：" + "，".join(f"{words}{number}个" for words, number in shown.figures)
        in document.paragraphs[2].text
    )


def test_18_4_a_row_says_everything_about_its_point(listed: Cast) -> None:
    client = browser(listed, "safety")
    rows = file_of(client).tables[0].rows
    for words in (
        "窑炉燃气阀组", "一号窑", "燃气泄漏", "可燃气体爆炸", "3×6×15 = 270", "橙色", "公司级", "烧成车间",
        "工程技术：报警联锁", "管理：作业票", "培训教育：班前会", "个体防护：防毒面具", "应急处置：切断气源",
        "每30天", "2026-12-23",
    ):  # fmt: skip
        assert words in "\n".join(cell.text for cell in rows[2].cells), words
    assert "饶平县人民政府 " in rows[1].cells[11].text


def test_18_4_the_file_is_a4_across_with_its_headings_on_every_page(listed: Cast) -> None:
    document = file_of(browser(listed, "safety"))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)
    head, *rows = document.tables[0].rows
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:tblHeader")) is None for row in rows)
    fonts = {run._element.rPr.rFonts.get(qn("w:eastAsia")) for run in rows[0].cells[0].paragraphs[0].runs}
    assert fonts == {"仿宋_GB2312"}
    assert document.paragraphs[0].runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"
    assert document.core_properties.title == f"风险分级管控清单 {unit(FIRST).name_zh}"


@pytest.mark.parametrize("username", ["safety", "city", "town", "stranger"])
def test_18_4_whoever_does_not_see_the_unit_sees_no_list(listed: Cast, username: str) -> None:
    client, expected = browser(listed, username), 404 if username == "stranger" else 200
    assert [client.get(address).status_code for address in (PAGE, FILE)] == [expected, expected]


def test_18_4_an_enterprise_finds_its_list_from_the_register_a_point_and_its_own_page(listed: Cast) -> None:
    client = browser(listed, "safety")
    point = client.get(PAGE).context["listed"].points[0]
    for address in ("/records/riskpoint/", f"/records/riskpoint/{point.pk}/", f"/units/{FIRST}/"):
        assert f'href="{PAGE}"' in client.get(address).content.decode(), address
    city, of_first = browser(listed, "city"), f"/records/riskpoint/?unit={unit(FIRST).pk}"
    assert "/risks/of/" not in city.get("/records/riskpoint/").content.decode()
    assert f'href="{PAGE}"' in city.get(of_first).content.decode()
    hidden = f"/records/riskpoint/?unit={unit(SECOND).pk}"
    assert "/risks/of/" not in client.get(hidden).content.decode()


def test_18_4_more_points_ask_the_database_no_more_often(listed: Cast) -> None:
    client, counts = browser(listed, "city"), []
    for more in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(PAGE)
        counts.append(len(queries))
        for number in range(5):
            risk(listed.act("safety"), f"NEU-{more}{number}", colour="red", **controlled())
    assert counts[0] == counts[1]
