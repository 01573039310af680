"""Clause 3.29 (信息化): what is known here is given out in another system's form, and taken in from it."""

from __future__ import annotations

from typing import Any

import pytest
from cast import NOW, Cast, unit
from django.test import Client
from django.utils import timezone
from examples_of_orders import CITY_OFFICE, COUNTY_OFFICE
from examples_of_relations import go
from examples_of_risks import FIRST, SECOND, controlled, risk
from examples_of_upward_forms import (
    COPIED,
    FIXED,
    MEANINGS,
    Taken,
    enter,
    explain,
    file_of,
    rows_of,
    taken,
    translate,
)  # fmt: skip
from handed_back import browser

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.records.door import Overtaken, Refused, take
from anlan.kernel.sheets.sheet_import import SheetFault
from anlan.modules.risk_point import RiskPoint
from anlan.modules.upward_form.cases import UpwardForm

pytestmark = pytest.mark.django_db
__all__ = ["taken"]


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def in_use(cast: Cast) -> UpwardForm:
    city = cast.act("city")
    return translate(city, explain(city, enter(city)), colour__red="重大风险", colour__yellow="一般风险")


def test_3_29_the_register_is_given_out_under_the_headings_and_in_the_words_of_the_other_system(cast: Cast) -> None:
    form = in_use(cast)
    risk(cast.act("safety"), "FX-001", name="=1+1", colour="red", **controlled())
    risk(cast.act("safety"), "FX-002")
    found = rows_of(browser(cast, "city").get(f"/records/riskpoint/forms/{form.pk}.xlsx"))
    assert found[0][0] == "省系统风险点导入表（虚构）"
    assert found[1] == tuple(COPIED.splitlines()[1].split("\t"))
    code = RiskPoint.objects.first().unit.code
    rows = {row[3]: row for row in found[2:]}
    assert [row[0] for row in found[2:]] == [1, 2]
    assert rows["FX-001"][2:] == (code, "FX-001", "=1+1", "设备", "重大风险", FIXED[7], None)
    assert rows["FX-002"][6] == "一般风险"
    assert rows["FX-002"][1].startswith("演示")


def test_3_29_a_file_in_the_form_is_known_by_its_headings_and_taken_in(cast: Cast, taken: Taken) -> None:
    in_use(cast)
    code = browser_code(cast)
    head = [("某系统导出",), tuple(COPIED.splitlines()[1].split("\t"))]
    job = taken(file_of(*head, (1, "随便", code, "FX-009", "一号窑", "设备", "重大风险", "省厅", "备注")))
    assert (job.state, job.new, job.bad, job.form, job.unknown) == ("loaded", 1, 0, "风险点导入表", [])
    point = RiskPoint.objects.get(code="FX-009")
    assert (point.name, point.colour, point.kind) == ("一号窑", "red", "equipment")
    assert Event.objects.get(seq=job.event_seq).answers["form"] == "风险点导入表"


def browser_code(cast: Cast) -> str:
    return risk(cast.act("safety"), "FX-000").unit.code


def test_3_29_what_was_given_out_in_the_form_comes_back_unchanged(cast: Cast, taken: Taken) -> None:
    form = in_use(cast)
    risk(cast.act("safety"), "FX-001", colour="red")
    risk(cast.act("stranger"), "FX-001", SECOND, colour="orange")
    answer: Any = browser(cast, "city").get(f"/records/riskpoint/forms/{form.pk}.xlsx")
    job = taken(b"".join(answer.streaming_content))
    assert (job.new, job.changed, job.same, job.bad) == (0, 0, 2, 0)


def test_3_29_the_registers_own_headings_stay_its_own(cast: Cast, taken: Taken) -> None:
    in_use(cast)
    code = browser_code(cast)
    labels = {column.name: str(column.label) for column in DECLARED.sheets["riskpoint"].columns}
    names = ("unit", "code", "name", "kind", "colour")
    job = taken(file_of(tuple(labels[name] for name in names), (code, "FX-009", "一号窑", "设备", "red")))
    assert (job.state, job.form, job.new) == ("loaded", "", 1)


def test_3_29_a_form_without_what_the_register_needs_is_only_given_out(cast: Cast, taken: Taken) -> None:
    city = cast.act("city")
    explain(city, enter(city), ("row", "list:unit", "", "sheet:code", "sheet:name", "", "", "fixed", ""))
    page = browser(cast, "city").get("/records/riskpoint/forms/")
    (_form, missing, _address), *_more = page.context["forms"]
    assert {column.name for column in missing} == {"unit", "kind"}
    job = taken(file_of(tuple(COPIED.splitlines()[1].split("\t")), (1, "甲", "91", "FX-1", "窑", "", "", "", "")))
    assert job.new == 0
    assert set(SheetFault.objects.filter(sheet_import=job).values_list("column", flat=True)) == {"unit", "kind"}


