"""Articles 5.1 and 5.2: which department is competent for which matter and industry; gaps and overlaps are found."""

from __future__ import annotations

from io import BytesIO

import pytest
from cast import NOW, TODAY, Cast
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from registers import allocate

from anlan.kernel.people.area import Area
from anlan.kernel.records.door import Overtaken, take
from anlan.modules.allocation import Allocation
from anlan.oversight.allocations import rows_of
from anlan.policy import Pack
from anlan.rules.allocation import COMPREHENSIVE, GAP, OVERLAP, PART, SETTLED, Grant, cells_of

MATTERS = {"work_safety": ("C", "E"), "fire": ()}
DIVISIONS = {"C": ("13", "14"), "E": ("47",)}
EMERGENCY, HOUSING, INDUSTRY = "445122/emergency", "445122/housing", "445122/industry"


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def states(*grants: Grant) -> dict[tuple[str, str], str]:
    cells = cells_of(matters=MATTERS, divisions=DIVISIONS, grants=grants)
    return {(cell.matter, cell.industry): cell.state for cell in cells}


def test_5_1_where_nobody_is_competent_there_is_a_gap() -> None:
    assert set(states().values()) == {GAP}


def test_5_1_one_department_for_the_section_settles_it() -> None:
    assert states(Grant(1, "work_safety", "C"))["work_safety", "C"] == SETTLED


def test_5_1_a_grant_for_all_industries_settles_every_section_and_a_narrower_one_goes_before_it() -> None:
    found = states(Grant(1, "work_safety", ""), Grant(2, "work_safety", "E"))
    assert (found["work_safety", "C"], found["work_safety", "E"]) == (SETTLED, SETTLED)


def test_5_1_some_divisions_without_the_others_are_a_gap_in_part() -> None:
    cells = cells_of(matters=MATTERS, divisions=DIVISIONS, grants=[Grant(1, "work_safety", "13")])
    (cell,) = [cell for cell in cells if cell.industry == "C"]
    assert (cell.state, cell.missing, cell.units, cell.parts) == (PART, ("14",), (1,), {1: ("13",)})


def test_5_1_a_matter_for_all_industries_given_for_one_section_is_a_gap_in_part_with_its_department() -> None:
    (cell,) = cells_of(matters={"fire": ()}, divisions=DIVISIONS, grants=[Grant(1, "fire", "C")])
    assert (cell.state, cell.units, cell.parts, cell.missing) == (PART, (1,), {1: ("C",)}, ("E",))
    (narrower,) = cells_of(matters={"fire": ()}, divisions=DIVISIONS, grants=[Grant(1, "fire", "13")])
    assert (narrower.state, narrower.missing) == (PART, ("14", "E"))


def test_5_1_a_matter_for_all_industries_given_section_by_section_is_settled() -> None:
    grants = [Grant(1, "fire", "C"), Grant(2, "fire", "47")]
    (cell,) = cells_of(matters={"fire": ()}, divisions=DIVISIONS, grants=grants)
    assert (cell.state, cell.units, cell.missing) == (SETTLED, (1, 2), ())


def test_5_2_a_section_of_another_department_stands_beside_the_one_for_all_industries() -> None:
    grants = [Grant(1, "fire", ""), Grant(2, "fire", "C")]
    (cell,) = cells_of(matters={"fire": ()}, divisions=DIVISIONS, grants=grants)
    assert (cell.state, cell.units, cell.parts) == (SETTLED, (1, 2), {2: ("C",)})


@pytest.mark.parametrize("industry", ["C", "13"])
def test_5_2_two_departments_for_the_same_are_an_overlap(industry: str) -> None:
    found = states(Grant(1, "work_safety", industry), Grant(2, "work_safety", industry))
    assert found["work_safety", "C"] == OVERLAP


def test_5_2_a_division_of_another_department_is_no_overlap() -> None:
    assert states(Grant(1, "work_safety", "C"), Grant(2, "work_safety", "13"))["work_safety", "C"] == SETTLED


