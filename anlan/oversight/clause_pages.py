"""条款.

All clauses with search and coverage, and one clause with text, who owes it, how it is carried, live figures.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.naming import chinese
from anlan.kernel.roles import PERMISSION_TEXT
from anlan.oversight.areas import area_overseen
from anlan.oversight.clause_figures import kept_for, shown_for
from anlan.oversight.clauses import clause_view, coverage, live_figures, roles_holding
from anlan.oversight.duty_words import occasion_words
from anlan.oversight.live import Live
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
    view, sight = clause_view(pack=act.pack, clause_id=clause_id), request.actor.sight()
    context = {
        "view": view,
        "clause": view.clause,
        "carried": carried_words(view.clause.carried.how),
        "permissions": [(PERMISSION_TEXT[one], roles_holding(permission=one)) for one in view.permissions],
        "duties": [(duty, occasion_words(duty=duty)) for duty in view.duties],
        "owed": owed_numbers(live=live_figures(clause_id=clause_id, sight=sight, today=act.today), clause=clause_id,
                             today=act.today) if view.duties else [],
        "kept": kept_for(reference=view.clause.reference, sight=sight, today=act.today, pack=act.pack),
        "shown": shown_for(
            reference=view.clause.reference, overseeing=area_overseen(actor=request.actor) is not None
        ),
        "today": act.today,
        # What a rule says stands in its code, in English.
        "english": not chinese(),
    }  # fmt: skip
    return render(request, "oversight/clause.html", context)


def owed_numbers(*, live: Live, clause: str, today: dt.date) -> list[dict[str, Any]]:
    """What is owed under the clause as numbers, each with the words for it and the list of exactly its rows."""
    year, first, last = live.year, today.replace(month=1, day=1), today.replace(month=12, day=31)
    this_year = {"since": first.isoformat(), "until": last.isoformat()}
    before, after = first - dt.timedelta(days=1), last + dt.timedelta(days=1)
    yesterday = today - dt.timedelta(days=1)
    numbers: list[tuple[str, int, dict[str, str], bool]] = [
        (_("Owed this year"), year.owed, {**this_year, "standing": "owed"}, False),
        (_("Met on time"), year.on_time, {**this_year, "standing": "met_on_time"}, False),
        (_("Met late"), year.late, {**this_year, "standing": "met_late"}, False),
        (_("Open"), year.open, {**this_year, "standing": "open"}, False),
        (_("Of these late"), year.overdue, {"since": this_year["since"], "until": yesterday.isoformat(),
                                            "standing": "open"}, True),
        (_("Open, due in earlier years"), live.earlier, {"until": before.isoformat(), "standing": "open"}, True),
        (_("Open, due in later years"), live.later, {"since": after.isoformat(), "standing": "open"}, False),
    ]  # fmt: skip
    address = reverse("obligations")
    return [
        {"label": label, "number": number, "late": late and bool(number),
         "url": f"{address}?{urlencode({'clause': clause, **filters})}"}
        for label, number, filters, late in numbers
    ]  # fmt: skip