def test_3_29_each_reader_is_given_out_only_what_is_in_sight(cast: Cast) -> None:
    form = in_use(cast)
    risk(cast.act("safety"), "FX-001")
    risk(cast.act("stranger"), "FX-002", SECOND)
    address = f"/records/riskpoint/forms/{form.pk}.xlsx"
    codes = {
        username: [row[3] for row in rows_of(browser(cast, username).get(address))[2:]]
        for username in ("city", "safety", "stranger")
    }
    assert (sorted(codes["city"]), codes["safety"], codes["stranger"]) == (
        ["FX-001", "FX-002"], ["FX-001"], ["FX-002"],
    )  # fmt: skip
    # Filters of the list are those of the file.
    assert len(rows_of(browser(cast, "city").get(f"{address}?colour=red"))) == 2


@pytest.mark.parametrize("username", ["auditor", "town"])
def test_3_29_who_may_not_import_gets_neither_page_nor_file(cast: Cast, username: str) -> None:
    form = in_use(cast)
    for address in ("/records/riskpoint/forms/", f"/records/riskpoint/forms/{form.pk}.xlsx"):
        assert browser(cast, username).get(address).status_code == 403
        assert Client().get(address).status_code == 302


def test_3_29_a_form_that_is_used_no_longer_is_neither_offered_nor_read(cast: Cast, taken: Taken) -> None:
    form, code = in_use(cast), browser_code(cast)
    city = browser(cast, "city")
    assert b".xlsx" in city.get("/records/riskpoint/forms/").content
    for pk in (form.pk + 1, 10**9):
        assert city.get(f"/records/riskpoint/forms/{pk}.xlsx").status_code == 404
    assert city.get(f"/records/hiddendanger/forms/{form.pk}.xlsx").status_code == 404
    UpwardForm.objects.filter(pk=form.pk).update(state="ended")
    assert city.get(f"/records/riskpoint/forms/{form.pk}.xlsx").status_code == 404
    head = tuple(COPIED.splitlines()[1].split("\t"))
    job = taken(file_of(head, (1, "甲", code, "FX-9", "窑", "设备", "重大风险", "", "")))
    assert (job.form, job.new) == ("", 0)


