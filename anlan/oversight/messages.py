"""消息: an officer's own digests, a page each. Nobody reads another's, whatever posts they hold."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from anlan.kernel.messages.message import Mention, Message
from anlan.kernel.obligations.obligation import Notice
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.officer import Officer
from anlan.oversight.digests import ORDER, Group, groups_of, lines_of

DIGESTS = 10
FIRST_LINES = 20
LINES = 50


def unread_up_to(*, officer: Officer, most: int) -> int:
    """How many digests the officer has not opened yet, counting no further than ``most``."""
    return Message.objects.filter(officer=officer, read_at=None)[:most].count()


def own_messages(*, officer: Officer, before: dt.date | None, size: int = DIGESTS) -> list[Message]:
    """The officer's digests, newest first, each with its kinds and their counts as ``kinds``."""
    rows = Message.objects.filter(officer=officer).select_related("mail")
    if before is not None:
        rows = rows.filter(day__lt=before)
    messages = list(rows.order_by("-day")[:size])
    counted = (
        Mention.objects.filter(message__in=messages).order_by().values_list("message", "kind").annotate(Count("pk"))
    )
    counts = {(message, kind): count for message, kind, count in counted}
    for message in messages:
        message.kinds = [  # type: ignore[attr-defined]
            (kind, Notice.Kind(kind).label, counts[message.pk, kind]) for kind in ORDER if (message.pk, kind) in counts
        ]
    return messages


def message_list(request: HttpRequest) -> HttpResponse:
    """The reader's digests."""
    request = cast(OfficerRequest, request)
    try:
        before = dt.date.fromisoformat(request.GET["before"]) if request.GET.get("before") else None
    except ValueError:
        raise Http404("before") from None
    messages = own_messages(officer=request.user, before=before, size=DIGESTS + 1)
    context = {
        "messages_shown": messages[:DIGESTS],
        "next_key": messages[DIGESTS - 1].day if len(messages) > DIGESTS else None,
        "first": before is not None,
        "unread": any(message.read_at is None for message in messages),
        "by_mail": bool(settings.ANLAN_MAIL) and bool(request.user.email),
    }
    return render(request, "oversight/messages.html", context)


def message_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One digest of the reader's; with ``kind``, all lines of one of its groups, a page at a time."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    message = own_message(officer=request.user, pk=pk)
    if message is None:
        raise Http404("message")
    if request.method == "GET":
        mark_read(message=message, now=act.now)
    sight = act.actor.sight()
    groups = groups_of(message=message, sight=sight)
    kind, after = request.GET.get("kind", ""), request.GET.get("after", "0")
    if not after.isdecimal() or int(after) >= 2**63:
        raise Http404("after")
    shown = [group for group in groups if key_of(group=group) == kind] if kind else groups
    if kind and not shown:
        raise Http404("kind")
    most = LINES if kind else FIRST_LINES
    parts = []
    for group in shown:
        found = list(
            lines_of(
                message=message, group=group, sight=sight, now=act.now, pack=act.pack, most=most + 1, after=int(after)
            )
        )
        parts.append(
            {
                "group": group,
                "key": key_of(group=group),
                "lines": [line for _key, line in found[:most]],
                "next_key": found[most - 1][0] if len(found) > most else None,
            }
        )
    context = {
        "message": message,
        "parts": parts,
        "single": bool(kind),
        "first": after != "0",
        "hidden": message.total - sum(group.count for group in groups),
    }
    return render(request, "oversight/message.html", context)


def own_message(*, officer: Officer, pk: int) -> Message | None:
    """The officer's digest of that number; None when there is none, or when it is another's."""
    return Message.objects.filter(officer=officer, pk=pk).select_related("mail").first()


def mark_read(*, message: Message, now: dt.datetime) -> None:
    """Note when its officer first opened a digest."""
    if message.read_at is None:
        Message.objects.filter(pk=message.pk, read_at=None).update(read_at=now)
        message.read_at = now


def key_of(*, group: Group) -> str:
    """A group as addresses name it."""
    return f"{group.kind}-vacant" if group.vacant else group.kind


@require_POST
def messages_read(request: HttpRequest) -> HttpResponse:
    """Mark all digests of the reader as read."""
    request = cast(OfficerRequest, request)
    Message.objects.filter(officer=request.user, read_at=None).update(read_at=request.now)
    return redirect(reverse("messages"))


@require_POST
def messages_mail(request: HttpRequest) -> HttpResponse:
    """Switch the reader's own e-mail on or off."""
    request = cast(OfficerRequest, request)
    Officer.objects.filter(pk=request.user.pk).update(email_digest=request.POST.get("wanted") == "1")
    return redirect(reverse("messages"))
