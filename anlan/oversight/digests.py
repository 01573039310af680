"""每日消息的内容: what stands in a digest, grouped and in plain words, as its page and its e-mail show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from anlan.kernel.ledger.event import Event
from anlan.kernel.messages.message import Mention, Message
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.sight import Sight
from anlan.oversight.wording import Due, due_of, period_of_row, said_in, title_of
from anlan.policy import Pack

KIND = Notice.Kind
# Late first, then what a superior wants done, then what a superior is to know or do, then what is coming.
ORDER = (
    KIND.LATE, KIND.NOT_PERFORMED, KIND.RETURNED, KIND.URGED, KIND.ESCALATION, KIND.LETTER, KIND.SUBMITTED,
    KIND.TAKEN_OVER, KIND.REMINDER, KIND.WITHDRAWN, KIND.EXTENDED, KIND.WAIVED, KIND.ACCEPTED,
)  # fmt: skip
VACANT = Mention.Reason.VACANT


@dataclass(frozen=True)
class Group:
    """The notices of one kind in a digest; ``vacant`` ones are told to the overseer since nobody holds a post."""

    kind: str
    vacant: bool
    count: int

    @property
    def heading(self) -> str:
        """The kind in words."""
        label = str(KIND(self.kind).label)
        return _("%(kind)s, and nobody holds a post of the unit") % {"kind": label} if self.vacant else label

    @property
    def note(self) -> str:
        """What the reader is to do about it, where that does not go without saying."""
        if self.vacant:
            return _("Nobody could be told in these units: appoint somebody to the post, or tell them in another way.")
        if self.kind == KIND.LETTER:
            return _("These bodies are managed vertically: send them a letter (函). They were told nothing by Anlan.")
        return ""


@dataclass(frozen=True)
class Line:
    """One notice in plain words; ``text`` and ``telephone`` are what a superior said with it, if anybody did."""

    row: Obligation
    title: str
    unit: str
    period: str
    due: Due
    reason: str
    text: str
    telephone: str


def groups_of(*, message: Message, sight: Sight) -> list[Group]:
    """The groups of a digest that the reader may still see, late first."""
    seen = Mention.objects.visible_to(sight).filter(message=message).order_by()
    counts: dict[tuple[str, bool], int] = {}
    for kind, reason, count in seen.values_list("kind", "reason").annotate(Count("pk")):
        key = (kind, reason == VACANT)
        counts[key] = counts.get(key, 0) + count
    return [
        Group(kind, vacant, counts[kind, vacant])
        for vacant in (False, True)
        for kind in ORDER
        if (kind, vacant) in counts
    ]


def lines_of(
    *, message: Message, group: Group, sight: Sight, now: dt.datetime, pack: Pack, most: int, after: int = 0
) -> Iterator[tuple[int, Line]]:
    """At most so many lines of a group, each with the key after which the next ones follow."""
    rows = Mention.objects.visible_to(sight).filter(message=message, kind=group.kind, pk__gt=after)
    rows = rows.filter(reason=VACANT) if group.vacant else rows.exclude(reason=VACANT)
    related = rows.select_related("notice__obligation__duty", "notice__obligation__version", "notice__obligation__unit")
    found = list(related.order_by("pk")[:most])
    said = _said(events={mention.notice.event_id for mention in found if mention.notice.event_id})
    for mention in found:
        row = mention.notice.obligation
        text, telephone = said.get(mention.notice.event_id, ("", ""))
        yield (
            mention.pk,
            Line(
                row=row,
                title=title_of(row=row, pack=pack),
                unit=name_of(row.unit),
                period=period_of_row(row=row, pack=pack),
                due=due_of(row=row, now=now, pack=pack),
                reason=mention.get_reason_display(),
                text=text,
                telephone=telephone,
            ),
        )


def _said(*, events: set[int]) -> dict[int, tuple[str, str]]:
    """What the superior said in each of these entries, and whom to call; only in entries about an obligation."""
    if not events:
        return {}
    entries = Event.objects.filter(pk__in=events, record_type="obligation")
    return {event.pk: said_in(answers=event.answers) for event in entries}
