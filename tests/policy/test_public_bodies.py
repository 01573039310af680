"""Templates of public bodies: articles 4, 5, 9 and 10."""

from collections import Counter

import pytest

from anlan.policy import Pack
from anlan.policy.governance import Form, Level

AREAS: list[tuple[Level, Form | None]] = [
    ("city", None), ("county", None), ("zone", None),
    ("town", "town"), ("town", "street"), ("village", "village"),
]  # fmt: skip


@pytest.mark.parametrize(("level", "form"), AREAS[:-1])
def test_4_every_level_has_a_party_committee_and_a_government(chaozhou: Pack, level: Level, form: Form | None) -> None:
    kinds = Counter(template.kind for template in chaozhou.templates_for(level=level, form=form))
    assert kinds["party_committee"] == kinds["government"] == 1


@pytest.mark.parametrize("kind", ["party_committee", "government"])
def test_4_leading_bodies_have_a_head_a_leader_in_charge_and_other_members(chaozhou: Pack, kind: str) -> None:
    for template in chaozhou.unit_templates:
        if template.kind == kind:
            assert [post.kind for post in template.posts] == ["head", "in_charge", "member"]
            assert {post.role for post in template.posts} == {"leader"}


def test_5_city_and_county_have_departments_of_all_four_responsibilities(chaozhou: Pack) -> None:
    for level in ("city", "county"):
        departments = [t for t in chaozhou.templates_for(level=level) if t.kind == "department"]
        by_responsibility = Counter(template.responsibility for template in departments)
        assert by_responsibility["comprehensive"] == 1
        assert set(by_responsibility) == {"comprehensive", "regulator", "industry", "support"}
        assert len({template.department for template in departments}) == len(departments)


def test_9_2_city_county_and_town_have_a_safety_committee_with_its_office(chaozhou: Pack) -> None:
    for level, form in AREAS:
        kinds = {template.kind for template in chaozhou.templates_for(level=level, form=form)}
        expected = level in ("city", "county", "town")
        assert ("safety_committee" in kinds) == ("safety_committee_office" in kinds) == expected


def test_9_the_committee_office_is_the_emergency_bureau_under_another_seal(chaozhou: Pack) -> None:
    (office,) = [t for t in chaozhou.templates_for(level="city") if t.kind == "safety_committee_office"]
    (bureau,) = [t for t in chaozhou.templates_for(level="city") if t.key == office.same_office_as]
    assert (bureau.department, bureau.responsibility) == ("emergency", "comprehensive")


def test_vertically_managed_bodies_are_marked_where_they_are(chaozhou: Pack) -> None:
    def vertical(level: Level) -> set[str | None]:
        return {t.department for t in chaozhou.templates_for(level=level) if level in t.vertical}

    assert vertical("city") == {"fire", "maritime"}
    assert vertical("county") == {"fire", "environment"}


def test_farms_and_parks_have_no_bodies_of_their_own(chaozhou: Pack) -> None:
    assert chaozhou.templates_for(level="town", form="township_like") == ()
    assert chaozhou.templates_for(level="village", form="village_like") == ()


def test_names_are_filled_in_for_the_area(chaozhou: Pack) -> None:
    area = next(area for area in chaozhou.areas if area.name.zh == "桥东街道")
    names = {
        template.key: template.short_for(area=area.name, city=chaozhou.city).zh
        for template in chaozhou.templates_for(level="town", form="street")
    }
    assert names["street-party-committee"] == "桥东街道党工委"
    assert names["street-office"] == "桥东街道办事处"
    branch = next(template for template in chaozhou.unit_templates if template.key == "county-environment")
    county = next(area for area in chaozhou.areas if area.name.zh == "湘桥区")
    assert branch.name_for(area=county.name, city=chaozhou.city).zh == "潮州市生态环境局湘桥区分局"


def test_all_names_are_defaults_to_be_corrected(chaozhou: Pack) -> None:
    assert all(template.default and template.note.zh for template in chaozhou.unit_templates)


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        pytest.param(
            '"{area}党委"',
            '"{town}党委"',
            "units.yaml:11 units.town-party-committee.short.zh: '{town}党委' may only use {area} and {city}",
            id="unknown placeholder",
        ),
        pytest.param(
            "posts: leaders",
            "posts: nobody",
            "units.yaml:12 units.town-party-committee.posts: there is no set of posts nobody",
            id="unknown set of posts",
        ),
        pytest.param(
            "kind: party_committee",
            "kind: department",
            "units.yaml:7 units.town-party-committee: a department needs `department` and `responsibility` (article 5)",
            id="department without responsibility",
        ),
        pytest.param(
            "posts: leaders",
            "same_office_as: town-office\n  posts: leaders",
            "units.yaml:12 units.town-party-committee.same_office_as: town-office is no unit of the same levels",
            id="office that does not exist",
        ),
        pytest.param(
            "posts: leaders",
            "vertical: [county]\n  posts: leaders",
            "units.yaml:12 units.town-party-committee.vertical: names a level that the unit does not have",
            id="vertical where it is not",
        ),
        pytest.param(
            "role: leader",
            "role: king",
            "units.yaml:5 posts.leaders.head.role: 'king' is not one of leader, committee_office, "
            "town_officer, village_patroller, enforcement_officer, legal_reviewer, discipline, "
            "department_officer",
            id="unknown role",
        ),
    ],
)
def test_templates_that_do_not_hold_together_are_refused(spoil, old: str, new: str, refusal: str) -> None:
    assert refusal in spoil(file="units.yaml", old=old, new=new)
