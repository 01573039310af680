"""What the frame around every page shows: menu, the reader's post and unit, whether data is synthetic."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from anlan.kernel.people.naming import name_of

MENU: tuple[tuple[str, Promise | str], ...] = (
    ("/", pgettext_lazy("menu", "Home")),
    ("/areas/", pgettext_lazy("menu", "Areas")),
    ("/meetings/", pgettext_lazy("menu", "Meetings")),
    ("/clauses/", pgettext_lazy("menu", "Clauses")),
    ("/ledger/", pgettext_lazy("menu", "Ledger")),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context that `base.html` needs. Costs no query until `holding` is asked for."""
    here = request.path
    menu = [
        {"url": url, "label": label, "current": here == url if url == "/" else here.startswith(url)}
        for url, label in MENU
    ]
    return {
        "menu": menu,
        "holding": lambda: holding(request),
        "demo": settings.ANLAN_DEMO,
        "languages": settings.LANGUAGES,
    }


def holding(request: HttpRequest) -> dict[str, str] | None:
    """The first post that the reader holds today, with its unit, as the header names it."""
    posts = request.actor.posts  # type: ignore[attr-defined]
    return {"unit": name_of(posts[0].unit), "post": name_of(posts[0])} if posts else None
