"""Trying a changed pack: whom it would oblige, whom no longer, what that is in work; nothing is stored."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from cast import CITY, COUNTY, TODAY, TOWN_GOVERNMENT, Cast, unit
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anlan.kernel.changed_packs import installed_folder, with_numbers, with_texts
from anlan.kernel.obligations.dry_run import Change, Units, Work, dry_run
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.facts import note
from anlan.modules.public_unit.facts import PublicUnitFacts
from anlan.policy import Pack, PackError
from anlan.policy.excerpts import excerpt
from anlan.web import cli

TOWN_DUTY = "town-monthly-meeting"
pytestmark = pytest.mark.django_db


@pytest.fixture
def text() -> str:
    """The duties of the installed pack as they stand."""
    return (installed_folder() / "duties.yaml").read_text(encoding="utf-8")


@pytest.fixture
def own(text: str, pack: Pack) -> str:
    """The lines of the towns' monthly meeting."""
    return excerpt(text=text, duty=pack.duties[TOWN_DUTY], duties=pack.duties.values()).text


def tried(pack: Pack, text: str) -> dict[str, Change]:
    """What the changed duties would change, by key."""
    changed = with_texts(texts={"duties.yaml": text})
    return {change.key: change for change in dry_run(today=pack, changed=changed, on=TODAY)}


def by_level(change: Change) -> dict[str, int]:
    """Units by the level of their area, after the change."""
    counts: dict[str, int] = {}
    for line in change.lines:
        counts[line.level] = counts.get(line.level, 0) + line.units.after
    return counts


def test_an_unchanged_pack_changes_nothing(pack: Pack, text: str) -> None:
    assert tried(pack, text) == {}


def test_3_12_governments_alone_would_leave_the_party_committees_out(pack: Pack, text: str, own: str) -> None:
    fewer = own.replace("kind: [party_committee, government]", "kind: government")
    change = tried(pack, text.replace(own, fewer))[TOWN_DUTY]
    assert change.how == "changed"
    assert change.units == Units(before=92, after=46, both=46)
    assert (change.units.newly, change.units.no_longer) == (0, 46)
    before, after = Decimal(92 * 12), Decimal(46 * 12)
    assert (change.yearly_before, change.yearly_after) == (Work(before, before), Work(after, after))
    assert by_level(change) == {"town": 46}
    raoping = next(line for line in change.lines if line.area.code == COUNTY)
    truly = PublicUnitFacts.objects.filter(kind="government", level="town", valid_to=None)
    truly = truly.filter(unit__position__gte=raoping.area.lo, unit__position__lt=raoping.area.hi)
    assert raoping.units.after == truly.count() > 0


def test_an_added_and_a_removed_duty_are_named_with_whom_they_oblige(pack: Pack, text: str, own: str) -> None:
    other = own.replace(TOWN_DUTY, "village-study").replace("every: month", "every: month")
    other = other.replace("kind: [party_committee, government]", "kind: village_committee").replace(
        "    level: town\n", ""
    )
    found = tried(pack, text.replace(own, other))
    assert {key: change.how for key, change in found.items()} == {"village-study": "added", TOWN_DUTY: "removed"}
    assert set(by_level(found["village-study"])) == {"village"}
    assert found["village-study"].units.newly == found["village-study"].units.after > 1000
    assert found[TOWN_DUTY].units == Units(before=92)
    assert found[TOWN_DUTY].yearly_after == Work()


def test_a_unit_that_closed_owes_nothing_any_more(pack: Pack, text: str, own: str) -> None:
    town = unit(TOWN_GOVERNMENT)
    town.closed_on = TODAY
    town.save(update_fields=["closed_on"])
    change = tried(pack, text.replace(own, own.replace("accountable: head", "accountable: in_charge")))[TOWN_DUTY]
    assert change.units == Units(before=91, after=91, both=91)


def test_a_changed_number_changes_every_duty_that_uses_it_and_no_other(pack: Pack) -> None:
    changed = with_numbers(pack=pack, numbers={"progress_report.days": 3}, on=TODAY)
    found = {change.key: change for change in dry_run(today=pack, changed=changed, on=TODAY)}
    assert set(found) == {"county-progress-report", "department-progress-report"}
    assert all(change.units.newly == change.units.no_longer == 0 for change in found.values())
    assert pack.parameters.value(key="progress_report.days", on=TODAY).value != 3


def test_4_7_the_citys_own_bodies_stand_in_the_citys_own_line(pack: Pack, text: str) -> None:
    changed = text.replace("level: [city, county, zone, town]", "level: [city, zone]")
    change = tried(pack, changed)["leaders-led-inspection"]
    city = next(line for line in change.lines if line.area.code == CITY)
    assert (city.level, city.units) == ("city", Units(before=2, after=2, both=2))
    assert by_level(change) == {"city": 2, "county": 0, "zone": 6, "town": 0}
    assert change.yearly_after == Work(Decimal(8 * 4), Decimal(8 * 4))


