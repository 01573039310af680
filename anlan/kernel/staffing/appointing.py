"""任职: appointing an officer to a post and ending it. Rights and duties stay with the post (clause 4.1).

The office of the work safety committee records appointments in its territory, the head of a unit those of the own
unit. Nobody gives a post, with all that it opens, whose reach goes beyond what the giver sees; an office gives no right
that it does not hold there itself; and nobody appoints the own person, under whatever post.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.ledger.event import Event
from anlan.kernel.people.acting import Actor, NotPermitted, reach_of
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Grant, Post
from anlan.kernel.records.door import Act, Overtaken, Refused
from anlan.kernel.records.workflow import Ask, Refusal
from anlan.kernel.roles import BY_CERTIFICATE, ROLES, P
from anlan.kernel.transactions import writing
from anlan.policy.citations import cite

REFERENCE = "4.1"
cite(reference=REFERENCE, kind="page", name="officer.appointed")
cite(reference=REFERENCE, kind="page", name="appointment.ended")

APPOINT_ASKS = (
    Ask(
        "officer",
        gettext_lazy("Officer's user name"),
        "text",
        max_length=64,
        why=gettext_lazy("Accounts are made by the administrator; here the person gets the post."),
    ),
    Ask("since", gettext_lazy("Holds the post from"), "date", why=gettext_lazy("From this day on the rights count.")),
)
END_ASKS = (
    Ask(
        "until",
        gettext_lazy("Last day in the post"),
        "date",
        why=gettext_lazy("The last day counts. What the post owes stays with the post."),
    ),
)


def post_behind(*, actor: Actor, post: Post, on: dt.date) -> Post | None:
    """The post under which the actor may say who holds ``post``; None where the actor may not."""
    unit = post.unit
    acting = actor.post_for(P.POST_APPOINT, position=unit.position, unit=unit.pk, line=unit.line_id)
    if acting is not None:
        return acting if _within_own_rights(actor=actor, post=post, on=on, every=True) else None
    heads = (one.post for one in actor.holdings if P.POST_APPOINT_OWN in one.permissions)
    acting = next((one for one in heads if one.kind == Post.Kind.HEAD and one.unit_id == unit.pk), None)
    return acting if acting and _within_own_rights(actor=actor, post=post, on=on, every=False) else None


def _within_own_rights(*, actor: Actor, post: Post, on: dt.date, every: bool) -> bool:
    """Whether all that the post opens, now or later, is open to the actor too; with ``every``, each right of it.

    Inspecting comes with a certificate: an office, which must never inspect itself, may name who does.
    The head of a unit need not hold the rights of its desk officers, as long as they stay within the head's sight.
    """
    grants = Grant.objects.filter(Q(until=None) | Q(until__gte=on), post=post).select_related("area")
    for grant in grants:
        reach = reach_of(grant=grant, post=post)
        rights = ROLES[grant.role].permissions - BY_CERTIFICATE if every and grant.role in ROLES else {P.SEE}
        for permission in rights:
            if not actor.sight(permission=permission).includes(reach=reach, position=post.unit.position):
                return False
    return True


def acting_post(*, post: Post, act: Act) -> Post:
    """The same, under the lock of the act. Raises NotPermitted, or Refused where post or unit are closed."""
    acting = post_behind(actor=act.actor, post=post, on=act.today)
    if acting is None:
        raise NotPermitted(f"{P.POST_APPOINT} for post {post.pk}")
    if post.closed_on is not None or post.unit.closed_on is not None:
        raise Refused([Refusal("", _("This post is closed."))])
    return acting


def officer_named(*, username: Any, field: str) -> Officer:
    """The active account of that user name. Raises Refused, the same for closed and for unknown ones."""
    officer = Officer.objects.filter(username=str(username or "").strip(), is_active=True).first()
    if officer is None:
        raise Refused([Refusal(field, _("There is no active account of this user name."))])
    return officer


def appoint(*, post: Post, answers: dict[str, Any], act: Act) -> Event:
    """Appoint the officer of the user name ``officer`` to the post from the day ``since`` on (inclusive).

    Raises NotPermitted, Refused naming the answer, or Overtaken when somebody appointed the same officer meanwhile.
    """
    try:
        with writing():
            # Locked against somebody who closes the post at the same moment.
            rows = Post.objects.select_for_update(of=("self",), no_key=True).select_related("unit", "unit__area")
            post = rows.get(pk=post.pk)
            acting = acting_post(post=post, act=act)
            officer, since = officer_named(username=answers.get("officer"), field="officer"), answers["since"]
            check_beginning(post=post, officer=officer, since=since, act=act, fields=("officer", "since"))
            Appointment.objects.create(post=post, officer=officer, since=since)
            answered = {"officer": officer.pk, "post": post.pk, "since": since}
            return record(kind="officer.appointed", post=post, acting=acting, on=act.today, answers=answered, act=act)
    except IntegrityError:
        raise Overtaken(None, last_entry(post=post)) from None


def check_beginning(*, post: Post, officer: Officer, since: dt.date, act: Act, fields: tuple[str, str]) -> None:
    """Refuse a beginning of one's own, too far ahead, before the unit existed, or of who holds the post on that day."""
    refusals = []
    if officer.pk == act.actor.officer.pk:
        refusals.append(Refusal(fields[0], _("Nobody appoints himself or herself. Another officer records it.")))
    if since > act.today + dt.timedelta(days=ahead(act=act)):
        text = _("At most %(days)d days ahead; record it nearer to the day.")
        refusals.append(Refusal(fields[1], text % {"days": ahead(act=act)}))
    if since < post.unit.opened_on:
        text = _("The unit is known from %(day)s on; nobody held a post of it before.")
        refusals.append(Refusal(fields[1], text % {"day": post.unit.opened_on}))
    # An appointment without an end is found again by the constraint when two come at once.
    if Appointment.objects.filter(Q(until=None) | Q(until__gte=since), post=post, officer=officer).exists():
        refusals.append(Refusal(fields[0], _("This officer holds the post on that day already.")))
    if refusals:
        raise Refused(refusals)


