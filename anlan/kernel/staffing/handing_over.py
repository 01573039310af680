"""交接: a post goes from one officer to another in one act, with all that hangs on it (clauses 4.1 and 8.6).

Nothing is moved: obligations, open cases and rights hang on the post and its unit, so the successor sees what the
predecessor saw. The act shows all of it first, says in one entry who handed what to whom, and changes who holds the
post. The day of handing over belongs to both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.db.models import CharField, Count, Q, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anlan.kernel.declared import DECLARED
from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import in_force
from anlan.kernel.people.naming import name_of
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Grant, Handover, Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.records.door import Act, Overtaken, Refused
from anlan.kernel.records.workflow import Ask, Refusal, Words
from anlan.kernel.staffing.appointing import (
    acting_post,
    check_beginning,
    check_end,
    close_appointment,
    last_entry,
    officer_named,
    record,
)
from anlan.kernel.transactions import writing
from anlan.policy import Pack
from anlan.policy.citations import cite

# No id has more digits; a longer number is none of ours.
LONGEST_ID = 18
cite(reference="4.1", kind="page", name="post.handed_over")
cite(reference="8.6", kind="page", name="post.handed_over")


@dataclass(frozen=True)
class OpenCases:
    """Cases of one register that the unit has not ended: how many stand in a state that leaves something to do."""

    name: str
    plural: Words
    state: str
    label: Words
    count: int


@dataclass(frozen=True)
class Sheet:
    """交接清单: everything that goes over with a post: what is owed, open cases, rights."""

    obligations: list[Obligation]
    cases: list[OpenCases]
    grants: list[Grant]

    @property
    def case_count(self) -> int:
        """Open cases of all registers."""
        return sum(one.count for one in self.cases)


def sheet_of(*, post: Post, act: Act) -> Sheet:
    """What hangs on the post today, complete: nothing is cut off."""
    return Sheet(
        obligations=owed_by_post(post=post, pack=act.pack),
        cases=open_cases(unit=post.unit),
        grants=list(
            Grant.objects.filter(Q(until=None) | Q(until__gte=act.today), post=post)
            .select_related("area", "line")
            .order_by("pk")
        ),
    )


def owed_by_post(*, post: Post, pack: Pack) -> list[Obligation]:
    """The open obligations of the unit for which this kind of post is accountable, by due date."""
    rows = Obligation.objects.filter(unit=post.unit_id, state=Obligation.State.OPEN)
    found = rows.select_related("duty", "version", "unit").order_by("due_at", "id")
    return [row for row in found if accountable_kind(row=row, pack=pack) == post.kind]


def accountable_kind(*, row: Obligation, pack: Pack) -> str:
    """The kind of post that the duty holds accountable: as the pack says, or as it said when the row was opened."""
    return (pack.duties.get(row.duty.key) or row.version.policy).accountable


def open_cases(*, unit: Unit) -> list[OpenCases]:
    """Per register and state, how many cases of the unit have not come to an end; one query for all registers."""
    unended = {
        pages.name: [state.name for state in pages.model.workflow.states if state.unfinished]
        for pages in DECLARED.pages.values()
    }
    first, *rest = (
        pages.model.objects.filter(unit=unit.pk, state__in=unended[name])
        .order_by()
        .annotate(of_register=Value(name, output_field=CharField()))
        .values_list("of_register", "state")
        .annotate(Count("pk"))
        for name, pages in DECLARED.pages.items()
    )
    counts = {(register, state): number for register, state, number in first.union(*rest, all=True)}
    return [
        OpenCases(name, pages.plural, state, pages.model.workflow.label(state), counts[name, state])
        for name, pages in DECLARED.pages.items()
        for state in unended[name]
        if (name, state) in counts
    ]


def hand_over_asks(*, post: Post, act: Act, given: str = "") -> tuple[Ask, ...]:
    """What is asked: who goes, who comes, on which day, before whom.

    ``given`` is the appointment that came back with the form: ended meanwhile, it is still understood, so that its
    officer is told who was first.
    """
    return (
        Ask(
            "outgoing",
            gettext_lazy("Who hands over"),
            "choice",
            choices=lambda _unit: _holders(post=post, act=act, given=given),
        ),
        Ask(
            "incoming",
            gettext_lazy("Who takes over (user name)"),
            "text",
            max_length=64,
            why=gettext_lazy("Accounts are made by the administrator; here the person gets the post."),
        ),
        Ask(
            "day",
            gettext_lazy("Day of handing over"),
            "date",
            why=gettext_lazy("It belongs to both: the last day of the one, the first of the other."),
        ),
        Ask(
            "witness",
            gettext_lazy("Witness (post)"),
            "choice",
            required=False,
            choices=lambda _unit: [
                (str(one.pk), f"{name_of(one.unit)} · {name_of(one)}") for one in witnesses(post=post)
            ],
        ),
        Ask(
            "remarks",
            gettext_lazy("Remarks"),
            "longtext",
            required=False,
            max_length=1000,
            why=gettext_lazy("Stands on the handover sheet, not in the ledger."),
        ),
    )


def _holders(*, post: Post, act: Act, given: str) -> list[tuple[str, str]]:
    standing = Q(since__lte=act.today, until=None)
    if given.isdecimal() and len(given) <= LONGEST_ID:
        standing |= Q(pk=int(given))
    held = post.appointments.filter(standing).select_related("officer").order_by("pk")
    return [(str(one.pk), one.officer.name) for one in held]


def witnesses(*, post: Post) -> list[Post]:
    """Who may witness: the other posts of the unit, and those of its superior."""
    units = [one for one in (post.unit_id, post.unit.superior_id) if one]
    rows = Post.objects.filter(unit__in=units, closed_on=None).exclude(pk=post.pk)
    return list(rows.select_related("unit").order_by("unit_id", "pk"))


def hand_over(*, post: Post, answers: dict[str, Any], act: Act) -> Handover:
    """Hand the post over: one appointment ends, one begins, one entry says so.

    Raises NotPermitted, Refused naming the answer, or Overtaken when somebody else handed the post over meanwhile.
    """
    try:
        with writing():
            post = Post.objects.select_related("unit", "unit__area").get(pk=post.pk)
            acting = acting_post(post=post, act=act)
            outgoing = post.appointments.filter(pk=answers["outgoing"]).select_related("officer").get()
            incoming, day = officer_named(username=answers.get("incoming"), field="incoming"), answers["day"]
            witness = next((one for one in witnesses(post=post) if str(one.pk) == answers.get("witness")), None)
            _check(outgoing=outgoing, incoming=incoming, witness=witness, answers=answers, act=act)
            # First the compare-and-set: whoever comes second is told before anything else is said.
            close_appointment(appointment=outgoing, until=day)
            check_beginning(post=post, officer=incoming, since=day, act=act, fields=("incoming", "day"))
            sheet = sheet_of(post=post, act=act)
            Appointment.objects.create(post=post, officer=incoming, since=day)
            event = _entry(post=post, acting=acting, people=(outgoing.officer, incoming), witness=witness, sheet=sheet,
                           answers=answers, act=act)  # fmt: skip
            return Handover.objects.create(
                post=post,
                outgoing=outgoing.officer,
                incoming=incoming,
                day=day,
                witness=witness,
                remarks=answers.get("remarks") or "",
                obligations=len(sheet.obligations),
                cases=sheet.case_count,
                event_id=event.pk,
                recorded_at=event.recorded_at,
            )
    except IntegrityError:
        raise Overtaken(None, last_entry(post=post)) from None


def _check(
    *, outgoing: Appointment, incoming: Officer, witness: Post | None, answers: dict[str, Any], act: Act
) -> None:
    """Persons are compared, not posts: nobody hands over to the own person, nor witnesses the own act."""
    check_end(appointment=outgoing, until=answers["day"], act=act, field="day")
    if incoming.pk == outgoing.officer_id:
        raise Refused([Refusal("incoming", _("Nobody hands a post over to the same person."))])
    if witness is not None:
        held = witness.appointments.filter(in_force(on=act.today), officer__in=(outgoing.officer_id, incoming.pk))
        if held.exists():
            text = _("The witness must be a third person: this post is held by one of the two.")
            raise Refused([Refusal("witness", text)])


def _entry(
    *,
    post: Post,
    acting: Post,
    people: tuple[Officer, Officer],
    witness: Post | None,
    sheet: Sheet,
    answers: dict[str, Any],
    act: Act,
) -> Event:
    """One entry with ids alone: what was handed over can be shown again from it."""
    return record(
        kind="post.handed_over",
        post=post,
        acting=acting,
        on=answers["day"],
        answers={
            "outgoing": people[0].pk,
            "incoming": people[1].pk,
            "witness": witness.pk if witness else None,
            "day": answers["day"],
            "obligations": [row.pk for row in sheet.obligations],
            "cases": [[one.name, one.state, one.count] for one in sheet.cases],
            "grants": [grant.pk for grant in sheet.grants],
        },
        act=act,
    )
