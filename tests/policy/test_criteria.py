"""The criteria of major hidden dangers (19.1): versions in force on a day, and files that are refused in words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from anlan.policy import Pack, PackError
from anlan.policy.criteria import load_criteria
from anlan.web.cli import main

FILE = """standards:
- key: mine
  name: {zh: 本市补充标准, en: Own criteria}
  document: 本市文件
  version: "2026"
  since: 2026-01-01
  until: null
  status: knowledge
  obtained: true
  note: {zh: 试用, en: For trial}
  branches:
  - key: all
    name: {zh: 全部, en: All}
    items:
    - {id: OWN-01, text: {zh: 锅炉房无值班, en: Nobody in the boiler room}, status: knowledge}
"""


def write(folder: Path, text: str) -> Path:
    """A file of criteria in a folder of its own."""
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_19_1_eighty_four_criteria_of_twenty_standards_are_known(chaozhou: Pack) -> None:
    assert (chaozhou.criteria.count, len(chaozhou.criteria.standards)) == (84, 20)


def test_19_1_a_version_is_in_force_from_its_first_to_its_last_day(chaozhou: Pack) -> None:
    last, next_day = dt.date(2026, 9, 29), dt.date(2026, 9, 30)
    assert chaozhou.criteria.item(id="HX-01", on=last) is not None
    assert chaozhou.criteria.item(id="HX-01", on=next_day) is None
    # The old grade still finds its words.
    assert chaozhou.criteria.item(id="HX-01") is not None


def test_19_1_what_nobody_has_entered_is_shown_as_missing_and_never_invented(chaozhou: Pack) -> None:
    missing = [one for one in chaozhou.criteria.standards if not one.obtained]
    assert len(missing) == 18
    assert all(not one.branches for one in missing)


def test_19_1_further_files_are_loaded_beside_the_national_ones(tmp_path: Path) -> None:
    write(tmp_path, FILE)
    library = load_criteria(folders=[tmp_path])
    assert library.item(id="OWN-01") is not None
    assert library.count == 85


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('  version: "2026"\n', "", "version"),
        ("  since: 2026-01-01\n", "", "since"),
        ("  until: null\n", "  until: 2025-01-01\n", "ends before it begins"),
        ("obtained: true", "obtained: false", "must say whether its items have been entered"),
        ("text: {zh: 锅炉房无值班, en: Nobody in the boiler room}, ", "", "text"),
        ("key: mine", "key: trade-and-industry", "is in force together with version 2023"),
    ],
)
def test_19_1_a_file_with_faults_is_refused_with_file_line_and_reason(
    tmp_path: Path, was: str, becomes: str, said: str
) -> None:
    assert was in FILE
    write(tmp_path, FILE.replace(was, becomes))
    with pytest.raises(PackError) as refused:
        load_criteria(folders=[tmp_path])
    assert "own.yaml" in str(refused.value)
    assert said in str(refused.value)


def test_19_1_the_command_says_what_a_file_holds_or_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, FILE)
    assert main(["criteria", "check", str(path)]) == 0
    assert "85" in capsys.readouterr().out
    write(tmp_path, FILE.replace('  version: "2026"\n', ""))
    assert main(["criteria", "check", str(path)]) == 2
    assert "version" in capsys.readouterr().err
