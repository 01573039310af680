"""Bad files, each with the test that shows what becomes of it: refused or named, and nothing of it kept.

``CHECKED_OFF`` is the list; what is tested elsewhere is named there, the rest stands below.
"""

from __future__ import annotations

import ast
import errno
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from cast import Cast
from django.test.client import BOUNDARY, MULTIPART_CONTENT, Client, encode_multipart
from sheet_files import HEADINGS, LINES, declared_lines, lines_file, saved
from sheet_stage import GOOD, handed_in, worker

from anlan.kernel.evidence import storage
from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.sheets.opening import open_upload
from anlan.kernel.sheets.reading import Read, read_rows
from anlan.kernel.sheets.sheet_import import SheetImport
from anlan.kernel.sheets.working import Worker

__all__ = ["declared_lines", "worker"]

TESTS = Path(__file__).resolve().parent.parent
HERE = "kernel/test_sheet_bad_files.py"
OPENING, READING, ENTERPRISES = (
    "kernel/test_sheet_opening.py",
    "kernel/test_sheet_reading.py",
    "clauses/test_6_import.py",
)
CHECKED_OFF = {
    "not an xlsx": (OPENING, "test_other_kinds_are_told_by_their_content_whatever_the_name"),
    "protected by a password": (OPENING, "test_other_kinds_are_told_by_their_content_whatever_the_name"),
    "a million empty rows": (HERE, "test_a_million_empty_rows_are_read_within_memory"),
    "a million rows, the last filled": (HERE, "test_a_million_rows_with_something_in_the_last_are_refused"),
    "merged title": (READING, "test_headings_are_found_below_a_title_in_any_order_and_in_both_languages"),
    "headings below merged groups": (HERE, "test_headings_below_a_merged_group_are_found"),
    "headings merged over two rows": (HERE, "test_headings_spread_over_two_merged_rows_are_named_not_guessed"),
    "merged heading over two columns": (HERE, "test_a_heading_merged_over_another_column_is_named_as_missing"),
    "formulas": (READING, "test_computed_formulas_give_their_value_and_others_are_faults"),
    "results of formulas": (READING, "test_the_result_of_a_formula_is_taken"),
    "dates as text": (READING, "test_cells_become_values"),
    "codes as numbers": (READING, "test_cells_become_values"),
    "codes that lost their last digits": (READING, "test_cells_that_cannot_be_values_say_why"),
    "full-width digits": (ENTERPRISES, "test_6_1_dates_as_text_full_width_digits_and_codes_as_numbers_are_read"),
    "duplicate codes": (ENTERPRISES, "test_6_1_one_code_in_two_rows_is_a_fault_of_both"),
    "unknown area or industry": (ENTERPRISES, "test_6_1_each_wrong_cell_is_named_and_nothing_is_imported"),
    "moved enterprise": (ENTERPRISES, "test_6_1_a_moved_enterprise_moves_with_what_it_owes"),
    "moved out of reach": (ENTERPRISES, "test_6_1_an_enterprise_that_moved_away_is_not_fetched_back_by_a_county"),
    "revoked enterprise": (ENTERPRISES, "test_6_1_a_struck_off_enterprise_is_not_revived_by_a_file"),
    "revoked licence": (
        "clauses/test_6_import_licences.py",
        "test_6_16_a_revoked_licence_is_not_revived_and_a_withdrawn_one_is_entered_anew",
    ),
    "a person in two posts": (ENTERPRISES, "test_6_2_one_person_in_two_posts_is_no_fault"),
    "coordinates swapped": (ENTERPRISES, "test_6_1_each_wrong_cell_is_named_and_nothing_is_imported"),
    "file cut off": (OPENING, "test_a_truncated_upload_is_refused_wherever_it_ends"),
    "upload cut off": (HERE, "test_an_upload_that_breaks_off_on_its_way_leaves_nothing"),
    "two imports at once": (
        "kernel/test_sheet_races.py",
        "test_of_two_imports_of_one_sheet_at_once_one_loads_and_the_other_is_told",
    ),
    "disk full while received": (OPENING, "test_a_full_disk_is_said"),
    "disk full while stored": (HERE, "test_a_disk_that_is_full_while_the_file_is_stored_leaves_nothing"),
    "zip bomb": (OPENING, "test_a_file_that_says_it_unpacks_to_too_much_is_refused_unread"),
    "zip bomb that lies": (OPENING, "test_a_file_that_lies_about_its_size_is_found_out"),
    "zip bomb of overlapping entries": (HERE, "test_a_bomb_whose_entries_share_their_bytes_is_refused_unread"),
    "500 MB": ("web/test_import_pages.py", "test_a_file_of_500_megabytes_is_refused_before_it_is_read"),
    "500 MB that nobody announced": (HERE, "test_a_file_beyond_the_limit_is_not_read_to_its_end"),
}  # fmt: skip

