"""发文: a paper is drafted without a number, or issued: numbered, kept by its digest and entered in the ledger at once.

Only a body with that power issues (article 9: the committee office reminds, supervises and reports), and only whoever
holds a post of that body, or of the one that is the same people under another seal, issues for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.db import IntegrityError
from django.db.models import Q
from django.utils import translation

from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.evidence.kinds import DOCX
from anlan.kernel.evidence.storage import store
from anlan.kernel.evidence.upload import CheckedUpload
from anlan.kernel.ledger.append import Entry, Place, append
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.overseeing import LEADING, OFFICE
from anlan.kernel.papers.filling import fill
from anlan.kernel.papers.issued import IssuedPaper, PaperNumber
from anlan.kernel.papers.paper import Content, Paper
from anlan.kernel.people.acting import Actor, NotPermitted
from anlan.kernel.people.post import Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Overtaken
from anlan.kernel.roles import P
from anlan.kernel.transactions import writing

# What stands in the place of the number as long as there is none.
DRAFT_NUMBER = "（草稿，未编号）"
CHINESE = "zh-hans"


@dataclass(frozen=True)
class Issued:
    """What came of issuing: the paper's row, its entry; ``repeated`` when the same form had issued it already."""

    row: IssuedPaper
    event: Event | None
    repeated: bool = False


def bodies_for(*, actor: Actor, paper: Paper, issuer: Unit | None = None) -> dict[Unit, Post]:
    """The bodies for which the actor may issue this paper, each with the post that gives the right.

    ``issuer`` is the only body whose paper it can be, where the thing itself says so; of a leading body, the committee
    office of its area writes what it decides (9.3).
    """
    holdings = [one for one in actor.holdings if P.PAPER_ISSUE in one.permissions]
    if issuer is not None and issuer.kind in LEADING and issuer.kind in paper.issuers:
        desks = (one.post for one in holdings if one.post.unit.kind == OFFICE)
        post = next((one for one in desks if one.unit.area_id == issuer.area_id), None)
        return {issuer: post} if post else {}
    own = {one.post.unit_id for one in holdings}
    # The same people under two seals: the office of the committee and the bureau (article 9).
    same = Q(pk__in=own) | Q(same_office_as__in=own) | Q(pk__in=[one.post.unit.same_office_as_id for one in holdings])
    units = Unit.objects.filter(same, kind__in=paper.issuers, closed_on=None).select_related("area").order_by("id")
    found: dict[Unit, Post] = {}
    for unit in sorted(units, key=lambda one: (one.pk not in own, one.pk)) if own else ():
        for one in holdings:
            mine = one.post.unit
            alike = unit.pk in (mine.pk, mine.same_office_as_id) or unit.same_office_as_id == mine.pk
            if alike and one.reach.covers(position=unit.position, unit=unit.pk, line=unit.line_id):
                found.setdefault(unit, one.post)
    return found if issuer is None else {unit: post for unit, post in found.items() if unit.pk == issuer.pk}


def gather(*, paper: Paper, about: Mapping[str, str], act: Act) -> Content:
    """What the paper would say now, in Chinese. Raises Http404 or Refused as its builder does."""
    with translation.override(CHINESE):
        return paper.build({name: about.get(name, "") for name in paper.takes}, act)


def draft(
    *, paper: Paper, content: Content, body: Unit, answers: Mapping[str, Any], act: Act, data_dir: str | Path
) -> bytes:
    """The paper without a number, marked as a draft; nothing is recorded. Raises TemplateBroken."""
    fields = _fields(paper=paper, content=content, body=body, answers=answers, act=act, number=DRAFT_NUMBER)
    with translation.override(CHINESE):
        return fill(template=paper.template, fields={**fields, "draft": True}, data_dir=data_dir, now=act.now)


