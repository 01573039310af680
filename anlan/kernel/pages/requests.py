"""What pages need to know of a request, and the token that makes a form count once."""

from __future__ import annotations

import datetime as dt
import uuid

from django.core import signing
from django.http import HttpRequest

from anlan.kernel.installed import installed_pack
from anlan.kernel.people.acting import Actor
from anlan.kernel.people.officer import Officer
from anlan.kernel.records.door import Act

SALT = "anlan.form"
FORM_AGE = dt.timedelta(hours=12)


class OfficerRequest(HttpRequest):
    """A request of somebody who is logged in, as the middleware prepared it."""

    now: dt.datetime
    user: Officer
    actor: Actor


class StaleForm(Exception):
    """The form is not one that Anlan gave to this officer for this page, or it is too old."""


def act_of(request: OfficerRequest) -> Act:
    """Who acts, when, under which pack."""
    return Act(actor=request.actor, now=request.now, pack=installed_pack())


def form_token(request: OfficerRequest, *, seen: str = "") -> str:
    """A signed token for one form of this page and officer; ``seen`` is what the record held that it shows."""
    return signing.dumps([request.user.pk, request.path, str(uuid.uuid4()), seen], salt=SALT)


def seen_in(request: OfficerRequest) -> str:
    """What the form that came back had shown of the record; empty where it was none of ours."""
    try:
        return str(signing.loads(request.POST.get("form_token", ""), salt=SALT, max_age=FORM_AGE)[3])
    except (signing.BadSignature, ValueError, TypeError, IndexError):
        return ""


def read_token(request: OfficerRequest) -> uuid.UUID:
    """The submission id of a form that came back. Raises StaleForm when it was forged, lent or is too old."""
    try:
        officer, path, submission, _seen = signing.loads(
            request.POST.get("form_token", ""), salt=SALT, max_age=FORM_AGE
        )
        if (officer, path) != (request.user.pk, request.path):
            raise StaleForm("the form was given to somebody else or for another page")
        return uuid.UUID(submission)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise StaleForm(str(error)) from error
