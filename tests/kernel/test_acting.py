"""Who acts: posts, not persons, carry rights (article 4); they begin and end on days; nobody gives what is not held."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import COUNTY, NOW, TODAY, TOWN, TOWN_GOVERNMENT, TOWN_PARTY, Cast, hold
from django.contrib.auth.models import AnonymousUser

from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.acting import Actor, NotPermitted, actor_for, give_role
from anlan.kernel.people.area import Area
from anlan.kernel.people.post import Appointment, Grant, Post
from anlan.kernel.people.unit import Unit
from anlan.kernel.roles import PERMISSION_TEXT, ROLES, P
from anlan.modules.meeting import Meeting
from anlan.modules.order import OrderItem

YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)


def seen(actor: Actor) -> dict[str, int]:
    """How many rows of each kind this reader sees."""
    sight = actor.sight()
    return {m.__name__: m.objects.visible_to(sight).count() for m in (Obligation, Meeting, OrderItem, Unit, Area)}


@pytest.fixture
def busy(opened: Cast) -> Cast:
    """The cast after one meeting with one decision in the town."""
    decisions = [("整改", TOWN_PARTY, "2026-12-01")]
    hold(opened.act("town"), TOWN_GOVERNMENT, "2026-11-20", decisions=decisions)
    return opened


def test_each_of_the_cast_sees_its_own_territory(busy: Cast) -> None:
    city, county, town = (seen(busy.actor(name)) for name in ("city", "county", "town"))
    assert city["Obligation"] == Obligation.objects.count() > county["Obligation"] > town["Obligation"] > 0
    assert city["Area"] == Area.objects.count() == 1091
    # Two bodies of the town, five months each, and the decision.
    assert town["Obligation"] == 11
    assert (town["Meeting"], town["OrderItem"]) == (1, 1)
    assert seen(busy.actor("auditor")) == city


@pytest.mark.parametrize("username", ["stranger", "safety", "principal"])
def test_an_enterprise_sees_itself_and_nothing_of_the_town_it_lies_in(busy: Cast, username: str) -> None:
    assert seen(busy.actor(username)) == {"Obligation": 0, "Meeting": 0, "OrderItem": 0, "Unit": 1, "Area": 0}


def test_a_reviewer_sees_only_the_own_bureau(busy: Cast) -> None:
    assert seen(busy.actor("reviewer")) == {"Obligation": 0, "Meeting": 0, "OrderItem": 0, "Unit": 1, "Area": 0}


def test_a_closed_account_holds_nothing(busy: Cast) -> None:
    officer = busy.officer("city")
    officer.is_active = False
    officer.save()
    actor = busy.actor("city")
    assert (actor.posts, actor.holdings) == ((), ())
    assert set(seen(actor).values()) == {0}


def test_a_visitor_who_is_not_logged_in_holds_nothing(db: None) -> None:
    assert actor_for(officer=AnonymousUser(), on=TODAY).holdings == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("model", [Appointment, Grant])
def test_rights_begin_and_end_with_their_days_both_included(busy: Cast, model: type) -> None:
    post = Post.objects.get(unit__code=f"{TOWN}/town-safety-office", key="safety_officer")
    model.objects.filter(post=post).update(since=TODAY, until=TODAY)
    may = {day: busy.actor("town", on=day).has(P.MEETING_RECORD) for day in (YESTERDAY, TODAY, TOMORROW)}
    assert may == {YESTERDAY: False, TODAY: True, TOMORROW: False}
    assert set(seen(busy.actor("town", on=TOMORROW)).values()) == {0}


def test_a_closed_post_gives_nothing(busy: Cast) -> None:
    Post.objects.filter(unit__code=f"{TOWN}/town-safety-office").update(closed_on=YESTERDAY)
    assert busy.actor("town").holdings == ()


def test_a_successor_has_the_rights_of_the_post_and_the_predecessor_has_them_no_more(busy: Cast) -> None:
    post = Post.objects.get(unit__code=f"{TOWN}/town-safety-office", key="safety_officer")
    Appointment.objects.filter(post=post).update(until=YESTERDAY)
    Appointment.objects.create(post=post, officer=busy.officer("stranger"), since=TODAY)
    assert not busy.actor("town").has(P.SEE)
    assert seen(busy.actor("stranger"))["Meeting"] == 1


def test_a_role_that_no_longer_exists_gives_nothing(busy: Cast) -> None:
    Grant.objects.filter(post__unit__code=f"{TOWN}/town-safety-office").update(role="abolished")
    assert busy.actor("town").holdings == ()


def test_the_post_acted_under_is_one_whose_grant_covers_the_place(busy: Cast) -> None:
    """A second post elsewhere gives no right here, and its name does not appear under what is done here."""
    elsewhere = Post.objects.get(unit__code="445103100/town-safety-office", key="safety_officer")
    Appointment.objects.create(post=elsewhere, officer=busy.officer("town"), since=TODAY)
    actor = busy.actor("town")
    for town in (TOWN, "445103100"):
        unit = Unit.objects.get(code=f"{town}/town-government")
        post = actor.post_for(P.MEETING_RECORD, position=unit.position, unit=unit.pk, line=unit.line_id)
        assert post is not None
        assert post.unit.area.code == town
    county = Unit.objects.get(code=f"{COUNTY}/government")
    assert not actor.may(P.MEETING_RECORD, position=county.position, unit=county.pk, line=county.line_id)


def post(code: str, key: str) -> Post:
    return Post.objects.select_related("unit__area").get(unit__code=code, key=key)


@pytest.fixture
def county_office(busy: Cast) -> Actor:
    """The county's committee office: it may grant within the county."""
    desk = post(f"{COUNTY}/safety-committee-office", "desk_officer")
    Appointment.objects.create(post=desk, officer=busy.officer("reviewer"), since=TODAY)
    return busy.actor("reviewer")


