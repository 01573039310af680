"""Papers as pages: every number of a return is its area page's, nobody finds what is out of sight, faults are told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from cast import CITY, COUNTY, NOW, TOWN, TOWN_DUTY, TOWN_GOVERNMENT, Cast, hold, owed, unit
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from word_papers import Read, drafted, issued, read

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.papers.issued import IssuedPaper
from anlan.kernel.people.unit import Unit
from anlan.oversight.papers import PAPERS

OTHER_TOWN = "445122102/town-government"


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The server's clock stands at the moment of the tests; files go into a folder of the test."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(settings, "ANLAN_DATA", tmp_path)


def browser(cast: Cast, username: str) -> Client:
    client = Client()
    client.force_login(cast.officer(username))
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def told(opened: Cast) -> Cast:
    """Two towns held their meetings: one in time, one of July very late."""
    hold(opened.act("city"), TOWN_GOVERNMENT, "2026-11-03")
    hold(opened.act("city"), OTHER_TOWN, "2026-07-05", number="7")
    return opened


def figures_of_page(client: Client, code: str, period: str, duty: str = "") -> list[tuple[str, ...]]:
    """The rows of an area's page as it shows them: name, owed, on time, late, open, not due yet, rate, overdue."""
    html = client.get(f"/areas/{code}/", {"period": period, "duty": duty}).content.decode()
    table = html[html.index("<tbody>") : html.index("</table>")]
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL) for row in rows]
    return [tuple(" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in row) for row in cells]


def columns(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in ("应履行", "按期完成", "逾期完成", "未收到材料", "其中未到期", "累计逾期"))


@pytest.mark.parametrize("period", ["2026-11", "2026-10", "2026-07", "2026-Q3"])
@pytest.mark.parametrize("code", [CITY, COUNTY, TOWN])
def test_every_number_of_a_return_is_that_of_the_areas_page(told: Cast, tmp_path: Path, code: str, period: str) -> None:
    name, asked = ("quarterly_return", "quarter") if "Q" in period else ("monthly_return", "month")
    paper = drafted(told.act("city"), name, {"area": code, asked: period}, data_dir=tmp_path)
    client = browser(told, "city")
    *shown, total = figures_of_page(client, code, period)
    *areas, whole = paper.table("地区")
    for row, page in zip([*areas, whole], [*shown, total], strict=True):
        assert columns(row) == (*page[1:6], page[7])
        assert row["按期率"].replace("%", " %") == page[6]
    assert columns(whole) == columns(paper.table("职责")[-1])
    for row in paper.table("职责")[:-1]:
        key = next(key for key, duty in told.act("city").pack.duties.items() if duty.title.zh == row["职责"])
        *_lines, page = figures_of_page(client, code, period, key)
        assert columns(row) == (*page[1:6], page[7])


def test_the_late_list_holds_what_the_figure_counts(told: Cast, tmp_path: Path) -> None:
    paper = drafted(told.act("city"), "monthly_return", {"area": "445122102", "month": "2026-10"}, data_dir=tmp_path)
    late = next(table for table in paper.tables if table[0][:2] == ["序号", "单位"])[1:]
    assert len(late) == min(int(paper.table("地区")[-1]["累计逾期"]), 100) > 0
    page = browser(told, "city").get(
        "/obligations/", {"area": "445122102", "standing": "open", "until": "2026-11-22", "sort": "due"}
    )
    shown = [one.row.due_day.isoformat() for one in page.context["rows"]]
    assert [row[4] for row in late][: len(shown)] == shown


def test_a_longer_late_list_says_how_many_rows_more_there_are(told: Cast, tmp_path: Path) -> None:
    paper = drafted(told.act("city"), "monthly_return", {"area": CITY, "month": "2026-10"}, data_dir=tmp_path)
    total = int(paper.table("地区")[-1]["累计逾期"])
    assert f"以上列出最早的100项，另有{total - 100}项" in paper.text


def test_meetings_held_stand_beside_meetings_due(told: Cast, tmp_path: Path) -> None:
    paper = drafted(told.act("city"), "monthly_return", {"area": TOWN, "month": "2026-11"}, data_dir=tmp_path)
    assert "本期应召开安全生产会议2次，按期召开1次" in paper.text
    assert "会议共1次，党委、政府合并召开的按一次计" in paper.text


def test_a_month_in_which_nothing_was_owed_is_said_to_be_so(told: Cast, tmp_path: Path) -> None:
    paper = drafted(told.act("city"), "monthly_return", {"area": CITY, "month": "2020-01"}, data_dir=tmp_path)
    assert "2020年1月应履行事项0项" in paper.text
    assert "按期完成率—" in paper.text


def test_what_is_not_registered_is_never_reported_as_zero(told: Cast, tmp_path: Path) -> None:
    paper = drafted(told.act("city"), "monthly_return", {"area": CITY}, data_dir=tmp_path)
    shown = {row["指标"]: row["本期数据"] for row in paper.table("指标")}
    assert shown["生产安全事故起数、死亡人数、受伤人数、直接经济损失（含同比）"] == "本系统尚未登记"
    assert shown["巡查次数"] == "0次"
    assert {"上报隐患数", "交办督办事项数", "领导带队检查次数"} <= set(shown)


def test_9_3_a_notice_lists_what_is_late_and_asks_for_an_answer_by_a_day(told: Cast, tmp_path: Path) -> None:
    made = issued(told.act("city"), "supervision_notice", {"unit": OTHER_TOWN}, data_dir=tmp_path)
    assert (made.row.number, made.row.addressee) == ("潮州市安委办督〔2026〕1号", unit(OTHER_TOWN))
    paper = drafted(told.act("city"), "supervision_notice", {"unit": OTHER_TOWN}, data_dir=tmp_path)
    assert f"{unit(OTHER_TOWN).name_zh}：" in paper.lines
    assert "2026年12月1日前" in paper.text
    rows = browser(told, "city").get("/obligations/", {"area": "445122102", "standing": "late"}).context["rows"]
    assert len(paper.tables[0]) - 1 == sum(one.row.unit.code == OTHER_TOWN for one in rows)


def test_a_vertically_managed_body_gets_a_letter_and_never_a_notice(told: Cast) -> None:
    vertical = Unit.objects.filter(vertical=True).first()
    assert vertical is not None
    client = browser(told, "city")
    answer = client.get("/papers/new/", {"paper": "supervision_notice", "unit": vertical.code})
    assert answer.status_code == 422
    assert "It gets a letter" in answer.content.decode()
    answer = client.get("/papers/new/", {"paper": "supervision_letter", "unit": OTHER_TOWN})
    assert "It gets a supervision notice" in answer.content.decode()


def test_a_letter_asks_a_vertically_managed_body(told: Cast, tmp_path: Path) -> None:
    Unit.objects.filter(code=OTHER_TOWN).update(vertical=True)
    made = issued(told.act("city"), "supervision_letter", {"unit": OTHER_TOWN}, data_dir=tmp_path)
    assert made.row.number == "潮州市安委办函〔2026〕1号"
    paper = drafted(told.act("city"), "supervision_letter", {"unit": OTHER_TOWN}, data_dir=tmp_path)
    assert "特此致函。" in paper.text
    assert "督办" not in paper.text


def test_nobody_is_reminded_of_nothing(told: Cast) -> None:
    late = Obligation.objects.filter(state=Obligation.State.OPEN, due_at__lte=NOW).values("unit")
    punctual = Unit.objects.filter(vertical=False).exclude(pk__in=late).first()
    assert punctual is not None
    answer = browser(told, "city").get("/papers/new/", {"paper": "supervision_notice", "unit": punctual.code})
    assert answer.status_code == 422
    assert "Nothing of" in answer.content.decode()


def form_of(client: Client, query: dict[str, str]) -> dict[str, Any]:
    page = client.get("/papers/new/", query)
    assert page.status_code == 200
    values = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    return {**values, "form_token": page.context["form_token"]}


RETURN = {"paper": "monthly_return", "area": CITY, "month": "2026-10"}


def sent(client: Client, query: dict[str, str], **more: str) -> Any:
    address = f"/papers/new/?{'&'.join(f'{name}={value}' for name, value in query.items())}"
    body = {"body": "445100/safety-committee-office"}
    return client.post(address, {**form_of(client, query), **body, **more})


def test_a_draft_is_taken_and_leaves_no_trace(told: Cast) -> None:
    answer = sent(browser(told, "city"), RETURN, draft="1", problems="个别镇滞后")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    text = read(b"".join(answer.streaming_content)).text
    assert "（草稿，未编号）" in text
    assert "个别镇滞后" in text
    assert not IssuedPaper.objects.exists()


def test_issued_on_the_page_it_stands_in_the_register_with_its_file(told: Cast) -> None:
    client = browser(told, "city")
    answer = sent(client, RETURN)
    row = IssuedPaper.objects.get()
    assert answer.headers["Location"] == f"/papers/{row.pk}/"
    assert row.number in client.get("/papers/").content.decode()
    assert row.digest in client.get(f"/papers/{row.pk}/").content.decode()
    assert row.number in read(b"".join(client.get(f"/papers/{row.pk}/file/").streaming_content)).text
    again = client.get("/papers/new/", RETURN).content.decode()
    assert "Issued about the same already" in again
    assert client.get("/papers/export.xlsx").status_code == 200
    assert "Paper issued" in client.get("/ledger/").content.decode()


def test_declared_void_on_the_page(told: Cast) -> None:
    client = browser(told, "city")
    sent(client, RETURN)
    row = IssuedPaper.objects.get()
    page = client.get(f"/papers/{row.pk}/void/")
    refused = client.post(f"/papers/{row.pk}/void/", {"form_token": page.context["form_token"], "reason": ""})
    assert refused.status_code == 422
    client.post(f"/papers/{row.pk}/void/", {"form_token": page.context["form_token"], "reason": "错"})
    assert client.get(f"/papers/{row.pk}/void/").status_code == 409
    assert "Void" in client.get(f"/papers/{row.pk}/").content.decode()


def test_a_broken_template_is_told_on_the_page(told: Cast, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "return.docx").write_bytes(b"broken")
    answer = sent(browser(told, "city"), RETURN)
    assert answer.status_code == 422
    assert "papers/return.docx cannot be used" in answer.content.decode()
    assert not IssuedPaper.objects.exists()


def test_who_may_see_but_not_issue_takes_a_draft(told: Cast) -> None:
    client, query = browser(told, "county"), {"paper": "monthly_return", "area": COUNTY, "month": "2026-10"}
    assert "no right to issue" in client.get("/papers/new/", query).content.decode()
    assert sent(client, query, body="445122/government", draft="1").status_code == 200
    assert sent(client, query, body="445122/government").status_code == 403
    assert not IssuedPaper.objects.exists()


@pytest.mark.parametrize("username", ["county", "town", "safety", "stranger", "reviewer"])
def test_a_paper_of_the_city_is_found_by_nobody_below(told: Cast, tmp_path: Path, username: str) -> None:
    row = issued(told.act("city"), "monthly_return", {"area": CITY}, data_dir=tmp_path).row
    client = browser(told, username)
    for address in (f"/papers/{row.pk}/", f"/papers/{row.pk}/file/", f"/papers/{row.pk}/void/"):
        assert client.get(address).status_code == 404
    assert client.get("/papers/").context["total"] == 0
    assert client.get("/papers/new/", {"paper": "monthly_return", "area": CITY}).status_code == 404


def test_the_addressee_finds_what_was_sent_to_it(told: Cast, tmp_path: Path) -> None:
    Unit.objects.filter(code=TOWN_GOVERNMENT).update(vertical=False)
    assert owed(TOWN_GOVERNMENT, "2026-10-01", TOWN_DUTY).unit.code == TOWN_GOVERNMENT
    row = issued(told.act("city"), "supervision_notice", {"unit": TOWN_GOVERNMENT}, data_dir=tmp_path).row
    client = browser(told, "town")
    assert client.get("/papers/").context["total"] == 0
    assert client.get("/papers/", {"view": "received"}).context["total"] == 1
    assert client.get(f"/papers/{row.pk}/file/").status_code == 200
    assert "Declare void" not in client.get(f"/papers/{row.pk}/").content.decode()
    assert browser(told, "stranger").get("/papers/", {"view": "received"}).context["total"] == 0


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"paper": "no_such"},
        {"paper": "monthly_return"},
        {"paper": "monthly_return", "area": "1"},
        {"paper": "monthly_return", "area": CITY, "month": "2026-13"},
        {"paper": "monthly_return", "area": CITY, "month": "2026-Q3"},
        {"paper": "quarterly_return", "area": CITY, "quarter": "2026-10"},
        {"paper": "monthly_return", "area": CITY, "month": "9999-12"},
        {"paper": "supervision_notice"},
        {"paper": "supervision_notice", "obligation": "x"},
        {"paper": "supervision_notice", "obligation": "9" * 30},
        {"paper": "supervision_notice", "unit": "DEMO-ENTERPRISE-9"},
    ],
)
def test_an_address_that_names_nothing_is_404(told: Cast, query: dict[str, str]) -> None:
    assert browser(told, "city").get("/papers/new/", query).status_code == 404


@pytest.mark.parametrize("query", [{"paper": "x"}, {"state": "x"}, {"year": "26"}, {"view": "x"}, {"after": "x"}])
def test_a_filter_that_cannot_be_one_is_404(told: Cast, query: dict[str, str]) -> None:
    assert browser(told, "city").get(reverse("papers"), query).status_code == 404


def test_an_empty_register_says_how_a_paper_comes_about(told: Cast) -> None:
    assert "No paper that fits" in browser(told, "city").get("/papers/").content.decode()


def test_papers_are_declared_once(told: Cast) -> None:
    assert all(name == paper.name for name, paper in PAPERS.items())
    assert isinstance(
        read((Path(__file__).parents[2] / "anlan/kernel/papers/templates/return.docx").read_bytes()), Read
    )
