"""Who governs whom: clauses 3.1 and 10.7."""

from collections import Counter

import pytest

from anlan.policy import Pack


def children(pack: Pack, code: str) -> list[str]:
    return [area.code for area in pack.areas if area.parent == code]


def test_3_1_every_village_of_the_divisions_stands_once_in_the_tree(chaozhou: Pack) -> None:
    villages = [area.code for area in chaozhou.areas if area.level == "village"]
    assert sorted(villages) == sorted(row.village_code for row in chaozhou.divisions)
    assert len(villages) == 1034


def test_3_1_every_area_but_the_city_has_one_parent_that_comes_before_it(chaozhou: Pack) -> None:
    seen: set[str] = set()
    for area in chaozhou.areas:
        assert area.code not in seen
        assert (area.parent in seen) if area.parent else (area.level == "city")
        seen.add(area.code)


def test_10_7_zones_govern_only_what_is_named(chaozhou: Pack) -> None:
    assert children(chaozhou, "445100-fengxi") == ["445103121"]
    assert children(chaozhou, "445102402") == ["445102402498"]
    assert children(chaozhou, "445100-xinqu") == []
    assert "445103121" not in children(chaozhou, "445103")
    assert "445102402" not in children(chaozhou, "445102")


def test_10_7_zones_are_of_county_rank_below_the_city(chaozhou: Pack) -> None:
    below_city = [(area.level, area.name.zh) for area in chaozhou.areas if area.parent == "445100"]
    assert Counter(level for level, _ in below_city) == {"county": 3, "zone": 3}
    assert {name for level, name in below_city if level == "zone"} == {"枫溪区", "凤泉湖高新区", "潮州新区"}


def test_forms_follow_the_statistical_numbers(chaozhou: Pack) -> None:
    form = {area.name.zh: area.form for area in chaozhou.areas}
    assert form["桥东街道"] == "street"
    assert form["古巷镇"] == "town"
    assert {form[name] for name in ("红山林场", "开发区", "万峰林场", "广东潮安经济开发区")} == {"township_like"}
    assert Counter(area.form for area in chaozhou.areas if area.level == "village") == {
        "village": 897,
        "community": 128,
        "village_like": 9,
    }


def test_towns_and_counties_have_english_names(chaozhou: Pack) -> None:
    named = [area for area in chaozhou.areas if area.level != "village"]
    assert all(area.name.en.isascii() for area in named)


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        pytest.param(
            "990102,东区,990102100,二镇,990102100200",
            "990103,西区,990102100,二镇,990102100200",
            "divisions.csv:4 town_code: town 990102100 lies outside county 990103",
            id="town outside its county",
        ),
        pytest.param(
            "二镇,990102100200",
            "二镇,990103100200",
            "divisions.csv:4 village_code: village 990103100200 lies outside town 990102100",
            id="village outside its town and county",
        ),
        pytest.param(
            "990102001002",
            "990102001001",
            "divisions.csv:3 village_code: 990102001001 appears twice",
            id="village twice",
        ),
        pytest.param(
            "990102001,一街道,990102001002",
            "990102001,二街道,990102001002",
            "divisions.csv:3 990102001: is called both 一街道 and 二街道",
            id="one code with two names",
        ),
        pytest.param(
            ",990102001001,甲社区", ",99010200100,甲社区", "divisions.csv:2 village_code: "
            "'99010200100' is not a code of 12 digits", id="short code",
        ),
        pytest.param(",甲社区", ",", "divisions.csv:2: a row has 7 filled columns", id="empty cell"),
        pytest.param(
            "town_name",
            "town",
            "divisions.csv:1: the columns must be city_code, county_code, county_name, town_code, town_name, "
            "village_code, village_name",
            id="other columns",
        ),
    ],
)  # fmt: skip
def test_malformed_divisions_are_refused(spoil, old: str, new: str, refusal: str) -> None:
    assert refusal in spoil(file="divisions.csv", old=old, new=new)


SECOND_ZONE = """zones:
- code: 990100-other
  statistical_code: null
  name: {zh: 另一开发区, en: Other Zone}
  governs: ["990102101"]
  note: {zh: 为测试而设, en: For tests}
"""


@pytest.mark.parametrize(
    ("old", "new", "refusal"),
    [
        pytest.param(
            "zones:\n",
            SECOND_ZONE,
            "governance.yaml:16 zones.990100-zone.governs.0: 990102101 is governed twice: "
            "by 990100-other and 990100-zone",
            id="governed twice",
        ),
        pytest.param(
            'governs: ["990102101"]',
            'governs: ["990102999"]',
            "governance.yaml:11 zones.990100-zone.governs.0: the divisions have no town 990102999",
            id="town that does not exist",
        ),
        pytest.param(
            "statistical_code: null",
            'statistical_code: "990102888"',
            "governance.yaml:9 zones.990100-zone.statistical_code: the divisions have no town-level area 990102888",
            id="statistical code that does not exist",
        ),
        pytest.param(
            '  "990102100": Second Town\n',
            "",
            "governance.yaml:2 english_names.990102100: is missing: the divisions have this area",
            id="town without an English name",
        ),
    ],
)
def test_a_tree_that_does_not_fit_the_divisions_is_refused(spoil, old: str, new: str, refusal: str) -> None:
    assert refusal in spoil(file="governance.yaml", old=old, new=new)
