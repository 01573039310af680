"""A pack that contradicts itself is refused with file, line, key and reason."""

from pathlib import Path

import pytest

from anlan.policy import PackError, load_pack

DUTIES = "duties.yaml"
CLAUSES = "clauses.yaml"
PARAMETERS = "parameters.yaml"
TOWN_DUTY = "duties.town-quarterly-meeting"


@pytest.mark.parametrize(
    ("file", "old", "new", "refusal"),
    [
        pytest.param(
            DUTIES,
            'clause: "2.1"',
            'clause: "9.9"',
            f"duties.yaml:3 {TOWN_DUTY}.clause: there is no clause 9.9",
            id="unknown clause",
        ),
        pytest.param(
            DUTIES,
            "line: general",
            "colour: red\n  line: general",
            f"duties.yaml:10 {TOWN_DUTY}.colour: is not a known field",
            id="unknown field",
        ),
        pytest.param(
            DUTIES,
            "every: quarter",
            "every: fortnight",
            f"duties.yaml:6 {TOWN_DUTY}.every: 'fortnight' is not one of month, quarter, half_year, year, five_years",
            id="unknown cadence",
        ),
        pytest.param(
            DUTIES,
            "every: quarter",
            "every: month",
            f"duties.yaml:6 {TOWN_DUTY}.every: clause 2.1 is quarterly, the duty is owed every month",
            id="cadence other than the clause's",
        ),
        pytest.param(
            DUTIES,
            "line: general",
            "line: space",
            f"duties.yaml:10 {TOWN_DUTY}.line: there is no line space",
            id="unknown line",
        ),
        pytest.param(
            DUTIES,
            "lead: obligation.lead",
            "lead: obligation.head",
            f"duties.yaml:11 {TOWN_DUTY}.lead: there is no parameter obligation.head",
            id="unknown parameter",
        ),
        pytest.param(
            PARAMETERS,
            "value: 7",
            "value: a week",
            f"duties.yaml:11 {TOWN_DUTY}.lead: the parameter obligation.lead is not a number of days",
            id="parameter that is no number of days",
        ),
        pytest.param(
            DUTIES,
            "level: town",
            "level: twon",
            f"duties.yaml:5 {TOWN_DUTY}.owed_by.level: 'twon' is not one of city, county, zone, town, village",
            id="misspelt level would bind nobody",
        ),
        pytest.param(
            DUTIES,
            "  every: quarter\n",
            "",
            f"duties.yaml:2 {TOWN_DUTY}: needs exactly one of `every`, `on` and `while`",
            id="duty without an occasion",
        ),
        pytest.param(
            DUTIES,
            "every: quarter",
            "every: quarter\n  on: meeting.decision",
            f"duties.yaml:2 {TOWN_DUTY}: needs exactly one of `every`, `on` and `while`",
            id="duty with two occasions",
        ),
        pytest.param(
            DUTIES,
            "every: quarter\n  due: period_end",
            "on: meeting.decision\n  due: as_given",
            f"duties.yaml:2 {TOWN_DUTY}: has a `lead` exactly when it has `every`",
            id="lead without a period",
        ),
        pytest.param(
            CLAUSES,
            "carried: {how: none, milestone: later}",
            "carried: {how: duty}",
            "clauses.yaml:54 clauses.2.2.carried.how: is 'duty', and no duty cites the clause",
            id="carried by a duty that does not exist",
        ),
        pytest.param(
            CLAUSES,
            "carried: {how: duty}",
            "carried: {how: none, milestone: later}",
            f"duties.yaml:3 {TOWN_DUTY}.clause: clause 2.1 is carried by 'none', not by a duty",
            id="duty of a clause that is not carried by one",
        ),
        pytest.param(
            CLAUSES,
            "milestone: later",
            "milestone: never",
            "clauses.yaml:54 clauses.2.2.carried.milestone: there is no milestone never",
            id="milestone missing",
        ),
        pytest.param(
            CLAUSES,
            "{how: none, milestone: later}",
            "{how: none}",
            "clauses.yaml:54 clauses.2.2.carried: 'none' needs a reason or the milestone that will carry the clause",
            id="not carried and no word why",
        ),
        pytest.param(
            CLAUSES,
            'id: "2.2"',
            'id: "1.1"',
            "clauses.yaml:38 clauses.1.1: 1.1 is given twice",
            id="id twice",
        ),
        pytest.param(
            CLAUSES,
            'article: "1"',
            'article: "7"',
            "clauses.yaml:4 clauses.1.1.article: the text has no article 7",
            id="article that the text does not have",
        ),
        pytest.param(
            CLAUSES,
            'reference: "3.12"',
            'reference: "3.99"',
            "clauses.yaml:21 clauses.2.1.reference: chaozhou has no clause 3.99",
            id="reference outside the catalogue",
        ),
        pytest.param(
            CLAUSES,
            "title: {zh: 目标, en: Aims}",
            "title: {zh: 目标}",
            "clauses.yaml:5 clauses.1.1.title.en: is missing",
            id="no English",
        ),
        pytest.param(
            CLAUSES,
            "duty: {zh: 减少事故, en: Reduce accidents}",
            'duty: {zh: "", en: Reduce accidents}',
            "clauses.yaml:9 clauses.1.1.duty.zh: is empty",
            id="no Chinese",
        ),
        pytest.param(
            CLAUSES,
            "duty: {zh: 减少事故,",
            "duty: {zh: Reduce accidents,",
            "clauses.yaml:9 clauses.1.1.duty.zh: 'Reduce accidents' has no Chinese character",
            id="English where Chinese belongs",
        ),
        pytest.param(
            CLAUSES,
            'id: "1.1"',
            "id: 1.1",
            "clauses.yaml:2 clauses.0.id: 1.1 must be text: put it in quotes",
            id="clause number without quotes",
        ),
        pytest.param(
            PARAMETERS,
            "from: 2026-01-01",
            "from: 2025-12-31",
            "parameters.yaml:12 parameters.obligation.grace.values.1: "
            "overlaps another value of 示例〔2025〕1号 in time",
            id="overlapping values of one document",
        ),
        pytest.param(
            PARAMETERS,
            "{from: null, to: 2025-12-31",
            "{from: 2026-01-31, to: 2025-12-31",
            "parameters.yaml:11 parameters.obligation.grace.values.0: "
            "ends on 2025-12-31, before it begins on 2026-01-31",
            id="value that ends before it begins",
        ),
        pytest.param(
            PARAMETERS,
            "document: null",
            "document: 示例〔2025〕1号",
            "parameters.yaml:6 parameters.obligation.lead.values.0: "
            "a value has a document, or the status 'default' and none",
            id="product default that claims a document",
        ),
        pytest.param(
            "calendars/2026.yaml",
            "2026-10-01",
            "2026-02-30",
            "calendars/2026.yaml:5 off.2026-02-30: '2026-02-30' is not a date (year-month-day)",
            id="day that does not exist",
        ),
        pytest.param(
            "calendars/2026.yaml",
            "2026-10-01",
            "2025-10-01",
            "calendars/2026.yaml:5 off.2025-10-01: lies outside the year 2026",
            id="day of another year",
        ),
        pytest.param(
            "calendars/2026.yaml",
            "2026-10-10",
            "2026-10-01",
            "calendars/2026.yaml:7 work.2026-10-01: is both a day off and a working day",
            id="day off and worked",
        ),
        pytest.param(
            "calendars/2026.yaml",
            "国庆节",
            "元旦",
            "calendars/2026.yaml:5 off.2026-10-01: 元旦 has no English name in calendars/names.yaml",
            id="holiday without an English name",
        ),
        pytest.param(
            "calendars/2026.yaml",
            "year: 2026",
            "year: 2027",
            "calendars/2026.yaml:1 year: the year 2027 does not belong in this file",
            id="year in the wrong file",
        ),
        pytest.param(
            "matters.yaml",
            "applies: always",
            "applies: {level: twon}",
            "matters.yaml:4 matters.fire.applies.level: 'twon' is not one of city, county, zone, town, village",
            id="matter that applies to a misspelt level",
        ),
        pytest.param(
            "matters.yaml",
            ", applies: always",
            "",
            "matters.yaml:4 matters.fire.applies: is missing",
            id="matter that does not say to whom it applies",
        ),
        pytest.param(
            "matters.yaml",
            "applies: always",
            "applies: {employees: {gte: obligation.head}}",
            "matters.yaml:4 matters.fire.applies.employees.gte: there is no parameter obligation.head",
            id="matter that is compared with an unknown parameter",
        ),
        pytest.param(
            "matters.yaml",
            "applies: {hazard_policy: special_equipment}",
            "applies: {hazard_policy: special_equipment, not: {hazard_policy: special_equipment}}",
            "matters.yaml:8 matters.lifts.applies: applies to no enterprise, whatever the facts",
            id="matter that applies to nobody",
        ),
    ],
)
def test_a_contradiction_is_refused_with_its_place(spoil, file: str, old: str, new: str, refusal: str) -> None:
    assert refusal in spoil(file=file, old=old, new=new)


