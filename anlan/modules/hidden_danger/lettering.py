"""Which paper can be written about a danger, a listing or a rung by whoever reads its page (18.8, 19.8, 19.9)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anlan.kernel.people.acting import Actor
from anlan.kernel.records.workflow import Words
from anlan.kernel.roles import P
from anlan.rules import dangers

Written = tuple[str, Words] | None


def paper_of_danger(danger: Any, actor: Actor) -> Written:
    """The acceptance of a major danger, once it was accepted."""
    if danger.state == "closed" and danger.grade == dangers.MAJOR and actor.has(P.PAPER_ISSUE):
        return ("danger_acceptance", _("Write the acceptance"))
    return None


def paper_of_listing(listing: Any, actor: Actor) -> Written:
    """The notice while it stands on the list without a number, then its progress, then the delisting."""
    if not actor.has(P.PAPER_ISSUE):
        return None
    if listing.state == "listed" and not listing.number:
        return ("listing_notice", _("Write the notice of listing"))
    if listing.state in ("delisted", "published"):
        return ("delisting_notice", _("Write the notice of delisting"))
    return ("listing_progress", _("Write how far it is")) if listing.state != "withdrawn" else None


def paper_of_rung(rung: Any, actor: Actor) -> Written:
    """The document of the rung, also before it is confirmed: then it is a draft for whoever confirms."""
    if rung.state != "declined" and actor.has(P.PAPER_ISSUE):
        return ("ladder_paper", _("Write its paper"))
    return None
