"""条款: all clauses with search and coverage, and one clause with text, who owes it, how it is carried, live figures."""

from __future__ import annotations

from collections import Counter
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext

from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.oversight.clauses import clause_view, live_figures
from anlan.policy import Pack
from anlan.policy.clauses import Clause


def carried_words(how: str) -> str:
    """How a clause is carried, in words."""
    return {
        "duty": pgettext("carried", "Duty"),
        "step": pgettext("carried", "Step"),
        "rule": pgettext("carried", "Rule"),
        "register": pgettext("carried", "Register"),
        "page": pgettext("carried", "Page"),
        "none": pgettext("carried", "Not carried yet"),
    }[how]


def clause_list(request: HttpRequest) -> HttpResponse:
    """All clauses by article, or those that a search finds; and how many are carried how."""
    request = cast(OfficerRequest, request)
    pack = act_of(request).pack
    query = request.GET.get("q", "").strip()[:100]
    how, article = request.GET.get("how", ""), request.GET.get("article", "")
    found: list[tuple[Clause, str]] = [(clause, "") for clause in pack.clauses.values()]
    if query:
        found = [(hit.clause, hit.excerpt) for hit in pack.search(text=query, limit=300)]
    found = [one for one in found if how in ("", one[0].carried.how) and article in ("", one[0].article)]
    context = {
        "query": query,
        "how": how,
        "article": article,
        "groups": _by_article(found=found, pack=pack),
        "count": len(found),
        "coverage": coverage(pack=pack),
        "articles": [pack.articles[key] for key in pack.articles],
    }
    return render(request, "oversight/clauses.html", context)


def coverage(*, pack: Pack) -> list[tuple[str, str, int]]:
    """How many clauses are carried how: code, words, count."""
    counts = Counter(clause.carried.how for clause in pack.clauses.values())
    return [(how, carried_words(how), counts[how]) for how in ("duty", "step", "rule", "register", "page", "none")]


def _by_article(*, found: list[tuple[Clause, str]], pack: Pack) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for clause, excerpt in found:
        groups.setdefault(clause.article, []).append(
            {"clause": clause, "excerpt": excerpt, "carried": carried_words(clause.carried.how)}
        )
    return [{"article": pack.articles.get(key), "key": key, "clauses": rows} for key, rows in groups.items()]


def clause_page(request: HttpRequest, clause_id: str) -> HttpResponse:
    """One clause in both directions: what it says, and everything in Anlan that answers to it."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    if clause_id not in act.pack.clauses:
        raise Http404(clause_id)
    view = clause_view(pack=act.pack, clause_id=clause_id)
    milestone = act.pack.milestones.get(view.clause.carried.milestone or "")
    context = {
        "view": view,
        "clause": view.clause,
        "carried": carried_words(view.clause.carried.how),
        "milestone": milestone,
        "figures": live_figures(clause_id=clause_id, sight=request.actor.sight(), today=act.today),
        "today": act.today,
    }
    return render(request, "oversight/clause.html", context)