def end_appointment(*, appointment: Appointment, answers: dict[str, Any], act: Act) -> Event:
    """End an appointment with the day ``until`` (inclusive). The post keeps what it owes, even without a holder.

    Raises NotPermitted, Refused, or Overtaken when it had been ended already.
    """
    with writing():
        post = Post.objects.select_related("unit", "unit__area").get(pk=appointment.post_id)
        acting = acting_post(post=post, act=act)
        until = answers["until"]
        check_end(appointment=appointment, until=until, act=act, field="until")
        close_appointment(appointment=appointment, until=until)
        answered = {"officer": appointment.officer_id, "post": post.pk, "until": until}
        return record(kind="appointment.ended", post=post, acting=acting, on=act.today, answers=answered, act=act)


def check_end(*, appointment: Appointment, until: dt.date, act: Act, field: str) -> None:
    """Refuse an end before the beginning or too far ahead."""
    if until < appointment.since:
        text = _("The appointment began only on %(day)s.")
        raise Refused([Refusal(field, text % {"day": appointment.since})])
    if until > act.today + dt.timedelta(days=ahead(act=act)):
        text = _("At most %(days)d days ahead; record it nearer to the day.")
        raise Refused([Refusal(field, text % {"days": ahead(act=act)})])


def close_appointment(*, appointment: Appointment, until: dt.date) -> None:
    """Set the end by compare-and-set: of two who end it at once one wins. Raises Overtaken for the other."""
    if Appointment.objects.filter(pk=appointment.pk, until=None).update(until=until) != 1:
        raise Overtaken(None, last_entry(post=appointment.post))


def record(*, kind: str, post: Post, acting: Post, on: dt.date, answers: dict[str, Any], act: Act) -> Event:
    """Write one act on a post into the ledger, under clause 4.1 of this city."""
    clause = act.pack.clause_for(reference=REFERENCE)
    unit = post.unit
    return append(
        entry=Entry(
            kind=kind,
            clause=clause.id if clause else "",
            occurred_on=on,
            officer=act.actor.officer.pk,
            post=acting.pk,
            place=Place(unit=unit.pk, position=unit.position, line=unit.line_id),
            record_type="post",
            record_id=post.pk,
            answers=answers,
        ),
        now=act.now,
    )


def last_entry(*, post: Post) -> Event | None:
    """The latest entry of the ledger about this post."""
    return Event.objects.filter(record_type="post", record_id=post.pk).order_by("-seq").first()


def ahead(*, act: Act) -> int:
    """How many days ahead an appointment or a handing over can be recorded (a product default)."""
    return int(act.pack.parameters.value(key="post.appoint_ahead_days", on=act.today).value)
