"""Packs with other duties than the city's: Chaozhou's pack, with duties added, changed or left out by a test."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

from cast import LOADED_AT, WATCHED_FROM

from anlan.kernel.installed import installed_pack
from anlan.kernel.obligations.loading import load_duties
from anlan.policy import Duty, Pack
from anlan.policy.duties import duty_of_body
from anlan.policy.parameters import DatedValue, Parameter, Parameters

TOWNS = {"kind": ["government"], "level": "town"}


def duty(id: str, **entry: Any) -> Duty:
    """A duty as the file would write it; town governments owe it unless the test says otherwise."""
    default: dict[str, Any] = {
        "clause": "3.12",
        "title": {"zh": "测试职责", "en": "Duty of a test"},
        "owed_by": TOWNS,
        "due": "period_end",
        "met_by": {"event": "meeting.held"},
        "accountable": "head",
        "line": "general",
        "remind": ["obligation.remind_before"],
        "grace": "obligation.recording_grace",
    }
    if "every" in entry:
        default["lead"] = "obligation.lead"
    return duty_of_body(body=json.dumps({**default, "id": id, **entry}, ensure_ascii=False))


def pack_with(*duties: Duty, base: Pack | None = None, only: bool = True) -> Pack:
    """Chaozhou's pack with these duties; without its own ones unless ``only`` is False."""
    base = base or installed_pack()
    kept = {} if only else dict(base.duties)
    return dataclasses.replace(base, duties={**kept, **{one.id: one for one in duties}})


def with_parameter(pack: Pack, key: str, value: int, *, since: dt.date | None = None, unit: str = "day") -> Pack:
    """The pack with a parameter that has this value; from a day on, beside the value it had before."""
    entries = {name: pack.parameters[name] for name in pack.parameters}
    dated = {"value": value, "to": None, "document": "测试", "article": None, "status": "knowledge"}
    new = DatedValue.model_validate({**dated, "from": since})
    if since is None:
        text = {"zh": "测试", "en": unit}
        made = Parameter.model_validate({"title": text, "unit": text, "values": (new,)})
    else:
        (old,) = entries[key].values
        ended = old.model_copy(update={"valid_to": since - dt.timedelta(days=1)})
        made = entries[key].model_copy(update={"values": (ended, new)})
    return dataclasses.replace(pack, parameters=Parameters(entries={**entries, key: made}))


def watch(pack: Pack, *, since: dt.date = WATCHED_FROM, now: dt.datetime = LOADED_AT) -> Pack:
    """Load the pack's duties into the database, watched from that day; returns the pack."""
    load_duties(pack=pack, now=now, watched_from=since)
    return pack
