"""登记簿: all registers on one page, by the article of the Opinions that asks for each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.policy import Pack
from anlan.policy.opinions import Article
from anlan.policy.validation import Text


@dataclass(frozen=True)
class Register:
    """One register: where it is, the clause of its first step with its words, and where an entry is begun."""

    pages: CasePages
    clause: str
    asked: Text | None
    begin: str


def register_index(request: HttpRequest) -> HttpResponse:
    """Every register, with the button that begins an entry where the reader may."""
    request = cast(OfficerRequest, request)
    pack = act_of(request).pack
    overseeing = any(reach.unit is None for reach in request.actor.sight().reaches)
    kinds = {post.unit.kind for post in request.actor.posts}
    found = [
        _register(pages=pages, pack=pack, request=request)
        for pages in DECLARED.pages.values()
        if not pages.parent and (overseeing or _concerns(pages=pages, kinds=kinds, request=request))
    ]
    found.sort(key=lambda one: (_number(clause=one.clause, pack=pack), one.clause, one.pages.name))
    groups = [
        (_article(clause=clause, pack=pack), list(registers))
        for clause, registers in groupby(found, key=lambda one: one.clause.split(".")[0])
    ]
    return render(request, "pages/registers.html", {"groups": groups, "overseeing": overseeing})


def _register(*, pages: CasePages, pack: Pack, request: OfficerRequest) -> Register:
    first = pages.model.workflow.beginning
    cited = pack.clause_for(reference=(first or pages.steps[0]).clause)
    begin = reverse("begin", args=[pages.name]) if first and request.actor.has(first.permission) else ""
    return Register(pages, cited.id if cited else "", cited.duty if cited else None, begin)


def _concerns(*, pages: CasePages, kinds: set[str], request: OfficerRequest) -> bool:
    """Whether a register may hold something of a reader who sees single units only."""
    return bool(kinds & set(pages.holders)) or any(request.actor.has(step.permission) for step in pages.steps)


def _number(*, clause: str, pack: Pack) -> int:
    """Articles in the order of the text; the ending last, whatever cites no clause of this pack after it."""
    order = list(pack.articles)
    article = clause.split(".")[0]
    return order.index(article) if article in order else len(order)


def _article(*, clause: str, pack: Pack) -> Article | None:
    return pack.articles.get(clause)
