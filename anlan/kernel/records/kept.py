"""留痕 (9.3): what an act leaves behind: its answers as the ledger keeps them, and its files as evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Ask, Step


@dataclass(frozen=True)
class File:
    """An uploaded file that was checked and stored, to be attached in the same transaction."""

    digest: str
    size: int
    media_type: str
    name: str
    purpose: str = ""
    thumbnail: str = ""
    taken_at: dt.datetime | None = None
    longitude: Decimal | None = None
    latitude: Decimal | None = None


def answers_kept(*, step: Step, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What enters the ledger: codes and plain values.

    Files enter by their digest, private answers never, and what the form did not ask this time is left out.
    """
    return {ask.name: _stored(answers.get(ask.name)) for ask in step.asks if _enters(ask, answers)}


def attach(*, record: Case, files: Sequence[File], by: Officer, now: dt.datetime) -> None:
    """Attach checked and stored files to the record, in the transaction of the act."""
    EvidenceFile.objects.bulk_create(
        EvidenceFile(
            digest=file.digest,
            size=file.size,
            media_type=file.media_type,
            name=file.name,
            record_type=record.record_type(),
            record_id=record.pk,
            unit_id=record.unit_id,
            position=record.position,
            line_id=record.line_id,
            uploaded_by=by,
            uploaded_at=now,
            cleared=True,
            purpose=file.purpose,
            thumbnail=file.thumbnail,
            taken_at=file.taken_at,
            longitude=file.longitude,
            latitude=file.latitude,
        )
        for file in files
    )


def _enters(ask: Ask, answers: Mapping[str, Any]) -> bool:
    asked = ask.applies is None or ask.name in answers
    return asked and not ask.takes_files and not ask.private


def _stored(value: Any) -> Any:
    """An answer as the ledger keeps it: models by their id."""
    if isinstance(value, Unit | Post):
        return value.pk
    if isinstance(value, list | tuple):
        return [_stored(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _stored(one) for key, one in value.items()}
    return value
