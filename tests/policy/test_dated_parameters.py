"""The law of the day: a number is asked for with a day, and comes with its document."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.policy import NotInForce, Pack
from anlan.policy.parameters import Parameters, ParametersFile, SeveralInForce, UnknownParameter

TODAY = date(2026, 11, 23)
# Some of the product defaults: those on which other tests rely.
DEFAULTS = {
    "obligation.recording_grace": 5,
    "obligation.lead": 3,
    "obligation.remind_before": 5,
    "upload.max_bytes": 20 * 1024 * 1024,
    "meeting.record_back_days": 400,
    "decision.longest_days": 1830,
    "post.appoint_ahead_days": 31,
}


def test_all_national_values_are_kept(chaozhou: Pack) -> None:
    values = [value for key in chaozhou.parameters for value in chaozhou.parameters.history(key=key)]
    assert sum(value.status != "default" and value.document != "潮州市实施意见" for value in values) == 75
    assert DEFAULTS.items() <= {value.key: value.value for value in values if value.status == "default"}.items()


def test_a_national_value_has_a_document_and_a_default_has_a_note(chaozhou: Pack) -> None:
    for key in chaozhou.parameters:
        for value in chaozhou.parameters.history(key=key):
            assert (value.document is None) == (value.status == "default")
            assert value.status != "default" or value.note


@pytest.mark.parametrize(
    ("key", "day", "expected"),
    [
        ("insurance.min_per_person", date(2025, 3, 28), 300000),
        ("insurance.min_per_person", date(2025, 3, 29), 400000),
        ("accident.category.standard", date(2026, 6, 30), "GB/T 6441-1986 (20)"),
        ("accident.category.standard", date(2026, 7, 1), "GB 6441-2025 (27)"),
        ("penalty.publish", TODAY, 7),
        ("accident.evaluation.policy", TODAY, 1),
    ],
)
def test_the_value_in_force_on_the_day(chaozhou: Pack, key: str, day: date, expected: object) -> None:
    assert chaozhou.parameters.value(key=key, on=day).value == expected


def test_78_a_value_names_document_article_and_certainty(chaozhou: Pack) -> None:
    value = chaozhou.parameters.value(key="penalty.publish", on=TODAY)
    assert (value.document, value.article, value.status) == ("安全生产法(2021)", "78", "verified-law")
    assert (value.valid_from, value.valid_to) == (date(2021, 9, 1), None)
    assert value.unit.zh == "个工作日"


def test_6_12_law_and_opinions_are_both_kept(chaozhou: Pack) -> None:
    law = chaozhou.parameters.value(key="staff.threshold.law", on=TODAY)
    policy = chaozhou.parameters.value(key="staff.threshold.policy", on=TODAY)
    assert (law.value, policy.value) == (100, 100)
    assert ("超过" in law.unit.zh, "以上" in policy.unit.zh) == (True, True)


def test_a_day_before_the_law_has_no_value(chaozhou: Pack) -> None:
    with pytest.raises(NotInForce, match=r"penalty\.publish is in force on 2021-08-31"):
        chaozhou.parameters.value(key="penalty.publish", on=date(2021, 8, 31))


def test_a_document_that_does_not_give_the_value_has_none(chaozhou: Pack) -> None:
    with pytest.raises(NotInForce, match="of 宪法 is in force"):
        chaozhou.parameters.value(key="penalty.publish", on=TODAY, document="宪法")


def test_an_unknown_key_is_told(chaozhou: Pack) -> None:
    with pytest.raises(UnknownParameter, match="no parameter is called penalty"):
        chaozhou.parameters.value(key="penalty", on=TODAY)
    with pytest.raises(UnknownParameter, match="no parameter is called penalty"):
        chaozhou.parameters.history(key="penalty")


def dated(*values: dict[str, object]) -> Parameters:
    text = {"zh": "测试", "en": "test"}
    shared = {"article": None, "status": "knowledge", "to": None}
    entries = tuple({**shared, **value} for value in values)
    file = ParametersFile.model_validate({"parameters": {"k": {"title": text, "unit": text, "values": entries}}})
    return Parameters(entries=file.parameters)


def test_two_documents_for_one_day_must_be_told_apart() -> None:
    parameters = dated(
        {"from": date(2020, 1, 1), "value": 1, "document": "甲法"},
        {"from": date(2021, 1, 1), "value": 2, "document": "乙法"},
    )
    assert parameters.value(key="k", on=date(2020, 6, 1)).value == 1
    with pytest.raises(SeveralInForce, match="甲法, 乙法"):
        parameters.value(key="k", on=date(2021, 6, 1))
    assert parameters.value(key="k", on=date(2021, 6, 1), document="乙法").value == 2


@given(
    cuts=st.lists(st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1, max_size=6, unique=True),
    data=st.data(),
)
def test_of_values_that_follow_each_other_exactly_the_last_begun_rules(cuts: list[date], data: st.DataObject) -> None:
    cuts.sort()
    ends = [cut - timedelta(days=1) for cut in cuts[1:]]
    parameters = dated(
        *(
            {"from": cut, "to": end, "value": cut.isoformat(), "document": "法"}
            for cut, end in zip(cuts, [*ends, None], strict=True)
        )
    )
    day = data.draw(st.dates(date(1999, 1, 1), date(2031, 1, 1)))
    begun = [cut for cut in cuts if cut <= day]
    if begun:
        assert parameters.value(key="k", on=day).value == begun[-1].isoformat()
    else:
        with pytest.raises(NotInForce):
            parameters.value(key="k", on=day)