@pytest.mark.parametrize(
    ("copied", "said"),
    [
        ("", "head"), ("\t\t\n\t", "head"), ("序号\t名称\t名称*", "head"), ("甲" * 101, "head"),
        ("\t".join(f"甲{n}" for n in range(81)), "head"), ("\n".join(["甲\t乙"] * 11), "head"),
    ],
)  # fmt: skip
def test_3_29_headings_that_nobody_could_tell_apart_are_refused_with_the_reason(
    cast: Cast, copied: str, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        enter(cast.act("city"), head=copied)
    assert [one.field for one in refused.value.refusals] == [said]
    assert not UpwardForm.objects.exists()


@pytest.mark.parametrize(
    ("meanings", "fixed"),
    [
        (("sheet:code", "sheet:code", "", "", "", "", "", "", ""), {}),
        (("fixed", "", "", "", "", "", "", "", ""), {}),
        (("",) * 9, {}),
    ],
)
def test_3_29_two_headings_never_mean_the_same_column_and_something_is_said(
    cast: Cast, meanings: tuple[str, ...], fixed: dict[int, str]
) -> None:
    city = cast.act("city")
    form = enter(city)
    with pytest.raises(Refused):
        explain(city, form, meanings, fixed)
    assert UpwardForm.objects.get(pk=form.pk).state == "entered"


def test_3_29_one_word_never_means_two_values(cast: Cast) -> None:
    city = cast.act("city")
    form = explain(city, enter(city))
    with pytest.raises(Refused):
        translate(city, form, colour__red="高", colour__orange="高")


def test_3_29_of_two_officers_who_explain_a_form_at_once_one_is_told(cast: Cast) -> None:
    city = cast.act("city")
    form = explain(city, enter(city))
    step, seen = form.workflow.step("explain_anew"), form.fingerprint()
    rows = [{"place": "8", "means": "list:state", "fixed": ""}]
    take(record=form, step=step, answers={"headings": rows}, act=city, seen=seen)
    with pytest.raises(Overtaken):
        take(record=UpwardForm.objects.get(pk=form.pk), step=step, answers={"headings": []}, act=city, seen=seen)
    stands = UpwardForm.objects.get(pk=form.pk)
    # What was not said anew stays as it was.
    assert [one["means"] for one in stands.meanings] == [*MEANINGS[:8], "list:state"]


def test_3_29_headings_in_quotes_and_one_below_the_other_are_read_too(cast: Cast) -> None:
    city = cast.act("city")
    quoted = enter(city, "带换行", head='"企业\n名称"\t风险点编码')
    assert quoted.headings == ["企业 名称", "风险点编码"]
    below = enter(city, "竖排", head="企业名称\n风险点编码\n\n")
    assert (below.above, below.headings) == ([], ["企业名称", "风险点编码"])


def test_3_29_the_form_suggests_what_the_headings_mean_and_offers_only_that_register(cast: Cast) -> None:
    form = enter(cast.act("city"))
    page = browser(cast, "city").get(f"/records/upwardform/{form.pk}/explain/")
    rows = page.context["form"].row_forms["headings"]
    suggested = {form.headings[int(row["place"].value())]: row["means"].value() for row in rows}
    assert suggested["风险点名称*"] == "sheet:name"
    assert suggested["统一社会信用代码"] == "sheet:unit"
    assert suggested["颜色"] == "sheet:colour"
    offered = {code for code, _words in rows[0].fields["means"].choices}
    assert set(MEANINGS) <= offered
    assert "sheet:credit_code" not in offered


def test_3_29_the_same_title_is_entered_once_and_only_by_who_keeps_forms(cast: Cast) -> None:
    enter(cast.act("city"))
    with pytest.raises(Overtaken):
        enter(cast.act("city"))
    for username in ("safety", "town", "auditor"):
        with pytest.raises(NotPermitted):
            enter(cast.act(username), "另一张")
    assert FIRST


@pytest.mark.parametrize(
    ("copied", "headings"),
    [
        ("甲\t乙\r丙\t丁", ["丙", "丁"]),
        ('"甲\t乙\t丙', ['"甲', "乙", "丙"]),
        ("标题\r\n甲\t\t丙\r\n\r\n", ["甲", "", "丙"]),
    ],
)
def test_3_29_whatever_ends_a_line_and_a_quote_that_never_closes_are_read(
    cast: Cast, copied: str, headings: list[str]
) -> None:
    assert enter(cast.act("city"), head=copied).headings == headings


def test_3_29_a_form_whose_first_cell_is_empty_keeps_its_columns_in_their_places(cast: Cast) -> None:
    client, unit_of_city = browser(cast, "city"), unit(CITY_OFFICE).pk
    address = f"/records/upwardform/new/?unit={unit_of_city}"
    token = client.get(address).context["form_token"]
    answers = {"title": "空格", "system": "省", "register": "riskpoint", "head": "\t甲\t代码", "form_token": token}
    assert client.post(address, answers).status_code == 302
    assert UpwardForm.objects.get().headings == ["", "甲", "代码"]


def test_3_29_empty_headings_are_not_taken_for_one_another(cast: Cast) -> None:
    city = cast.act("city")
    form = explain(city, enter(city, head="\t\t代码"), ("fixed", "row", "sheet:code"), {0: "潮州"})
    go(city, form, "explain_anew", headings=[{"place": "0", "means": "", "fixed": "潮州"}])
    means = [(one["means"], one["fixed"]) for one in UpwardForm.objects.get(pk=form.pk).meanings]
    assert means == [("", ""), ("row", ""), ("sheet:code", "")]
    with pytest.raises(Refused):
        go(city, form, "explain_anew", headings=[{"place": "0", "means": "sheet:name", "fixed": ""}])


@pytest.mark.parametrize(
    ("step", "answers"),
    [
        ("explain_anew", {"headings": [{"place": "99", "means": "row"}]}),
        ("explain_anew", {"headings": [{"place": "0", "means": "row"}, {"place": "0", "means": ""}]}),
        ("translate", {"words": [{"code": "x", "word": "甲"}]}),
        ("translate", {"words": [{"code": "colour:red", "word": "甲"}, {"code": "colour:red", "word": "乙"}]}),
    ],
)
def test_3_29_rows_that_the_form_does_not_have_are_refused(cast: Cast, step: str, answers: dict[str, Any]) -> None:
    form = in_use(cast)
    with pytest.raises(Refused):
        go(cast.act("city"), form, step, **answers)


def test_3_29_what_goes_out_only_is_suggested_by_its_plain_name(cast: Cast) -> None:
    form = enter(cast.act("city"), register="hiddendanger", head="序号\t企业名称\t隐患描述\t整改措施")
    page = browser(cast, "city").get(f"/records/upwardform/{form.pk}/explain/")
    rows = page.context["form"].row_forms["headings"]
    assert [row["means"].value() for row in rows] == ["row", "list:unit", "sheet:what", "sheet:result"]


def test_3_29_the_page_of_a_form_leads_to_the_register_that_goes_out_by_it(cast: Cast) -> None:
    form = in_use(cast)
    city = browser(cast, "city")
    assert f"/forms/{form.pk}/".encode() in city.get(f"/records/upwardform/{form.pk}/").content
    assert city.get(f"/forms/{form.pk}/").url == "/records/riskpoint/forms/"
    assert browser(cast, "stranger").get(f"/forms/{form.pk}/").status_code == 404


def test_3_29_two_offices_may_each_keep_a_form_of_the_same_name(cast: Cast) -> None:
    enter(cast.act("city"))
    assert enter(cast.act("office"), of=COUNTY_OFFICE).state == "entered"