def issue(
    *,
    paper: Paper,
    body: Unit,
    about: Mapping[str, str],
    answers: Mapping[str, Any],
    act: Act,
    submission: uuid.UUID,
    data_dir: str | Path,
) -> Issued:
    """Issue the paper under the next number of its body, year and kind: number, file, register and ledger, or nothing.

    Raises NotPermitted, Http404 or Refused (as the paper's builder does), TemplateBroken, or UploadRefused when the
    disk is full; then no number was used.
    """
    if (standing := _standing(submission=submission, act=act)) is not None:
        return standing
    if not act.actor.has(P.PAPER_ISSUE):
        raise NotPermitted(f"{paper.name} of unit {body.pk}")
    content = gather(paper=paper, about=about, act=act)
    post = bodies_for(actor=act.actor, paper=paper, issuer=content.issuer).get(body)
    if post is None:
        raise NotPermitted(f"{paper.name} of unit {body.pk}")
    try:
        with writing():
            return _issue(
                paper=paper, body=body, content=content, answers=answers, act=act, post=post,
                submission=submission, data_dir=data_dir,
            )  # fmt: skip
    except IntegrityError:
        if (standing := _standing(submission=submission, act=act)) is None:
            raise
        return standing


def _issue(
    *,
    paper: Paper,
    body: Unit,
    content: Content,
    answers: Mapping[str, Any],
    act: Act,
    post: Post,
    submission: uuid.UUID,
    data_dir: str | Path,
) -> Issued:
    sequence = _next_number(paper=paper, body=body, year=act.today.year)
    number = number_of(paper=paper, body=body, year=act.today.year, sequence=sequence)
    fields = _fields(paper=paper, content=content, body=body, answers=answers, act=act, number=number)
    with translation.override(CHINESE):
        file = fill(template=paper.template, fields={**fields, "draft": False}, data_dir=data_dir, now=act.now)
    digest = _store(file=file, name=f"{content.title}.docx", data_dir=data_dir)
    row = IssuedPaper(
        paper=paper.name, body=body, position=body.position, line_id=body.line_id, year=act.today.year,
        sequence=sequence, number=number, title=content.title, recipient=fields["recipient"],
        addressee=content.addressee,
        addressee_position=content.addressee.position if content.addressee else None,
        about=urlencode(content.about), archive_number=answers.get("archive_number") or "",
        retention_years=retention(act=act), digest=digest, post=post, issued_by=act.actor.officer,
        issued_at=act.now, submission=submission,
    )  # fmt: skip
    row.save(force_insert=True)
    EvidenceFile.objects.create(
        digest=digest, size=len(file), media_type=DOCX.media_type, name=file_name(row=row),
        record_type=IssuedPaper.RECORD_TYPE, record_id=row.pk, unit=body, position=body.position,
        line_id=body.line_id, uploaded_by=act.actor.officer, uploaded_at=act.now, cleared=True,
    )  # fmt: skip
    told = {
        "paper": paper.name, "number": number, "year": row.year, "sequence": sequence, "about": dict(content.about),
        "addressee": row.addressee_id,
    }  # fmt: skip
    if content.keep is not None:
        content.keep(number)
    event = _enter(row=row, kind="paper.issued", clause=paper.clause, act=act, post=post, answers=told, files=[digest])
    return Issued(row, event)


def declare_void(*, row: IssuedPaper, paper: Paper, reason: str, act: Act) -> Event:
    """Declare an issued paper void (作废). Number and file stay. Raises NotPermitted, or Overtaken when it is void."""
    bodies = bodies_for(actor=act.actor, paper=paper) | bodies_for(actor=act.actor, paper=paper, issuer=row.body)
    post = bodies.get(row.body)
    if post is None:
        raise NotPermitted(f"{paper.name} of unit {row.body_id}")
    with writing():
        standing = IssuedPaper.objects.filter(pk=row.pk, state=IssuedPaper.State.ISSUED)
        if standing.update(state=IssuedPaper.State.VOID, void_reason=reason) != 1:
            raise Overtaken(None, last_entry(row=row))
        answers = {"number": row.number, "reason": reason}
        return _enter(row=row, kind="paper.voided", clause=paper.clause, act=act, post=post, answers=answers)


def last_entry(*, row: IssuedPaper) -> Event | None:
    """The ledger's latest entry about an issued paper."""
    return Event.objects.filter(record_type=IssuedPaper.RECORD_TYPE, record_id=row.pk).order_by("-seq").first()


