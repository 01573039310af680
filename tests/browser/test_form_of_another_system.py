"""An office enters a form of another system once; from then on its register goes out and comes in by it (3.29)."""

from __future__ import annotations

from io import BytesIO

import openpyxl
from conftest import OpenAs
from playwright.sync_api import expect
from test_every_page import flaws_of
from words import zh

WORKED = 60_000
HEADINGS = ("序号", "统一社会信用代码", "风险点编码", "风险点名称*", "对象类别", "风险等级", "填报人")


def test_3_29_headings_are_pasted_explained_and_then_carry_the_register_both_ways(open_as: OpenAs) -> None:
    city = open_as("city")
    city.goto("/records/riskpoint/")
    city.get_by_role("link", name=zh("Forms of other systems")).click()
    city.get_by_role("link", name=zh("Enter a form of another system")).first.click()
    # The own office stands there already.
    city.get_by_role("button", name=zh("Continue")).click()
    city.get_by_label(zh("Name of the form")).fill("风险点上报表(虚构)")
    city.get_by_label(zh("System or office that asks for it")).fill("上级系统(虚构)")
    city.get_by_label(zh("Register"), exact=True).select_option("riskpoint")
    city.get_by_label(zh("Headings, copied from the form")).fill("风险点上报表\t\n" + "\t".join(HEADINGS))
    city.get_by_role("button", name=zh("Enter a form of another system")).click()
    city.get_by_role("link", name=zh("Say what each heading means")).click()
    address = city.url.partition("//")[2].partition("/")[2]
    rows = city.locator(".fixed-row")
    expect(rows).to_have_count(len(HEADINGS))
    chosen = [row.locator("select").input_value() for row in rows.all()]
    assert chosen[:5] == ["row", "sheet:unit", "sheet:code", "sheet:name", "sheet:kind"]
    rows.nth(5).locator("select").select_option("sheet:colour")
    rows.nth(6).locator("select").select_option("fixed")
    rows.nth(6).get_by_label(zh("Words that always stand there")).fill("演示填报人")
    city.get_by_role("button", name=zh("Say what each heading means")).click()
    city.get_by_role("link", name=zh("Say how the other system writes our values")).click()
    city.locator(".fixed-row").filter(has_text=zh("Red (very high)", context="risk colour")).locator(
        "input:not([type=hidden])"
    ).fill("一级风险")
    city.get_by_role("button", name=zh("Say how the other system writes our values")).click()

    city.goto("/records/riskpoint/forms/?colour=red")
    with city.expect_download() as waiting:
        city.get_by_role("row").filter(has_text="风险点上报表(虚构)").get_by_role("link", name="Excel").click()
    content = waiting.value.path().read_bytes()
    _title, headings, *lines = openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    assert headings == HEADINGS
    assert lines
    assert {(line[5], line[6]) for line in lines} == {("一级风险", "演示填报人")}
    assert [line[0] for line in lines] == list(range(1, len(lines) + 1))

    city.goto("/records/riskpoint/import/")
    city.locator("input[type=file]").set_input_files(
        {"name": "上报表.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    city.get_by_label(zh("This file is not classified and is cleared for this network")).check()
    city.get_by_role("button", name=zh("Check the file")).click()
    expect(city.get_by_text("风险点上报表(虚构)")).to_be_visible(timeout=WORKED)
    cells = city.locator("#import-state table.figures tbody td").all_inner_texts()
    assert [int(cell) for cell in cells] == [len(lines), 0, 0, len(lines), 0]
    assert (
        flaws_of(city, address=f"/{address}".replace("explain", "explain_anew"), status=200, language="zh-hans") == []
    )
