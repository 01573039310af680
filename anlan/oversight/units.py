"""单位: one unit: what is known of it, its posts and who holds them, its superior, what it owes (articles 4, 5, 9).

And the posts of a territory that nobody holds: what they owe is owed all the same, but no officer sees it at home.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anlan.kernel.declared import DECLARED
from anlan.kernel.obligations.closing import closing_post
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.pages.cells import url_of
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.acting import Actor, in_force
from anlan.kernel.people.area import Area
from anlan.kernel.people.facts import as_of
from anlan.kernel.people.post import Appointment, Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.kernel.staffing.appointing import post_behind
from anlan.kernel.staffing.posts import may_be_closed, models_for
from anlan.oversight.answering import answering_for
from anlan.oversight.areas import surroundings
from anlan.oversight.enterprise_rules import staffing_rules
from anlan.oversight.fact_history import versions_of
from anlan.oversight.fact_words import fact_value, fact_words
from anlan.oversight.inspections import inspected_this_year
from anlan.oversight.rows import shown_rows
from anlan.oversight.why import source_words

SHOWN = 100
LEADING = (Post.Kind.HEAD, Post.Kind.IN_CHARGE)


def unit_in_sight(*, code: str, actor: Actor) -> Unit:
    """The unit, for whoever sees it or belongs to it; 404 for anybody else, as if it did not exist."""
    mine = Unit.objects.visible_to(actor.sight()).filter(code=code) | Unit.objects.filter(
        pk__in=actor.unit_ids, code=code
    )
    unit = mine.select_related("area", "superior", "merged_into", "same_office_as").first()
    if unit is None:
        raise Http404(code)
    return cast(Unit, unit)


def unit_page(request: HttpRequest, code: str) -> HttpResponse:
    """One unit."""
    request = cast(OfficerRequest, request)
    act, unit = act_of(request), unit_in_sight(code=code, actor=request.actor)
    rows = Obligation.objects.visible_to(request.actor.sight()).filter(unit=unit, state=Obligation.State.OPEN)
    owed = list(rows.select_related("duty", "unit", "version").order_by("due_at", "id")[: SHOWN + 1])
    facts = _facts(unit=unit, today=act.today)
    sight = request.actor.sight()
    context = {
        "unit": unit,
        "kind": fact_value(name="kind", value=unit.kind),
        "facts": fact_words(facts),
        "answering": answering_for(unit=unit, facts=facts, act=act),
        "facts_from": facts.valid_from if facts else None,
        "entry": _entry(unit=unit, actor=request.actor),
        "rules": staffing_rules(facts=facts, act=act),
        "versions": versions_of(unit=unit),
        "facts_source": source_words(source=facts.source) if facts else "",
        "superior_seen": unit.superior is not None and _sees(actor=request.actor, unit=unit.superior),
        "area_seen": sight.covers_range(lo=unit.area.lo, hi=unit.area.hi),
        "posts": _posts(unit=unit, act=act),
        "may_open_post": bool(models_for(unit=unit, act=act)),
        "kept": _kept(unit=unit),
        "inspected": inspected_this_year(unit=unit, act=act) if unit.kind == "enterprise" else [],
        "owed": shown_rows(rows=owed[:SHOWN], act=act),
        "more": len(owed) > SHOWN,
        "may_close": unit.closed_on is None and may_be_closed_here(unit=unit, actor=request.actor),
    }
    return render(request, "oversight/unit.html", context)


def may_be_closed_here(*, unit: Unit, actor: Actor) -> bool:
    """Whether this reader may close the unit here: an enterprise is struck off in its register, by the same office."""
    return unit.kind != "enterprise" and closing_post(unit=unit, actor=actor) is not None


def _sees(*, actor: Actor, unit: Unit) -> bool:
    return actor.sight().covers(position=unit.position, unit=unit.pk, line=unit.line_id)


def _entry(*, unit: Unit, actor: Actor) -> str:
    """The address of the unit's entry in the register of its kind, where there is one and the reader sees it."""
    pages = DECLARED.pages.get(unit.kind)
    record = pages.model.objects.visible_to(actor.sight()).filter(unit=unit).first() if pages else None
    return url_of(record=record) if record is not None else ""


def _kept(*, unit: Unit) -> list[tuple[Any, str]]:
    """The registers of what lies at the unit (risks, dangers), each with the unit's own rows, and what prints them."""
    found: list[tuple[Any, str]] = []
    for name, pages in DECLARED.pages.items():
        if pages.layer is None or unit.kind not in pages.holders:
            continue
        found.append((pages.plural, f"{reverse('records', args=[name])}?unit={unit.pk}"))
        if pages.printed is not None:
            address, words = pages.printed
            found.append((words, reverse(address, args=[unit.code])))
    return found


def _facts(*, unit: Unit, today: dt.date) -> Any:
    facts = DECLARED.facts.get(unit.kind)
    return facts.objects.filter(as_of(day=today), unit=unit).first() if facts else None


def _posts(*, unit: Unit, act: Act) -> list[dict[str, Any]]:
    """The posts with whoever holds them today, and whether this reader may say who does."""
    posts = list(unit.posts.order_by("id"))
    held: dict[int, list[Appointment]] = {}
    for one in (
        Appointment.objects.filter(in_force(on=act.today), post__in=posts).select_related("officer").order_by("pk")
    ):
        held.setdefault(one.post_id, []).append(one)
    found = []
    for post in posts:
        post.unit = unit
        may = post.closed_on is None and post_behind(actor=act.actor, post=post, on=act.today) is not None
        closable = may and may_be_closed(post=post, on=act.today)
        found.append({"post": post, "held": held.get(post.pk, []), "may": may, "closable": closable})
    return found


def vacant_posts(*, area: Area, on: dt.date) -> QuerySet[Post]:
    """The open posts of heads and of leaders in charge, anywhere in the area, that nobody holds on that day."""
    held = Appointment.objects.filter(in_force(on=on), post=OuterRef("pk"))
    inside = Q(unit__position__gte=area.lo, unit__position__lt=area.hi, unit__closed_on=None)
    return Post.objects.filter(inside, ~Exists(held), kind__in=LEADING, closed_on=None)


def vacant_page(request: HttpRequest, code: str) -> HttpResponse:
    """The leaders' posts of a territory that nobody holds."""
    request = cast(OfficerRequest, request)
    around = surroundings(code=code, actor=request.actor)
    rows = vacant_posts(area=around.area, on=act_of(request).today)
    posts = rows.select_related("unit", "unit__area").order_by("unit__position", "unit_id", "id")
    context = {"area": around.area, "path": around.path, "posts": posts[:SHOWN], "count": rows.count(), "most": SHOWN}
    return render(request, "oversight/vacant.html", context)
