"""Leaders of the public side for many red and orange points at once (17.5): who may, for which, and what is kept."""

from __future__ import annotations

import re

import pytest
from cast import COUNTY_GOVERNMENT, NOW, TOWN, TOWN_GOVERNMENT, Cast, unit
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from examples_of_risks import FIRST, SECOND, risk, take_step
from pages import browser, text_of

from anlan.kernel.ledger.event import Event
from anlan.kernel.obligations.obligation import Obligation
from anlan.kernel.people.area import Area
from anlan.kernel.people.post import Post
from anlan.modules.risk_point import RiskPoint
from anlan.modules.risk_point.watching import watchers, watching_body, watching_in

ADDRESS = "/risks/leaders/"
State = Obligation.State


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def points(cast: Cast) -> list[int]:
    """Two red points and an orange one of two enterprises of the town; a yellow one that nobody has to watch."""
    red = risk(cast.act("safety"), colour="red"), risk(cast.act("stranger"), of=SECOND, colour="red")
    orange = risk(cast.act("safety"), "FX-002", colour="orange")
    risk(cast.act("safety"), "FX-003")
    return [red[0].pk, red[1].pk, orange.pk]


def leader(code: str) -> str:
    """The head of that body, as a form names it."""
    return str(Post.objects.get(unit__code=code, kind="head").pk)


def send(client: Client, points: list[int], watcher: str, *, token: str = "", area: str = "") -> str:
    """Send the form of the page and return the words that the next page begins with."""
    address = f"{ADDRESS}?area={area}" if area else ADDRESS
    token = token or client.get(address).context["form_token"]
    answer = client.post(address, {"form_token": token, "point": points, "watcher": watcher}, follow=True)
    return text_of(answer.content.decode())


def grouped(client: Client, query: str = "") -> list[tuple[str, str, list[int]]]:
    """The groups of the page: body, colour, points."""
    groups = client.get(f"{ADDRESS}{query}").context["groups"]
    return [(group.body.code, group.colour, [point.pk for point in group.points]) for group in groups]


def named() -> set[int]:
    """The points that have a leader."""
    return set(RiskPoint.objects.exclude(watcher=None).values_list("pk", flat=True))


def test_17_5_points_wait_under_the_body_that_owes_a_leader(cast: Cast, points: list[int]) -> None:
    red, orange = (COUNTY_GOVERNMENT, "red", points[:2]), (TOWN_GOVERNMENT, "orange", points[2:])
    assert grouped(browser(cast, "office")) == [red, orange]
    assert grouped(browser(cast, "town")) == [orange]
    assert grouped(browser(cast, "office"), f"?area={TOWN}") == [red, orange]
    assert browser(cast, "town").get(f"{ADDRESS}?area=445103").status_code == 404


def test_17_5_one_form_names_a_leader_for_each_ticked_point_with_an_entry_of_its_own(
    cast: Cast, points: list[int]
) -> None:
    office = browser(cast, "office")
    told = send(office, points[:2], leader(COUNTY_GOVERNMENT))
    assert "A leader was named for 2 points." in told
    assert named() == set(points[:2])
    entries = Event.objects.filter(kind="risk.watcher_named").values_list("record_id", "clause")
    assert sorted(entries) == [(pk, "17.5") for pk in points[:2]]
    owed = Obligation.objects.filter(record_type="riskpoint", duty__key="risk-watch")
    states = dict(owed.values_list("record_id", "state"))
    assert [states[pk] for pk in points] == [State.MET, State.MET, State.OPEN]
    assert grouped(office) == [(TOWN_GOVERNMENT, "orange", points[2:])]


def test_17_5_nothing_is_ticked_until_somebody_ticks_it(cast: Cast, points: list[int]) -> None:
    page = browser(cast, "office").get(ADDRESS).content.decode()
    boxes = re.findall(r'<input[^>]*type="checkbox"[^>]*>', page)
    assert len(boxes) == len(points)
    assert not [box for box in boxes if "checked" in box]
    assert page.count("data-tick-all") == 2


def test_17_5_a_form_sent_twice_names_once(cast: Cast, points: list[int]) -> None:
    office = browser(cast, "office")
    token = office.get(ADDRESS).context["form_token"]
    send(office, points[:2], leader(COUNTY_GOVERNMENT), token=token)
    told = send(office, points[:2], leader(COUNTY_GOVERNMENT), token=token)
    assert "2 points need none from you any more." in told
    assert Event.objects.filter(kind="risk.watcher_named").count() == 2


