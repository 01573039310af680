"""A record's page says what is owed about it now, by whom and by when (18.7, 18.8)."""

from __future__ import annotations

import pytest
from cast import NOW, Cast
from django.test import Client
from django.utils import timezone
from examples_of_dangers import find, general, rectify


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def page(cast: Cast, username: str, address: str) -> str:
    """A record's page as this reader sees it, in English."""
    client = Client()
    client.force_login(cast.officer(username))
    client.cookies["django_language"] = "en"
    return client.get(address).content.decode()


def test_18_8_the_page_of_a_danger_shows_the_clock_that_runs_and_who_holds_it(cast: Cast) -> None:
    danger = find(cast.act("officer"), measure="unsafe")
    address = f"/records/hiddendanger/{danger.pk}/"
    text = page(cast, "safety", address)
    assert "Owed now" in text
    assert "2026-11-23 10:00" in text
    general(cast.act("officer"), danger, "2026-12-04")
    assert "2026-12-04" in page(cast, "safety", address)
    rectify(cast.act("safety"), danger)
    assert "Put a hidden danger right by the day" not in page(cast, "safety", address).split("What it met")[0]
