"""承租承包方资质 (6.16): who the counterpart of a contract is, and whether it has what the object needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Refusal
from anlan.modules.enterprise.cases import Enterprise
from anlan.modules.enterprise.licence_kinds import LICENCES
from anlan.modules.enterprise.licences import Licence
from anlan.rules import contracts as rules
from anlan.rules.enterprises import is_credit_code

NONE_NEEDED = "none"


def registered(*, credit_code: str) -> Enterprise | None:
    """The register's entry under this credit code."""
    found: Enterprise | None = Enterprise.objects.filter(credit_code=credit_code).first() if credit_code else None
    return found


def code_of(doing: Doing) -> str:
    """The counterpart's credit code as it was given, or as it is kept."""
    return str(doing.answers.get("credit_code", getattr(doing.record, "credit_code", ""))).strip().upper()


def counterpart_is_named(doing: Doing) -> Refusal | None:
    """The counterpart is looked up by its credit code; only one that is not registered is named by hand."""
    code, name = code_of(doing), doing.answers["name"].strip()
    if code and not is_credit_code(text=code):
        text = _(
            "This is no unified social credit code: 18 characters with a check digit. Compare it with the licence."
        )
        return Refusal("credit_code", text)
    entry = registered(credit_code=code)
    if entry is None:
        return None if name else Refusal("name", _("Not in the register: name the counterpart here."))
    if entry.unit_id == doing.record.unit_id:
        return Refusal("credit_code", _("This is the enterprise itself. Give the counterpart's credit code."))
    if name and name != entry.name:
        # A form that is refused leaves no trace, so it tells nothing of others beyond what clause 6.16 decides by.
        text = _("The register has another name under this code. Correct the credit code, or leave the name empty.")
        return Refusal("name", text)
    return None


def counterpart_works(doing: Doing) -> Refusal | None:
    """6.16: nothing is given to an enterprise that was struck off or stands still."""
    entry = registered(credit_code=code_of(doing))
    if entry is None or entry.state == "operating":
        return None
    text = _("This enterprise was struck off: nothing may be let or contracted out to it (clause 6.16).")
    if entry.state == "suspended":
        text = _("This enterprise stands still: nothing may be let or contracted out to it (clause 6.16).")
    return Refusal("credit_code", text)


def held_by(doing: Doing) -> list[rules.Held]:
    """The certificates of the counterpart that count: of the register, or the one that was named by hand."""
    needed, entry = _needed(doing), registered(credit_code=code_of(doing))
    if entry is not None:
        found = Licence.objects.filter(unit=entry.unit_id, kind=needed, state__in=("valid", "revoked"))
        return [rules.Held(one.number, one.valid_from, one.valid_until, one.revoked_on) for one in found]
    number = doing.answers.get("certificate_number") or ""
    return [rules.Held(number, None, doing.answers.get("certificate_until"))] if number else []


def counterpart_is_qualified(doing: Doing) -> Refusal | None:
    """6.16: refused where the needed certificate is missing, was revoked, or does not hold when the contract begins."""
    needed = _needed(doing)
    if needed == NONE_NEEDED:
        return None
    entry = registered(credit_code=code_of(doing))
    field = "certificate_number" if entry is None else "credit_code"
    if entry is None and doing.answers.get("certificate_number") and not doing.answers.get("certificate_until"):
        return Refusal("certificate_until", _("Say until when this certificate is valid (clause 6.16)."))
    wrong = rules.what_is_wrong(held=held_by(doing), begins_on=starts_on(doing))
    if not wrong:
        return None
    words = {
        "missing": _("%(licence)s is needed, and none is registered or named. Clause 6.16 forbids this contract."),
        "revoked": _("%(licence)s was revoked or cancelled. Clause 6.16 forbids this contract."),
        "ended": _("%(licence)s has ended by the day from which the contract runs. Clause 6.16 forbids this contract."),
        "not_yet": _("%(licence)s begins later than the contract. Clause 6.16 forbids it before."),
    }
    return Refusal(field, words[wrong] % {"licence": LICENCES[needed]})


def starts_on(doing: Doing) -> dt.date:
    """The day from which the counterpart must be qualified: the contract's first, or that of its extension."""
    day: dt.date = doing.answers.get("begins_on") or doing.act.today
    return day


def _needed(doing: Doing) -> Any:
    return doing.answers.get("needed") or doing.record.needed
