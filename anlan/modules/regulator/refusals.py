"""What is refused of a regulator, in words for the reader (5.1, 5.2, 9.3)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.declared import DECLARED
from anlan.kernel.people.acting import in_force
from anlan.kernel.people.facts import as_of
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Doing
from anlan.kernel.records.workflow import Refusal
from anlan.modules.regulator.choices import ROLES
from anlan.rules import allocation
from anlan.rules import regulators as rules


def body_named(doing: Doing) -> Unit:
    """The body that the form names, read once for all rules of one act."""
    if "body_named" not in doing.record.__dict__:
        doing.record.__dict__["body_named"] = Unit.objects.select_related("area").get(pk=int(doing.answers["receiver"]))
    body: Unit = doing.record.__dict__["body_named"]
    return body


def matter_fits_role(doing: Doing) -> Refusal | None:
    """Regulating and enforcing are of one matter, assessing and counting of the enterprise as a whole."""
    of_a_matter = doing.answers["role"] in rules.OF_A_MATTER
    if of_a_matter and not doing.answers["matter"]:
        return Refusal("matter", _("Name the matter: who regulates and who enforces is asked of each."))
    if not of_a_matter and doing.answers["matter"]:
        return Refusal("matter", _("Leave the matter empty: an enterprise is assessed and counted as a whole."))
    return None


def body_fits_role(doing: Doing) -> Refusal | None:
    """9.3: a committee's office reminds and assesses, it does not regulate or punish; only governments have figures."""
    body, role = body_named(doing), doing.answers["role"]
    if rules.fits(role=role, kind=body.kind):
        return None
    values = {"unit": name_of(body), "role": ROLES[role]}
    return Refusal("receiver", _("%(unit)s cannot have this role: %(role)s.") % values)


def power_has_its_document(doing: Doing) -> Refusal | None:
    """Whoever regulates or enforces says by which power; what was delegated or entrusted names the document."""
    if doing.answers["role"] not in rules.OF_A_MATTER:
        return None
    if not doing.answers["authority"]:
        return Refusal("authority", _("Say whether the power is its own, delegated or entrusted."))
    if doing.answers["authority"] != rules.OWN and not doing.answers["document"]:
        return Refusal("document", _("A delegated or entrusted power needs the document that gives it."))
    return None


def entrusted_never_own(doing: Doing) -> Refusal | None:
    """A body to which a power was entrusted or delegated does not hold it by itself."""
    body, role = body_named(doing), doing.answers["role"]
    if role not in rules.OF_A_MATTER or doing.answers["authority"] != rules.OWN:
        return None
    if not rules.may_own(role=role, kind=body.kind):
        text = _("%(unit)s has no such power of its own: name the document by which it was delegated or entrusted.")
        return Refusal("authority", text % {"unit": name_of(body)})
    matter = doing.answers["matter"]
    given = [one for one in _division(doing=doing, body=body) if (one.unit_id, one.matter) == (body.pk, matter)]
    if given and not any(one.authority == rules.OWN for one in given):
        text = _("By the division of duties (%(document)s) this power is not %(unit)s's own.")
        return Refusal("authority", text % {"unit": name_of(body), "document": given[0].document})
    return None


def department_of_the_matter(doing: Doing) -> Refusal | None:
    """5.2: where the division of duties of its level names who is competent, no other body has the matter by itself."""
    matter = doing.answers["matter"]
    if not matter or doing.answers["authority"] != rules.OWN:
        return None
    body = body_named(doing)
    entries = _division(doing=doing, body=body)
    facts = DECLARED.facts[doing.record.unit.kind].objects
    known: Any = facts.filter(as_of(day=doing.act.today), unit=doing.record.unit_id).first()
    section, industry = (known.section, known.industry) if known else ("", "")
    grants = [allocation.Grant(one.unit_id, one.matter, one.industry, one.kind) for one in entries]
    named = allocation.competent_for(grants=grants, matter=matter, section=section, division=industry[:2])
    if not named or body.pk in named:
        return None
    names = {one.unit_id: name_of(one.unit) for one in entries}
    words = pgettext("list of units", ", ").join(names[pk] for pk in named)
    text = _("By the division of duties %(names)s is competent for this matter here, not %(unit)s.")
    return Refusal("receiver", text % {"names": words, "unit": name_of(body)})


def one_body_only(doing: Doing) -> Refusal | None:
    """One body assesses an enterprise, and in one area's figures it counts."""
    role = doing.answers["role"]
    if role not in rules.ONE_BODY:
        return None
    standing = type(doing.record).objects.filter(unit=doing.record.unit_id, role=role, state="in_force")
    held = standing.select_related("receiver").first()
    if held is None or held.receiver_id == int(doing.answers["receiver"]):
        return None
    text = _("%(unit)s has this role. End that entry first.")
    return Refusal("receiver", text % {"unit": name_of(held.receiver)})


def not_before_it_began(doing: Doing) -> Refusal | None:
    """What a body answers for does not end before it began."""
    since = doing.record.since
    if doing.answers["occurred_on"] < since:
        return Refusal("occurred_on", _("This began on %(day)s.") % {"day": since})
    return None


def _division(*, doing: Doing, body: Unit) -> list[Any]:
    """The division of duties in force among the departments of the body's own level, read once for all rules.

    Another module keeps it; like the facts of a kind of unit it is reached through what is declared.
    """
    if "division" not in doing.record.__dict__:
        entries = DECLARED.pages["allocation"].model.objects.filter(in_force(on=doing.act.today), state="in_force")
        here = entries.filter(unit__area=body.area_id, unit__closed_on=None).select_related("unit")
        doing.record.__dict__["division"] = list(here.order_by("id"))
    found: list[Any] = doing.record.__dict__["division"]
    return found
