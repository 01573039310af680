"""What the register of enterprises refuses, in words for the reader (6.2, 6.11, 6.12)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Refusal
from anlan.modules.enterprise.facts import EnterpriseFacts
from anlan.policy.classification import industry_named
from anlan.rules import enterprises as rules


def code_is_right(doing: Doing) -> Refusal | None:
    """A credit code has 18 characters and a check digit."""
    if not rules.is_credit_code(text=doing.answers["credit_code"]):
        text = _(
            "This is no unified social credit code: 18 characters with a check digit. Compare it with the licence."
        )
        return Refusal("credit_code", text)
    return None


def not_registered_yet(doing: Doing) -> Refusal | None:
    """An enterprise has one entry."""
    standing = type(doing.record).objects.filter(credit_code=doing.answers["credit_code"]).first()
    if standing is None:
        return None
    # Whoever may not see the entry learns only that there is one, not what it says.
    text = _("An enterprise with this credit code is registered already. Ask the office of its territory.")
    return Refusal("credit_code", text)


def industry_exists(doing: Doing) -> Refusal | None:
    """The industry is a code of GB/T 4754 below its sections."""
    words = str(doing.answers.get("industry") or "").split()
    found = industry_named(code=words[0]) if words else None
    if "industry" in doing.answers and (found is None or found.level == 1):
        return Refusal("industry", _("This is no code of GB/T 4754. Type part of the name and choose from the list."))
    return None


def place_is_right(doing: Doing) -> Refusal | None:
    """Longitude and latitude belong together, in this order, within the city."""
    longitude, latitude = doing.answers.get("longitude"), doing.answers.get("latitude")
    bounds = doing.act.pack.parameters.value(key="enterprise.bounds", on=doing.act.today).value
    reason = place_words(longitude=longitude, latitude=latitude, bounds=bounds)
    return Refusal("longitude", reason) if reason else None


def place_words(*, longitude: Decimal | None, latitude: Decimal | None, bounds: Any) -> str:
    """What is wrong with a pair of coordinates, in words; empty where nothing is."""
    match rules.what_is_wrong_with_place(longitude=longitude, latitude=latitude):
        case "one":
            return _("Longitude and latitude go together: give both or neither.")
        case "swapped":
            return _("Longitude and latitude look swapped: here the longitude is about 116, the latitude about 23.")
        case "abroad":
            return _("These coordinates lie outside China.")
    if longitude is not None and latitude is not None:
        west, south, east, north = (Decimal(str(bounds[side])) for side in ("west", "south", "east", "north"))
        if not (west <= longitude <= east and south <= latitude <= north):
            return _("These coordinates lie outside the city.")
    return ""


def chair_needs_committee(doing: Doing) -> Refusal | None:
    """6.11: a chair is named of a committee that there is."""
    if doing.answers.get("committee_chair") and not doing.answers.get("safety_committee"):
        return Refusal(
            "committee_chair", _("There is no committee to chair. Say that there is one, or leave this empty.")
        )
    return None


def terms_have_a_subject(doing: Doing) -> Refusal | None:
    """A term is that of a grade or of an insurance that is named."""
    for term, subject in (("standardised_until", "standardisation"), ("insured_until", "insurance_number")):
        if doing.answers.get(term) and not doing.answers.get(subject):
            return Refusal(term, _("Name what this term belongs to, or leave the term empty."))
    return None


def known_on_that_day(doing: Doing) -> Refusal | None:
    """Nothing changes before the register knew the enterprise."""
    first = EnterpriseFacts.objects.filter(unit=doing.record.unit_id).order_by("valid_from").first()
    if first is not None and doing.answers["occurred_on"] < first.valid_from:
        text = _("The register knows this enterprise from %(day)s on. Nothing is changed before that day.")
        return Refusal("occurred_on", text % {"day": first.valid_from})
    return None


def in_turn(doing: Doing) -> Refusal | None:
    """An enterprise works again after it stood still: neither is noted of a day before the other began."""
    versions = EnterpriseFacts.objects.filter(unit=doing.record.unit_id).exclude(valid_to=F("valid_from"))
    known = list(versions.order_by("valid_from").values_list("valid_from", "operating"))
    turns = [since for (since, now), (_day, before) in zip(known[1:], known, strict=False) if now != before]
    if turns and doing.answers["occurred_on"] < turns[-1]:
        text = _("The last standstill or resumption is noted of %(day)s; this day is earlier.")
        return Refusal("occurred_on", text % {"day": turns[-1]})
    return None


def established_already(doing: Doing) -> Refusal | None:
    """An enterprise is registered once it was founded."""
    founded = doing.answers.get("established_on")
    if founded is not None and founded > doing.act.today:
        return Refusal(
            "established_on", _("This day has not come yet; today is %(today)s.") % {"today": doing.act.today}
        )
    return None


def operating_still(doing: Doing) -> Refusal | None:
    """A unit that was closed keeps its entry as it was."""
    if doing.record.unit.closed_on is not None:
        text = _("This enterprise was struck off on %(day)s; its entry stays as it was.")
        return Refusal("", text % {"day": doing.record.unit.closed_on})
    return None
