"""What the frame around every page shows: menu, the reader's post and unit, whether data is synthetic."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.acting import Actor
from anlan.kernel.people.naming import name_of
from anlan.kernel.roles import P
from anlan.oversight.messages import unread_up_to

MOST_UNREAD = 99


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context that `base.html` needs. Costs no query until the menu is shown."""
    return {
        "menu": lambda: menu(request),
        "holding": lambda: holding(request),
        "field_app": lambda: works_in_the_field(request),
        "unread_messages": lambda: unread_messages(request),
        "demo": settings.ANLAN_DEMO or getattr(getattr(request, "user", None), "synthetic", False),
        "languages": settings.LANGUAGES,
    }


def menu(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages that lead somewhere for this reader: a territory, the registers, the ledger."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    entries: list[tuple[str, Promise | str]] = [(reverse("home"), pgettext_lazy("menu", "Home"))]
    if actor.posts:
        entries.append((reverse("my_post"), pgettext_lazy("menu", "My post")))
        entries.append((reverse("calendar"), pgettext_lazy("menu", "Calendar")))
    if actor.sight().everything or any(reach.lo is not None for reach in actor.sight().reaches):
        entries.append((reverse("areas"), pgettext_lazy("menu", "Areas")))
        entries.append((reverse("overviews"), pgettext_lazy("menu", "Overview")))
        entries.append((reverse("map"), pgettext_lazy("menu", "Map")))
        entries.append((reverse("registers"), pgettext_lazy("menu", "Registers")))
        entries.append((reverse("staffing_entry"), pgettext_lazy("menu", "Bodies and staff")))
        entries.append((reverse("committees"), pgettext_lazy("menu", "Safety committees")))
    own = next((post.unit for post in actor.posts if post.unit.kind == "enterprise"), None)
    if own is not None:
        entries.append((reverse("unit", args=[own.code]), pgettext_lazy("menu", "Our enterprise")))
        entries.append((reverse("asked", args=[own.code]), pgettext_lazy("menu", "What is asked")))
        entries.append((reverse("registers"), pgettext_lazy("menu", "Registers")))
    if actor.has(P.ORDER_ANSWER) or actor.has(P.LEDGER_READ):
        entries.append((reverse("orders_ledger"), pgettext_lazy("menu", "Ledger of orders")))
    if actor.posts:
        entries.append((reverse("papers"), pgettext_lazy("menu", "Papers")))
    entries.append((reverse("duties"), pgettext_lazy("menu", "Duties")))
    entries.append((reverse("clauses"), pgettext_lazy("menu", "Clauses")))
    if actor.has(P.LEDGER_READ):
        entries.append((reverse("ledger"), pgettext_lazy("menu", "Ledger")))
    here, home = request.path, reverse("home")
    # Of two addresses of which one begins with the other, the longer says where the reader is.
    begun = (url for url, _label in entries if url != home and here.startswith(url))
    current = home if here == home else max(begun, key=len, default="")
    return [{"url": url, "label": label, "current": url == current} for url, label in entries]


def works_in_the_field(request: HttpRequest) -> bool:
    """Whether the app on the phone has something for this reader. Asks the database nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    steps = (step for pages in DECLARED.pages.values() for step in pages.steps if step.field)
    return any(actor.has(step.permission) for step in steps)


def holding(request: HttpRequest) -> dict[str, str] | None:
    """The first post that the reader holds today, with its unit, as the header names it."""
    posts = request.actor.posts  # type: ignore[attr-defined]
    return {"unit": name_of(posts[0].unit), "post": name_of(posts[0])} if posts else None


def unread_messages(request: HttpRequest) -> str:
    """How many digests the reader has not opened, as the header shows it: empty, a number, or 99+. One query."""
    count = unread_up_to(officer=request.user, most=MOST_UNREAD + 1)  # type: ignore[arg-type]
    return f"{MOST_UNREAD}+" if count > MOST_UNREAD else str(count or "")