def test_all_faults_of_all_files_are_told_at_once(tiny_folder: Path) -> None:
    for file, old, new in (
        (DUTIES, "every: quarter", "every: fortnight"),
        (CLAUSES, "module: responsibility", "module: astrology"),
        ("lines.yaml", "id: 1", "id: one"),
    ):
        path = tiny_folder / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as refusal:
        load_pack(path=tiny_folder)
    assert {problem.where.file for problem in refusal.value.problems} == {DUTIES, CLAUSES, "lines.yaml"}
    assert len(str(refusal.value).splitlines()) == len(refusal.value.problems) == 3


def test_one_misspelt_file_does_not_hide_behind_another(tiny_folder: Path) -> None:
    (tiny_folder / "milestones.yaml").unlink()
    (tiny_folder / "divisions.csv").unlink()
    with pytest.raises(PackError) as refusal:
        load_pack(path=tiny_folder)
    assert str(refusal.value).splitlines() == ["milestones.yaml: is missing", "divisions.csv: is missing"]


def test_only_packs_that_ship_can_be_named() -> None:
    with pytest.raises(ValueError, match=r"no pack called '\.\./secrets' ships with Anlan"):
        load_pack(name="../secrets")
    with pytest.raises(ValueError, match="either the name of a pack or its folder"):
        load_pack()
