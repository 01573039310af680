"""Another city has other numbers, other cadences and other areas, and needs no other code."""

from datetime import date
from pathlib import Path

from anlan.policy import Pack, load_pack


def test_3_12_is_found_under_the_citys_own_number(tiny: Pack, chaozhou: Pack) -> None:
    clause = tiny.clause_for(reference="3.12")
    assert clause is not None
    assert clause.id == "2.1"
    own = chaozhou.clause_for(reference="3.12")
    assert own is not None
    assert own.id == "3.12"


def test_a_clause_the_city_does_not_have_is_none(tiny: Pack) -> None:
    assert tiny.clause_for(reference="3.2") is None


def test_3_12_may_have_another_cadence(tiny: Pack) -> None:
    (duty,) = tiny.duties.values()
    assert (duty.clause, duty.every) == ("2.1", "quarter")


def test_a_city_may_leave_out_the_ending_and_the_clauses_without_reference(tiny: Pack) -> None:
    assert list(tiny.articles) == ["1", "2"]
    assert tiny.clauses["2.2"].reference is None


def test_a_named_town_is_governed_by_the_zone_and_not_by_its_county(tiny: Pack) -> None:
    parents = {area.code: area.parent for area in tiny.areas}
    assert parents["990102101"] == "990100-zone"
    assert parents["990102100"] == "990102"


def test_the_law_of_the_day_changes_with_the_day(tiny: Pack) -> None:
    def grace(day: date) -> int:
        return int(tiny.parameters.value(key="obligation.grace", on=day).value)

    assert grace(date(2025, 12, 31)) == 3
    assert grace(date(2026, 1, 1)) == 10


def test_the_digest_changes_with_any_file(tiny_folder: Path, tiny: Pack) -> None:
    assert load_pack(path=tiny_folder).digest == tiny.digest
    path = tiny_folder / "calendars" / "2026.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# read again\n", encoding="utf-8")
    assert load_pack(path=tiny_folder).digest != tiny.digest


def test_the_issue_date_and_number_are_kept_where_the_text_states_them(tiny: Pack, chaozhou: Pack) -> None:
    assert (tiny.issued_on, tiny.number) == (date(2025, 6, 1), "示例〔2025〕1号")
    assert (chaozhou.issued_on, chaozhou.number) == (None, None)


def test_a_duty_may_be_owed_on_an_occasion_and_be_due_as_given(tiny_folder: Path) -> None:
    path = tiny_folder / "duties.yaml"
    text = path.read_text(encoding="utf-8").replace("every: quarter", "on: meeting.decision")
    text = text.replace("period_end", "as_given").replace("  lead: obligation.lead\n", "")
    path.write_text(text, encoding="utf-8")
    (duty,) = load_pack(path=tiny_folder).duties.values()
    assert (duty.every, duty.on, duty.due, duty.lead) == (None, "meeting.decision", "as_given", None)
    assert duty.parameters == ("obligation.grace",)


def test_a_duty_has_a_new_digest_when_its_words_change_and_not_when_it_moves(tiny_folder: Path, tiny: Pack) -> None:
    (before,) = tiny.duties.values()
    path = tiny_folder / "duties.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text("# moved down a line\n" + text, encoding="utf-8")
    (moved,) = load_pack(path=tiny_folder).duties.values()
    path.write_text(text.replace("obligation.lead", "obligation.grace"), encoding="utf-8")
    (changed,) = load_pack(path=tiny_folder).duties.values()
    assert moved.digest == before.digest != changed.digest
