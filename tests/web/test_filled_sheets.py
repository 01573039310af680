"""What is given out in a sheet's own columns loads back: nothing is new, nothing changed, nothing at fault."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from cast import NOW, TODAY, Cast, unit
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from examples_of_danger_stages import dangers_of_all_stages
from examples_of_enterprises import EXAMPLES as EXAMPLES_OF_ENTERPRISES
from examples_of_relations import EXAMPLES as EXAMPLES_OF_RELATIONS
from examples_of_risks import FIRST, SECOND, controlled, risk, take_step
from handed_back import Back, back, browser, given_out

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.post import Post
from anlan.modules.risk_point import RiskPoint

pytestmark = pytest.mark.django_db
LEC = {"method": "lec", "lec_likelihood": "3", "lec_exposure": "6", "lec_consequence": "15"}
__all__ = ["back"]


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def many_risks(cast: Cast) -> None:
    """Points of all methods but one, of an enterprise and of another, with everything that a form lets through."""
    safety = cast.act("safety")
    risk(safety, "FX 001", **controlled(), name="窑炉  燃气１号阀组", longitude=Decimal("117.003456"),
         latitude=Decimal("23.673210"))  # fmt: skip
    risk(safety, "FX-002", **LEC, hazard="=1+1", accident="可燃气体爆炸", emergency="切断气源")
    gas = [{"substance": "lpg", "tonnes": Decimal(100)}]
    risk(safety, "FX-003", method="installation", substances=gas, exposed=20, colour="", reason="")
    gone = risk(safety, "FX-004", colour="red")
    take_step(safety, gone, "remove", remark="拆除")
    risk(cast.act("stranger"), "FX-001", SECOND)


EXAMPLES: dict[str, Callable[[Cast], None]] = {
    "riskpoint": many_risks,
    "hiddendanger": dangers_of_all_stages,
    "enterprise": EXAMPLES_OF_ENTERPRISES["enterprise"],
    "licence": EXAMPLES_OF_RELATIONS["licence"],
}
FILLED = sorted(name for name, sheet in DECLARED.sheets.items() if sheet.filled is not None)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", FILLED)
def test_what_is_given_out_loads_back_and_changes_nothing(cast: Cast, back: Back, name: str, language: str) -> None:
    EXAMPLES[name](cast)
    pages, filled = DECLARED.pages[name], DECLARED.sheets[name].filled
    there = pages.model.objects.filter(filled.rows).count()
    job = back(name, given_out(cast, name, language=language))
    said = [(one.row, one.column, one.reason) for one in job.faults.all()]
    assert said == []
    assert (job.new, job.changed, job.same, job.bad) == (0, 0, there, 0)
    assert there > 1


def test_17_3_a_cell_that_was_corrected_is_the_only_change(cast: Cast, back: Back) -> None:
    many_risks(cast)
    book = openpyxl.load_workbook(BytesIO(given_out(cast, "riskpoint", username="safety")))
    page = book.worksheets[0]
    heads = [str(cell.value).rstrip(" *") for cell in page[1]]
    assert page.max_row == 4
    page.cell(2, heads.index("管理措施") + 1).value = "每班巡检"
    file = BytesIO()
    book.save(file)
    job = back("riskpoint", file.getvalue(), username="safety")
    assert (job.new, job.changed, job.same, job.bad) == (0, 1, 2, 0)


def test_18_4_whoever_is_responsible_stays_though_the_post_is_closed_or_its_name_is_borne_twice(
    cast: Cast, back: Back
) -> None:
    safety = cast.act("safety")
    closed, later = risk(safety, "FX-001", **controlled()), risk(safety, "FX-002", **controlled())
    first = Post.objects.get(unit__code=FIRST, key="head")
    twin = Post.objects.create(unit=unit(FIRST), key="twin", kind="staff", name_zh="班长", name_en="Foreman")
    Post.objects.create(
        unit=unit(FIRST), key="twin-2", kind="staff", name_zh="班长", name_en="Foreman", closed_on=TODAY
    )
    other = Post.objects.create(unit=unit(FIRST), key="twin-3", kind="staff", name_zh="班长", name_en="Foreman")
    RiskPoint.objects.filter(pk=closed.pk).update(responsible=Post.objects.get(key="twin-2"))
    RiskPoint.objects.filter(pk=later.pk).update(responsible=other)
    assert twin.pk < other.pk
    assert first.pk not in (twin.pk, other.pk)
    job = back("riskpoint", given_out(cast, "riskpoint"))
    assert (job.new, job.changed, job.same, job.bad) == (0, 0, 2, 0)


def test_17_3_only_what_may_be_handed_in_again_is_given_out(cast: Cast) -> None:
    many_risks(cast)
    codes = {}
    for username in ("city", "safety", "stranger"):
        page = openpyxl.load_workbook(BytesIO(given_out(cast, "riskpoint", username=username))).worksheets[0]
        codes[username] = sorted((str(row[0]), str(row[1])) for row in page.iter_rows(min_row=2, values_only=True))
    assert [code for owner, code in codes["safety"] if owner == FIRST] == ["FX 001", "FX-002", "FX-003"]
    assert {owner for owner, _code in codes["safety"]} == {FIRST}
    assert {owner for owner, _code in codes["stranger"]} == {SECOND}
    assert len(codes["city"]) == 4
    narrowed = BytesIO(given_out(cast, "riskpoint", query=f"?unit={unit(SECOND).pk}"))
    assert openpyxl.load_workbook(narrowed).worksheets[0].max_row == 2


def test_whoever_may_not_import_gets_no_rows_and_no_button(cast: Cast) -> None:
    many_risks(cast)
    auditor = browser(cast, "auditor")
    assert auditor.get("/records/riskpoint/rows.xlsx").status_code == 403
    assert "rows.xlsx" not in auditor.get("/records/riskpoint/").content.decode()
    city = browser(cast, "city")
    assert "/records/riskpoint/rows.xlsx?colour=red" in city.get("/records/riskpoint/?colour=red").content.decode()
    assert "/records/riskpoint/rows.xlsx" in city.get("/records/riskpoint/import/").content.decode()
    assert city.get("/records/meeting/rows.xlsx").status_code == 404


def test_what_looks_like_a_formula_stays_text(cast: Cast) -> None:
    many_risks(cast)
    page = openpyxl.load_workbook(BytesIO(given_out(cast, "riskpoint", username="safety"))).worksheets[0]
    cells = [cell for row in page.iter_rows(min_row=2) for cell in row if cell.value == "=1+1"]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)]


@pytest.mark.parametrize("name", FILLED)
def test_more_rows_ask_the_database_no_more_often(cast: Cast, name: str) -> None:
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            given_out(cast, name)
        counts.append(len(queries))
        if not _more:
            EXAMPLES[name](cast)
    assert counts[1] <= counts[0] + 1