def test_17_5_what_somebody_else_named_meanwhile_stays(cast: Cast, points: list[int]) -> None:
    city, red = browser(cast, "office"), RiskPoint.objects.get(pk=points[0])
    token = city.get(ADDRESS).context["form_token"]
    deputy = next(post for post in watchers(unit=red.unit, colour="red") if str(post.pk) != leader(COUNTY_GOVERNMENT))
    take_step(cast.act("office"), red, "name_watcher", watcher=str(deputy.pk))
    send(city, points[:2], leader(COUNTY_GOVERNMENT), token=token)
    assert RiskPoint.objects.get(pk=points[0]).watcher_id == deputy.pk
    assert named() == set(points[:2])


@pytest.mark.parametrize(
    ("username", "which", "body", "says"),
    [
        # A town names nobody for red points, for which the county owes a leader, and no leader above itself.
        ("town", slice(0, 2), TOWN_GOVERNMENT, "2 points need none from you any more."),
        ("town", slice(2, 3), COUNTY_GOVERNMENT, "1 point was refused:"),
        ("office", slice(0, 2), FIRST, "2 points were refused: Choose one of the leaders offered."),
        ("office", slice(0, 2), "", "Choose the points and the leader."),
        ("office", slice(0, 0), COUNTY_GOVERNMENT, "Choose the points and the leader."),
    ],
)
def test_17_5_nobody_names_a_leader_who_is_not_theirs_to_name(
    cast: Cast, points: list[int], username: str, which: slice, body: str, says: str
) -> None:
    assert says in send(browser(cast, username), points[which], leader(body) if body else "")
    assert not named()


def test_a_forged_form_names_nobody(cast: Cast, points: list[int]) -> None:
    told = send(browser(cast, "office"), points[:2], leader(COUNTY_GOVERNMENT), token="forged")
    assert "Nothing was recorded" in told
    assert not named()


@pytest.mark.parametrize("username", ["safety", "auditor"])
def test_17_5_whoever_names_nobody_comes_to_the_list(cast: Cast, points: list[int], username: str) -> None:
    client = browser(cast, username)
    assert client.get(ADDRESS).headers["Location"] == "/records/riskpoint/?standing=unwatched"
    client.post(ADDRESS, {"point": points, "watcher": leader(COUNTY_GOVERNMENT)})
    assert not named()
    assert ADDRESS not in client.get("/records/riskpoint/?standing=unwatched").content.decode()


def test_17_5_list_map_and_major_risks_lead_to_whoever_may_name(cast: Cast, points: list[int]) -> None:
    office = browser(cast, "office")
    assert f'href="{ADDRESS}"' in office.get("/records/riskpoint/?standing=unwatched").content.decode()
    assert ADDRESS not in office.get("/records/riskpoint/").content.decode()
    for address in (f"/map/{TOWN}/?layer=riskpoint", f"/major/{TOWN}/"):
        assert f'href="{ADDRESS}?area={TOWN}"' in office.get(address).content.decode(), address
    assert ADDRESS not in browser(cast, "auditor").get("/major/445100/").content.decode()


def test_17_5_read_for_many_it_is_the_same_as_for_one(cast: Cast) -> None:
    places = [unit(code) for code in (FIRST, COUNTY_GOVERNMENT, TOWN_GOVERNMENT, "445100/government")]
    watching = watching_in(areas=list(Area.objects.filter(pk__in=[one.area_id for one in places])))
    for place in places:
        for colour in ("red", "orange", "yellow"):
            asked = {"area": place.area_id, "colour": colour}
            assert watching.body(**asked) == watching_body(unit=place, colour=colour)
            assert watching.watchers(**asked) == watchers(unit=place, colour=colour)


def test_17_5_more_points_ask_the_database_no_more_often(cast: Cast, points: list[int]) -> None:
    office, counts = browser(cast, "office"), []
    for more in range(2):
        with CaptureQueriesContext(connection) as queries:
            office.get(ADDRESS)
        counts.append(len(queries))
        for number in range(4):
            risk(cast.act("safety"), f"NEU-{more}{number}", colour=("red", "orange")[number % 2])
    assert counts[0] == counts[1]
