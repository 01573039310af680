"""租赁与发包: what the steps of a contract refuse and write: days, checks, the next one owed, its end (6.15, 6.16)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from anlan.kernel.obligations.owed import Owed
from anlan.kernel.obligations.releasing import release
from anlan.kernel.records.door import Doing
from anlan.kernel.records.noting import note_facts
from anlan.kernel.records.workflow import Refusal
from anlan.modules.enterprise.qualification import code_of, held_by, registered, starts_on
from anlan.rules import contracts as rules
from anlan.rules.validity import Holding, by_day

# Where the fact comes from, as its version keeps it: official papers cite it in Chinese.
REGISTER = "租赁与发包合同登记"
OCCASION = "contract.check"


def ends_after_it_begins(doing: Doing) -> Refusal | None:
    """A contract ends after it has begun, and an extension after the present end."""
    ends, begins = doing.answers.get("ends_on"), doing.answers.get("begins_on") or doing.record.begins_on
    if ends is not None and ends < begins:
        return Refusal("ends_on", _("The contract ends before it begins. Check both days."))
    return None


def not_before_it_began(doing: Doing) -> Refusal | None:
    """What happens to a contract happens after it began."""
    if doing.answers["occurred_on"] < doing.record.begins_on:
        text = _("The contract begins on %(day)s; this day is earlier.")
        return Refusal("occurred_on", text % {"day": doing.record.begins_on})
    return None


def newer_than_the_last(doing: Doing) -> Refusal | None:
    """An older check does not take the place of the last one, from which the next is owed; nor is one kept twice."""
    record, day = doing.record, doing.answers["occurred_on"]
    if record.checked_on is not None and day < record.checked_on:
        text = _("The check of %(day)s is recorded already; this one is older.")
        return Refusal("occurred_on", text % {"day": record.checked_on})
    if (day, doing.answers["found"]) == (record.checked_on, record.found):
        return Refusal("found", _("This check is recorded already."))
    return None


def write_contract(doing: Doing) -> None:
    """Keep the contract, with the counterpart as the register names it; its first check is owed."""
    record, answers = doing.record, doing.answers
    entry = registered(credit_code=code_of(doing))
    for name in ("kind", "subject", "needed", "begins_on", "ends_on", "agreement_on"):
        setattr(record, name, answers[name])
    record.credit_code, record.counterpart = code_of(doing), entry.name if entry else answers["name"].strip()
    record.counterpart_unit = entry.unit if entry else None
    _keep_certificate(doing)
    record.entered_on = doing.act.today
    record.next_check = next_check(doing, since=doing.act.today)
    record.save(force_insert=True)
    note_contracts(contract=record)
    _owe_check(doing)


def write_extension(doing: Doing) -> None:
    """Keep the new end, and the certificate by which the counterpart is qualified now."""
    record = doing.record
    record.ends_on = doing.answers["ends_on"]
    _keep_certificate(doing)
    record.save(update_fields=["ends_on", "certificate_number", "certificate_until"])
    note_contracts(contract=record)


def _keep_certificate(doing: Doing) -> None:
    best = rules.best_of(held=held_by(doing), on=starts_on(doing))
    doing.record.certificate_number = best.number if best else ""
    doing.record.certificate_until = best.valid_until if best else None


def next_check(doing: Doing, *, since: dt.date) -> dt.date:
    """By when the counterpart is to be checked again (6.15; the days are a product default)."""
    days = doing.act.pack.parameters.value(key="contract.check_days", on=since).value
    return since + dt.timedelta(days=int(days))


def _owe_check(doing: Doing) -> None:
    record = doing.record
    doing.owed.append(Owed(OCCASION, record.unit, str(record)[:200], None, record.record_type(), record.pk))


def write_check(doing: Doing) -> None:
    """Keep what the check found; the next one is owed from its day on."""
    record, answers = doing.record, doing.answers
    record.checked_on, record.found = answers["occurred_on"], answers["found"]
    record.next_check = next_check(doing, since=record.checked_on)
    record.save(update_fields=["checked_on", "found", "next_check"])
    _owe_check(doing)


def write_agreement(doing: Doing) -> None:
    """Keep on which day the safety agreement was signed."""
    type(doing.record).objects.filter(pk=doing.record.pk).update(agreement_on=doing.answers["occurred_on"])


def write_end(doing: Doing) -> None:
    """Keep since when it is in force no more, or why it was withdrawn; no further check is owed."""
    record = doing.record
    record.ended_on, record.ended_because = doing.answers.get("occurred_on"), doing.answers["reason"]
    record.save(update_fields=["ended_on", "ended_because"])
    release(record_type=record.record_type(), records=[record.pk], units=[record.unit_id])
    note_contracts(contract=record)


def note_contracts(*, contract: Any) -> None:
    """Note for all days whether its enterprise lets something or contracts it out (6.15)."""
    # Facts do not run ahead of what is known: one that begins later counts from the day on which it was entered, and
    # one that should have ended counts until its end is noted.
    holdings = [
        Holding(min(one.begins_on, one.entered_on), one.ended_on, one.pk)
        for one in type(contract).objects.filter(unit=contract.unit).exclude(state="withdrawn")
    ]
    for since, until, held in by_day(holdings=holdings):
        note_facts(
            unit=contract.unit, since=since, until=until, values={"leases_or_contracts": bool(held)}, source=REGISTER
        )  # fmt: skip
