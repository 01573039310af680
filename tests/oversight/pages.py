"""Reading pages as one of the cast, on the day of the tests."""

from __future__ import annotations

import re
from typing import Any

from cast import Cast
from django.test import Client


def browser(cast: Cast, username: str) -> Client:
    """A browser in which that officer is logged in, in English."""
    client = Client()
    client.force_login(cast.officer(username))
    client.cookies["django_language"] = "en"
    return client


def rows_listed(client: Client, address: str) -> int:
    """How many rows a list counts; it must be exact."""
    context: Any = client.get(address).context
    assert context["exact"]
    return int(context["total"])


def text_of(html: str) -> str:
    """The words of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
