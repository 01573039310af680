"""Pages of posts and units: what a post owes and watches, who holds it, who may change that, and what is refused."""

from __future__ import annotations

import pytest
from cast import CITY, COUNTY, COUNTY_GOVERNMENT, NOW, TODAY, TOWN, TOWN_GOVERNMENT, TOWN_PARTY, Cast, hold
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pages import browser, rows_listed, text_of

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Handover, Post
from anlan.kernel.people.unit import Unit
from anlan.web.demonstration import CAST


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock stands at the moment of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def newcomer(opened: Cast) -> Officer:
    return Officer.objects.create_officer(username="newcomer", name="新任职人员", password=None, synthetic=True)


def post_of(code: str, key: str = "head") -> Post:
    return Post.objects.select_related("unit").get(unit__code=code, key=key)


def sent(client: Client, address: str, **answers: str) -> object:
    """Fill the form of a page and send it."""
    token = client.get(address).context["form_token"]
    return client.post(address, {**answers, "form_token": token})


def handing(post: Post, incoming: str = "newcomer", day: str = TODAY.isoformat()) -> dict[str, str]:
    outgoing = Appointment.objects.filter(post=post).order_by("pk")[0]
    return {"outgoing": str(outgoing.pk), "incoming": incoming, "day": day, "witness": "", "remarks": ""}


@pytest.mark.parametrize("username", sorted({role.username for role in CAST}))
def test_everybody_of_the_cast_has_a_page_of_the_own_post(opened: Cast, username: str) -> None:
    client = browser(opened, username)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/post/")
    assert answer.status_code == 200
    assert answer.context["held"]
    assert len(queries) <= 25
    assert client.get(f"/posts/{answer.context['post'].pk}/").status_code == 200
    assert client.get(f"/units/{answer.context['post'].unit.code}/").status_code == 200


def test_4_1_the_post_shows_what_its_kind_is_accountable_for(opened: Cast) -> None:
    context = browser(opened, "county").get("/post/").context
    owed = {row.row.pk for row in context["sheet"]["owed"]}
    unit = Obligation.objects.filter(unit__code=COUNTY_GOVERNMENT, state=Obligation.State.OPEN)
    by_kind: dict[str, set[int]] = {}
    for row in unit.select_related("version"):
        by_kind.setdefault(row.version.policy.accountable, set()).add(row.pk)
    assert owed == by_kind["head"] != set()
    other = browser(opened, "city").get(f"/posts/{post_of(COUNTY_GOVERNMENT, 'in_charge').pk}/").context
    assert {row.row.pk for row in other["sheet"]["owed"]} == by_kind.get("in_charge", set())


def test_every_figure_of_what_a_post_watches_is_its_rows(opened: Cast) -> None:
    client = browser(opened, "county")
    watched = client.get("/post/").context["watched"]
    assert [one["area"].code for one in watched] == [COUNTY]
    for name in ("late", "soon"):
        count, address = watched[0][name]
        assert rows_listed(client, address) == count > 0


def test_open_cases_lead_to_exactly_their_rows(opened: Cast) -> None:
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", decisions=[("整改", TOWN_PARTY, "2026-12-01")])
    client = browser(opened, "town")
    cases = client.get(f"/posts/{post_of(TOWN_PARTY).pk}/").context["sheet"]["cases"]
    assert [(one.name, one.state, one.count) for one, _url in cases] == [("orderitem", "issued", 1)]
    assert rows_listed(client, cases[0][1]) == 1


@pytest.mark.parametrize("username", ["stranger", "safety", "reviewer", "officer"])
def test_who_does_not_see_the_unit_finds_neither_it_nor_its_posts(opened: Cast, username: str) -> None:
    hidden = "445102/government"
    for address in (f"/units/{hidden}/", f"/posts/{post_of(hidden).pk}/", f"/posts/{post_of(hidden).pk}/hand-over/"):
        assert browser(opened, username).get(address).status_code == 404
    assert browser(opened, username).get("/units/no-such-unit/").status_code == 404
    assert browser(opened, username).get(f"/posts/{10**18}/").status_code == 404


@pytest.mark.parametrize("username", ["town", "auditor", "officer"])
def test_who_sees_but_may_not_appoint_is_told_so(opened: Cast, username: str) -> None:
    post = post_of(TOWN_GOVERNMENT)
    client = browser(opened, username)
    assert client.get(f"/posts/{post.pk}/").context["may"] is False
    for act in ("appoint", "hand-over"):
        assert client.get(f"/posts/{post.pk}/{act}/").status_code == 403
    assert client.get(f"/units/{TOWN_GOVERNMENT}/close/").status_code == 403


def test_8_6_the_county_hands_its_post_over_after_seeing_all_that_goes_with_it(opened: Cast, newcomer: Officer) -> None:
    post, client = post_of(COUNTY_GOVERNMENT), browser(opened, "county")
    address = f"/posts/{post.pk}/hand-over/"
    before = client.get("/post/").context["sheet"]
    shown = client.get(address).context["sheet"]
    assert shown["owed"] == before["owed"] != []
    answer = sent(client, address, **handing(post))
    assert (answer.status_code, answer["Location"]) == (302, f"/posts/{post.pk}/")  # type: ignore[attr-defined, index]
    successor = Client()
    successor.force_login(newcomer)
    successor.cookies["django_language"] = "en"
    assert successor.get("/post/").context["sheet"]["owed"] == before["owed"]
    page = text_of(successor.get("/post/").content.decode())
    assert "→ 新任职人员" in page


