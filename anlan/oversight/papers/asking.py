"""发文时所填: what the one who drafts or issues a paper is asked. What Anlan knows stands in the paper already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anlan.kernel.papers.issued import IssuedPaper
from anlan.kernel.papers.paper import Content, Paper
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.sight import Sight
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.records.workflow import Ask

VOID_ASKS = (Ask("reason", _("Reason"), "text", why=_("Stands in the register beside the number")),)


def asks_of(*, paper: Paper, bodies: Sequence[Unit]) -> tuple[Ask, ...]:
    """All questions of one kind of paper; ``bodies`` are those that this officer may issue for."""
    return (
        Ask(
            "body",
            _("Issuing body (whose seal)"),
            "choice",
            choices=lambda _unit: [(unit.code, name_of(unit)) for unit in bodies],
            why=_("The same people may act under two seals; the paper names one"),
        ),
        Ask("recipient", _("Recipient"), "text", required=False, why=_("As the paper addresses it, in Chinese")),
        *paper.asks,
        Ask("signer", _("Approved by"), "text", required=False, max_length=60, why=_("Post and name, on the paper")),
        Ask(
            "contact",
            _("Contact"),
            "text",
            required=False,
            max_length=80,
            why=_("Name and telephone number, on the paper"),
        ),
        Ask("copied_to", _("Copied to"), "text", required=False),
        Ask("archive_number", _("Archive number"), "text", required=False, max_length=40),
    )


def initial_of(*, content: Content, act: Act) -> dict[str, Any]:
    """What can be filled in beforehand: what the builder knows, and the officer's own number as the contact."""
    officer = act.actor.officer
    contact = f"{officer.name} {officer.telephone}" if officer.telephone else ""
    return {**content.fields, "recipient": content.recipient, "contact": contact}


def address_of(*, paper: str, about: Mapping[str, str]) -> str:
    """The page on which this paper is drafted or issued."""
    return f"{reverse('paper_new')}?{urlencode({'paper': paper, **about})}"


def alike(*, paper: Paper, content: Content, sight: Sight) -> list[IssuedPaper]:
    """What was issued about the same thing and still stands, newest first, as far as in sight."""
    rows = IssuedPaper.objects.visible_to(sight).filter(
        paper=paper.name, about=urlencode(content.about), state=IssuedPaper.State.ISSUED
    )
    return list(rows.order_by("-id")[:5])
