"""Clauses 6.19 and 6.20: a commitment is owed, signed by the legal representative, and published for everybody."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from cast import NOW, Cast, at, unit
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from examples_of_enterprises import FIRST, SECOND, change, entry
from examples_of_relations import CODE_1, CODE_2, PERSON, TEXT, commit, day, go

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.figures import differences
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.facts import as_of
from anlan.kernel.records.door import Overtaken, Refused, take
from anlan.modules.commitment import Commitment
from anlan.modules.enterprise import Enterprise, EnterpriseFacts
from anlan.modules.enterprise.known import Held
from anlan.modules.enterprise.loading import noted_anew
from anlan.oversight.public import commitments as public
from anlan.policy import Pack

DUTY = "enterprise-commitment"
LIST = "/public/commitments/"


@pytest.fixture(autouse=True)
def data_folder(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Visits of one test do not count in another; the server's clock says the morning on which the cast acts."""
    settings.ANLAN_DATA = tmp_path
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def visit() -> Callable[[str], HttpResponse]:
    """A page as somebody sees it who is not logged in, in English."""
    client = Client()
    client.cookies["django_language"] = "en"
    return client.get


def committed(code: str, on: str) -> bool:
    return EnterpriseFacts.objects.get(as_of(day=day(on)), unit__code=code).committed


def owed(code: str) -> list[Obligation]:
    return list(Obligation.objects.filter(duty__key=DUTY, unit__code=code).order_by("id"))


def test_6_19_a_commitment_meets_what_is_owed_from_its_day_on(cast: Cast, pack: Pack) -> None:
    sweep(now=at("2026-11-02"), pack=pack)
    (row,) = owed(FIRST)
    assert row.state == Obligation.State.OPEN
    commit(cast.act("principal"), on="2026-11-20")
    assert (committed(FIRST, "2026-11-19"), committed(FIRST, "2026-11-20")) == (False, True)
    sweep(now=NOW, pack=pack)
    (row,) = owed(FIRST)
    assert (row.state, row.met_on) == (Obligation.State.MET, day("2026-11-20"))


def test_6_19_what_was_owed_is_met_on_the_page_itself_and_no_sweep_is_waited_for(cast: Cast, pack: Pack) -> None:
    sweep(now=at("2026-11-02"), pack=pack)
    client = Client()
    client.force_login(cast.officer("principal"))
    (row,) = owed(FIRST)
    form = client.get(f"/records/commitment/new/?obligation={row.pk}").context
    answers = {name: form["form"][name].value() for name in ("occurred_on", "text")}
    client.post(
        f"/records/commitment/new/?obligation={row.pk}",
        {"form_token": form["form_token"], **answers, "signatory": PERSON},
    )
    (row,) = owed(FIRST)
    assert (row.state, row.met_on) == (Obligation.State.MET, NOW.date())
    assert not list(differences())
    sweep(now=NOW, pack=pack)
    assert [one.pk for one in owed(FIRST)] == [row.pk]


def test_6_19_individual_businesses_owe_no_commitment(cast: Cast, pack: Pack) -> None:
    change(cast.act("town"), SECOND, "2026-07-01", ownership="individual")
    sweep(now=NOW, pack=pack)
    assert owed(SECOND) == []


def test_6_19_a_new_legal_representative_owes_a_new_commitment(cast: Cast, pack: Pack) -> None:
    change(cast.act("town"), FIRST, "2026-07-01", legal_representative=PERSON)
    commit(cast.act("safety"), on="2026-10-20")
    sweep(now=at("2026-11-02"), pack=pack)
    assert owed(FIRST) == []
    change(cast.act("safety"), FIRST, "2026-11-10", step="report", legal_representative="新无名氏")
    sweep(now=NOW, pack=pack)
    (row,) = owed(FIRST)
    assert (row.state, row.due_day) == (Obligation.State.OPEN, day("2026-12-10"))
    commit(cast.act("safety"), on="2026-11-23", signatory="新无名氏")
    assert [committed(FIRST, on) for on in ("2026-11-09", "2026-11-10", "2026-11-23")] == [True, False, True]


