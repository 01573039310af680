"""拟稿和发文: a paper is drafted (no number, nothing recorded) or issued (numbered, kept, in the ledger)."""

from __future__ import annotations

from io import BytesIO
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from anlan.kernel.evidence.download import HEADERS
from anlan.kernel.evidence.kinds import DOCX
from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.pages.forms import StepForm
from anlan.kernel.pages.requests import OfficerRequest, StaleForm, act_of, form_token, read_token
from anlan.kernel.papers.filling import TemplateBroken
from anlan.kernel.papers.issuing import Issued, bodies_for, draft, gather, issue
from anlan.kernel.papers.paper import Content, Paper
from anlan.kernel.people.acting import NotPermitted
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Refused
from anlan.oversight.papers import PAPERS
from anlan.oversight.papers.asking import alike, asks_of, initial_of


def paper_named(*, name: str) -> Paper:
    """The kind of paper, or 404."""
    try:
        return PAPERS[name]
    except KeyError:
        raise Http404(name) from None


def paper_new(request: HttpRequest) -> HttpResponseBase:
    """Draft or issue the paper that the address names: ``?paper=monthly_return&area=445122&month=2026-11``."""
    request = cast(OfficerRequest, request)
    act, paper = act_of(request), paper_named(name=request.GET.get("paper", ""))
    about = {name: request.GET.get(name, "") for name in paper.takes}
    try:
        content = gather(paper=paper, about=about, act=act)
    except Refused as refused:
        context = {"paper": paper, "refusals": refused.refusals}
        return render(request, "oversight/paper_unfit.html", context, status=422)
    bodies = list(bodies_for(actor=act.actor, paper=paper, issuer=content.issuer))
    # Whoever may see what the paper is about may draft it, as a paper of the own unit; that gives no number.
    shown = bodies or [post.unit for post in act.actor.posts[:1]]
    if not shown:
        raise PermissionDenied
    asks = asks_of(paper=paper, bodies=shown)
    form = StepForm(
        request.POST or None, asks=asks, unit=shown[0], act=act, initial=initial_of(content=content, act=act)
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _done(request, paper=paper, content=content, form=form, bodies=shown, act=act)
        except StaleForm:
            form.add_error(
                None, _("This form is too old or was not made for you. Nothing was recorded; send it again.")
            )
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_refusal(field=refusal.field, message=refusal.message)
        except (TemplateBroken, UploadRefused) as error:
            form.add_error(None, what_failed(error=error))
        except NotPermitted:
            raise PermissionDenied from None
    context = {
        "paper": paper,
        "content": content,
        "form": form,
        "may_issue": bool(bodies),
        "clause": act.pack.clause_for(reference=paper.clause),
        "alike": alike(paper=paper, content=content, sight=act.actor.sight()),
        "form_token": form_token(request),
    }
    return render(request, "oversight/paper_new.html", context, status=422 if form.errors else 200)


def what_failed(*, error: TemplateBroken | UploadRefused) -> str:
    """Why a paper could not be made, and what to do, in the reader's words."""
    if isinstance(error, UploadRefused):
        return str(error.message)
    text = _(
        "The Word template %(file)s cannot be used (%(fault)s). Nothing was issued and no number was used. The "
        "administrator puts it right, or takes it away: then Anlan uses its own template."
    )
    return text % {"file": error.file, "fault": error.fault}


def _done(
    request: OfficerRequest, *, paper: Paper, content: Content, form: StepForm, bodies: list[Unit], act: Act
) -> HttpResponseBase:
    submission = read_token(request)
    answers = form.answers
    body = next(unit for unit in bodies if unit.code == answers["body"])
    if "draft" in request.POST:
        file = draft(
            paper=paper, content=content, body=body, answers=answers, act=act, data_dir=settings.ANLAN_DATA
        )  # fmt: skip
        name = _("Draft %(title)s") % {"title": content.title}
        return FileResponse(
            BytesIO(file), as_attachment=True, filename=f"{name}.docx", content_type=DOCX.media_type, headers=HEADERS
        )
    issued = issue(
        paper=paper,
        body=body,
        about={name: request.GET.get(name, "") for name in paper.takes},
        answers=answers,
        act=act,
        submission=submission,
        data_dir=settings.ANLAN_DATA,
    )
    _say(request, issued)
    return HttpResponseRedirect(reverse("paper", args=[issued.row.pk]))


def _say(request: OfficerRequest, issued: Issued) -> None:
    if issued.repeated:
        messages.info(request, _("This was recorded already; nothing was recorded twice."))
        return
    values: dict[str, Any] = {"number": issued.row.number, "seq": issued.event.seq if issued.event else ""}
    messages.success(request, _("Issued as %(number)s, ledger entry %(seq)s.") % values)
