"""The wall card of a risk point (17.4, 18.2): what hangs on the wall, and who may print it."""

from __future__ import annotations

import io

import docx
import pytest
from cast import NOW, Cast
from django.test import Client
from django.utils import timezone
from examples_of_risks import controlled, risk


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def test_18_2_the_card_says_colour_accident_measures_and_who_answers_with_a_code(cast: Cast) -> None:
    answers = {"accident": "可燃气体爆炸", "emergency": "切断气源", "colour": "orange"}
    point = risk(cast.act("safety"), **controlled(), **answers)
    client = Client()
    client.force_login(cast.officer("safety"))
    client.cookies["django_language"] = "en"
    answered = client.get(f"/risks/{point.pk}/card.docx")
    document = docx.Document(io.BytesIO(b"".join(answered.streaming_content)))
    text = "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    for words in (
        "橙色",
        "FX-001 窑炉燃气阀组",
        "可燃气体爆炸",
        "报警联锁",
        "切断气源",
        "公司级 烧成车间",
        "2026-12-23",
    ):
        assert words in text, words
    assert len(document.inline_shapes) == 1
    assert f"/risks/{point.pk}/card.docx" in client.get(f"/records/riskpoint/{point.pk}/").content.decode()
    client.force_login(cast.officer("stranger"))
    for name in ("card.docx", "card/", "code.svg"):
        assert client.get(f"/risks/{point.pk}/{name}").status_code == 404


def test_18_2_the_card_as_a_page_says_what_the_file_says(cast: Cast) -> None:
    point = risk(cast.act("safety"), **controlled(), accident="可燃气体爆炸", emergency="切断气源", colour="orange")
    client = Client()
    client.force_login(cast.officer("safety"))
    client.cookies["django_language"] = "en"
    document = docx.Document(io.BytesIO(b"".join(client.get(f"/risks/{point.pk}/card.docx").streaming_content)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    page = client.get(f"/risks/{point.pk}/card/")
    assert page.context["title"] == rows[0][0]
    assert [[label, words or "—"] for label, words in page.context["lines"]] == rows[1:-1]
    code = client.get(f"/risks/{point.pk}/code.svg")
    assert (code.headers["Content-Type"], code.content[:5]) == ("image/svg+xml", b"<?xml")
    assert f"/risks/{point.pk}/code.svg" in page.content.decode()
