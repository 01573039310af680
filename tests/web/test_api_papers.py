"""Papers for programs: the register as the page shows it, and issuing under the same rules."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from api_calls import Programs, fields, morning, program
from cast import CITY
from django.conf import settings

from anlan.kernel.papers.issued import IssuedPaper

__all__ = ["morning", "program"]


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(settings, "ANLAN_DATA", tmp_path)
    return tmp_path


def wanted(**more: Any) -> dict[str, Any]:
    return {
        "paper": "monthly_return",
        "about": {"area": CITY, "month": "2026-10"},
        "answers": {"body": "445100/safety-committee-office", "problems": "个别镇滞后"},
        "submission": str(uuid.uuid4()),
        **more,
    }


def test_issued_once_and_listed(program: Programs) -> None:
    city, body = program("city"), wanted()
    first, again = city.post("/papers/", body), city.post("/papers/", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["paper"] == again.json()["paper"]
    assert (first.json()["paper"]["number"], again.json()["repeated"]) == ("潮州市安委办月报〔2026〕1号", True)
    (row,) = city.get("/papers/").json()["rows"]
    assert row == city.get(f"/papers/{row['id']}").json() == first.json()["paper"]
    county = program("county")
    assert county.get("/papers/").json()["rows"] == []
    assert county.get(f"/papers/{row['id']}").status_code == 404


@pytest.mark.parametrize("username", ["county", "auditor", "stranger"])
def test_without_the_right_nothing_is_issued(program: Programs, username: str) -> None:
    assert program(username).post("/papers/", wanted()).status_code == 403
    assert not IssuedPaper.objects.exists()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"paper": "x"}, ["paper"]),
        ({"about": {"area": CITY, "colour": "red"}}, ["about.colour"]),
        ({"answers": {}}, ["body"]),
        ({"answers": {"body": "445122/safety-committee-office"}}, ["body"]),
        ({"answers": {"body": "445100/safety-committee-office", "mood": "x"}}, ["mood"]),
    ],
)
def test_what_is_wrong_is_named(program: Programs, change: dict[str, Any], named: list[str]) -> None:
    answer = program("city").post("/papers/", wanted(**change))
    assert (answer.status_code, fields(answer)) == (422, named)
    assert not IssuedPaper.objects.exists()


def test_a_broken_template_is_told(program: Programs, folder: Path) -> None:
    (folder / "papers").mkdir()
    (folder / "papers" / "return.docx").write_bytes(b"x")
    answer = program("city").post("/papers/", wanted())
    assert answer.status_code == 422
    assert "papers/return.docx" in answer.json()["errors"][0]["reason"]


@pytest.mark.parametrize("filters", ["paper=x", "state=x", "year=x", "view=x", "after=x"])
def test_a_filter_that_cannot_be_one_is_named(program: Programs, filters: str) -> None:
    answer = program("city").get(f"/papers/?{filters}")
    assert (answer.status_code, fields(answer)) == (422, [filters.partition("=")[0]])
