"""Clause 18.8: the ledger of hidden dangers is given out in the workbook's own columns, corrected, and handed in."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import COUNTY, NOW, TODAY, Cast, unit
from django.utils import timezone
from examples_of_danger_stages import dangers_of_all_stages, dangers_of_which_no_row_can_speak
from examples_of_dangers import FIRST, SECOND, find, fresh, general
from handed_back import Back, back, browser, corrected, given_out, rows_of

from anlan.kernel.sheets.sheet_import import SheetFault, SheetImport
from anlan.modules.hidden_danger import HiddenDanger

__all__ = ["back"]
pytestmark = pytest.mark.django_db
NAME = "hiddendanger"


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def counts(job: SheetImport) -> tuple[int, int, int, int]:
    """New, changed, the same, at fault."""
    return job.new, job.changed, job.same, job.bad


def whats(content: bytes) -> list[str]:
    """What was found, row by row."""
    return [row["what"] for row in rows_of(content, name=NAME)]


@pytest.mark.parametrize("mode", ["stop", "skip", "update"])
def test_18_8_a_danger_in_any_stage_reads_as_the_same_when_its_row_comes_back(
    cast: Cast, back: Back, mode: str
) -> None:
    dangers_of_all_stages(cast)
    there = HiddenDanger.objects.count()
    states = set(HiddenDanger.objects.values_list("state", flat=True))
    assert states == {"found", "planning", "rectifying", "rectified", "closed", "on_the_spot"}
    content = given_out(cast, NAME)
    assert len(rows_of(content, name=NAME)) == there
    assert counts(back(NAME, content, mode=mode)) == (0, 0, there, 0)


def test_18_8_the_dangers_of_the_demonstration_read_as_the_same(
    demonstrated: list[str], cast: Cast, back: Back
) -> None:
    content = given_out(cast, NAME)
    given = len(rows_of(content, name=NAME))
    assert len(set(HiddenDanger.objects.values_list("state", flat=True))) > 4
    assert given == HiddenDanger.objects.exclude(state__in=("merged", "dismissed")).count()
    assert counts(back(NAME, content)) == (0, 0, given, 0)


def test_18_8_a_row_says_what_stands_in_the_register(cast: Cast) -> None:
    dangers_of_all_stages(cast)
    rows = {row["what"]: row for row in rows_of(given_out(cast, NAME, language="en"), name=NAME)}
    assert rows["重大，有依据也有理由"]["criterion"] == "GM8-04"
    assert rows["重大，已定方案"]["criterion"] == "AB 类"
    assert rows["已延期"]["due_day"].date() == dt.date(2026, 12, 18)
    assert rows["省系统有编号"]["upward_number"] == "GD2026-77"
    assert rows["1号窑 煤气阀漏气"]["place"] == "窑 炉"
    assert (rows["配电箱门缺失"]["unit"], rows["配电箱门缺失"]["supervisor"]) == (SECOND, None)
    seen = rows["监管部门查出"]
    assert (seen["supervisor"], seen["source"], seen["grade"]) == (
        f"{COUNTY}/emergency", "Report from the public", "General",
    )  # fmt: skip


def test_18_8_what_no_row_can_say_is_left_out_and_the_rest_reads_as_the_same(cast: Cast, back: Back) -> None:
    silent = dangers_of_which_no_row_can_speak(cast)
    content = given_out(cast, NAME, username="safety")
    given = whats(content)
    assert set(silent) < set(HiddenDanger.objects.values_list("what", flat=True))
    assert not set(silent) & set(given)
    # Of three that read alike no row can mean the second or the third.
    assert given.count("两条同名") == 1
    assert sorted(given) == ["两条同名", "另一处"]
    assert counts(back(NAME, content, username="safety")) == (0, 0, 2, 0)


def test_18_8_a_number_tells_dangers_apart_that_read_alike(cast: Cast, back: Back) -> None:
    first, second, third = (find(cast.act("safety")) for _each in range(3))
    HiddenDanger.objects.filter(pk=second.pk).update(upward_number="GD2")
    HiddenDanger.objects.filter(pk=third.pk).update(upward_number="GD3")
    content = given_out(cast, NAME, username="safety")
    assert sorted(row["upward_number"] or "" for row in rows_of(content, name=NAME)) == ["", "GD2", "GD3"]
    assert counts(back(NAME, content, username="safety")) == (0, 0, 3, 0)
    # The oldest has a number as well: then a younger one without any would mean the oldest.
    HiddenDanger.objects.filter(pk=first.pk).update(upward_number="GD1")
    HiddenDanger.objects.filter(pk=second.pk).update(upward_number="")
    content = given_out(cast, NAME, username="safety")
    assert sorted(row["upward_number"] for row in rows_of(content, name=NAME)) == ["GD1", "GD3"]
    assert counts(back(NAME, content, username="safety")) == (0, 0, 2, 0)


def test_18_8_one_that_was_dismissed_does_not_stand_in_the_way_of_one_that_is_real(cast: Cast, back: Back) -> None:
    wrong, real = find(cast.act("safety")), find(cast.act("safety"))
    HiddenDanger.objects.filter(pk=wrong.pk).update(state="dismissed")
    content = given_out(cast, NAME, username="safety")
    changed = corrected(content, name=NAME, what=real.what, upward_number="GD2026-5")
    assert counts(back(NAME, changed, username="safety", load=True)) == (0, 1, 0, 0)
    assert (fresh(real).upward_number, fresh(wrong).upward_number) == ("GD2026-5", "")


def test_18_8_a_closed_unit_is_spoken_of_by_no_row(cast: Cast, back: Back) -> None:
    find(cast.act("safety"))
    find(cast.act("stranger"), SECOND)
    type(unit(SECOND)).objects.filter(code=SECOND).update(closed_on=TODAY)
    content = given_out(cast, NAME)
    assert [row["unit"] for row in rows_of(content, name=NAME)] == [FIRST]
    assert counts(back(NAME, content)) == (0, 0, 1, 0)


def test_18_8_a_number_typed_into_the_row_of_a_living_danger_is_all_that_changes(cast: Cast, back: Back) -> None:
    dangers_of_all_stages(cast)
    there, before = HiddenDanger.objects.count(), HiddenDanger.objects.get(what="被退回")
    content = given_out(cast, NAME)
    job = back(NAME, corrected(content, name=NAME, what="被退回", upward_number="GD2026-9"), load=True)
    assert counts(job) == (0, 1, there - 1, 0)
    after = fresh(before)
    assert (after.upward_number, after.result, after.due_day) == ("GD2026-9", before.result, before.due_day)
    assert "\r\n" in after.result
    # Anything else of it is changed by its steps, not by a file.
    job = back(NAME, corrected(content, name=NAME, what="已延期", due_day=dt.date(2027, 1, 20)))
    assert [one.column for one in SheetFault.objects.filter(sheet_import=job)] == ["what"]


def test_18_8_history_that_a_file_brought_is_corrected_in_excel(cast: Cast, back: Back) -> None:
    danger = find(cast.act("safety"), what="早已整改", put_right="已换")
    HiddenDanger.objects.filter(pk=danger.pk).update(state="closed", origin_type="import")
    find(cast.act("safety"), what="仍在整改")
    content = corrected(given_out(cast, NAME, username="safety"), name=NAME, what="早已整改", result="已换新门")
    assert counts(back(NAME, content, username="safety", load=True)) == (0, 1, 1, 0)
    assert fresh(danger).result == "已换新门"


def test_19_1_the_text_of_a_criterion_stays_as_it_read_on_the_day_of_the_grade(cast: Cast, back: Back) -> None:
    dangers_of_all_stages(cast)
    graded = HiddenDanger.objects.filter(criterion="GM8-04")
    graded.update(criterion_text="当年的条文")
    # A number that the library no longer has stays the basis of what was graded by it.
    HiddenDanger.objects.filter(what="升为重大").update(criterion="GM99-99")
    job = back(NAME, given_out(cast, NAME))
    assert counts(job) == (0, 0, HiddenDanger.objects.count(), 0)


def test_19_2_a_supervisor_that_closed_since_is_no_fault_of_an_unchanged_row(cast: Cast, back: Back) -> None:
    dangers_of_all_stages(cast)
    type(unit(FIRST)).objects.filter(code=f"{COUNTY}/emergency").update(closed_on=TODAY)
    content = given_out(cast, NAME)
    assert counts(back(NAME, content)) == (0, 0, HiddenDanger.objects.count(), 0)
    # For another danger it may not be named any more.
    job = back(NAME, corrected(content, name=NAME, what="配电箱门缺失", supervisor=f"{COUNTY}/emergency"))
    assert "supervisor" in {one.column for one in SheetFault.objects.filter(sheet_import=job)}


def test_18_8_a_term_longer_than_is_given_today_is_no_fault_where_it_stands(cast: Cast, back: Back) -> None:
    danger = find(cast.act("safety"))
    general(cast.act("safety"), danger)
    HiddenDanger.objects.filter(pk=danger.pk).update(due_day=dt.date(2062, 1, 1))
    assert counts(back(NAME, given_out(cast, NAME, username="safety"), username="safety")) == (0, 0, 1, 0)


def test_18_8_a_danger_that_a_body_only_follows_up_is_not_in_its_workbook(cast: Cast, back: Back) -> None:
    near, far = find(cast.act("safety"), what="本辖区"), find(cast.act("stranger"), SECOND, what="辖区外")
    body = unit(f"{COUNTY}/emergency")
    HiddenDanger.objects.update(supervisor=body, supervisor_position=body.position)
    type(body).objects.filter(code=SECOND).update(position=0)
    HiddenDanger.objects.filter(pk=far.pk).update(position=0)
    shown = browser(cast, "officer").get("/records/hiddendanger/").content.decode()
    assert far.what in shown
    content = given_out(cast, NAME, username="officer")
    assert whats(content) == [near.what]
    assert counts(back(NAME, content, username="officer")) == (0, 0, 1, 0)


def test_18_8_whoever_may_not_import_gets_no_rows_of_dangers(cast: Cast) -> None:
    find(cast.act("safety"))
    for username in ("auditor", "principal"):
        client = browser(cast, username)
        assert client.get("/records/hiddendanger/rows.xlsx").status_code == 403
        assert "rows.xlsx" not in client.get("/records/hiddendanger/").content.decode()
    assert "rows.xlsx" in browser(cast, "safety").get("/records/hiddendanger/").content.decode()


def test_18_8_only_the_rows_of_the_list_are_given_out(cast: Cast) -> None:
    dangers_of_all_stages(cast)
    content = given_out(cast, NAME, query="?grade=major&sort=due")
    assert set(whats(content)) == {"重大，有依据也有理由", "重大，已定方案", "升为重大"}
    assert {row["unit"] for row in rows_of(given_out(cast, NAME, username="stranger"), name=NAME)} == {SECOND}
