"""消息时段: when digests may be made and sent. The hours are dated parameters (product defaults) of the pack."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from anlan.policy import Pack


def is_quiet(*, now: dt.datetime, pack: Pack) -> bool:
    """Whether nobody is to be disturbed: from ``message.quiet_from`` until ``message.quiet_until`` (excluded)."""
    minute = _minute(now=now, pack=pack)
    begins, ends = (_parameter(key=key, now=now, pack=pack) for key in ("message.quiet_from", "message.quiet_until"))
    return begins <= minute < ends if begins <= ends else minute >= begins or minute < ends


def digest_is_due(*, now: dt.datetime, pack: Pack) -> bool:
    """Whether today's digest may be made: ``message.digest_at`` has come, and it is not quiet."""
    return _minute(now=now, pack=pack) >= _parameter(key="message.digest_at", now=now, pack=pack) and not is_quiet(
        now=now, pack=pack
    )


def _minute(*, now: dt.datetime, pack: Pack) -> int:
    local = now.astimezone(ZoneInfo(pack.timezone))
    return local.hour * 60 + local.minute


def _parameter(*, key: str, now: dt.datetime, pack: Pack) -> int:
    return int(pack.parameters.value(key=key, on=now.astimezone(ZoneInfo(pack.timezone)).date()).value)