def test_6_19_the_first_name_that_is_known_changes_nothing(cast: Cast) -> None:
    commit(cast.act("safety"), on="2026-10-20")
    change(cast.act("town"), FIRST, "2026-11-10", legal_representative=PERSON)
    assert committed(FIRST, "2026-11-10")


def test_6_19_another_than_the_registered_legal_representative_cannot_sign(cast: Cast) -> None:
    change(cast.act("town"), FIRST, "2026-07-01", legal_representative="新无名氏")
    with pytest.raises(Refused) as told:
        commit(cast.act("safety"))
    assert [refusal.field for refusal in told.value.refusals] == ["signatory"]


def test_6_19_a_day_ahead_and_a_day_before_the_last_are_refused(cast: Cast) -> None:
    for on in ("2026-11-24", "2026-11-19"):
        if on == "2026-11-19":
            commit(cast.act("safety"))
        with pytest.raises(Refused) as told:
            commit(cast.act("safety"), on=on)
        assert [refusal.field for refusal in told.value.refusals] == ["occurred_on"]


def test_6_19_the_same_day_twice_is_one_commitment(cast: Cast) -> None:
    first = commit(cast.act("safety")).record
    with pytest.raises(Overtaken) as told:
        commit(cast.act("principal"))
    assert told.value.record == first


def test_6_19_the_name_stays_out_of_the_ledger_and_the_post_stands_in_it(cast: Cast) -> None:
    commit(cast.act("safety"))
    event = Event.objects.get(kind="commitment.signed")
    assert PERSON not in event.canonical
    assert event.accountable_post_id == unit(FIRST).posts.get(key="head").pk
    assert event.post_id == unit(FIRST).posts.get(key="safety_manager").pk


def test_6_19_a_withdrawn_commitment_leaves_the_one_before_it_standing(cast: Cast) -> None:
    first = commit(cast.act("safety"), on="2026-10-20").record
    second = commit(cast.act("safety")).record
    assert Commitment.objects.get(pk=first.pk).state == "replaced"
    go(cast.act("safety"), second, "withdraw", reason="误录")
    assert Commitment.objects.get(pk=first.pk).state == "published"
    assert committed(FIRST, "2026-11-23")
    go(cast.act("safety"), first, "withdraw", reason="误录")
    assert not committed(FIRST, "2026-11-23")


def test_6_19_an_import_that_names_another_representative_asks_for_a_new_commitment() -> None:
    held = Held(1, 1, "operating", "445122100", None, {"legal_representative": PERSON})
    assert noted_anew(held=held, wanted={"legal_representative": "新无名氏"}) == {"committed": False}
    assert noted_anew(held=held, wanted={"legal_representative": PERSON}) == {}
    assert noted_anew(held=held, wanted={"legal_representative": ""}) == {}


def test_6_19_the_form_begins_with_the_registered_name_and_the_last_text(cast: Cast) -> None:
    change(cast.act("town"), FIRST, "2026-07-01", legal_representative=PERSON)
    client = Client()
    client.force_login(cast.officer("principal"))
    address = f"{reverse('begin', args=['commitment'])}?unit={unit(FIRST).pk}"
    form = client.get(address).context["form"]
    assert form["signatory"].value() == PERSON
    assert "主体责任" in form["text"].value()
    commit(cast.act("safety"), text="自拟承诺")
    assert client.get(address).context["form"]["text"].value() == "自拟承诺"


def test_6_20_everybody_reads_a_commitment_and_nothing_else_of_the_register(
    cast: Cast, visit: Callable[[str], HttpResponse]
) -> None:
    change(
        cast.act("town"), FIRST, "2026-07-01", legal_representative=PERSON, actual_controller="某控制人",
        telephone="0768-1234567", address="某路一号", insurance_number="AZX-1",
    )  # fmt: skip
    record = commit(cast.act("safety")).record
    own = entry(FIRST)
    page = visit(f"{LIST}{record.pk}/").content.decode()
    for shown in (own.name, CODE_1, "2026-11-20", TEXT, PERSON, "Legal representative"):
        assert shown in page
    listed = visit(LIST).content.decode()
    for shown in (own.name, CODE_1, "2026-11-20"):
        assert shown in listed
    for hidden in ("某控制人", "0768-1234567", "某路一号", "AZX-1", "168", "3074", CODE_2):
        assert hidden not in page
        assert hidden not in listed
    assert PERSON not in listed