def test_an_office_gives_roles_within_its_territory(county_office: Actor) -> None:
    grant = give_role(role="town_officer", to=post(TOWN_GOVERNMENT, "member"), by=county_office, on=TODAY)
    assert grant.area == Area.objects.get(code=TOWN)


@pytest.mark.parametrize("code", ["445103100/town-government", "445100/government", "445103121/town-government"])
def test_an_office_gives_no_role_outside_its_territory(county_office: Actor, code: str) -> None:
    with pytest.raises(NotPermitted):
        give_role(role="town_officer", to=post(code, "member"), by=county_office, on=TODAY)


@pytest.mark.parametrize("code", ["445100", "445103", "445103121"])
def test_an_office_gives_its_own_people_no_territory_that_it_does_not_hold(county_office: Actor, code: str) -> None:
    area = Area.objects.get(code=code).pk
    with pytest.raises(NotPermitted):
        give_role(role="town_officer", to=post(TOWN_GOVERNMENT, "member"), by=county_office, on=TODAY, area=area)


def test_nobody_gives_a_permission_that_is_not_held(county_office: Actor) -> None:
    """With the right to grant, but without the right to withdraw meetings, the office cannot give the latter."""
    Grant.objects.filter(post__unit__code=f"{COUNTY}/safety-committee-office").update(role="discipline")
    holder = actor_for(officer=county_office.officer, on=TODAY)
    with pytest.raises(NotPermitted):
        give_role(role="discipline", to=post(TOWN_GOVERNMENT, "member"), by=holder, on=TODAY)
    with pytest.raises(NotPermitted):
        give_role(role="town_officer", to=post(TOWN_GOVERNMENT, "member"), by=holder, on=TODAY)


@pytest.mark.parametrize("username", ["county", "town", "officer", "auditor", "stranger"])
def test_whoever_may_not_grant_grants_nothing_not_even_their_own_role(busy: Cast, username: str) -> None:
    before = Grant.objects.count()
    with pytest.raises(NotPermitted):
        give_role(role="leader", to=post(TOWN_GOVERNMENT, "member"), by=busy.actor(username), on=TODAY)
    assert Grant.objects.count() == before


def test_a_grant_in_one_line_does_not_suffice_to_give_all_lines(county_office: Actor) -> None:
    Grant.objects.filter(post__unit__code=f"{COUNTY}/safety-committee-office").update(line=2)
    narrowed = actor_for(officer=county_office.officer, on=TODAY)
    with pytest.raises(NotPermitted):
        give_role(role="town_officer", to=post(TOWN_GOVERNMENT, "member"), by=narrowed, on=TODAY)


def test_every_permission_is_explained_and_in_some_role() -> None:
    assert set(PERMISSION_TEXT) == set(P)
    assert set().union(*(role.permissions for role in ROLES.values())) == set(P)


def test_9_the_committee_office_orders_and_punishes_nobody() -> None:
    """It records, reminds, reviews and reports; what it may extend or waive is a duty's term, never a penalty."""
    words = {permission.value.split(".")[-1] for permission in ROLES["committee_office"].permissions}
    assert {"see", "record", "urge", "review", "report"} <= words
    assert not words & {"order", "punish", "fine", "seal", "seize", "suspend", "close", "inspect"}


def test_a_right_is_looked_up_once_for_all_questions_of_a_request(busy: Cast, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(2):
        actor = busy.actor("city")
        actor.sight()
        for unit in range(50):
            actor.may(P.SEE, position=NOW.day, unit=unit, line=1)
