"""Hidden dangers of one unit and several finders (3.16, 18.8, 19.2, 19.3): alike, recurring, followed up by whom."""

from __future__ import annotations

import pytest
from cast import COUNTY, NOW, TOWN, Cast, unit
from django.test import Client
from django.utils import timezone
from examples_of_dangers import EMERGENCY, FIRST, find, fresh, step
from examples_of_the_field import TOWN_OFFICE, VILLAGE, act_as, patrol, taken
from examples_of_the_field import tell as report_danger
from test_18_8_dangers import LAPSED, MET, OPEN, rows, why

from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Refused
from anlan.modules.hidden_danger import HiddenDanger
from anlan.modules.hidden_danger.alike import alike_of


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def test_19_2_a_danger_found_again_after_it_was_put_right_says_so(cast: Cast) -> None:
    first = find(cast.act("safety"), put_right="已补装")
    again = find(cast.act("safety"), what="窑炉煤气总管没有低压报警", place="一号窑")
    other = find(cast.act("safety"), what="叉车未年检", place="仓库")
    assert (again.recurrence_of_id, other.recurrence_of_id) == (first.pk, None)


def test_18_8_what_reads_alike_is_offered_first_and_merging_keeps_one_case(cast: Cast) -> None:
    first = find(cast.act("safety"))
    find(cast.act("safety"), what="叉车未年检", place="仓库")
    twin = find(cast.act("officer"), what="窑炉煤气总管未设低压报警", place="1号窑")
    assert alike_of(danger=twin)[0][0] == str(first.pk)
    step(cast.act("officer"), twin, "merge", into=str(first.pk))
    assert (fresh(twin).state, fresh(twin).merged_into_id) == ("merged", first.pk)
    assert rows(twin, "danger-grading-of-bodies")[0].state == MET


def test_19_3_only_certified_officers_enter_what_an_administrative_inspection_found(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        find(cast.act("office"), "445122100/town-government", source="inspection")
    assert why(refused)[0][0] == "source"
    assert find(cast.act("officer"), source="inspection").source == "inspection"


def test_3_16_what_a_village_found_at_an_enterprise_is_followed_up_by_its_town(cast: Cast) -> None:
    village = "445122100001/village-committee"
    act = act_as(village, Post.objects.filter(unit__code=village).first().key)  # type: ignore[union-attr]
    with pytest.raises(NotPermitted):
        find(act)
    Unit.objects.filter(code=FIRST).update(area=unit(village).area_id, position=unit(village).position)
    assert find(act).supervisor == unit("445122100/town-safety-office")
    assert find(act, village, what="祠堂电线老化", place="祠堂", source="patrol").supervisor is None


def test_19_2_another_body_takes_over_what_its_predecessor_owed(cast: Cast) -> None:
    danger = find(cast.act("officer"))
    housing = f"{COUNTY}/housing"
    step(cast.act("city"), danger, "supervise", supervisor=str(unit(housing).pk), reason="属住建部门")
    states = {row.unit.code: row.state for row in rows(danger, "danger-grading-of-bodies")}
    assert states == {EMERGENCY: LAPSED, housing: OPEN}


def test_3_13_the_page_of_a_round_shows_the_dangers_found_on_it(cast: Cast) -> None:
    round_ = patrol(cast.act("town"), f"{TOWN}/town-safety-office", "2026-11-23").record
    found = find(cast.act("town"), what="消防通道堵塞", during=str(round_.submission))
    client = Client()
    client.force_login(cast.officer("town"))
    assert found.number in client.get(f"/records/patrol/{round_.pk}/").content.decode()
    with pytest.raises(Refused) as refused:
        find(cast.act("safety"), what="消防通道堵塞", during=str(round_.submission))
    assert why(refused)[0][0] == "during"


def test_3_17_a_report_of_a_village_becomes_a_danger_that_its_receiver_follows_up(cast: Cast) -> None:
    village = act_as(VILLAGE, Post.objects.filter(unit__code=VILLAGE).first().key)  # type: ignore[union-attr]
    reported = report_danger(village, VILLAGE, TOWN_OFFICE).record
    with pytest.raises(Refused) as refused:
        taken(cast.act("town"), reported, "register", code="NO-SUCH")
    assert why(refused)[0][0] == "code"
    taken(cast.act("town"), reported, "register", code="")
    danger = HiddenDanger.objects.get(origin_type="dangerreport", origin_id=reported.pk)
    assert (danger.unit.code, danger.supervisor.code, danger.source) == (VILLAGE, TOWN_OFFICE, "report")
    with pytest.raises(Refused, match="already"):
        taken(cast.act("town"), reported, "register", code="")
