"""移交清单: what goes over with a post, on paper, to be signed by who hands over, who takes over and a witness (4.1).

The content is that of the sheet which the page of the post shows (``staffing.handing_over.sheet_of``), complete: a
handover sheet is never cut off. Names stand on the paper alone, not in the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from anlan.kernel.messages.message import Message
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.papers.paper import Content, Paper
from anlan.kernel.people.acting import in_force
from anlan.kernel.people.post import Appointment, Handover, Post
from anlan.kernel.records.door import Act
from anlan.kernel.records.workflow import Ask
from anlan.oversight.papers.gathering import PUBLIC, day_words, late_words, number_asked, post_in_full
from anlan.oversight.posts import post_in_sight, shown_sheet

ON_THE_PAPER = _("Stands on the paper alone")
ASKS = (
    Ask("outgoing", _("Hands over"), "text", required=False, max_length=60, why=ON_THE_PAPER),
    Ask("incoming", _("Takes over"), "text", required=False, max_length=60, why=ON_THE_PAPER),
    Ask("witness", _("Witness"), "text", required=False, max_length=60, why=ON_THE_PAPER),
    Ask(
        "remarks",
        _("Files, things and remarks that go with the post"),
        "longtext",
        required=False,
        max_length=2000,
        why=ON_THE_PAPER,
    ),
)


def _handover(about: Mapping[str, str], act: Act) -> Content:
    post = post_in_sight(pk=number_asked(about, "post"), actor=act.actor)
    done = _recorded(about, post)
    sheet = shown_sheet(post=post, act=act)
    rows = sheet["rows"]
    notices = _notices(post, [row.pk for row in rows.obligations], act)
    named = {"post": str(post.pk), **({"handover": str(done.pk)} if done else {})}
    return Content(
        title=f"{post_in_full(post)}岗位移交清单",
        recipient="",
        about=named,
        fields={
            "unit": post.unit.name_zh,
            "post": post.name_zh,
            "day": day_words(done.day if done else act.today),
            "as_of": day_words(act.today),
            **_persons(post, done, act),
            "owed": [
                {
                    "title": one.title,
                    "clause": one.row.duty.clause,
                    "due": one.row.due_day.isoformat(),
                    "standing": "，".join(filter(None, (one.due.words, _marked(one.row)))),
                }
                for one in sheet["owed"]
            ],
            "owed_count": len(rows.obligations),
            "late_count": sum(row.is_late(now=act.now) for row in rows.obligations),
            "cases": [{"register": str(one.plural), "state": str(one.label), "count": one.count} for one in rows.cases],
            "cases_count": rows.case_count,
            "grants": [
                {
                    "role": str(one["role"]),
                    "territory": " ".join(filter(None, (one["place"], one["line"]))),
                    "since": one["since"].isoformat(),
                }
                for one in sheet["rights"]
            ],
            "notices": notices,
            "notices_count": sum(one["count"] for one in notices),
        },
    )


def _marked(row: Obligation) -> str:
    """What a superior said of something open, where it is more than that nothing was received."""
    said = row.not_performed_id is not None or row.review == Obligation.Review.RETURNED
    return late_words(row) if said else ""


def _recorded(about: Mapping[str, str], post: Post) -> Handover | None:
    """The handing over that was recorded, where the address names one."""
    if not about["handover"]:
        return None
    rows = Handover.objects.filter(pk=number_asked(about, "handover"), post=post)
    done = rows.select_related("outgoing", "incoming", "witness", "witness__unit").first()
    if done is None:
        raise Http404("handover")
    return done


def _persons(post: Post, done: Handover | None, act: Act) -> dict[str, str]:
    """Who hands over, who takes over, before whom, as far as it is known; the paper's maker may put it right."""
    if done is None:
        held = Appointment.objects.filter(in_force(on=act.today), post=post).select_related("officer").order_by("pk")
        return {"outgoing": "、".join(one.officer.name for one in held), "incoming": "", "witness": "", "remarks": ""}
    witness = post_in_full(done.witness) if done.witness else ""
    return {
        "outgoing": done.outgoing.name,
        "incoming": done.incoming.name,
        "witness": witness,
        "remarks": done.remarks,
    }


def _notices(post: Post, owed: list[int], act: Act) -> list[dict[str, Any]]:
    """What was said about the open obligations, by kind, and the daily digests that the holders have not read yet."""
    kinds = Counter(Notice.objects.filter(obligation__in=owed).values_list("kind", flat=True))
    found: list[dict[str, Any]] = [
        {"kind": str(label), "count": kinds[value]} for value, label in Notice.Kind.choices if kinds[value]
    ]
    holders = Appointment.objects.filter(in_force(on=act.today), post=post).values("officer")
    unread = Message.objects.filter(Q(officer__in=holders), read_at=None).count()
    return [*found, *([{"kind": "任职人未读的每日提醒", "count": unread}] if unread else [])]


HANDOVER_SHEET = Paper(
    name="handover_sheet",
    label=_("Handover sheet"),
    kind="移交清单",
    code="移交",
    clause="4.1",
    template="handover",
    issuers=PUBLIC,
    takes=("post", "handover"),
    build=_handover,
    asks=ASKS,
)
