"""One clause in both directions: what the document says, and everything in Anlan that answers to it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cast import NOW, TODAY, TOWN_DUTY, TOWN_GOVERNMENT, TOWN_PARTY, Cast, hold, withdraw

from anlan.kernel.obligations.counts import Counts
from anlan.kernel.people.sight import Sight
from anlan.kernel.roles import P
from anlan.oversight import clauses, tests_by_clause
from anlan.policy import Pack, load_pack

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "tests" / "packs" / "tiny"


@pytest.fixture(scope="module")
def tiny() -> Pack:
    """Another city, in which the towns' meeting has another number."""
    return load_pack(path=TINY)


def line_at(where: str) -> str:
    """The line of the project's own source at ``file:line``."""
    file, _colon, number = where.rpartition(":")
    return (ROOT / file).read_text(encoding="utf-8").splitlines()[int(number) - 1]


def test_3_12_the_clause_leads_to_duty_step_rule_permission_page_and_test(pack: Pack) -> None:
    view = clauses.clause_view(pack=pack, clause_id="3.12")
    assert "每月至少研究一次安全生产工作" in view.article.text
    assert [duty.id for duty in view.duties] == [TOWN_DUTY]
    assert [one.step.name for one in view.steps] == ["hold", "withdraw"]
    assert "not_ahead" in [rule.name for rule in view.rules]
    assert view.permissions == (P.MEETING_RECORD, P.MEETING_WITHDRAW)
    assert [pages.name for pages in view.pages] == ["meeting"]
    assert {value.key for value in view.parameters} == set(view.duties[0].parameters)
    own_name = "test_3_12_the_clause_leads_to_duty_step_rule_permission_page_and_test"
    assert own_name in [test.name for test in view.tests]


def test_every_place_that_is_named_is_the_right_line(pack: Pack) -> None:
    view = clauses.clause_view(pack=pack, clause_id="3.12")
    assert all("Step(" in line_at(one.where) for one in view.steps)
    assert all(f"def {rule.name}(" in line_at(rule.where) for rule in view.rules)
    assert all(f"def {test.name}(" in line_at(test.where) for test in view.tests)


def test_3_2_is_met_by_a_step_that_cites_another_clause(pack: Pack) -> None:
    view = clauses.clause_view(pack=pack, clause_id="3.2")
    assert [(one.step.name, one.cites) for one in view.steps] == [("hold", False)]


def test_a_clause_that_nothing_carries_says_what_it_waits_for(pack: Pack) -> None:
    view = clauses.clause_view(pack=pack, clause_id="16.1")
    assert (view.clause.carried.how, view.steps, view.duties) == ("none", (), ())
    assert view.milestone is not None
    assert view.milestone.id == view.clause.carried.milestone


def test_another_city_finds_the_same_steps_under_its_own_number(tiny: Pack) -> None:
    view = clauses.clause_view(pack=tiny, clause_id="2.1")
    assert [one.step.name for one in view.steps] == ["hold", "withdraw"]
    assert [duty.every for duty in view.duties] == ["quarter"]


def test_a_clause_without_counterpart_in_the_catalogue_is_cited_by_nothing(tiny: Pack) -> None:
    view = clauses.clause_view(pack=tiny, clause_id="2.2")
    assert (view.steps, view.cited, view.tests) == ((), (), ())


def test_an_unknown_clause_is_an_error_with_suggestions(pack: Pack) -> None:
    with pytest.raises(KeyError):
        clauses.clause_view(pack=pack, clause_id="3.99")
    assert "3.9" in [near.id for near in clauses.nearest_clauses(pack=pack, text="3.99")]
    assert clauses.nearest_clauses(pack=pack, text="挂牌督办")[0].article in ("16", "18", "19")
    assert clauses.nearest_clauses(pack=pack, text="§§") == []


def test_a_copy_without_tests_says_so_rather_than_none(tmp_path: Path) -> None:
    assert tests_by_clause.tests_naming(reference="3.12", root=tmp_path) == ((), False)
    (tmp_path / "tests").mkdir()
    assert tests_by_clause.tests_naming(reference="3.12", root=tmp_path) == ((), False), "somebody else's"


def test_a_test_is_found_by_each_clause_in_its_name_and_by_no_other(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "pyproject.toml").touch()
    names = ("test_3_1_and_10_7_move", "test_3_12_month", "test_e_1_ending", "test_13_1_x", "test_other")
    text = "\n".join(f"def {name}() -> None: ..." for name in names)
    (tmp_path / "tests" / "test_them.py").write_text(text, encoding="utf-8")

    def found(reference: str) -> list[str]:
        tests, known = tests_by_clause.tests_naming(reference=reference, root=tmp_path)
        assert known
        return [test.name for test in tests]

    assert found("3.1") == found("10.7") == ["test_3_1_and_10_7_move"]
    assert found("3.12") == ["test_3_12_month"]
    assert found("E.1") == ["test_e_1_ending"]
    assert found("") == found("1.1") == []


def test_every_clause_is_counted_once_in_the_coverage(pack: Pack) -> None:
    found = clauses.coverage(pack=pack)
    assert found.total == sum(found.carried.values()) == 279
    assert found.carried["none"] == sum(found.waiting.values()) + found.reasoned


def test_3_12_figures_follow_what_is_recorded_and_withdrawn(opened: Cast) -> None:
    city = opened.actor("city").sight()

    def figures(sight: Sight, *, today: dt.date = TODAY) -> Counts:
        return clauses.live_figures(clause_id="3.12", sight=sight, today=today).year

    before = figures(city)
    months, bodies = 5, 46 * 2
    assert (before.owed, before.on_time, before.open) == (months * bodies, 0, months * bodies)
    assert before.overdue == 4 * bodies  # July to October
    meeting = hold(opened.act("city"), TOWN_GOVERNMENT, "2026-11-20", shared_with=TOWN_PARTY).record
    hold(opened.act("city"), TOWN_GOVERNMENT, "2026-09-20")
    after = figures(city)
    assert (after.on_time, after.late, after.overdue) == (2, 1, before.overdue - 1)
    assert figures(opened.actor("town").sight()).owed == months * 2
    assert figures(opened.actor("stranger").sight()) == Counts()
    assert figures(city, today=dt.date(2027, 1, 5)).owed == 0, "the year of the day"
    withdraw(opened.act("city", now=NOW), meeting)
    assert figures(city).on_time == 0
