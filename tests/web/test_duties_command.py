"""`anlan duties`: a duty in prose, in both languages, each number with its source."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cast import TODAY
from django.utils import translation

from anlan.kernel.installed import installed_pack
from anlan.oversight.duty_prose import number_words, prose
from anlan.policy import Pack
from anlan.web import cli

type Say = Callable[..., tuple[int, str, str]]


@pytest.fixture
def anlan(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """Run a command in English: exit code, what it printed, what it complained of."""
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(arguments)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def test_3_8_a_duty_is_explained_in_both_languages(anlan: Say) -> None:
    code, out, _err = anlan("duties", "explain", "county-party-quarterly-meeting")
    assert code == 0
    chinese, english = out.split("County and zone Party committees", 1)
    for part in (
        "责任主体：党委（党工委）",
        "每季度",
        "5个工作日〔系统默认值（非文件规定）〕",
        "上一级安委办",
        "或 功能区",
    ):
        assert part in chinese
    for part in (
        "When: every quarter",
        "Met by: Meeting recorded (only as: Standing committee of the Party committee)",
        "Opened: 3 days (product default) before the period begins",
        "Reminder: 5 working days (product default) before the due day",
        "Review: the committee office above the unit, within 5 working days (product default)",
        "Extension: by the committee office above the unit, at most 30 days (product default) in all",
        "Waiver: by the committee office above the unit, on one of these grounds: Held jointly",
    ):
        assert part in english


def test_the_list_names_every_duty_of_the_pack(anlan: Say, pack: Pack) -> None:
    code, out, _err = anlan("duties", "list")
    assert code == 0
    assert [line.split()[1] for line in out.splitlines()] == list(pack.duties)
    assert "3.12  town-monthly-meeting" in out


def test_a_duty_that_does_not_exist_is_answered_with_similar_ones(anlan: Say) -> None:
    code, out, err = anlan("duties", "explain", "town-monthly-meetings")
    assert (code, out) == (2, "")
    assert "There is no duty “town-monthly-meetings”. Perhaps you mean:" in err
    assert "  town-monthly-meeting\n" in err


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_duty_of_the_pack_can_be_told(pack: Pack, language: str) -> None:
    with translation.override(language):
        for duty in pack.duties.values():
            lines = prose(duty=duty, pack=pack, on=TODAY)
            assert len(lines) >= 6, duty.id
            assert all(line.text.strip() and "%(" not in line.text for line in lines), duty.id


def test_a_number_of_the_law_names_document_and_article() -> None:
    pack = installed_pack()
    key, value = next(
        (key, item)
        for key, parameter in pack.parameters.items()
        for item in parameter.values
        if item.document and item.article and len(parameter.values) == 1 and item.valid_to is None
    )
    words = number_words(key=key, pack=pack, on=value.valid_from or TODAY)
    assert f"({value.document}, art. {value.article})" in words