def number_of(*, paper: Paper, body: Unit, year: int, sequence: int) -> str:
    """The number as it stands on the paper (发文字号): the body's short name, the kind, 〔year〕 and the sequence.

    The short name stands for the body's official code (发文机关代字), which Anlan does not know: a product default.
    """
    return f"{body.short_zh}{paper.code}〔{year}〕{sequence}号"


def file_name(*, row: IssuedPaper) -> str:
    """The name under which the file is handed out, without signs that a file name cannot hold."""
    plain = "".join(sign for sign in f"{row.number} {row.title}" if sign not in '\\/:*?"<>|\n\r\t')
    return f"{plain[:140]}.docx"


def retention(*, act: Act) -> int:
    """For how many years the archive keeps such a paper (a marked product default)."""
    return int(act.pack.parameters.value(key="paper.retention_years", on=act.today).value)


def chinese_day(*, day: dt.date) -> str:
    """A day as papers write it: 2026年11月3日 (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _fields(
    *, paper: Paper, content: Content, body: Unit, answers: Mapping[str, Any], act: Act, number: str
) -> dict[str, Any]:
    """The fields that every template has, those of this paper, and what its issuer added."""
    clause = act.pack.clause_for(reference=paper.clause)
    added = {ask.name: _said(answers.get(ask.name)) or content.fields.get(ask.name, "") for ask in paper.asks}
    return {
        **content.fields,
        **added,
        "number": number,
        "body": body.name_zh,
        "kind": paper.kind,
        "title": content.title,
        "recipient": _said(answers.get("recipient")) or content.recipient,
        "date": chinese_day(day=act.today),
        "signer": _said(answers.get("signer")),
        "contact": _said(answers.get("contact")),
        "copied_to": _said(answers.get("copied_to")),
        "archive_number": _said(answers.get("archive_number")),
        "retention": f"{retention(act=act)}年",
        "clause": f"《{act.pack.title.zh}》条款{clause.id}" if clause else f"《{act.pack.title.zh}》",
        "city": act.pack.city.zh,
    }


def _said(answer: Any) -> str:
    if isinstance(answer, dt.date):
        return chinese_day(day=answer)
    return "" if answer is None else str(answer)


def _standing(*, submission: uuid.UUID, act: Act) -> Issued | None:
    """What the same form issued before. Raises NotPermitted when it was another officer's."""
    row = IssuedPaper.objects.select_related("body").filter(submission=submission).first()
    if row is None:
        return None
    if row.issued_by_id != act.actor.officer.pk:
        raise NotPermitted("the form belongs to another officer")
    return Issued(row, last_entry(row=row), repeated=True)


def _next_number(*, paper: Paper, body: Unit, year: int) -> int:
    """Count on by one under a lock of the counter's row: whoever comes second waits, and takes the number after."""
    key = {"body": body, "year": year, "paper": paper.series or paper.name}
    PaperNumber.objects.bulk_create([PaperNumber(**key)], ignore_conflicts=True)
    counter = PaperNumber.objects.select_for_update().get(**key)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def _store(*, file: bytes, name: str, data_dir: str | Path) -> str:
    digest = hashlib.sha256(file).hexdigest()
    checked = CheckedUpload(name, DOCX.media_type, digest, len(file), BytesIO(file))
    store(checked=checked, data_dir=data_dir)
    return digest


def _enter(
    *,
    row: IssuedPaper,
    kind: str,
    clause: str,
    act: Act,
    post: Post,
    answers: dict[str, Any],
    files: list[str] | None = None,
) -> Event:
    cited = act.pack.clause_for(reference=clause)
    entry = Entry(
        kind=kind,
        clause=cited.id if cited else "",
        occurred_on=act.today,
        officer=act.actor.officer.pk,
        post=post.pk,
        place=Place(unit=row.body_id, position=row.position, line=row.line_id),
        record_type=IssuedPaper.RECORD_TYPE,
        record_id=row.pk,
        answers=answers,
        files=files or [],
    )
    return append(entry=entry, now=act.now)
