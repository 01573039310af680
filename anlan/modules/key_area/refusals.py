"""What is refused of a key area and its assessments, in words for the reader (17.2, 17.8)."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext

from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Refusal
from anlan.rules.enterprises import is_credit_code, what_is_wrong_with_place


def place_is_right(doing: Doing) -> Refusal | None:
    """Longitude and latitude belong together, in this order, within the city."""
    longitude, latitude = doing.answers.get("longitude"), doing.answers.get("latitude")
    words = {
        "one": gettext("Longitude and latitude go together: give both or neither."),
        "swapped": gettext(
            "Longitude and latitude look swapped: here the longitude is about 116, the latitude about 23."
        ),
        "abroad": gettext("These coordinates lie outside China."),
    }
    fault = what_is_wrong_with_place(longitude=longitude, latitude=latitude)
    if fault:
        return Refusal("longitude", words[fault])
    if longitude is None or latitude is None:
        return None
    bounds = doing.act.pack.parameters.value(key="enterprise.bounds", on=doing.act.today).value
    west, south, east, north = (Decimal(str(bounds[side])) for side in ("west", "south", "east", "north"))
    if west <= longitude <= east and south <= latitude <= north:
        return None
    return Refusal("longitude", gettext("These coordinates lie outside the city."))


def agency_is_named(doing: Doing) -> Refusal | None:
    """17.8: who assessed is named, by a code with a right check digit where one is given."""
    code = doing.answers.get("agency_code")
    if code and not is_credit_code(text=code):
        text = gettext(
            "This is no unified social credit code: 18 characters with a check digit. Compare it with the licence."
        )
        return Refusal("agency_code", text)
    return None


def newer_than_the_last(doing: Doing) -> Refusal | None:
    """The next assessment is owed from the last one: an older one does not take its place, nor the same one twice."""
    last, day = doing.record.assessed_on, doing.answers["occurred_on"]
    if last is not None and day <= last:
        text = gettext("The assessment of %(day)s is recorded already; this one is not newer.")
        return Refusal("occurred_on", text % {"day": last})
    return None
