"""What every module promises, asked of each one that is declared: nothing hidden is shown, nothing shown is lost.

A new module joins by naming in ``examples_of_every_page`` how a record of each of its kinds comes about.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from io import BytesIO

import pytest
from cast import NOW, Cast, unit
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from examples_of_every_page import EXAMPLES, SET_BY_OTHERS
from openpyxl import load_workbook

from anlan.kernel.declared import DECLARED
from anlan.kernel.pages.declarations import CasePages
from anlan.kernel.records.record import Case
from anlan.kernel.records.workflow import State, Step
from anlan.kernel.roles import ROLES
from anlan.modules.meeting import Meeting
from anlan.modules.order import OrderItem

PAGES = sorted(DECLARED.pages)
every_module = pytest.mark.parametrize("name", PAGES)
every_step = pytest.mark.parametrize(
    ("name", "step"), [(name, step.name) for name in PAGES for step in DECLARED.pages[name].steps]
)
every_state = pytest.mark.parametrize(
    ("name", "state"), [(name, state.name) for name in PAGES for state in DECLARED.pages[name].model.workflow.states]
)


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def client_of(cast: Cast) -> Callable[[str], Client]:
    """A browser in which one of the cast is logged in."""

    def logged_in(username: str) -> Client:
        client = Client()
        client.force_login(cast.officer(username))
        return client

    return logged_in


@pytest.fixture
def records(cast: Cast, name: str) -> list[Case]:
    """Some records of the kind at hand."""
    EXAMPLES[name](cast)
    found = list(DECLARED.pages[name].model.objects.order_by("id"))
    assert len(found) > 1
    return found


def pages_of(name: str) -> CasePages:
    pages = DECLARED.pages[name]
    assert isinstance(pages, CasePages)
    return pages


def addresses(name: str, record: int) -> list[str]:
    """Every address under which records of this kind are reached."""
    steps = [step for step in pages_of(name).steps if step.source]
    return [
        reverse("records", args=[name]),
        reverse("record_export", args=[name]),
        reverse("begin", args=[name]),
        reverse("record", args=[name, record]),
        *(reverse("step", args=[name, record, step.name]) for step in steps),
    ]


def listed(client: Client, name: str, query: str = "") -> list[list[str]]:
    """The rows of the list's pages as text, page after page."""
    rows, after = [], ""
    while True:
        response = client.get(f"{reverse('records', args=[name])}?{query}&after={after}")
        assert response.status_code == 200
        rows += [[cell.text for cell in cells] for _url, cells in response.context["rows"]]
        after = response.context["next_key"]
        if not after:
            return rows


def exported(client: Client, name: str, query: str = "") -> list[list[str]]:
    """The rows of the exported workbook as text, without its heading."""
    response = client.get(f"{reverse('record_export', args=[name])}?{query}")
    assert response.status_code == 200
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    return [[as_text(value) for value in row] for row in list(sheet.iter_rows(values_only=True))[1:]]


def as_text(value: object) -> str:
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}".removesuffix(" 00:00")
    return "" if value is None else str(value)


def shown(response: HttpResponse, path: str) -> str:
    """What a reader gets to see, but for the number of the request."""
    return response.content.decode().replace(path, "").replace(response.headers["X-Request-ID"], "")


def test_every_kind_of_record_has_an_example() -> None:
    assert set(EXAMPLES) == set(PAGES)


@every_module
def test_whoever_is_not_logged_in_is_sent_to_the_login(name: str, records: list[Case]) -> None:
    for address in addresses(name, records[0].pk):
        for method in (Client().get, Client().post):
            response = method(address)
            assert (response.status_code, response.url.split("?")[0]) == (302, reverse("login")), address


@every_module
def test_a_stranger_finds_nothing_of_others(
    name: str, records: list[Case], cast: Cast, client_of: Callable[[str], Client]
) -> None:
    stranger, own = client_of("stranger"), unit("DEMO-ENTERPRISE-2")
    mine = [record for record in records if record.unit_id == own.pk]
    assert len(listed(stranger, name)) == len(exported(stranger, name)) == len(mine)
    for record in records:
        if record not in mine:
            assert stranger.get(reverse("record", args=[name, record.pk])).status_code == 404
            for step in pages_of(name).steps:
                address = reverse("step", args=[name, record.pk, step.name])
                assert stranger.get(address).status_code == stranger.post(address).status_code == 404
    before = pages_of(name).model.objects.count()
    begin = f"{reverse('begin', args=[name])}?unit={unit('DEMO-ENTERPRISE-1').pk}"
    assert stranger.get(begin).status_code in (403, 404)
    assert stranger.post(begin).status_code in (403, 404)
    assert pages_of(name).model.objects.count() == before


