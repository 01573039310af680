"""Clause 3.29: hidden dangers in another system's form, both ways, and what must never come of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from cast import NOW, TODAY, Cast, unit
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from examples_of_danger_stages import dangers_of_all_stages, dangers_of_which_no_row_can_speak
from examples_of_dangers import FIRST, SECOND, find, fresh, general
from examples_of_relations import go
from examples_of_upward_forms import Taken, enter, explain, file_of, rows_of, taken
from examples_of_upward_forms import translate as said
from handed_back import browser

from anlan.kernel.declared import DECLARED
from anlan.kernel.records.door import Refused
from anlan.kernel.sheets.sheet_import import SheetFault
from anlan.modules.hidden_danger import HiddenDanger
from anlan.modules.upward_form.cases import UpwardForm

__all__ = ["taken"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


DANGERS = ("序号", "统一社会信用代码", "排查日期", "隐患描述", "隐患部位", "隐患等级", "系统编号")
DANGER_MEANINGS = (
    "row", "sheet:unit", "sheet:found_on", "sheet:what", "sheet:place", "sheet:grade", "sheet:upward_number",
)  # fmt: skip


def form_of_dangers(cast: Cast) -> UpwardForm:
    city = cast.act("city")
    form = enter(city, "隐患上报表", register="hiddendanger", head="\t".join(DANGERS))
    return said(city, explain(city, form, DANGER_MEANINGS, {}), grade__general="一般事故隐患")


def test_3_29_the_numbers_that_the_province_gave_come_back_in_its_own_form(cast: Cast, taken: Taken) -> None:
    form, safety = form_of_dangers(cast), cast.act("safety")
    one, other = find(safety), find(safety, what="配电箱门缺失", place="二号车间")
    general(cast.act("safety"), other)
    answer: Any = browser(cast, "city").get(f"/records/hiddendanger/forms/{form.pk}.xlsx")
    head, *lines = rows_of(answer)
    assert head == DANGERS
    assert {line[5] for line in lines} == {None, "一般事故隐患"}
    numbered = [(*line[:6], f"GD-{line[0]}") for line in lines]
    job = taken(file_of(head, *numbered), name="hiddendanger")
    assert (job.state, job.changed, job.new, job.bad) == ("loaded", 2, 0, 0)
    given = dict(HiddenDanger.objects.values_list("pk", "upward_number"))
    assert given.keys() == {one.pk, other.pk}
    assert set(given.values()) == {"GD-1", "GD-2"}
    # What was not in the form stays as it was: the treatment goes on.
    assert (fresh(other).state, str(fresh(other).due_day)) == ("rectifying", "2026-12-04")


def test_3_29_a_form_takes_no_query_for_each_row(cast: Cast) -> None:
    form, safety = form_of_dangers(cast), cast.act("safety")
    city, address = browser(cast, "city"), f"/records/hiddendanger/forms/{form.pk}.xlsx"
    counts = []
    for number in range(2):
        for nth in range(1 + 5 * number):
            find(safety, what=f"隐患{number}之{nth}", place=f"{nth}号窑")
        with CaptureQueriesContext(connection) as asked:
            city.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def labels() -> dict[str, str]:
    """The Chinese headings of the register's own sheet."""
    with translation.override("zh-hans"):
        return {column.name: str(column.label) for column in DECLARED.sheets["hiddendanger"].columns}


@pytest.mark.parametrize(
    "words",
    [
        {"grade__general": "重大"},
        {"grade__general": "major", "grade__major": "critical"},
        {"grade__general": "ａ类", "grade__major": "A类"},
    ],
)
def test_3_29_no_word_of_the_other_system_means_what_another_value_means(cast: Cast, words: dict[str, str]) -> None:
    form = form_of_dangers(cast)
    with pytest.raises(Refused):
        said(cast.act("city"), form, **words)
    assert UpwardForm.objects.get(pk=form.pk).words == {"grade": {"general": "一般事故隐患"}}


def test_3_29_a_file_of_the_registers_own_columns_is_not_taken_for_the_form(cast: Cast, taken: Taken) -> None:
    city, own = cast.act("city"), labels()
    head = ("序号", "企业名称", own["unit"], own["found_on"], own["what"], "备注", "填报人")
    means = ("row", "list:unit", "sheet:unit", "sheet:found_on", "sheet:what", "", "")
    explain(city, enter(city, "省表", register="hiddendanger", head="\t".join(head)), means, {})
    kept = (
        "序号",
        "企业名称",
        own["unit"],
        own["found_on"],
        own["what"],
        own["due_day"],
        own["grade"],
        "备注",
        "填报人",
    )
    line = (1, "甲", unit(FIRST).code, TODAY, "配电箱门缺失", dt.date(2026, 12, 4), "一般", "", "王")
    job = taken(file_of(kept, line), name="hiddendanger")
    assert (job.state, job.form, job.unknown) == ("loaded", "", ["序号", "企业名称", "备注", "填报人"])
    danger = HiddenDanger.objects.get()
    assert (danger.grade, danger.due_day) == ("general", dt.date(2026, 12, 4))