def test_a_dry_run_stores_nothing_and_costs_two_queries_a_duty(pack: Pack, text: str, own: str, opened: Cast) -> None:
    before = Obligation.objects.count()
    changed = with_texts(texts={"duties.yaml": text.replace(own, own.replace("level: town", "level: [town, county]"))})
    with CaptureQueriesContext(
        connection,
    ) as queries:
        (change,) = dry_run(today=pack, changed=changed, on=TODAY)
    assert len(queries) == 2
    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert change.units.newly == 6
    assert Obligation.objects.count() == before


def test_a_fault_is_named_with_its_line(pack: Pack, text: str, own: str) -> None:
    cut = excerpt(text=text, duty=pack.duties[TOWN_DUTY], duties=pack.duties.values())
    typed = own.replace("every: month", "every: fortnight").replace("\n", "\r\n")
    with pytest.raises(PackError) as refused:
        with_texts(texts={"duties.yaml": cut.put_back(text=typed)})
    (problem,) = refused.value.problems
    assert "'fortnight' is not one of month" in problem.reason
    line = cut.line_within(line=problem.where.line, text=typed)
    assert typed.splitlines()[line - 1].strip() == "every: fortnight"


def test_an_excerpt_is_put_back_as_it_was(pack: Pack, text: str) -> None:
    for duty in pack.duties.values():
        cut = excerpt(text=text, duty=duty, duties=pack.duties.values())
        assert cut.put_back(text=cut.text) == text
        assert cut.text.startswith(f"- id: {duty.id}\n")
        assert cut.text.count("- id: ") == 1
        assert not cut.text.splitlines()[-1].startswith("#")


def test_the_command_says_who_would_owe_what(
    opened: Cast,
    text: str,
    own: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    file = tmp_path / "duties.yaml"

    def said(change: Callable[[str], str]) -> tuple[int, str, str]:
        file.write_text(text.replace(own, change(own)), encoding="utf-8")
        code = cli.main(["duties", "dry-run", str(file)])
        return code, *capsys.readouterr()

    code, out, _err = said(lambda duty: duty.replace("level: town", "level: [town, county]"))
    assert code == 0
    for part in (
        "town-monthly-meeting",
        "(changed)",
        "Owed by: Party committee or Government; Town or subdistrict → ",
        "Raoping County · County or district: 0 → 2 units (2 newly, 0 no longer)",
        "All together: 92 → 98 units (6 newly, 0 no longer)",
        "Work a year: 1104 obligations (1104 acts, 0 reviews) → 1176 obligations (1176 acts, 0 reviews)",
        "Nothing was stored.",
    ):
        assert part in out
    assert said(lambda duty: duty)[1] == "No duty would change.\n"
    code, out, err = said(lambda duty: duty.replace("level: town", "level: hamlet"))
    assert (code, out) == (2, "")
    assert "duties.yaml:" in err
    assert "'hamlet' is not one of city" in err
    assert cli.main(["duties", "dry-run", str(tmp_path / "nothing.yaml")]) == 2
    assert "There is neither a file nor a folder" in capsys.readouterr().err


def test_3_12_two_meetings_and_a_review_are_twice_the_acts_and_a_review_each(pack: Pack, text: str, own: str) -> None:
    """The dry run counts a changed `times` and `review`; that a duty in use cannot change so is refused elsewhere."""
    more = own.replace(
        "every: month", "every: month\n  review: {by: superior, within: review.term, more: review.more_time}"
    )
    more = re.sub(r"    variant: .*\n", lambda found: f"{found[0]}    times: 2\n", more)
    change = tried(pack, text.replace(own, more))[TOWN_DUTY]
    a_year = Decimal(92 * 12)
    assert (change.yearly_before, change.yearly_after) == (Work(a_year, a_year), Work(a_year, 2 * a_year, a_year))


def test_10_6_fewer_units_for_each_patroller_says_how_many_towns_would_newly_lack_some(pack: Pack) -> None:
    for code, for_each in ((TOWN_GOVERNMENT, 40), ("445122102/town-government", 9)):
        facts = {"patrollers": 2, "units_to_supervise": 2 * for_each, "units_per_patroller": for_each}
        note(
            table=PublicUnitFacts,
            unit=unit(code),
            since=dt.date(2026, 9, 1),
            until=None,
            values={"returned": True, "central_town": False, **facts},
            source="test",
        )
    changed = with_numbers(pack=pack, numbers={"staffing.units_per_patroller": 20}, on=TODAY)
    found = {change.key: change for change in dry_run(today=pack, changed=changed, on=TODAY)}
    units = found["town-patrollers"].units
    assert (units.before, units.after, units.lack_before, units.lack_after, units.newly_lacking) == (2, 2, 0, 1, 1)
    raoping = next(line for line in found["town-patrollers"].lines if line.area.code == COUNTY)
    assert raoping.units.newly_lacking == 1