def test_5_2_comprehensive_supervision_beside_industry_supervision_is_no_overlap_and_fills_no_gap() -> None:
    comprehensive = Grant(1, "work_safety", "", COMPREHENSIVE)
    assert states(comprehensive)["work_safety", "C"] == GAP
    assert states(comprehensive, Grant(2, "work_safety", "C"))["work_safety", "C"] == SETTLED


def test_5_1_a_matter_for_all_industries_needs_one_department() -> None:
    assert states(Grant(1, "fire", ""))["fire", ""] == SETTLED
    assert states(Grant(1, "fire", ""), Grant(2, "fire", ""))["fire", ""] == OVERLAP


def test_5_1_the_pack_lists_every_section_and_division_of_the_standard(pack: Pack) -> None:
    assert "".join(section.code for section in pack.industries) == "ABCDEFGHIJKLMNOPQRST"
    assert sum(len(section.divisions) for section in pack.industries) == 97
    assert set(pack.matters["work_safety"].industries) == set("ABCDEFGHIJKLMNOPQRS")


def county(cast: Cast) -> dict[tuple[str, str], str]:
    area = Area.objects.get(code="445122")
    rows = rows_of(area=area, sight=cast.actor("city").sight(), act=cast.act("city"))
    return {(row.matter, row.industry.split()[0]): row.state for row in rows}


def test_5_2_what_ended_or_belongs_to_another_level_counts_no_more(cast: Cast) -> None:
    given = allocate(cast.act("city"), EMERGENCY, "work_safety", "C")
    allocate(cast.act("city"), "445100/housing", "work_safety", "E")
    assert county(cast)["Work safety of an industry", "C"] == SETTLED
    assert county(cast)["Work safety of an industry", "E"] == GAP
    step = Allocation.workflow.step("end")
    end = {"occurred_on": TODAY.replace(day=1), "reason": "机构改革"}
    take(record=given.record, step=step, answers=end, act=cast.act("city"))
    assert county(cast)["Work safety of an industry", "C"] == GAP


def test_5_2_the_same_competence_is_entered_once(cast: Cast) -> None:
    allocate(cast.act("city"), EMERGENCY, "work_safety", "C")
    with pytest.raises(Overtaken):
        allocate(cast.act("city"), EMERGENCY, "work_safety", "C")


def test_5_2_the_page_lists_gaps_first_filters_and_exports_the_same_rows(cast: Cast) -> None:
    allocate(cast.act("city"), EMERGENCY, "work_safety", "C")
    allocate(cast.act("city"), INDUSTRY, "work_safety", "C")
    allocate(cast.act("city"), HOUSING, "construction")
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(cast.officer("city"))
    address = reverse("allocations", args=["445122"])
    page = client.get(address)
    counts = {name: n for name, _words, n in page.context["counts"]}
    assert (counts[OVERLAP], counts[SETTLED], sum(counts.values())) == (1, 1, len(page.context["rows"]))
    assert page.context["rows"][0].state == GAP
    (overlap,) = client.get(f"{address}?state=overlap").context["rows"]
    assert {one.unit.code for one in overlap.competent} == {EMERGENCY, INDUSTRY}
    allocate(cast.act("city"), EMERGENCY, "hazardous_chemicals", "C")
    counts[GAP] -= 1
    (part,) = client.get(f"{address}?state=part").context["rows"]
    assert [str(one) for one in part.competent] == ["Raoping County Emergency Management Bureau (C Manufacturing)"]
    assert "D Electricity, heat, gas and water supply" in part.missing
    response = client.get(f"{address}?state=gap&format=xlsx")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    assert sheet.max_row - 1 == counts[GAP]
    assert client.get(f"{address}?state=none").status_code == 404
    client.force_login(cast.officer("stranger"))
    assert client.get(address).status_code == 404
