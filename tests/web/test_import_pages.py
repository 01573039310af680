"""The pages of imports, with and without scripts: upload, preview, confirmation, result; and who may see them."""

from __future__ import annotations

import dataclasses
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cast import Cast
from django.conf import settings as installed
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from sheet_files import LINES, declared_lines, lines_file

from anlan.kernel.declared import DECLARED
from anlan.kernel.evidence.storage import stored_path
from anlan.kernel.installed import installed_pack
from anlan.kernel.people.unit import Line
from anlan.kernel.sheets.opening import XLSX
from anlan.kernel.sheets.sheet_import import SheetImport
from anlan.kernel.sheets.working import Worker
from anlan.web.cli import main

__all__ = ["declared_lines"]
pytestmark = pytest.mark.usefixtures("declared_lines")

ADDRESS = "/records/lines/import/"
GOOD = ((901, "a", "甲", "A"), (902, "b", "乙", "B"))


@pytest.fixture
def office(cast: Cast, client: Client, settings: Any, tmp_path: Path) -> Client:
    settings.ANLAN_DATA = tmp_path
    settings.LANGUAGE_CODE = "en"
    client.force_login(cast.officer("office"))
    return client


def upload(client: Client, content: BytesIO, **changes: object) -> HttpResponse:
    given = {
        "file": SimpleUploadedFile("lines.xlsx", content.getvalue()),
        "cleared": "on",
        "mode": "stop",
        "as_of": f"{timezone.localdate()}",
        "form_token": client.get(ADDRESS).context["form_token"],
        **changes,
    }
    return client.post(ADDRESS, {key: value for key, value in given.items() if value is not None})


def work() -> None:
    worker = Worker(clock=timezone.now, pack=installed_pack(), data_dir=installed.ANLAN_DATA)
    while worker.work_once():
        pass


def press(client: Client, job: SheetImport, action: str) -> HttpResponse:
    page = client.get(f"/imports/{job.pk}/")
    given = {"action": action, "form_token": page.context["form_token"], "outcome": page.context["job"].outcome}
    return client.post(f"/imports/{job.pk}/", given, follow=True)


def test_from_upload_to_result_without_scripts(office: Client) -> None:
    answer = upload(office, lines_file(*GOOD))
    job = SheetImport.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/imports/{job.pk}/")
    waiting = office.get(f"/imports/{job.pk}/").content.decode()
    assert "every 2s" in waiting
    assert "You may leave this page" in waiting

    work()
    preview = office.get(f"/imports/{job.pk}/").content.decode()
    assert "every 2s" not in preview
    assert "Import now" in preview
    assert not Line.objects.filter(pk=901).exists()

    press(office, job, "whole")
    work()
    result = office.get(f"/imports/{job.pk}/").content.decode()
    assert "Recorded in the ledger as entry" in result
    assert Line.objects.filter(pk__in=(901, 902)).count() == 2
    assert f"/imports/{job.pk}/" in office.get(ADDRESS).content.decode()


