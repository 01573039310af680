"""The text of the Opinions: 27 articles and the ending, without a changed character."""

from pathlib import Path

import anlan.policy
from anlan.policy import Pack

SOURCE = Path(anlan.policy.__file__).parent / "chaozhou" / "opinions.zh.txt"


def test_there_are_27_articles_and_the_ending(chaozhou: Pack) -> None:
    assert list(chaozhou.articles) == [*(str(number) for number in range(1, 28)), "E"]


def test_article_texts_are_slices_of_the_source(chaozhou: Pack) -> None:
    source = SOURCE.read_text(encoding="utf-8")
    for article in chaozhou.articles.values():
        assert article.text == source[article.start : article.end]


def test_nothing_but_headings_lies_between_preamble_articles_and_ending(chaozhou: Pack) -> None:
    source = SOURCE.read_text(encoding="utf-8")
    assert source.startswith(chaozhou.preamble)
    position, between = len(chaozhou.preamble), []
    for article in chaozhou.articles.values():
        between += source[position : article.start].split()
        position = article.end
    assert not source[position:].strip()
    assert len(between) == 27 + 6


def test_3_keeps_its_three_paragraphs(chaozhou: Pack) -> None:
    article = chaozhou.articles["3"]
    assert article.title.zh == "压实市、县(区)、镇(街)、村(居)安全生产属地责任"
    assert len(article.text.splitlines()) == 3
    assert "镇(街道)党委、政府每月至少研究一次安全生产工作" in article.text
    assert article.chapter is not None
    assert article.chapter.zh == "健全完善安全生产责任体系"


def test_24_has_its_heading_although_it_is_written_with_another_mark(chaozhou: Pack) -> None:
    assert chaozhou.articles["24"].title.zh == "建立安全科技支撑体系"


def test_the_ending_is_not_part_of_article_27(chaozhou: Pack) -> None:
    assert chaozhou.articles["E"].text.startswith("各县区各部门要切实加强组织领导")
    assert chaozhou.articles["E"].chapter is None
    assert chaozhou.articles["27"].text.endswith("大力营造和谐的安全文化氛围。")


def test_the_preamble_names_what_is_implemented(chaozhou: Pack) -> None:
    assert chaozhou.preamble.startswith("为深入贯彻落实《中共中央 国务院关于推进安全生产领域改革发展的意见》")


def test_headings_are_complete_in_both_languages(chaozhou: Pack) -> None:
    for article in chaozhou.articles.values():
        for heading in filter(None, (article.title, article.chapter)):
            assert heading.zh.strip()
            assert heading.en.strip()


def test_a_heading_without_english_is_refused(spoil) -> None:
    refusals = spoil(file="pack.yaml", old='"1": Aims, ', new="")
    assert refusals == ("pack.yaml:14 headings.articles.1: is missing: the text has this heading",)


def test_a_heading_that_the_text_does_not_have_is_refused(spoil) -> None:
    refusals = spoil(file="pack.yaml", old='"1": Aims, ', new='"1": Aims, "3": Villages, ')
    assert refusals == ("pack.yaml:14 headings.articles.3: opinions.zh.txt has no such heading",)


def test_an_ending_that_is_not_found_is_refused(spoil) -> None:
    ending = "ending: {begins: 本规定自, title: {zh: 附则, en: Ending}}"
    refusals = spoil(file="pack.yaml", old="ending: null", new=ending)
    assert refusals == ("pack.yaml:15 headings.ending.begins: no line of opinions.zh.txt begins with these words",)


def test_an_article_without_text_is_refused(spoil) -> None:
    refusals = spoil(file="opinions.zh.txt", old="减少事故,保护群众生命财产安全。\n", new="")
    assert refusals == ("opinions.zh.txt:3 article 1: has a heading and no text",)


def test_an_unknown_time_zone_is_refused(spoil) -> None:
    refusals = spoil(file="pack.yaml", old="Asia/Shanghai", new="Asia/Chaozhou")
    assert "pack.yaml:5 timezone: 'Asia/Chaozhou' is not a known time zone" in refusals
