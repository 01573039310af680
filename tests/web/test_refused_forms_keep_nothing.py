"""A form that is refused leaves no file behind and says that the file has to be chosen again."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from cast import TOWN_GOVERNMENT, Cast, answers_for, unit
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfWriter

from anlan.kernel.evidence.file import EvidenceFile
from anlan.modules.meeting import Meeting


@pytest.fixture
def town(opened: Cast, client: Client, settings, tmp_path: Path) -> Client:
    settings.ANLAN_DATA = tmp_path
    client.force_login(opened.officer("town"))
    return client


def address() -> str:
    return f"/records/meeting/new/?unit={unit(TOWN_GOVERNMENT).pk}"


def token(client: Client) -> str:
    return str(client.get(address()).context["form_token"])


def sheet() -> SimpleUploadedFile:
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(file)
    return SimpleUploadedFile("extract.pdf", file.getvalue(), content_type="application/pdf")


def filled(client: Client, **changes: object) -> dict[str, object]:
    given = answers_for(TOWN_GOVERNMENT, "2026-10-20", number="files")
    given.pop("decisions")
    return {**given, "extract": sheet(), "extract_cleared": "on", "form_token": token(client), **changes}


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "files" in path.parts]


@pytest.mark.parametrize(
    "wrong",
    [
        {"form_token": "forged"},
        {"occurred_on": "2999-01-01"},
        {"decisions-0-what": "no owner, no day"},
        {"number": ""},
    ],
)
def test_a_refused_form_stores_no_file_and_asks_for_it_again(
    town: Client, tmp_path: Path, wrong: dict[str, str]
) -> None:
    answer = town.post(address(), filled(town, **wrong))
    assert answer.status_code == 422
    assert stored(tmp_path) == []
    assert not Meeting.objects.filter(number="files").exists()
    if "form_token" not in wrong:
        assert "extract" in answer.context["form"].errors


def test_a_form_that_is_accepted_stores_its_file_once(town: Client, tmp_path: Path) -> None:
    assert town.post(address(), filled(town)).status_code == 302
    assert len(stored(tmp_path)) == 1
    assert EvidenceFile.objects.get().name == "extract.pdf"


def test_a_decision_due_in_the_year_9999_is_refused(town: Client) -> None:
    rows = {
        "decisions-0-what": "mistyped",
        "decisions-0-unit": str(unit(TOWN_GOVERNMENT).pk),
        "decisions-0-due_day": "9999-12-31",
    }
    assert town.post(address(), filled(town, **rows)).status_code == 422
