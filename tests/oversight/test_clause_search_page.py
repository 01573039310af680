"""The page of clauses finds what a new official looks for (journey 10)."""

from __future__ import annotations

import pytest
from cast import Cast
from django.test import Client


@pytest.fixture
def city(cast: Cast, client: Client) -> Client:
    client.force_login(cast.officer("city"))
    return client


def test_19_8_listed_supervision_is_found_by_its_chinese_name(city: Client) -> None:
    text = city.get("/clauses/", {"q": "挂牌督办"}).content.decode()
    assert 'href="/clauses/19.8/"' in text
    assert 'href="/clauses/16.5/"' in text
    assert 'href="/clauses/19.1/"' not in text, "19.1 says nothing of it; only its article does"
    assert 'href="?article=19"' in text


def test_3_12_is_found_by_number_and_in_english(city: Client) -> None:
    for words in ("3.12", "study work safety"):
        assert 'href="/clauses/3.12/"' in city.get("/clauses/", {"q": words}).content.decode()


def test_words_that_stand_nowhere_say_what_to_try(city: Client) -> None:
    text = city.get("/clauses/", {"q": "不存在的词语"}).content.decode()
    assert "empty-state" in text
