"""记录的经过: a record's life as its page tells it: who did what, when, with which answers, files and photos (9.3)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from anlan.kernel.declared import DECLARED
from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.ledger.event import Event
from anlan.kernel.pages.answered import answers_in_words, step_of
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Post
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import Step
from anlan.policy import Pack

# What steps call the photos that a page shows side by side.
BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Photo:
    """One photo as a page shows it; ``days_before`` says by how much it is older than its act, 0 unless by much."""

    file: EvidenceFile
    alt: str
    days_before: int


@dataclass(frozen=True)
class Photos:
    """The photos that one step asked for under one name."""

    label: str
    purpose: str
    photos: tuple[Photo, ...]


@dataclass(frozen=True)
class Life:
    """Everything that a page tells: the acts, oldest first, the files of none of them, and before beside after."""

    acts: list[dict[str, Any]]
    files: list[EvidenceFile]
    compared: list[Photos]


def history_of(*, record: Case) -> list[dict[str, Any]]:
    """The ledger's entries about a record, oldest first, with the words and names that a reader needs."""
    about = Q(pk__in=[])
    for kind, number in record.references():
        about |= Q(record_type=kind, record_id=number)
    events = list(Event.objects.filter(about).order_by("seq"))
    officers = Officer.objects.in_bulk([event.officer_id for event in events if event.officer_id])
    return [
        {
            "event": event,
            "label": DECLARED.events[event.kind].label if event.kind in DECLARED.events else event.kind,
            "officer": officers.get(event.officer_id),
        }
        for event in events
    ]


def life_of(*, record: Case, pack: Pack) -> Life:
    """A record's history with what each act answered and handed in.

    Which files belong to an act the ledger says by their digests; the same bytes handed in twice are two files.
    """
    acts = history_of(record=record)
    posts = Post.objects.in_bulk({act["event"].post_id for act in acts if act["event"].post_id})
    files = list(EvidenceFile.objects.filter(record_type=record.record_type(), record_id=record.pk).order_by("id"))
    waiting: dict[str, list[EvidenceFile]] = defaultdict(list)
    for file in files:
        waiting[file.digest].append(file)
    shown: list[Photos] = []
    for act in acts:
        event = act["event"]
        step = step_of(record=record, event=event)
        own = [waiting[digest].pop(0) for digest in event.content.get("files", ()) if waiting[digest]]
        photos = _photos(step=step, event=event, files=[file for file in own if file.thumbnail], pack=pack)
        shown += photos
        act |= {
            "post": name_of(posts[event.post_id]) if event.post_id in posts else "",
            "answers": answers_in_words(record=record, step=step, event=event) if step else [],
            "begins": step is not None and not step.source,
            "photos": photos,
            "files": [file for file in own if not file.thumbnail],
        }
    left = {file.pk for several in waiting.values() for file in several}
    return Life(acts, [file for file in files if file.pk in left], _compared(shown=shown))


def _photos(*, step: Step | None, event: Event, files: Sequence[EvidenceFile], pack: Pack) -> list[Photos]:
    """An act's photos, those of one purpose together, in the order in which they were asked for."""
    asked = {ask.purpose or ask.name: str(ask.label) for ask in step.asks if ask.takes_files} if step else {}
    found = []
    for purpose in dict.fromkeys(file.purpose for file in files):
        label = asked.get(purpose, _("Photos"))
        own = [file for file in files if file.purpose == purpose]
        photos = [
            Photo(file, _alt(label, number, len(own), file), _days_before(file=file, event=event, pack=pack))
            for number, file in enumerate(own, start=1)
        ]
        found.append(Photos(label, purpose, tuple(photos)))
    return found


def _alt(label: str, number: int, count: int, file: EvidenceFile) -> str:
    """What is said in place of the picture."""
    said = {"what": label, "number": number, "count": count}
    if file.taken_at is None:
        return _("%(what)s, %(number)d of %(count)d") % said
    day = timezone.localtime(file.taken_at).date()
    return _("%(what)s, %(number)d of %(count)d, taken on %(day)s") % {**said, "day": day}


def _days_before(*, file: EvidenceFile, event: Event, pack: Pack) -> int:
    """By how many days a photo is older than what it is evidence of, where that is more than the pack lets pass."""
    if file.taken_at is None:
        return 0
    age = event.occurred_on - timezone.localtime(file.taken_at).date()
    limit = int(pack.parameters.value(key="evidence.photo_old_days", on=event.occurred_on).value)
    return age.days if age > dt.timedelta(days=limit) else 0


def _compared(*, shown: Sequence[Photos]) -> list[Photos]:
    """The last photos from before and the last from after, where there are both."""
    last = {photos.purpose: photos for photos in shown if photos.purpose in (BEFORE, AFTER)}
    if len(last) < 2:
        return []
    words = {BEFORE: pgettext("photos", "Before"), AFTER: pgettext("photos", "After")}
    return [replace(last[purpose], label=label) for purpose, label in words.items()]
