"""条款.

All clauses with search and coverage, and one clause with text, who owes it, how it is carried, live figures.
"""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext

from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.naming import chinese
from anlan.kernel.roles import PERMISSION_TEXT
from anlan.oversight.clauses import clause_view, coverage, live_figures, roles_holding
from anlan.oversight.duty_words import occasion_words
from anlan.oversight.wording import said
from anlan.policy import Pack
from anlan.policy.search import Hit


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
    found = [Hit(clause=clause, field="id", excerpt="") for clause in pack.clauses.values()]
    if query:
        found = pack.search(text=query, limit=300)
    found = [hit for hit in found if how in ("", hit.clause.carried.how) and article in ("", hit.clause.article)]
    context = {
        "query": query,
        "how": how,
        "article": article,
        "groups": _by_article(found=found, pack=pack),
        "count": sum(hit.field != "article" for hit in found),
        "coverage": [(how, carried_words(how), n) for how, n in coverage(pack=pack).carried.items()],
        "articles": [pack.articles[key] for key in pack.articles],
    }
    return render(request, "oversight/clauses.html", context)


def _by_article(*, found: list[Hit], pack: Pack) -> list[dict[str, Any]]:
    """Clauses under their articles. Words found only in an article are shown once, not at each of its clauses."""
    groups: dict[str, dict[str, Any]] = {}
    for hit in found:
        key = hit.clause.article
        group = groups.setdefault(key, {"article": pack.articles.get(key), "key": key, "excerpt": "", "clauses": []})
        if hit.field == "article":
            group["excerpt"] = hit.excerpt
            continue
        repeats = hit.excerpt in (said(hit.clause.duty), hit.clause.id)
        carried = carried_words(hit.clause.carried.how)
        group["clauses"].append({"clause": hit.clause, "excerpt": "" if repeats else hit.excerpt, "carried": carried})
    return list(groups.values())


def clause_page(request: HttpRequest, clause_id: str) -> HttpResponse:
    """One clause in both directions: what it says, and everything in Anlan that answers to it."""
    request = cast(OfficerRequest, request)
    act = act_of(request)
    if clause_id not in act.pack.clauses:
        raise Http404(clause_id)
    view = clause_view(pack=act.pack, clause_id=clause_id)
    context = {
        "view": view,
        "clause": view.clause,
        "carried": carried_words(view.clause.carried.how),
        "permissions": [(PERMISSION_TEXT[one], roles_holding(permission=one)) for one in view.permissions],
        "duties": [(duty, occasion_words(duty=duty)) for duty in view.duties],
        "figures": live_figures(clause_id=clause_id, sight=request.actor.sight(), today=act.today),
        "today": act.today,
        # What a rule says stands in its code, in English.
        "english": not chinese(),
    }
    return render(request, "oversight/clause.html", context)