def test_3_29_what_the_form_does_not_take_over_is_told_where_the_register_has_it(cast: Cast, taken: Taken) -> None:
    city, own = cast.act("city"), labels()
    head = (own["unit"], "排查日", "隐患描述", own["grade"])
    means = ("sheet:unit", "sheet:found_on", "sheet:what", "")
    explain(city, enter(city, "省表", register="hiddendanger", head="\t".join(head)), means, {})
    job = taken(file_of(head, (unit(FIRST).code, TODAY, "配电箱门缺失", "一般")), name="hiddendanger")
    assert (job.form, job.unknown) == ("省表", [own["grade"]])


def test_3_29_a_form_explained_otherwise_since_the_preview_loads_nothing(cast: Cast, taken: Taken) -> None:
    form, city = form_of_dangers(cast), cast.act("city")
    swapped = [{"place": "3", "means": "sheet:place"}, {"place": "4", "means": "sheet:what"}]
    job = taken(
        file_of(DANGERS, (1, unit(FIRST).code, TODAY, "配电箱门缺失", "一号窑", None, None)), name="hiddendanger",
        between=lambda: go(city, form, "explain_anew", headings=swapped),
    )  # fmt: skip
    assert (job.state, job.outdated) == ("checked", True)
    assert not HiddenDanger.objects.exists()


def test_3_29_whoever_follows_a_danger_up_elsewhere_is_not_given_it_out(cast: Cast) -> None:
    form, body = form_of_dangers(cast), unit(FIRST)
    find(cast.act("stranger"), SECOND, what="别处的隐患")
    HiddenDanger.objects.update(supervisor=body, supervisor_position=body.position)
    address = f"/records/hiddendanger/forms/{form.pk}.xlsx"
    assert len(rows_of(browser(cast, "safety").get(address))) == 1
    assert len(rows_of(browser(cast, "city").get(address))) == 2


def test_3_29_what_turned_out_to_be_none_is_not_handed_on_and_the_rest_comes_back_the_same(
    cast: Cast, taken: Taken
) -> None:
    form = form_of_dangers(cast)
    dangers_of_all_stages(cast)
    dangers_of_which_no_row_can_speak(cast)
    HiddenDanger.objects.filter(state__in=("merged", "dismissed")).update(what="不应上报")
    answer: Any = browser(cast, "city").get(f"/records/hiddendanger/forms/{form.pk}.xlsx")
    content = b"".join(answer.streaming_content)
    job = taken(content, name="hiddendanger")
    assert (job.new, job.changed) == (0, 0)
    assert job.same > 5
    # Only dangers that read alike are told apart by nothing in a file.
    faults = SheetFault.objects.filter(sheet_import=job).values_list("reason", flat=True)
    assert all("same row" in reason or "same danger" in reason for reason in faults)
    assert "不应上报" not in str(content)


def test_3_29_the_file_speaks_chinese_whatever_its_reader_does(cast: Cast) -> None:
    form, safety = form_of_dangers(cast), cast.act("safety")
    find(safety)
    client = browser(cast, "city")
    client.cookies["django_language"] = "en"
    english = rows_of(client.get(f"/records/hiddendanger/forms/{form.pk}.xlsx"))
    client.cookies["django_language"] = "zh-hans"
    assert english == rows_of(client.get(f"/records/hiddendanger/forms/{form.pk}.xlsx"))


def test_18_8_history_never_becomes_major_without_a_basis(cast: Cast, taken: Taken) -> None:
    own, day = labels(), dt.date(2026, 10, 1)
    head = tuple(own[name] for name in ("unit", "found_on", "what", "place", "grade", "rectified_on", "ended_on"))
    line = (unit(FIRST).code, day, "旧隐患", "一号窑")
    assert taken(file_of(head, (*line, "一般", day, day)), name="hiddendanger").state == "loaded"
    job = taken(file_of(head, (*line, "重大", day, day)), name="hiddendanger")
    assert (job.changed, job.bad) == (0, 1)
    assert HiddenDanger.objects.get().grade == "general"


def test_18_8_a_danger_that_has_ended_is_not_asked_for_a_day(cast: Cast, taken: Taken) -> None:
    safety = cast.act("safety")
    find(safety, put_right="已加装箱门")
    own = labels()
    head = tuple(own[name] for name in ("unit", "found_on", "what", "place", "grade", "due_day", "upward_number"))
    danger = HiddenDanger.objects.get()
    line = (unit(FIRST).code, danger.found_on, danger.what, danger.place, "一般", None, "GD-7")
    job = taken(file_of(head, line), name="hiddendanger")
    assert (job.state, job.changed) == ("loaded", 1)
    assert fresh(danger).upward_number == "GD-7"


def test_18_8_two_numbers_for_two_dangers_that_only_their_place_tells_apart(cast: Cast, taken: Taken) -> None:
    safety, own = cast.act("safety"), labels()
    for place in ("一号窑", "二号窑"):
        find(safety, what="灭火器失效", place=place)
    head = tuple(own[name] for name in ("unit", "found_on", "what", "upward_number"))
    for number in ("GD-1", "GD-2"):
        taken(file_of(head, (unit(FIRST).code, TODAY, "灭火器失效", number)), name="hiddendanger")
    assert sorted(HiddenDanger.objects.values_list("upward_number", flat=True)) == ["GD-1", "GD-2"]
