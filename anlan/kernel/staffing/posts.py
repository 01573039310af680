"""设岗与撤岗: a unit opens a further post, such as one for each deputy, and closes one that nobody holds (4.1).

A further post has the kind and the rights of one that the unit has already. Whoever may say who holds that one may open
it: appointing to either opens the same to the officer, so nobody gives away more than before.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.ledger.event import Event
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Appointment, Grant, Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Refused
from anlan.kernel.records.workflow import Ask, Refusal
from anlan.kernel.staffing.appointing import REFERENCE, acting_post, post_behind, record
from anlan.kernel.transactions import writing
from anlan.policy.citations import cite

cite(reference=REFERENCE, kind="page", name="post.opened")
cite(reference=REFERENCE, kind="page", name="post.closed")

CLOSE_ASKS = (
    Ask(
        "on",
        gettext_lazy("Last day of the post"),
        "date",
        why=gettext_lazy("What its kind of post answers for stays owed by the unit."),
    ),
)


def models_for(*, unit: Unit, act: Act) -> list[Post]:
    """The open posts of the unit after which the actor may open a further one; a unit has one head."""
    if unit.closed_on is not None:
        return []
    posts = Post.objects.filter(unit=unit, closed_on=None).exclude(kind=Post.Kind.HEAD).order_by("id")
    posts = posts.select_related("unit", "unit__area")
    return [post for post in posts if post_behind(actor=act.actor, post=post, on=act.today) is not None]


def open_asks(*, unit: Unit, act: Act) -> tuple[Ask, ...]:
    """What is asked of a further post: its kind and rights, and what it is called in both languages."""
    return (
        Ask(
            "like",
            gettext_lazy("Kind and rights, as those of"),
            "choice",
            choices=lambda _unit: [
                (str(post.pk), f"{post.get_kind_display()} · {name_of(post)}")
                for post in models_for(unit=unit, act=act)
            ],
            why=gettext_lazy("Duties look at the kind of a post; who holds it gets these rights."),
        ),
        Ask(
            "name_zh",
            gettext_lazy("Name in Chinese"),
            "text",
            max_length=80,
            why=gettext_lazy("Such as: 分管工业的副县长; never a person's name"),
        ),
        Ask("name_en", gettext_lazy("Name in English"), "text", max_length=120),
    )


def open_post(*, unit: Unit, answers: dict[str, Any], act: Act) -> Event:
    """Open a further post of the unit from today on, with the kind and the rights of the post ``like`` (an id).

    Raises NotPermitted, or Refused naming the answer.
    """
    with writing():
        # Locked, so that two posts opened at once get keys and names of their own.
        unit = Unit.objects.select_for_update().get(pk=unit.pk)
        like = Post.objects.select_related("unit", "unit__area").get(pk=int(answers["like"]), unit=unit)
        acting = acting_post(post=like, act=act)
        _check_opening(unit=unit, like=like, answers=answers)
        post = Post.objects.create(
            unit=unit, kind=like.kind, key=_free_key(unit=unit, kind=like.kind), name_zh=answers["name_zh"].strip(),
            name_en=answers["name_en"].strip(),
        )  # fmt: skip
        standing = Grant.objects.filter(Q(until=None) | Q(until__gte=act.today), post=like).order_by("pk")
        Grant.objects.bulk_create(
            Grant(
                post=post, role=grant.role, own_unit=grant.own_unit, area_id=grant.area_id, line_id=grant.line_id,
                since=max(grant.since, act.today), until=grant.until,
            )
            for grant in standing
        )  # fmt: skip
        said = {"post": post.pk, "key": post.key, "kind": post.kind, "like": like.pk}
        said |= {"name_zh": post.name_zh, "name_en": post.name_en}
        return record(kind="post.opened", post=post, acting=acting, on=act.today, answers=said, act=act)


def _check_opening(*, unit: Unit, like: Post, answers: dict[str, Any]) -> None:
    refusals = []
    if like.kind == Post.Kind.HEAD:
        refusals.append(Refusal("like", _("A unit has one head.")))
    for field in ("name_zh", "name_en"):
        if Post.objects.filter(unit=unit, closed_on=None, **{field: answers[field].strip()}).exists():
            refusals.append(Refusal(field, _("An open post of this unit has this name already.")))
    if refusals:
        raise Refused(refusals)


def _free_key(*, unit: Unit, kind: str) -> str:
    """A key that no post of the unit has or had: the kind and a number."""
    taken = set(Post.objects.filter(unit=unit).values_list("key", flat=True))
    return next(key for number in range(2, len(taken) + 3) if (key := f"{kind}_{number}") not in taken)


def may_be_closed(*, post: Post, on: dt.date) -> bool:
    """Whether the post is one that can be closed: open, not the head's, and held by nobody from that day on."""
    return _why_not_closed(post=post, on=on) is None


def close_post(*, post: Post, answers: dict[str, Any], act: Act) -> Event:
    """Close a vacant post with the day ``on`` (inclusive); its rights end with it.

    Raises NotPermitted, or Refused: of the head's post, of one that is held, or of one closed already.
    """
    with writing():
        # Locked against an appointment at the same moment, which locks it as well.
        post = Post.objects.select_for_update(of=("self",)).select_related("unit", "unit__area").get(pk=post.pk)
        acting = acting_post(post=post, act=act)
        reason = _why_not_closed(post=post, on=act.today) or _wrong_day(post=post, on=answers["on"], act=act)
        if reason is not None:
            raise Refused([reason])
        Post.objects.filter(pk=post.pk).update(closed_on=answers["on"])
        return record(
            kind="post.closed", post=post, acting=acting, on=answers["on"], answers={"on": answers["on"]}, act=act
        )


def _why_not_closed(*, post: Post, on: dt.date) -> Refusal | None:
    if post.closed_on is not None:
        return Refusal("", _("This post is closed."))
    if post.kind == Post.Kind.HEAD:
        return Refusal("", _("The head's post lasts as long as the unit."))
    if Appointment.objects.filter(Q(until=None) | Q(until__gte=on), post=post).exists():
        return Refusal("", _("Somebody holds this post today or will. End the appointment first."))
    return None


def _wrong_day(*, post: Post, on: dt.date, act: Act) -> Refusal | None:
    if on > act.today:
        return Refusal("on", _("A post is closed once it is closed, not ahead."))
    if on < post.unit.opened_on:
        return Refusal("on", _("The unit is known only from %(day)s on.") % {"day": post.unit.opened_on})
    if Appointment.objects.filter(post=post, until__gt=on).exists():
        return Refusal("on", _("Somebody held the post on that day or later."))
    return None