SHEET = "xl/worksheets/sheet1.xml"
ROWS = 1_000_000
# The server has 4 GB; beside it a base of some 150 MB stands in this process already.
MOST_MEMORY = 500_000_000


@pytest.mark.parametrize("case", CHECKED_OFF)
def test_each_of_the_list_has_its_test(case: str) -> None:
    file, name = CHECKED_OFF[case]
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}


def with_rows(write: Callable[[int], bytes]) -> BytesIO:
    """A good file of two rows, and a million more below them as ``write`` spells each by its number."""
    file = BytesIO()
    with zipfile.ZipFile(lines_file(*GOOD)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == SHEET:
                more = b"".join(write(number) for number in range(4, ROWS + 4))
                content = content.replace(b"</sheetData>", more + b"</sheetData>")
            target.writestr(entry.filename, content)
    file.seek(0)
    return file


def bare(number: int) -> bytes:
    return b'<row r="%d"/>' % number


def formatted(number: int) -> bytes:
    return b'<row r="%d"><c r="A%d" s="0"/><c r="D%d" s="0"/></row>' % (number, number, number)


READ_IT = """
import sys
import django
django.setup()
from sheet_files import LINES
from anlan.kernel.sheets.opening import open_upload
from anlan.kernel.sheets.reading import read_rows

with open(sys.argv[1], "rb") as file:
    held = open_upload(name="x.xlsx", content=file, cleared=True, max_bytes=60_000_000, max_rows=200_000)
    read = read_rows(content=held.content, sheet=LINES, max_rows=200_000, tell=lambda done, total: None)
# Linux hands the peak that getrusage tells down to a started program; this one is the program's own.
with open("/proc/self/status") as status:
    (peak,) = (int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(read.total, len(read.rows), peak * 1024)
"""


@pytest.mark.parametrize("write", [bare, formatted])
def test_a_million_empty_rows_are_read_within_memory(tmp_path: Path, write: Callable[[int], bytes]) -> None:
    """In a process of its own, whose memory nothing else has filled before."""
    path = tmp_path / "million.xlsx"
    path.write_bytes(with_rows(write).getvalue())
    environment = {**os.environ, "PYTHONPATH": str(TESTS), "DJANGO_SETTINGS_MODULE": "anlan.web.settings"}
    ended = subprocess.run(
        [sys.executable, "-c", READ_IT, str(path)], env=environment, check=False, capture_output=True, timeout=300
    )
    assert ended.returncode == 0, ended.stderr.decode()
    total, good, memory = map(int, ended.stdout.split())
    assert (total, good) == (2, 2)
    assert memory < MOST_MEMORY


def test_a_million_rows_with_something_in_the_last_are_refused() -> None:
    def write(number: int) -> bytes:
        return b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (number, number) if number == ROWS else bare(number)

    with pytest.raises(UploadRefused) as refusal:
        opened(with_rows(write))
    assert refusal.value.code == "sheet_rows"
    assert f"{ROWS:,}" in str(refusal.value.message)


def opened(file: Any, max_bytes: int = 60_000_000) -> None:
    open_upload(name="x.xlsx", content=file, cleared=True, max_bytes=max_bytes, max_rows=200_000).content.close()


def read(book: openpyxl.Workbook) -> Read:
    return read_rows(content=saved(book), sheet=LINES, max_rows=100, tell=lambda done, total: None)


def test_headings_below_a_merged_group_are_found() -> None:
    book = openpyxl.Workbook()
    page: Any = book.active
    page.append(["Line", None, "Names", None])
    page.merge_cells("A1:B1")
    page.merge_cells("C1:D1")
    page.append(HEADINGS)
    page.append([901, "a", "甲", "A"])
    assert read(book).rows == [(3, (901, "a", "甲", "A"))]


def test_headings_spread_over_two_merged_rows_are_named_not_guessed() -> None:
    book = openpyxl.Workbook()
    page: Any = book.active
    page.append([HEADINGS[0], HEADINGS[1], "Names", None])
    page.append([None, None, *HEADINGS[2:]])
    for merged in ("A1:A2", "B1:B2", "C1:D1"):
        page.merge_cells(merged)
    page.append([901, "a", "甲", "A"])
    found = read(book)
    assert found.rows == []
    assert [(one.row, one.column) for one in found.faults] == [(1, "name_zh")]


def test_a_heading_merged_over_another_column_is_named_as_missing() -> None:
    book = openpyxl.load_workbook(lines_file(*GOOD))
    page: Any = book.active
    page.merge_cells("A1:B1")
    found = read(book)
    assert [(one.row, one.column) for one in found.faults] == [(1, "code")]
    assert found.rows == []


@pytest.mark.django_db
@pytest.mark.usefixtures("declared_lines")
@pytest.mark.parametrize("where", ["copyfileobj", "fsync"])
def test_a_disk_that_is_full_while_the_file_is_stored_leaves_nothing(
    cast: Cast, worker: Worker, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    file = lines_file(*GOOD)

    def full(*_given: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(storage.os if where == "fsync" else storage.shutil, where, full)
    with pytest.raises(UploadRefused) as refusal:
        handed_in(cast, worker, file)
    assert refusal.value.code == "disk_full"
    assert not SheetImport.objects.exists()
    assert not [one for one in Path(worker.data_dir).rglob("*") if one.is_file()]


@pytest.mark.django_db
@pytest.mark.usefixtures("declared_lines")
@pytest.mark.parametrize("share", [0.4, 0.7, 0.95])
def test_an_upload_that_breaks_off_on_its_way_leaves_nothing(
    cast: Cast, client: Client, settings: Any, tmp_path: Path, share: float
) -> None:
    settings.ANLAN_DATA = tmp_path
    client.force_login(cast.officer("office"))
    address = "/records/lines/import/"
    file = lines_file(*GOOD, *((n, f"c{n}", f"名{n}", "") for n in range(1000, 1300)))
    file.name = "lines.xlsx"
    given = {"form_token": client.get(address).context["form_token"], "cleared": "on", "mode": "stop"}
    body = encode_multipart(BOUNDARY, {**given, "as_of": "2026-11-23", "file": file})
    answer = client.generic("POST", address, body[: int(len(body) * share)], content_type=MULTIPART_CONTENT)
    assert answer.status_code in (400, 422)
    assert not SheetImport.objects.exists()
    assert not [one for one in tmp_path.rglob("*") if one.is_file()]


def test_a_bomb_whose_entries_share_their_bytes_is_refused_unread() -> None:
    """One packed stream of forty megabytes that thirty entries of the directory point to."""
    file = BytesIO()
    with zipfile.ZipFile(lines_file(*GOOD)) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(entry.filename, source.read(entry))
        target.writestr("xl/media/a0.xml", bytes(40_000_000))
        whole = target.getinfo("xl/media/a0.xml")
        for number in range(1, 30):
            copy = zipfile.ZipInfo(f"xl/media/a{number}.xml")
            copy.compress_type, copy.header_offset = whole.compress_type, whole.header_offset
            copy.CRC, copy.file_size, copy.compress_size = whole.CRC, whole.file_size, whole.compress_size
            target.filelist.append(copy)
    file.seek(0)
    with pytest.raises(UploadRefused) as refusal:
        opened(file)
    assert refusal.value.code == "sheet_too_complex"


def test_a_file_beyond_the_limit_is_not_read_to_its_end() -> None:
    class Endless:
        """As long as anybody reads, there is more."""

        given = 0

        def read(self, size: int) -> bytes:
            self.given += size
            assert self.given < 2_000_000, "read far beyond the limit"
            return bytes(size)

    with pytest.raises(UploadRefused) as refusal:
        opened(Endless(), max_bytes=1_000_000)
    assert refusal.value.code == "sheet_too_large"
