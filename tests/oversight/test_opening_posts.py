"""Articles 4.1, 4.6 and 4.7: a unit opens a post for each deputy, with the rights of its kind, and closes it."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import COUNTY_GOVERNMENT, NOW, TODAY, Cast, unit
from django.test import Client
from django.utils import timezone
from pages import browser

from anlan.kernel.ledger.event import Event
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Grant, Post
from anlan.modules.duty_list.items import leading_posts
from anlan.modules.led_inspection.cases import leaders_for

ADDRESS = f"/units/{COUNTY_GOVERNMENT}/posts/new/"
NAMES = {"name_zh": "分管工业的副县长", "name_en": "Deputy head in charge of industry"}


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock stands at the moment of the tests."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def post_of(code: str, key: str) -> Post:
    return Post.objects.select_related("unit").get(unit__code=code, key=key)


def sent(client: Client, address: str, **answers: str) -> object:
    """Fill the form of a page and send it."""
    token = client.get(address).context["form_token"]
    return client.post(address, {**answers, "form_token": token})


def opened_post(client: Client, **changed: str) -> Post:
    answers = {"like": str(post_of(COUNTY_GOVERNMENT, "member").pk), **NAMES, **changed}
    assert sent(client, ADDRESS, **answers).status_code == 302
    return Post.objects.get(unit__code=COUNTY_GOVERNMENT, name_zh=answers["name_zh"])


def rights(post: Post) -> set[tuple[object, ...]]:
    return set(Grant.objects.filter(post=post, until=None).values_list("role", "own_unit", "area", "line"))


def test_4_6_each_deputy_has_a_post_with_a_duty_list_and_led_inspections_of_its_own(cast: Cast) -> None:
    post = opened_post(browser(cast, "office"))
    assert (post.kind, post.key, post.leadership) == ("member", "member_2", "member")
    assert rights(post) == rights(post_of(COUNTY_GOVERNMENT, "member")) != set()
    government = unit(COUNTY_GOVERNMENT)
    assert str(post.pk) in {value for value, _words in leading_posts(government)}
    assert str(post.pk) in {value for value, _words in leaders_for(government)}
    assert browser(cast, "office").get(f"/posts/{post.pk}/duty-list/").status_code == 200


def test_4_1_the_ledger_says_who_opened_and_who_closed_a_post(cast: Cast) -> None:
    client = browser(cast, "office")
    post = opened_post(client)
    event = Event.objects.get(kind="post.opened")
    assert (event.clause, event.record_id, event.unit_id) == ("4.1", post.pk, post.unit_id)
    assert event.content["answers"]["name_zh"] == NAMES["name_zh"]
    assert event.officer_id == cast.officer("office").pk
    assert sent(client, f"/posts/{post.pk}/close/", on=TODAY.isoformat()).status_code == 302
    post.refresh_from_db()
    assert post.closed_on == TODAY
    assert Event.objects.get(kind="post.closed").record_id == post.pk
    assert str(post.pk) not in {value for value, _words in leading_posts(unit(COUNTY_GOVERNMENT))}


def test_4_1_a_second_post_of_the_same_name_is_refused(cast: Cast) -> None:
    client = browser(cast, "office")
    post = opened_post(client)
    again = sent(client, ADDRESS, like=str(post.pk), **NAMES)
    assert again.status_code == 422
    assert set(again.context["form"].errors) == {"name_zh", "name_en"}
    assert opened_post(client, name_zh="分管教育的副县长", name_en="Another deputy head").key == "member_3"


def test_4_1_a_unit_has_one_head(cast: Cast) -> None:
    head = post_of(COUNTY_GOVERNMENT, "head")
    client = browser(cast, "office")
    assert sent(client, ADDRESS, like=str(head.pk), **NAMES).status_code == 422
    assert sent(client, f"/posts/{head.pk}/close/", on=TODAY.isoformat()).status_code == 422
    assert Post.objects.filter(unit__code=COUNTY_GOVERNMENT, kind="head", closed_on=None).count() == 1


@pytest.mark.parametrize(("since", "until"), [(TODAY, None), (TODAY + dt.timedelta(days=3), None)])
def test_4_1_a_post_that_is_held_or_will_be_is_not_closed(cast: Cast, since: dt.date, until: dt.date | None) -> None:
    client = browser(cast, "office")
    post = opened_post(client)
    officer = Officer.objects.create_officer(username="deputy", name="副县长", password=None, synthetic=True)
    Appointment.objects.create(post=post, officer=officer, since=since, until=until)
    answer = sent(client, f"/posts/{post.pk}/close/", on=TODAY.isoformat())
    assert (answer.status_code, Post.objects.get(pk=post.pk).closed_on) == (422, None)
    shown = {one["post"].pk: one["closable"] for one in client.get(f"/units/{COUNTY_GOVERNMENT}/").context["posts"]}
    assert shown[post.pk] is False


@pytest.mark.parametrize("day", ["2026-11-24", "1999-01-01"])
def test_4_1_a_post_is_closed_neither_ahead_nor_before_its_unit_was_known(cast: Cast, day: str) -> None:
    client = browser(cast, "office")
    answer = sent(client, f"/posts/{opened_post(client).pk}/close/", on=day)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"on"}


def test_4_1_who_may_not_appoint_may_not_open_or_close_a_post(cast: Cast) -> None:
    member = post_of(COUNTY_GOVERNMENT, "member")
    for username, status in (("town", 404), ("stranger", 404), ("auditor", 403)):
        client = browser(cast, username)
        assert client.get(ADDRESS).status_code == status, username
        assert client.get(f"/posts/{member.pk}/close/").status_code == status, username
    assert b"posts/new" not in browser(cast, "auditor").get(f"/units/{COUNTY_GOVERNMENT}/").content
    assert b"posts/new" in browser(cast, "office").get(f"/units/{COUNTY_GOVERNMENT}/").content
