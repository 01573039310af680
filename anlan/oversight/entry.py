"""入口: which area a page opens with for a reader who has named none."""

from __future__ import annotations

from django.http import Http404

from anlan.kernel.people.acting import Actor
from anlan.kernel.people.area import Area


def widest_area(*, actor: Actor) -> Area:
    """The widest area that the reader sees whole, in every line; Http404 where there is none."""
    sight = actor.sight()
    areas = list(Area.objects.filter(parent=None)) if sight.everything else [post.unit.area for post in actor.posts]
    whole = [area for area in areas if sight.covers_range(lo=area.lo, hi=area.hi)]
    if not whole:
        raise Http404("area")
    return min(whole, key=lambda area: (area.lo - area.hi, area.lo))
