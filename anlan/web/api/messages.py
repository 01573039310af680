"""消息 for programs: the caller's own digests, and the notices of one."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from anlan.kernel.messages.message import Message as MessageRow
from anlan.oversight.digests import groups_of, lines_of
from anlan.oversight.messages import LINES, key_of, mark_read, own_message, own_messages
from anlan.web.api import shapes
from anlan.web.api.asking import REFUSALS, act_behind, only_known

router = Router(tags=["messages"])


class Message(Schema):
    """One digest: how many notices it holds, how many say that something is late, when it was first opened."""

    id: int
    day: dt.date
    total: int
    late: int
    read_at: dt.datetime | None


class Messages(Schema):
    """Digests, the newest first. ``before`` asks for the next page, empty where the list ends."""

    rows: list[Message]
    before: str


class Notice(Schema):
    """One notice: why the caller is told, what a superior said with it, and what it is about."""

    reason: str
    text: str
    telephone: str
    obligation: shapes.Obligation


class Group(Schema):
    """Notices of one kind, at most a page of them. ``after`` asks for the next ones, 0 where the group ends."""

    key: str
    heading: str
    count: int
    notices: list[Notice]
    after: int


class Digest(Schema):
    """One digest with the notices that the caller may see today, late first."""

    message: Message
    groups: list[Group]


class Before(Schema):
    """The day before which digests are asked for."""

    before: dt.date | None = None


class Part(Schema):
    """One group by its key, and the notices after one of its pages."""

    kind: str = ""
    after: int = 0


@router.get("/", response={200: Messages, **REFUSALS}, operation_id="message_list")
def list_messages(request: HttpRequest, filters: Query[Before]) -> Messages:
    """The caller's own digests, a page at a time."""
    only_known(request, filters=Before)
    officer = act_behind(request).actor.officer
    found = own_messages(officer=officer, before=filters.before, size=LINES + 1)
    more = found[LINES - 1].day.isoformat() if len(found) > LINES else ""
    return Messages(rows=[_message(row) for row in found[:LINES]], before=more)


@router.get("/{int:pk}", response={200: Digest, **REFUSALS}, operation_id="message")
def one_message(request: HttpRequest, pk: int, filters: Query[Part]) -> Digest:
    """One of the caller's digests; it is not marked as read."""
    only_known(request, filters=Part)
    act = act_behind(request)
    message = own_message(officer=act.actor.officer, pk=pk)
    if message is None:
        raise Http404("message")
    sight, groups = act.actor.sight(), []
    for group in groups_of(message=message, sight=sight):
        if filters.kind not in ("", key_of(group=group)):
            continue
        lines = list(
            lines_of(
                message=message,
                group=group,
                sight=sight,
                now=act.now,
                pack=act.pack,
                most=LINES + 1,
                after=filters.after,
            )
        )
        notices = [
            Notice(
                reason=line.reason,
                text=line.text,
                telephone=line.telephone,
                obligation=shapes.obligation(line.row, act),
            )
            for _k, line in lines[:LINES]
        ]
        groups.append(
            Group(
                key=key_of(group=group),
                heading=group.heading,
                count=group.count,
                notices=notices,
                after=lines[LINES - 1][0] if len(lines) > LINES else 0,
            )
        )
    return Digest(message=_message(message), groups=groups)


@router.post("/{int:pk}/read", response={200: Message, **REFUSALS}, operation_id="message_read")
def read_message(request: HttpRequest, pk: int) -> Message:
    """Mark one of the caller's digests as read; a second time changes nothing."""
    act = act_behind(request)
    message = own_message(officer=act.actor.officer, pk=pk)
    if message is None:
        raise Http404("message")
    mark_read(message=message, now=act.now)
    return _message(message)


def _message(row: MessageRow) -> Message:
    return Message(id=row.pk, day=row.day, total=row.total, late=row.late, read_at=row.read_at)
