"""试算页面: the city's committee office changes a duty's words or numbers and sees whom that would oblige (9.3).

Nothing is stored: the duty stays as the pack has it. Whoever wants the change puts it into the pack.
"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.changed_packs import installed_folder, with_numbers, with_texts
from anlan.kernel.obligations.dry_run import dry_run, numbers_of
from anlan.kernel.obligations.loading import refuse_what_cannot_follow
from anlan.kernel.pages.requests import OfficerRequest, act_of
from anlan.kernel.people.acting import Actor
from anlan.kernel.people.area import Area
from anlan.kernel.records.door import Act
from anlan.kernel.roles import P
from anlan.oversight.dry_runs import level_words, shown, work_of, work_words
from anlan.oversight.duty_prose import source_words
from anlan.oversight.wording import said
from anlan.policy import NotInForce, Pack, PackError, Problem
from anlan.policy.duties import Duty
from anlan.policy.excerpts import Excerpt, excerpt
from anlan.policy.parameters import SeveralInForce, Value
from anlan.policy.problems import Reason

FILE = "duties.yaml"
MOST_CHARACTERS = 20_000
MOST = 100_000
MOST_FAULTS = 20


class DryRunForm(forms.Form):
    """The duty's own lines, and the numbers that it uses."""

    text = forms.CharField(
        label=gettext_lazy("The duty as the pack writes it"),
        max_length=MOST_CHARACTERS,
        strip=False,
        help_text=gettext_lazy("Change what is to be tried. Several duties may stand here, each begun by “- id:”."),
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "false", "class": "font-monospace"}),
    )

    def __init__(self, *args: Any, values: list[Value], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.values = values
        for index, value in enumerate(values):
            self.fields[f"number_{index}"] = forms.IntegerField(
                label=said(value.title),
                help_text=f"{said(value.unit)} · {source_words(value=value)} · {value.key}",
                initial=value.value,
                min_value=0,
                max_value=MOST,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    @property
    def numbers(self) -> dict[str, int]:
        """The numbers that are to be other ones, by key."""
        asked = ((value, self.cleaned_data[f"number_{index}"]) for index, value in enumerate(self.values))
        return {value.key: number for value, number in asked if number != value.value}


def may_try(*, actor: Actor) -> bool:
    """Whoever extends terms over the whole city decides on its duties, and may try what a change would do."""
    city = Area.objects.filter(parent=None).first()
    sight = actor.sight(permission=P.OBLIGATION_EXTEND)
    return city is not None and sight.covers_range(lo=city.lo, hi=city.hi)


def dry_run_page(request: HttpRequest, key: str) -> HttpResponse:
    """Show the duty's lines and numbers; after sending, whom the changed ones would oblige. What was typed is kept."""
    request = cast(OfficerRequest, request)
    if not may_try(actor=request.actor):
        raise PermissionDenied
    act = act_of(request)
    duty = act.pack.duties.get(key)
    if duty is None:
        raise Http404(key)
    own = own_lines(duty=duty, pack=act.pack)
    form = DryRunForm(request.POST or None, initial={"text": own.text}, values=values_of(duty=duty, act=act))
    context: dict[str, Any] = {"duty": duty, "title": said(duty.title), "form": form, "today": act.today}
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            context |= results(changed=changed_by(form=form, own=own, act=act), act=act)
        except PackError as error:
            for problem in error.problems[:MOST_FAULTS]:
                form.add_error("text", fault_words(problem=problem, own=own, text=text))
        except (NotInForce, SeveralInForce) as error:
            form.add_error("text", _("A number has no single value today: %(reason)s") % {"reason": error})
    return render(request, "oversight/dry_run.html", context, status=422 if form.errors else 200)


def own_lines(*, duty: Duty, pack: Pack) -> Excerpt:
    """The duty's lines in the installed pack."""
    text = (installed_folder() / FILE).read_text(encoding="utf-8")
    return excerpt(text=text, duty=duty, duties=pack.duties.values())


def values_of(*, duty: Duty, act: Act) -> list[Value]:
    """The whole numbers that the duty uses, as they are in force today."""
    found = []
    for key in numbers_of(duty=duty):
        try:
            value = act.pack.parameters.value(key=key, on=act.today)
        except (NotInForce, SeveralInForce):
            continue
        if type(value.value) is int:
            found.append(value)
    return found


def changed_by(*, form: DryRunForm, own: Excerpt, act: Act) -> Pack:
    """The pack as the form would have it. Raises PackError."""
    text = own.put_back(text=form.cleaned_data["text"])
    pack = act.pack if text == own.put_back(text=own.text) else with_texts(texts={FILE: text})
    refuse_what_cannot_follow(pack=pack, today=act.today)
    return with_numbers(pack=pack, numbers=form.numbers, on=act.today)


def results(*, changed: Pack, act: Act) -> dict[str, Any]:
    """What would change, ready to show."""
    changes = dry_run(today=act.pack, changed=changed, on=act.today)
    before, after = work_of(changes=changes)
    return {
        "ran": True,
        "before": work_words(work=before),
        "after": work_words(work=after),
        "changes": [
            (one, [(line, level_words(level=line.level)) for line in one.change.lines])
            for one in shown(changes=changes, today=act.pack, changed=changed, on=act.today)
        ],
    }


def fault_words(*, problem: Problem, own: Excerpt, text: str) -> str:
    """A fault of the text with its line, counted as whoever typed it sees it."""
    line = own.line_within(line=problem.where.line, text=text) if problem.where.file == FILE else None
    key = problem.where.key.removeprefix("duties.")
    if line is None:
        return f"{problem.where.file}:{problem.where.line} {key}{_(': ')}{reason_words(reason=problem.reason)}"
    reason = reason_words(reason=problem.reason)
    return _("Line %(line)d, %(key)s: %(reason)s") % {"line": line, "key": key or "—", "reason": reason}


def reason_words(*, reason: str) -> str:
    """Why a pack is refused, in the reader's language where the reason has a pattern; otherwise as it is."""
    return _(reason.pattern) % reason.values if isinstance(reason, Reason) else reason
