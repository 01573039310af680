"""The posts that adopt a plan, answer for its items and check them (6.2, 6.3, 6.6, 6.7)."""

from __future__ import annotations

from collections.abc import Sequence

from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.workflow import Asked, Words

# 法定代表人、实际控制人 (6.2, 6.3), by the keys under which an enterprise's posts are founded.
FIRST_RESPONSIBLE = ("head", "controller")


def posts_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """Every post of the enterprise."""
    return [(str(post.pk), name_of(post)) for post in Post.objects.filter(unit=unit, closed_on=None).order_by("id")]


def approvers_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The two first responsible persons of clause 6.2."""
    posts = Post.objects.filter(unit=unit, closed_on=None, key__in=FIRST_RESPONSIBLE).order_by("id")
    return [(str(post.pk), name_of(post)) for post in posts]


def leaders_for(unit: Unit) -> Sequence[tuple[str, Words]]:
    """The posts of the enterprise's leadership."""
    posts = Post.objects.filter(unit=unit, closed_on=None).exclude(kind=Post.Kind.STAFF).order_by("id")
    return [(str(post.pk), name_of(post)) for post in posts]


def deputy_of(unit: Unit) -> Post | None:
    """The deputy in charge of safety, who carries the plan out (6.6); None where the post is not opened."""
    return Post.objects.filter(unit=unit, closed_on=None, kind=Post.Kind.IN_CHARGE).order_by("id").first()


def deputy_first(asked: Asked) -> str:
    """The deputy as the first answer."""
    deputy = deputy_of(asked.unit)
    return str(deputy.pk) if deputy else ""


def head_first(asked: Asked) -> str:
    """The legal representative as the first answer."""
    head = Post.objects.filter(unit=asked.unit, closed_on=None, kind=Post.Kind.HEAD).first()
    return str(head.pk) if head else ""
