"""承诺公示 (6.20): published commitments, for everybody to read.

Nobody is logged in here, so nothing is asked of anybody's sight: what is shown is the few values of ``Published``, and
only of commitments that stand published for an enterprise that is not struck off.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import pgettext

from anlan.kernel.pages.lists import BadCursor, page_of
from anlan.kernel.people.area import Area
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.post import Post
from anlan.kernel.people.sight import Reach, Sight, SightedQuerySet
from anlan.kernel.searching import containing
from anlan.modules.commitment import Commitment
from anlan.modules.enterprise import Enterprise
from anlan.policy.citations import cite

CLAUSE = "6.20"
ORDER = ("-signed_on", "-id")
LONGEST_SEARCH = 60
# The public is no officer and has no territory; the rows are narrowed to what is published before anything is read.
EVERYBODY = Sight((Reach(),))
cite(reference=CLAUSE, kind="page", name="public commitments", address="public_commitments")


@dataclass(frozen=True)
class Published:
    """Everything that the public sees of a commitment."""

    url: str
    name: str
    credit_code: str
    seat: Area
    signed_on: dt.date
    signatory: str
    post: str
    text: str


def commitments_page(request: HttpRequest) -> HttpResponse:
    """The list, newest first, searched by part of the name or by the whole credit code."""
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    rows = published()
    if text:
        named = containing(rows=Enterprise.objects.all(), column="name", text=text)
        coded = Enterprise.objects.filter(credit_code=text.upper())
        rows = rows.filter(Q(unit__in=named.values("unit")) | Q(unit__in=coded.values("unit")))
    try:
        page = page_of(rows=rows, sight=EVERYBODY, order=ORDER, key=request.GET.get("after", ""))
    except BadCursor:
        raise Http404("after") from None
    context = {"commitments": shown(records=page.rows), "next_key": page.key, "text": text}
    return render(request, "public/commitments.html", context)


def commitment_page(request: HttpRequest, *, pk: int) -> HttpResponse:
    """One commitment; what is not published looks like what does not exist."""
    record = published().filter(pk=pk).first()
    if record is None:
        raise Http404("commitment")
    return render(request, "public/commitment.html", {"commitment": shown(records=[record])[0]})


def published() -> SightedQuerySet:
    """The commitments that stand published, of enterprises that are not struck off."""
    standing = Enterprise.objects.filter(unit=OuterRef("unit")).exclude(state="closed")
    rows: SightedQuerySet = Commitment.objects.filter(Exists(standing), state="published").select_related("unit__area")  # type: ignore[assignment]
    return rows


def shown(*, records: Iterable[Commitment]) -> list[Published]:
    """What the public sees of these commitments, in two queries."""
    records = list(records)
    units = [record.unit_id for record in records]
    entries = {entry.unit_id: entry for entry in Enterprise.objects.filter(unit__in=units)}
    posts = {post.unit_id: post for post in Post.objects.filter(unit__in=units, kind=Post.Kind.HEAD, closed_on=None)}
    return [
        Published(
            url=reverse("public_commitment", args=[record.pk]),
            name=entries[record.unit_id].name,
            credit_code=entries[record.unit_id].credit_code,
            seat=record.unit.area,
            signed_on=record.signed_on,
            signatory=record.signatory,
            post=name_of(posts[record.unit_id])
            if record.unit_id in posts
            else pgettext("post", "Legal representative"),
            text=record.text,
        )
        for record in records
    ]
