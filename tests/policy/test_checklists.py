"""Check-lists for self-checks (18.8): chosen by industry and day; files that are refused in words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from anlan.policy import Pack, PackError
from anlan.policy.checklists import Chosen, chosen_for, load_checklists

DAY = dt.date(2026, 11, 23)
FILE = """checklists:
- key: general
  name: {{zh: 通用, en: General}}
  version: '1'
  since: 2000-01-01
  until: 2026-06-30
  default: true
  note: {{zh: 试用, en: For trial}}
  industries: []
  items:
  - id: A-1
    text: {{zh: 通道畅通, en: Ways are free}}
- key: {key}
  name: {{zh: 陶瓷, en: Ceramics}}
  version: '{version}'
  since: {since}
  until: null
  default: true
  note: {{zh: 试用, en: For trial}}
  industries: ['{industry}']
  also: [{also}]
  items:
  - id: B-1
    text: {{zh: 报警有效, en: The alarm works}}
    criterion: {criterion}
  - id: {second}
    text: {{zh: 切断有效, en: The cut-off works}}
"""
GIVEN = {
    "key": "ceramics", "version": "1", "since": "2000-01-01", "industry": "307", "also": "A-1",
    "criterion": "GM8-04", "second": "B-2",
}  # fmt: skip


def write(folder: Path, **given: str) -> Path:
    """A folder with one file of two lists."""
    (folder / "own.yaml").write_text(FILE.format(**{**GIVEN, **given}), encoding="utf-8")
    return folder


def chosen(pack: Pack, industry: str) -> Chosen:
    """The list of an industry today."""
    found = chosen_for(checklists=pack.checklists, industry=industry, criteria=pack.criteria, on=DAY)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("industry", "key"),
    [
        ("3074", "ceramics"), ("5990", "warehousing"), ("1411", "food"), ("2319", "printing"), ("2239", "printing"),
        ("2231", "printing"), ("2211", "general"), ("3321", "general"), ("", "general"),
    ],
)  # fmt: skip
def test_18_8_the_list_that_fits_the_industry_most_closely_is_chosen(chaozhou: Pack, industry: str, key: str) -> None:
    assert chosen(chaozhou, industry).checklist.key == key


def test_18_8_each_list_has_twenty_to_thirty_five_items_each_once(chaozhou: Pack) -> None:
    for industry in ("", "3074", "5990", "1411", "2319", "3321"):
        ids = [item.id for item in chosen(chaozhou, industry).items]
        assert 20 <= len(ids) <= 35
        assert len(ids) == len(set(ids))


def test_18_8_lists_of_the_product_say_that_nobody_issued_them(chaozhou: Pack) -> None:
    assert {one.key for one in chaozhou.checklists} == {"general", "ceramics", "warehousing", "food", "printing"}
    assert all(one.default for one in chaozhou.checklists)


def test_19_1_an_industry_without_a_list_is_asked_the_criteria_of_its_branch(chaozhou: Pack) -> None:
    metal = chosen(chaozhou, "3321")
    assert {"GM7-01", "GM7-07"} <= {item.id for item in metal.items}
    assert "GM4-01" not in {item.id for item in metal.items}
    item = metal.item(id="GM7-05")
    assert item is not None
    assert item.text.zh.startswith("不存在：")


def test_18_8_a_list_takes_items_of_the_general_one_with_their_words(chaozhou: Pack) -> None:
    in_ceramics, in_food = chosen(chaozhou, "3074").item(id="GE-05"), chosen(chaozhou, "1411").item(id="GE-05")
    assert in_ceramics is not None
    assert in_ceramics == in_food


def test_18_8_an_enterprise_can_be_without_a_list(tmp_path: Path, chaozhou: Pack) -> None:
    lists = load_checklists(folder=write(tmp_path), criteria=chaozhou.criteria)
    # The general one ended in June, and the other is for ceramics only.
    assert chosen_for(checklists=lists, industry="1411", criteria=chaozhou.criteria, on=DAY) is None
    in_june = chosen_for(checklists=lists, industry="1411", criteria=chaozhou.criteria, on=dt.date(2026, 6, 30))
    assert in_june is not None
    assert in_june.checklist.key == "general"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"second": "B-1"}, "B-1 is given twice"),
        ({"criterion": "GM99-01"}, "GM99-01 is no criterion that has been entered"),
        ({"also": "A-9"}, "A-9 is no item of a general list"),
        ({"industry": "99"}, "99 is no industry of GB/T 4754 that the pack knows"),
        ({"key": "general"}, "1 is given twice"),
        ({"key": "general", "version": "2"}, "is in force together with version 1"),
        ({"key": "general", "version": "2", "since": "2026-06-30"}, "is in force together with version 1"),
        ({"since": "soon"}, "is not a date"),
    ],
)
def test_18_8_a_broken_file_is_refused_with_file_line_and_reason(
    tmp_path: Path, chaozhou: Pack, given: dict[str, str], says: str
) -> None:
    with pytest.raises(PackError) as error:
        load_checklists(folder=write(tmp_path, **given), criteria=chaozhou.criteria, divisions=["30"])
    assert says in str(error.value)
    assert "checklists/own.yaml:" in str(error.value)


def test_18_8_a_later_version_follows_the_one_before_it(tmp_path: Path, chaozhou: Pack) -> None:
    folder = write(tmp_path, key="general", version="2", since="2026-07-01", also="")
    assert len(load_checklists(folder=folder, criteria=chaozhou.criteria)) == 2
