"""Filters that give names and pack texts in the reader's language."""

import datetime as dt

from django import template
from django.utils.html import format_html

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.naming import Named, chinese, name_of
from anlan.kernel.people.post import Post
from anlan.oversight.wording import Due, due_of, post_kind
from anlan.oversight.wording import said as said_text
from anlan.policy.validation import Text

register = template.Library()


@register.filter
def named(value: Named | None) -> str:
    """The name of an area, unit or post."""
    return name_of(value) if value is not None else ""


@register.filter
def tongued(value: str) -> str:
    """A name or text as it stands, marked as Chinese where the reader reads English: villages have no English name."""
    if chinese() or not any("\u3400" <= letter <= "\u9fff" for letter in value):
        return value
    return format_html('<span lang="zh-Hans">{}</span>', value)


@register.filter
def tongued_part(value: str, part: str) -> str:
    """A text of which one part was typed by somebody, that part as it stands and marked where it is Chinese."""
    before, found, after = value.partition(part) if part else (value, "", "")
    return format_html("{}{}{}", before, tongued(found), after)


@register.filter
def kind_words(value: Post) -> str:
    """The kind of a post; for leaders, article 4's."""
    return post_kind(post=value)


@register.filter
def duty_title(value: Obligation) -> str:
    """The duty under which something is owed."""
    pack = installed_pack()
    duty = pack.duties.get(value.duty.key) or value.version.policy
    return said_text(duty.title)


@register.filter
def due_by(value: Obligation, now: dt.datetime) -> Due:
    """By when something is owed, with the time left in words."""
    return due_of(row=value, now=now, pack=installed_pack())


@register.filter
def said(value: Text) -> str:
    """A text of the pack."""
    return said_text(value)