def test_htmx_gets_only_the_part_that_changes(office: Client) -> None:
    upload(office, lines_file(*GOOD))
    job = SheetImport.objects.get()
    fragment = office.get(f"/imports/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert 'id="import-state"' in fragment
    work()
    ended = office.get(f"/imports/{job.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "hx-get" not in ended


def test_bad_rows_are_shown_and_can_be_taken_along(office: Client) -> None:
    upload(office, lines_file(*GOOD, (903, "forbidden", "丙"), ("x", "<b>", "丁")))
    job = SheetImport.objects.get()
    work()
    page = office.get(f"/imports/{job.pk}/").content.decode()
    assert "this code is not for lines" in page
    assert "Import the 2 good rows" in page
    assert "Import now" not in page

    answer = office.get(f"/imports/{job.pk}/faults.xlsx")
    table = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert [[cell.value for cell in row] for row in table.iter_rows(min_row=2)] == [
        [4, "Code", "forbidden", "this code is not for lines"],
        [5, "Number", "x", "This is no number."],
    ]
    press(office, job, "good")
    work()
    assert Line.objects.filter(pk__in=(901, 902, 903)).count() == 2


def test_what_was_confirmed_is_what_the_page_showed(office: Client) -> None:
    upload(office, lines_file(*GOOD))
    job = SheetImport.objects.get()
    work()
    given = {"action": "whole", "form_token": office.get(f"/imports/{job.pk}/").context["form_token"], "outcome": "x"}
    answer = office.post(f"/imports/{job.pk}/", given, follow=True)
    assert "moved on meanwhile" in answer.content.decode()
    assert SheetImport.objects.get().state == "checked"


def test_an_import_can_be_let_go(office: Client) -> None:
    upload(office, lines_file(*GOOD))
    job = SheetImport.objects.get()
    work()
    assert "Nothing of this file is imported." in press(office, job, "cancel").content.decode()
    assert SheetImport.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"file": SimpleUploadedFile("lines.xlsx", b"number,code")}, "no Excel file of the kind .xlsx"),
        ({"cleared": None}, "did not confirm"),
        ({"as_of": "2999-01-01"}, "not come yet"),
        ({"as_of": "2999-01-01"}, "Choose the file once more"),
        ({"mode": "overwrite"}, "overwrite"),
        ({"form_token": "forged"}, "too old or was not made for you"),
        ({"file": None}, "required"),
    ],
)
def test_a_refused_form_says_why_and_keeps_nothing(
    office: Client, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    answer = upload(office, lines_file(*GOOD), **changes)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not SheetImport.objects.exists()
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_a_file_of_500_megabytes_is_refused_before_it_is_read(office: Client) -> None:
    answer = office.post(ADDRESS, {}, headers={"Content-Length": f"{500_000_000}"}, CONTENT_LENGTH=f"{500_000_000}")
    assert answer.status_code == 413


def test_a_full_disk_is_said_on_the_form(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("anlan.kernel.evidence.storage.KEPT_FREE", 10**18)
    answer = upload(office, lines_file(*GOOD))
    assert answer.status_code == 422
    assert "disk is full" in answer.content.decode()
    assert not SheetImport.objects.exists()


def test_who_lacks_the_permission_finds_no_way_in(cast: Cast, client: Client) -> None:
    client.force_login(cast.officer("auditor"))
    assert client.get(ADDRESS).status_code == 403
    assert client.get("/records/lines/template.xlsx").status_code == 403
    assert client.get("/records/nothing/import/").status_code == 404


def test_others_see_an_import_only_where_they_read_the_ledger(office: Client, cast: Cast) -> None:
    upload(office, lines_file(("x", "a", "甲")))
    job = SheetImport.objects.get()
    work()
    seen = {}
    for name in ("auditor", "town", "stranger"):
        reader = Client()
        reader.force_login(cast.officer(name))
        seen[name] = [reader.get(f"/imports/{job.pk}/{tail}").status_code for tail in ("", "faults.xlsx")]
    assert seen == {"auditor": [200, 200], "town": [404, 404], "stranger": [404, 404]}
    reader = Client()
    reader.force_login(cast.officer("auditor"))
    page = reader.get(f"/imports/{job.pk}/")
    assert "Import nothing" not in page.content.decode()
    token = page.context["form_token"]
    assert reader.post(f"/imports/{job.pk}/", {"action": "cancel", "form_token": token}).status_code == 403


def test_the_stored_file_is_handed_out_to_be_saved_by_whoever_sees_the_import(office: Client, cast: Cast) -> None:
    content = lines_file(*GOOD)
    upload(office, content, file=SimpleUploadedFile("企业名单.html", content.getvalue()))
    job = SheetImport.objects.get()
    address = f"/imports/{job.pk}/file/"
    assert f'href="{address}"' in office.get(f"/imports/{job.pk}/").content.decode()
    answer = office.get(address)
    assert b"".join(answer.streaming_content) == content.getvalue()  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Disposition"].endswith(".xlsx")
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (XLSX, "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]
    for name, expected in (("auditor", 200), ("town", 404), ("stranger", 404)):
        reader = Client()
        reader.force_login(cast.officer(name))
        assert reader.get(address).status_code == expected, name
    assert Client().get(address).status_code == 302


def test_a_stored_file_that_is_lost_or_altered_is_not_handed_out(office: Client, tmp_path: Path) -> None:
    upload(office, lines_file(*GOOD))
    job = SheetImport.objects.get()
    path = stored_path(digest=job.digest, data_dir=tmp_path)
    path.chmod(0o640)
    path.write_bytes(b"something else")
    assert office.get(f"/imports/{job.pk}/file/").status_code == 410
    path.unlink()
    answer = office.get(f"/imports/{job.pk}/file/")
    assert answer.status_code == 410
    assert "lines.xlsx" in answer.content.decode()


def test_the_template_is_given_out(office: Client) -> None:
    answer = office.get("/records/lines/template.xlsx")
    table = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]  # type: ignore[attr-defined]
    assert [cell.value for cell in table[1]] == ["Number *", "Code *", "Chinese name *", "English name"]


def test_a_register_with_a_sheet_has_the_button(office: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DECLARED.sheets, "plan", dataclasses.replace(LINES, name="plan"))
    assert "/records/plan/import/" in office.get("/records/plan/").content.decode()
    reader = Client()
    reader.force_login(cast.officer("auditor"))
    assert "/records/plan/import/" not in reader.get("/records/plan/").content.decode()


def test_the_command_works_off_what_waits(office: Client, capsys: pytest.CaptureFixture[str]) -> None:
    upload(office, lines_file(*GOOD))
    assert main(["work", "--once"]) == 0
    assert "1 import worked on." in capsys.readouterr().out
    assert SheetImport.objects.get().state == "checked"


def test_the_ledger_leads_to_the_import(office: Client, cast: Cast) -> None:
    upload(office, lines_file(*GOOD))
    job = SheetImport.objects.get()
    work()
    press(office, job, "whole")
    work()
    entry = office.get(f"/ledger/{SheetImport.objects.get().event_seq}/").content.decode()
    assert f'href="/imports/{job.pk}/"' in entry
