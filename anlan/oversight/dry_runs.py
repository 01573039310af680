"""试算结果: what a changed pack would change, in words: the rule before and after, units by area, work a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.obligations.dry_run import Change, How, Units, Work
from anlan.kernel.people.area import Area
from anlan.oversight.duty_prose import Said, prose
from anlan.oversight.wording import said
from anlan.policy import Pack
from anlan.policy.duties import Duty


@dataclass(frozen=True)
class Differs:
    """One line of the prose that says something else: before and after, empty where there is none."""

    head: str
    before: str
    after: str

    @property
    def words(self) -> str:
        """Before → after, or the one of them that there is."""
        return " → ".join(filter(None, (self.before, self.after)))


@dataclass(frozen=True)
class Shown:
    """One change ready to show."""

    change: Change
    title: str
    how: str
    rule: tuple[Differs, ...]

    @property
    def yearly(self) -> str:
        """The work of a year, before → after; a dash where no calendar says how much it is."""
        return f"{work_words(work=self.change.yearly_before)} → {work_words(work=self.change.yearly_after)}"

    @property
    def lacking(self) -> bool:
        """Whether there is something to say of what the register shows to be missing."""
        return any(duty is not None and duty.standing for duty in (self.change.before, self.change.after))


def shown(*, changes: Sequence[Change], today: Pack, changed: Pack, on: dt.date) -> list[Shown]:
    """The changes in the reader's language."""
    return [
        Shown(
            change,
            said(change.duty.title),
            how_words(how=change.how),
            tuple(_rule(change=change, packs=(today, changed), on=on)),
        )
        for change in changes
    ]


def work_of(*, changes: Sequence[Change]) -> tuple[Work, Work]:
    """The work of a year of all changes together, before and after; what has no calendar is not among it."""
    before = sum((change.yearly_before or Work() for change in changes), Work())
    after = sum((change.yearly_after or Work() for change in changes), Work())
    return before, after


def work_words(*, work: Work | None) -> str:
    """Obligations, acts and reviews of a year, in words; a dash where no calendar says how many."""
    if work is None:
        return "—"
    values = {
        "obligations": count_words(work.obligations),
        "acts": count_words(work.acts),
        "reviews": count_words(work.reviews),
    }
    return _("%(obligations)s obligations (%(acts)s acts, %(reviews)s reviews)") % values


def lack_words(*, units: Units) -> str:
    """How many units lack what is required of them today, would lack it, and would newly lack it."""
    values = {
        "before": number_format(units.lack_before, use_l10n=True),
        "after": number_format(units.lack_after, use_l10n=True),
        "newly": number_format(units.newly_lacking, use_l10n=True),
    }
    return _("lacking it: %(before)s → %(after)s units (%(newly)s newly)") % values


def how_words(*, how: How) -> str:
    """What happens to a duty."""
    return {
        "added": pgettext("duty", "added"),
        "changed": pgettext("duty", "changed"),
        "removed": pgettext("duty", "removed"),
    }[how]


def count_words(number: Decimal) -> str:
    """A number of obligations, acts or reviews a year."""
    return number_format(number.quantize(Decimal("0.1")).normalize() if number % 1 else int(number), use_l10n=True)


def units_words(*, units: Units) -> str:
    """How many units owe it today and would owe it, and who is new or gone among them."""
    values = {
        "before": number_format(units.before, use_l10n=True),
        "after": number_format(units.after, use_l10n=True),
        "newly": number_format(units.newly, use_l10n=True),
        "gone": number_format(units.no_longer, use_l10n=True),
    }
    return _("%(before)s → %(after)s units (%(newly)s newly, %(gone)s no longer)") % values


def level_words(*, level: str) -> str:
    """The level of the areas to which the units belong."""
    return str(Area.Level(level).label)


def _rule(*, change: Change, packs: tuple[Pack, Pack], on: dt.date) -> list[Differs]:
    before, after = (_told(duty, pack, on) for duty, pack in zip((change.before, change.after), packs, strict=True))
    return [
        Differs(head, before.get((head, n), ""), after.get((head, n), ""))
        for head, n in before | after
        if before.get((head, n)) != after.get((head, n))
    ]


def _told(duty: Duty | None, pack: Pack, on: dt.date) -> dict[tuple[str, int], str]:
    """The prose by head; heads that come again, such as several reminders, are numbered."""
    told: dict[tuple[str, int], str] = {}
    lines: list[Said] = prose(duty=duty, pack=pack, on=on) if duty else []
    for line in lines:
        again = sum(1 for head, _number in told if head == line.head)
        told[line.head, again] = line.text
    return told
