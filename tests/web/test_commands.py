"""The commands that look after an installation, as a person who writes no programs meets them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cast import NOW, TODAY, TOWN, TOWN_GOVERNMENT, Cast, hold
from django.db import connection
from django.utils import timezone, translation

from anlan.kernel.installed import installed_pack
from anlan.kernel.ledger.append import Entry, append
from anlan.kernel.ledger.event import Event, Performance
from anlan.kernel.obligations.duty import Duty
from anlan.kernel.obligations.figures import Figure
from anlan.kernel.people.area import Area
from anlan.kernel.people.unit import Unit
from anlan.kernel.transactions import writing
from anlan.web import cli
from anlan.web.commands import demo
from anlan.web.demonstration import Account
from anlan.web.snapshot import reading

TINY = Path(__file__).parents[1] / "packs" / "tiny"

type Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A terminal set to English, on the day of the tests."""
    for name in ("LC_ALL", "LC_MESSAGES", "ANLAN_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with translation.override("en"):
        yield


@pytest.fixture
def anlan(capsys: pytest.CaptureFixture[str]) -> Say:
    """Run a command: exit code, what it printed, what it complained of."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def test_demo_prints_the_accounts(anlan: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "prepare", lambda *, demo: [Account("city", "secret", "Desk officer")])
    code, out, _err = anlan("demo")
    assert code == 0
    assert "city  secret  Desk officer" in out


def test_3_12_trace_goes_from_the_text_to_the_figures(anlan: Say, opened: Cast) -> None:
    hold(opened.act("city"), TOWN_GOVERNMENT, "2026-11-20")
    code, out, _err = anlan("trace", "3.12")
    assert code == 0
    for part in (
        "镇(街道)党委、政府每月至少研究一次安全生产工作",
        "study work safety at least monthly",
        "monthly (named by the document)",
        "town-monthly-meeting",
        "meeting.held",
        "meeting › hold",
        "anlan/modules/meeting/cases.py:",
        "(Committee office、Town safety officer)",
        "/records/meeting/",
        "obligation.lead = 3 day  (product default)",
        "test_3_12_trace_goes_from_the_text_to_the_figures",
        "460 owed, 1 met on time, 0 met late, 459 open, 368 of them overdue",
        "各级党委、政府要按照",
    ):
        assert part in out


def test_trace_marks_a_cadence_that_the_document_does_not_name(anlan: Say, db: None) -> None:
    assert "continuous (product default, the document names none)" in anlan("trace", "3.13")[1]
    assert "Not carried yet: waits for 监管执法与监督 / Enforcement" in anlan("trace", "14.3")[1]


def test_trace_of_an_unknown_clause_suggests_some(anlan: Say, db: None) -> None:
    code, _out, err = anlan("trace", "3.99")
    assert code == 2
    assert "There is no clause “3.99”. Perhaps you mean:\n  3.9  " in err
    assert "每半年" not in err
    assert "19." in anlan("trace", "挂牌督办")[2]
    assert "anlan trace 3.12" in anlan("trace")[2]


def test_trace_speaks_chinese_in_a_chinese_terminal(anlan: Say, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "每季度至少召开一次" in anlan("trace", "3.99")[2]


def test_coverage_adds_up_to_all_clauses(anlan: Say, db: None) -> None:
    code, out, _err = anlan("trace", "--coverage")
    head, *lines = out.splitlines()
    carried = [int(line.split()[0]) for line in lines[:6]]
    waiting = [int(line.split()[0]) for line in lines[7:]]
    assert (code, head) == (0, "279 clauses")
    assert sum(carried) == 279
    assert sum(waiting) == carried[-1]


def test_verify_ledger_finds_nothing_and_writes_a_checkpoint(anlan: Say, opened: Cast, tmp_path: Path) -> None:
    file = tmp_path / "checkpoint.json"
    code, out, _err = anlan("verify-ledger", "--export", str(file))
    last = Event.objects.order_by("-seq")[0]
    assert code == 0
    assert f"{last.seq} entries, nothing wrong" in out
    assert json.loads(file.read_text())["digest"] == last.digest
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint.json"]
    hold(opened.act("city"), TOWN_GOVERNMENT, "2026-11-20")
    assert anlan("verify-ledger", "--checkpoint", str(file))[0] == 0


def test_verify_ledger_finds_a_ledger_that_was_rewritten_as_a_whole(anlan: Say, opened: Cast, tmp_path: Path) -> None:
    file = tmp_path / "checkpoint.json"
    anlan("verify-ledger", "--export", str(file))
    kept = json.loads(file.read_text())
    file.write_text(json.dumps(kept | {"digest": "sha256:" + "0" * 64}))
    code, out, _err = anlan("verify-ledger", "--checkpoint", str(file))
    assert code == 1
    assert f"Entry {kept['seq']}: differs from the exported checkpoint" in out


def test_a_ledger_with_findings_gives_no_checkpoint(anlan: Say, opened: Cast, tmp_path: Path) -> None:
    hold(opened.act("city"), TOWN_GOVERNMENT, "2026-11-20")
    Performance.objects.update(unit_id=1)
    code, out, _err = anlan("verify-ledger", "--export", str(tmp_path / "checkpoint.json"))
    assert code == 1
    assert "Keep the database as it is and call the auditor." in out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", ["", "{}", '{"format": "other"}', "[]"])
def test_what_is_no_checkpoint_is_refused(anlan: Say, db: None, tmp_path: Path, content: str) -> None:
    file = tmp_path / "checkpoint.json"
    file.write_text(content)
    code, _out, err = anlan("verify-ledger", "--checkpoint", str(file))
    assert (code, err.count("\n")) == (2, 1)
    assert "cannot be read" in err


def test_check_figures_names_what_differs(anlan: Say, opened: Cast) -> None:
    assert anlan("check-figures")[:2] == (0, "All figures agree with the obligations.\n")
    place = Area.objects.get(code=TOWN).lo
    Figure.objects.filter(
        position=place, due_day="2026-11-30", duty_id=Duty.objects.get(key="town-monthly-meeting").pk
    ).update(on_time=1)
    code, out, _err = anlan("check-figures")
    assert code == 1
    assert "Huanggang Town, town-monthly-meeting, due 2026-11-30: figures say 2 opened, 1 on time" in out
    assert "Figures that differ: 1" in out


def test_pack_check_counts_what_a_pack_holds(anlan: Say) -> None:
    code, out, _err = anlan("pack", "check")
    assert code == 0
    waiting = sum(clause.carried.milestone is not None for clause in installed_pack().clauses.values())
    assert f"279 clauses in 28 articles, {waiting} of them wait for a milestone" in out
    assert "3 clauses in 2 articles" in anlan("pack", "check", str(TINY))[1]


def test_pack_check_names_every_fault(anlan: Say, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(TINY, tmp_path / "broken"))
    for file, old, new in (("duties.yaml", '"2.1"', '"9.9"'), ("duties.yaml", "general", "nothing")):
        text = (broken / file).read_text(encoding="utf-8")
        (broken / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    code, _out, err = anlan("pack", "check", str(broken))
    assert code == 2
    assert "duties.yaml:3 duties.town-quarterly-meeting.clause: there is no clause 9.9" in err
    assert "there is no line nothing" in err
    assert anlan("pack", "check", "atlantis")[::2] == (2, "no pack called 'atlantis' ships with Anlan\n")


def test_3_1_and_10_7_a_user_names_who_governs_a_town(anlan: Say, opened: Cast) -> None:
    code, out, _err = anlan("area", "list")
    assert (code, out.splitlines()[0]) == (0, "Chaozhou")
    assert "445122         Raoping County  County or district  (21 below)" in out
    code, out, _err = anlan("area", "move", TOWN, "--under", "445100-xinqu", "--as", "city")
    assert code == 0
    assert "Huanggang Town is now governed by Chaozhou New Area (entry " in out
    assert "Huanggang Town" in anlan("area", "list", "445100-xinqu")[1]
    assert Unit.objects.get(code=TOWN_GOVERNMENT).position == Area.objects.get(code=TOWN).lo
    assert anlan("check-figures")[0] == anlan("verify-ledger")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "999"), "There is no area 999. See: anlan area list"),
        (("move", TOWN, "--under", "445102", "--as", "nobody"), "There is no account “nobody”."),
        (("move", TOWN, "--under", "445102", "--as", "town"), "town holds no post that may name who governs"),
        (("move", TOWN, "--under", "445122", "--as", "city"), "is governed by"),
        (("move", "445122", "--under", "445102", "--as", "city"), "cannot govern"),
        (("move", TOWN), "--under, --as"),
        ((), "required: list|move"),
    ],
)
def test_area_refuses_in_one_plain_line(anlan: Say, cast: Cast, arguments: tuple[str, ...], said: str) -> None:
    code, _out, err = anlan("area", *arguments)
    assert (code, err.count("\n")) == (2, 1)
    assert said in err


def test_a_check_sees_one_state_while_others_write(own_database: None) -> None:
    def write() -> None:
        try:
            with writing():
                append(entry=Entry(kind="test", occurred_on=TODAY), now=NOW)
        finally:
            connection.close()

    before = Event.objects.count()
    with ThreadPoolExecutor(1) as pool:
        with reading():
            assert Event.objects.count() == before
            pool.submit(write).result()
            assert Event.objects.count() == before
        assert Event.objects.count() == before + 1
