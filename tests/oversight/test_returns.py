"""Monthly and quarterly returns (月报、季报): the rate, the key tasks, the imprint."""

from __future__ import annotations

from pathlib import Path

import pytest
from cast import COUNTY, COUNTY_GOVERNMENT, TOWN, TOWN_GOVERNMENT, Cast, hold
from examples_of_the_field import give
from word_papers import drafted


@pytest.fixture
def told(opened: Cast) -> Cast:
    """A town held its meeting of the month in time."""
    hold(opened.act("city"), TOWN_GOVERNMENT, "2026-11-03")
    return opened


def test_the_rate_counts_only_what_was_due_by_then(told: Cast, tmp_path: Path) -> None:
    running = drafted(told.act("city"), "monthly_return", {"area": TOWN, "month": "2026-11"}, data_dir=tmp_path)
    total = running.table("地区")[-1]
    # A meeting was held, everything is due on the last day: nothing was due yet.
    assert (total["按期完成"], total["按期率"]) == ("1", "—")
    assert total["未收到材料"] == total["其中未到期"] != "0"
    past = drafted(told.act("city"), "quarterly_return", {"area": "445122102", "quarter": "2026-Q3"}, data_dir=tmp_path)
    assert past.table("地区")[-1]["其中未到期"] == "0"
    assert past.table("地区")[-1]["按期率"] == "0.0%"


def test_e_5_a_return_has_a_chapter_on_the_key_tasks_of_its_area(told: Cast, tmp_path: Path) -> None:
    give(told.act("city"), COUNTY_GOVERNMENT, what="开展有限空间整治", clause="2.5", due="2026-12-20")
    give(told.act("city"), COUNTY_GOVERNMENT, what="治理能力现代化", clause="2.5", due="")
    paper = drafted(told.act("city"), "monthly_return", {"area": COUNTY, "month": "2026-11"}, data_dir=tmp_path)
    assert "重点任务2项，已确认完成0项，逾期未完成0项" in paper.text
    (tasks,) = (table for table in paper.tables if table[0][1] == "重点任务")
    assert [(row[1], row[4]) for row in tasks[1:]] == [("开展有限空间整治", "2026-12-20"), ("治理能力现代化", "长期")]
    before = drafted(told.act("city"), "monthly_return", {"area": COUNTY, "month": "2026-10"}, data_dir=tmp_path)
    other = drafted(told.act("city"), "monthly_return", {"area": "445102", "month": "2026-11"}, data_dir=tmp_path)
    for one in (before, other):
        assert "本地区没有已登记的重点任务" in one.text


def test_the_imprint_stands_together_and_names_copies_only_where_there_are_any(told: Cast, tmp_path: Path) -> None:
    without = drafted(told.act("city"), "monthly_return", {"area": TOWN}, data_dir=tmp_path)
    assert "抄送" not in without.text
    copied = drafted(told.act("city"), "monthly_return", {"area": TOWN}, data_dir=tmp_path, copied_to="市纪委监委")
    assert "抄送：市纪委监委" in copied.lines
    last = [line for line in copied.lines if line][-3:]
    assert [line[:2] for line in last[:2]] == ["抄送", "档号"]
    assert last[2].endswith("印发")