@every_module
def test_a_hidden_record_looks_like_one_that_does_not_exist(
    name: str, records: list[Case], client_of: Callable[[str], Client]
) -> None:
    stranger = client_of("stranger")
    others = [record for record in records if record.unit_id != unit("DEMO-ENTERPRISE-2").pk]
    hidden = stranger.get(reverse("record", args=[name, others[0].pk]))
    missing = stranger.get(reverse("record", args=[name, 10**9]))
    path = [reverse("record", args=[name, pk]) for pk in (others[0].pk, 10**9)]
    assert hidden.status_code == missing.status_code == 404
    assert shown(hidden, path[0]) == shown(missing, path[1])


@every_module
def test_list_and_export_show_the_same_rows_and_exactly_those_in_sight(
    name: str, records: list[Case], client_of: Callable[[str], Client], cast: Cast
) -> None:
    for username in ("city", "county", "town", "officer", "auditor"):
        client = client_of(username)
        rows = listed(client, name)
        assert rows == exported(client, name), username
        visible = {record.pk for record in pages_of(name).model.objects.visible_to(cast.actor(username).sight())}
        assert len(rows) == len(visible), username
        for record in records:
            status = client.get(reverse("record", args=[name, record.pk])).status_code
            assert status == (200 if record.pk in visible else 404), (username, record.pk)
        if username in ("city", "auditor"):
            assert len(rows) == len(records), username


@every_module
def test_list_and_export_filter_alike(name: str, records: list[Case], client_of: Callable[[str], Client]) -> None:
    city, every = client_of("city"), len(records)
    states = [f"state={state.name}" for state in pages_of(name).model.workflow.states]
    of_one = f"unit={records[0].unit_id}"
    found = {
        query: listed(city, name, query)
        for query in (*states, of_one, "since=2026-11-01", "until=2026-11-30", "since=2030-01-01")
    }
    for query, rows in found.items():
        assert rows == exported(city, name, query), query
    assert sum(len(found[query]) for query in states) == every
    of_one_unit = [record for record in records if record.unit_id == records[0].unit_id]
    assert len(found[of_one]) == len(of_one_unit) < every


@every_module
def test_an_address_that_nobody_made_is_not_found(name: str, client_of: Callable[[str], Client]) -> None:
    city = client_of("city")
    for query in ("unit=x", "since=yesterday", "until=2026-02-30", "after=x", "after=WzFd"):
        assert city.get(f"{reverse('records', args=[name])}?{query}").status_code == 404, query


@every_module
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_empty_list_says_why_and_what_to_do(name: str, language: str, client_of: Callable[[str], Client]) -> None:
    client = client_of("city")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(f"{reverse('records', args=[name])}?since=2100-01-01").content.decode()
    with translation.override(language):
        text = str(pages_of(name).empty)
    assert text
    assert text in page


@every_state
def test_every_state_can_be_reached(name: str, state: str) -> None:
    others = SET_BY_OTHERS.get((name, state))
    by_own_step = any(step.target == state for step in pages_of(name).steps)
    assert by_own_step or others
    if others:
        assert pages_of(others[0]).model.workflow.step(others[1])


@every_state
def test_every_state_that_is_not_final_leads_on_and_a_final_one_does_not(name: str, state: str) -> None:
    leading_on = [step.name for step in pages_of(name).steps if state in step.source]
    final = state_named(name, state).final
    assert bool(leading_on) is not final


@every_step
def test_every_step_may_be_taken_by_some_role(name: str, step: str) -> None:
    permission = step_named(name, step).permission
    assert [role for role, given in ROLES.items() if permission in given.permissions]


@every_step
def test_every_step_has_words_asks_nothing_twice_and_names_a_declared_event(name: str, step: str) -> None:
    taken = step_named(name, step)
    asked = [ask.name for ask in taken.asks]
    assert len(asked) == len(set(asked))
    assert all(str(ask.label) for ask in taken.asks)
    assert str(taken.label)
    assert taken.event in DECLARED.events
    assert not taken.withdraws or taken.withdraws in DECLARED.events


def state_named(name: str, state: str) -> State:
    return next(one for one in pages_of(name).model.workflow.states if one.name == state)


def step_named(name: str, step: str) -> Step:
    return pages_of(name).model.workflow.step(step)


def test_what_a_step_of_another_record_sets_it_really_sets(cast: Cast) -> None:
    EXAMPLES["meeting"](cast)
    assert set(OrderItem.objects.values_list("state", flat=True)) == {"issued"}
    assert Meeting.objects.count() == 3
