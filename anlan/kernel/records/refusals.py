"""共同的拒绝规则: what several modules refuse in the same words."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from anlan.kernel.records.door import Doing
from anlan.kernel.records.findings import all_intakes
from anlan.kernel.records.workflow import Refusal


def has_happened(doing: Doing) -> Refusal | None:
    """What is dated tomorrow has not happened."""
    day = doing.answers.get("occurred_on")
    if day is not None and day > doing.act.today:
        text = _("This day has not come yet; today is %(today)s. What happens is recorded once it has happened.")
        return Refusal("occurred_on", text % {"today": doing.act.today})
    return None


def all_followed_up(doing: Doing) -> Refusal | None:
    """What was found is in hand as long as a unit has not put it right: until then the visit is not concluded."""
    left = sum(intake.left(origin=doing.record) for intake in all_intakes())
    if not left:
        return None
    text = _("%(count)s of its findings are still in hand. Review or withdraw these parts of the order first.")
    return Refusal("", text % {"count": left})


def not_longer_ago(*, key: str) -> Callable[[Doing], Refusal | None]:
    """The rule that nothing is recorded that is older than so many days, the parameter ``key``."""

    def rule(doing: Doing) -> Refusal | None:
        limit = int(doing.act.pack.parameters.value(key=key, on=doing.act.today).value)
        if (doing.act.today - doing.answers["occurred_on"]).days > limit:
            text = _("This day is more than %(days)s days ago. Check the year.")
            return Refusal("occurred_on", text % {"days": limit})
        return None

    return rule
