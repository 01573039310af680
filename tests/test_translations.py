"""The Chinese catalogue misses nothing: a string that xgettext cannot see would stay English without a word."""

import re
from pathlib import Path

import pytest
from cast import TODAY
from django.utils import translation

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.conditions import facts_for
from anlan.kernel.people.facts import FactVersion
from anlan.oversight.owing_words import condition_words, who_owes
from anlan.policy import Pack
from tools.messages import PACKAGE, hidden_names


@pytest.mark.parametrize(
    "hidden",
    [
        "from django.utils.translation import gettext as _now",
        "from django.utils.translation import gettext_lazy as _, gettext as _text",
        "from django.utils.translation import pgettext as _",
        "from django.utils.translation import ngettext as plural",
        "from django.utils import translation\nsay = translation.gettext",
        "from django.utils.translation import gettext_lazy\nsay = gettext_lazy",
    ],
)
def test_a_gettext_function_under_another_name_is_refused(hidden: str) -> None:
    assert len(list(hidden_names(hidden))) == 1


@pytest.mark.parametrize(
    "plain",
    [
        "from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy",
        "from django.utils.translation import gettext as _",
        "from django.utils.translation import gettext_lazy as _",
        "from django.utils.translation import get_language as language",
    ],
)
def test_the_names_that_are_extracted_are_accepted(plain: str) -> None:
    assert list(hidden_names(plain)) == []


def test_no_file_of_ours_hides_a_string() -> None:
    found = [
        f"{file.relative_to(PACKAGE)}:{place}"
        for file in sorted(Path(PACKAGE).rglob("*.py"))
        for place in hidden_names(file.read_text(encoding="utf-8"))
    ]
    assert found == []


def label_in_chinese(register: str, column: str) -> str:
    """What a column of a register is called in the Chinese interface."""
    pages = DECLARED.pages[register]
    (found,) = [one for one in (*pages.columns, *pages.details) if one.name == column]
    with translation.override("zh-hans"):
        return str(found.label)


@pytest.mark.parametrize(
    ("register", "column", "term"),
    [
        ("meeting", "unit", "召开单位"),
        ("plan", "unit", "单位"),
        ("establishment", "unit", "单位"),
        ("dutyitem", "unit", "单位"),
        ("tenurereport", "unit", "单位"),
        ("patrol", "unit", "单位"),
        ("tour", "kind_label", "类别"),
        ("dangerreport", "what", "发现情况"),
        ("dangerreport", "answer", "答复内容"),
        ("orderitem", "answer", "反馈情况"),
        ("orderitem", "unit", "责任单位"),
        ("tenurereport", "reported_on", "报告日期"),
        ("progressreport", "reported_on", "报送日期"),
    ],
)
def test_one_english_word_has_the_chinese_term_of_its_place(register: str, column: str, term: str) -> None:
    assert label_in_chinese(register, column) == term


def test_3_15_a_request_for_assistance_is_taken_on_and_an_answer_is_approved() -> None:
    with translation.override("zh-hans"):
        assert str(DECLARED.pages["assistrequest"].model.workflow.step("accept").label) == "受理"
        assert str(DECLARED.pages["orderitem"].model.workflow.step("accept").label) == "认可"


def conditions_in_words(pack: Pack) -> str:
    """Who owes each duty, and what the register must show, in the reader's language."""
    owing = [who_owes(duty=duty, pack=pack, on=TODAY) for duty in pack.duties.values()]
    shown = [
        condition_words(condition=duty.met_by.fact, pack=pack, on=TODAY, table=facts_for(duty=duty))
        for duty in pack.duties.values()
        if duty.met_by.fact is not None
    ]
    return "\n".join([*owing, *shown])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_fact_that_a_duty_tests_is_named_in_words(pack: Pack, language: str) -> None:
    with translation.override(language):
        words = conditions_in_words(pack)
    codes = {column.name for model in DECLARED.facts.values() for column in model._meta.concrete_fields}
    own = codes - {column.name for column in FactVersion._meta.get_fields()} - {"level", "form"}
    assert [code for code in own if "_" in code and code in words] == []
    assert "returned：" not in words
    assert ("中心镇（街道）：是" if language == "zh-hans" else "Central town: yes") in words
    assert ("已报告机构人员情况：是" if language == "zh-hans" else "Bodies and staff have been returned: yes") in words


def test_no_latin_word_stands_in_a_chinese_condition(pack: Pack) -> None:
    with translation.override("zh-hans"):
        assert re.findall(r"[A-Za-z_]{2,}", conditions_in_words(pack)) == []
