"""A new official finds the clause: by number, in Chinese, in English."""

import pytest

from anlan.policy import Pack


def found(pack: Pack, text: str) -> list[str]:
    return [hit.clause.id for hit in pack.search(text=text)]


def test_a_number_finds_its_clause_first(chaozhou: Pack) -> None:
    first = chaozhou.search(text="3.12")[0]
    assert (first.clause.id, first.field) == ("3.12", "id")


@pytest.mark.parametrize("text", ["挂牌督办", "「挂牌督办」", "“挂牌督办”", " 挂牌督办 "])
def test_19_8_listed_supervision_is_found_with_and_without_quotation_marks(chaozhou: Pack, text: str) -> None:
    assert set(found(chaozhou, text)[:2]) == {"16.5", "19.8"}


def test_words_of_the_article_find_its_clauses_after_those_that_say_it_themselves(chaozhou: Pack) -> None:
    hits = chaozhou.search(text="挂牌督办")
    assert [hit.field for hit in hits[:2]] == ["duty.zh", "duty.zh"]
    assert {hit.field for hit in hits[2:]} == {"article"}
    assert all("挂牌督办" in hit.excerpt for hit in hits)


def test_english_is_found_in_any_case(chaozhou: Pack) -> None:
    assert "3.12" in found(chaozhou, "STUDY WORK SAFETY")
    assert found(chaozhou, "Monthly town") == found(chaozhou, "town monthly") == ["3.12"]


def test_full_width_letters_and_figures_are_the_same(chaozhou: Pack) -> None:
    assert found(chaozhou, "３．１２") == ["3.12"]
    assert found(chaozhou, "ｍｏｎｔｈｌｙ") == found(chaozhou, "monthly")


def test_several_words_must_all_stand_in_the_clause(chaozhou: Pack) -> None:
    assert "7.7" in found(chaozhou, "一票否决 重特大")
    assert found(chaozhou, "一票否决 潜水艇") == []


def test_words_of_both_languages_may_be_mixed(chaozhou: Pack) -> None:
    assert "3.12" in found(chaozhou, "镇街 monthly")


def test_nothing_is_found_for_nothing(chaozhou: Pack) -> None:
    assert chaozhou.search(text="   ") == []
    assert chaozhou.search(text="「」") == []


def test_the_limit_is_kept(chaozhou: Pack) -> None:
    assert len(chaozhou.search(text="安全")) == 50
    assert len(chaozhou.search(text="安全", limit=3)) == 3
    assert chaozhou.search(text="安全", limit=0) == []


def test_an_excerpt_shows_the_original_characters(chaozhou: Pack) -> None:
    (hit,) = chaozhou.search(text="平安渔业", limit=1)
    assert "平安渔业" in hit.excerpt