def test_4_1_the_sheet_of_a_recorded_handover_is_one_click_away(opened: Cast, newcomer: Officer) -> None:
    post, client = post_of(COUNTY_GOVERNMENT), browser(opened, "city")
    sent(client, f"/posts/{post.pk}/hand-over/", **handing(post))
    done = Handover.objects.get()
    after = client.get(f"/posts/{post.pk}/")
    address = f"/papers/new/?paper=handover_sheet&amp;post={post.pk}&amp;handover={done.pk}"
    # Once in the message on the act, once at its line.
    assert after.content.decode().count(f'href="{address}"') == 2
    paper = client.get(address.replace("&amp;", "&")).context["content"]
    assert (paper.fields["incoming"], paper.fields["outgoing"]) == (newcomer.name, done.outgoing.name)
    assert client.get(f"/posts/{post.pk}/").content.decode().count(f'href="{address}"') == 1


def test_whoever_comes_second_is_told_who_was_first(opened: Cast, newcomer: Officer) -> None:
    Officer.objects.create_officer(username="other", name="另一人", password=None, synthetic=True)
    post = post_of(COUNTY_GOVERNMENT)
    address, late = f"/posts/{post.pk}/hand-over/", browser(opened, "city")
    token, answers = late.get(address).context["form_token"], handing(post, "other")
    sent(browser(opened, "county"), address, **handing(post))
    answer = late.post(address, {**answers, "form_token": token})
    assert answer.status_code == 409
    assert "Somebody was first" in answer.content.decode()
    assert Handover.objects.get().incoming == newcomer
    assert not Appointment.objects.filter(officer__username="other").exists()


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"officer": "nobody-here", "since": "2026-11-23"}, "There is no active account of this user name."),
        ({"officer": "newcomer", "since": "2030-01-01"}, "At most 31 days ahead"),
        ({"officer": "newcomer", "since": "31.11.2026"}, "Enter a valid date."),
        ({"officer": "", "since": "2026-11-23"}, "This field is required."),
    ],
)
def test_a_refused_appointment_keeps_what_was_typed_and_says_why(
    opened: Cast, newcomer: Officer, answers: dict[str, str], words: str
) -> None:
    address = f"/posts/{post_of(COUNTY_GOVERNMENT, 'in_charge').pk}/appoint/"
    answer = sent(browser(opened, "county"), address, **answers)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    text = answer.content.decode()  # type: ignore[attr-defined]
    assert words in text
    assert answers["since"] in text
    assert not newcomer.appointments.exists()


def test_a_form_made_for_another_page_is_refused(opened: Cast, newcomer: Officer) -> None:
    client, post = browser(opened, "county"), post_of(COUNTY_GOVERNMENT, "in_charge")
    token = client.get("/records/meeting/").headers and "forged"
    answers = {"officer": "newcomer", "since": TODAY.isoformat(), "form_token": token}
    assert client.post(f"/posts/{post.pk}/appoint/", answers).status_code == 422
    assert not newcomer.appointments.exists()


def test_a_post_without_a_holder_is_flagged_on_unit_post_and_overview(opened: Cast, newcomer: Officer) -> None:
    client, post = browser(opened, "city"), post_of(COUNTY_GOVERNMENT)
    before = client.get(f"/overview/{COUNTY}/").context["vacant"]
    held = Appointment.objects.get(post=post)
    sent(client, f"/appointments/{held.pk}/end/", until="2026-11-22")
    assert "Nobody holds this post" in client.get(f"/posts/{post.pk}/").content.decode()
    assert "▲ nobody" in text_of(client.get(f"/units/{COUNTY_GOVERNMENT}/").content.decode())
    assert client.get(f"/overview/{COUNTY}/").context["vacant"] == before + 1
    listed = client.get(f"/areas/{COUNTY}/vacant/").context
    assert listed["count"] == before + 1
    assert browser(opened, "county").get(f"/areas/{CITY}/vacant/").status_code in (302, 404)


def test_a_unit_is_closed_on_its_page_and_says_who_took_over(opened: Cast) -> None:
    client = browser(opened, "city")
    successor = Unit.objects.filter(kind="government", area__parent__code=COUNTY).exclude(code=TOWN_GOVERNMENT)[0]
    answer = sent(client, f"/units/{TOWN_GOVERNMENT}/close/", on="2026-11-15", into=str(successor.pk))
    assert answer.status_code == 302  # type: ignore[attr-defined]
    page = client.get(f"/units/{TOWN_GOVERNMENT}/").content.decode()
    assert "This unit was closed on 2026-11-15." in page
    assert f'href="/units/{successor.code}/"' in page
    again = sent(client, f"/units/{TOWN_GOVERNMENT}/close/", on="2026-11-16", into="")
    assert again.status_code == 422  # type: ignore[attr-defined]
    assert Event.objects.filter(kind="unit.closed").count() == 1


def test_the_units_of_an_area_lead_to_their_pages(opened: Cast) -> None:
    page = browser(opened, "town").get(f"/areas/{TOWN}/units/").content.decode()
    assert f'href="/units/{TOWN_GOVERNMENT}/"' in page