def test_6_20_what_the_public_page_knows_is_a_closed_list() -> None:
    names = {field.name for field in dataclasses.fields(public.Published)}
    assert names == {"url", "name", "credit_code", "seat", "signed_on", "signatory", "post", "text"}


def test_6_20_withdrawn_replaced_and_struck_off_look_like_what_does_not_exist(
    cast: Cast, visit: Callable[[str], HttpResponse]
) -> None:
    replaced = commit(cast.act("safety"), on="2026-10-20").record
    standing = commit(cast.act("safety")).record
    withdrawn = commit(cast.act("stranger"), code=SECOND).record
    go(cast.act("stranger"), withdrawn, "withdraw", reason="误录")
    assert visit(f"{LIST}{standing.pk}/").status_code == 200
    for pk in (replaced.pk, withdrawn.pk, 10**9):
        assert visit(f"{LIST}{pk}/").status_code == 404
    assert CODE_2 not in visit(LIST).content.decode()
    step = Enterprise.workflow.step("strike_off")
    answers = {"occurred_on": day("2026-11-23"), "into": "", "basis": ""}
    take(record=entry(FIRST), step=step, answers=answers, act=cast.act("office"))
    assert visit(f"{LIST}{standing.pk}/").status_code == 404
    assert CODE_1 not in visit(LIST).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("陶瓷", {CODE_1}),
        (CODE_2.lower(), {CODE_2}),
        ("演示", {CODE_1, CODE_2}),
        ("91000000DEM", set()),
        ("无此", set()),
    ],
)
def test_6_20_the_list_is_searched_by_name_or_whole_credit_code(
    cast: Cast, visit: Callable[[str], HttpResponse], query: str, found: set[str]
) -> None:
    commit(cast.act("safety"))
    commit(cast.act("stranger"), code=SECOND)
    page = visit(f"{LIST}?q={query}")
    assert {one.credit_code for one in page.context["commitments"]} == found


def test_6_20_the_list_is_paged_by_key(
    cast: Cast, visit: Callable[[str], HttpResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(cast.act("safety"))
    commit(cast.act("stranger"), code=SECOND, on="2026-11-19")
    whole = public.page_of
    monkeypatch.setattr(public, "page_of", lambda **asked: whole(**asked, size=1))
    first = visit(LIST)
    second = visit(f"{LIST}?after={first.context['next_key']}")
    seen = [[one.credit_code for one in page.context["commitments"]] for page in (first, second)]
    assert (seen, second.context["next_key"]) == ([[CODE_1], [CODE_2]], "")
    assert visit(f"{LIST}?after=x").status_code == 404


def test_6_20_an_address_that_asks_for_too_much_waits(
    cast: Cast, visit: Callable[[str], HttpResponse], settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PUBLIC_VIEWS = 2
    assert [visit(LIST).status_code for _ in range(3)] == [200, 200, 429]
    assert visit(f"{LIST}1/").status_code == 429
    later = NOW + dt.timedelta(minutes=settings.PUBLIC_VIEWS_MINUTES, seconds=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert visit(LIST).status_code == 200


def test_6_20_the_public_page_only_reads(cast: Cast) -> None:
    assert Client().post(LIST).status_code == 405


def test_6_20_the_register_itself_stays_behind_the_login(cast: Cast, visit: Callable[[str], HttpResponse]) -> None:
    record = commit(cast.act("safety")).record
    for address in (reverse("records", args=["commitment"]), reverse("record", args=["commitment", record.pk])):
        assert visit(address).status_code == 302
    stranger = Client()
    stranger.force_login(cast.officer("stranger"))
    assert stranger.get(reverse("record", args=["commitment", record.pk])).status_code == 404
    assert stranger.get(f"{LIST}{record.pk}/").status_code == 200
