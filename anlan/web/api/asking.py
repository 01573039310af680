"""Who asks and for what: the act behind a call, and the filters that a list knows."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Schema

from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.sight import Sight
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act
from anlan.web.api.errors import Fault, Unacceptable
from anlan.web.api.shapes import Problem

REFUSALS: dict[Any, Any] = {frozenset({401, 403, 404, 422, 429}): Problem}


def act_behind(request: HttpRequest) -> Act:
    """Who calls, when, under which pack."""
    return act_of(cast(OfficerRequest, request))


def only_known(request: HttpRequest, *, filters: type[Schema]) -> None:
    """Refuse filters that the list does not know: ignoring one would answer more than was asked for."""
    faults = [Fault(name, _("There is no such field.")) for name in request.GET if name not in filters.model_fields]
    if faults:
        raise Unacceptable(faults)


def unit_in_sight(*, code: str, sight: Sight) -> Unit:
    """The unit of that code; one that is out of sight is refused exactly like one that does not exist."""
    unit = Unit.objects.visible_to(sight).select_related("area").filter(code=code).first()
    if unit is None:
        raise Unacceptable([Fault("unit", _("There is no such unit that you may see."))])
    return cast(Unit, unit)
