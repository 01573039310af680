"""The library of criteria (19.1) and the check-lists (18.8) as everybody who is logged in reads them."""

from __future__ import annotations

import datetime as dt

import pytest
from cast import NOW, Cast
from django.test import Client
from django.utils import timezone

from anlan.oversight.criteria import Wanted, standards_for
from anlan.policy import Pack


@pytest.fixture
def client(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client = Client()
    client.force_login(cast.officer("safety"))
    return client


def ids(pack: Pack, wanted: Wanted) -> list[str]:
    """The numbers of the criteria that are shown."""
    return [item.id for one in standards_for(pack=pack, wanted=wanted) for part in one.parts for item in part.items]


def test_19_1_what_is_in_force_today_is_shown_and_what_was_replaced_is_not(pack: Pack) -> None:
    today = ids(pack, Wanted(NOW.date()))
    assert len([one for one in today if one.startswith("GM")]) == 64
    assert not [one for one in today if one.startswith("HX")]
    assert len([one for one in ids(pack, Wanted(dt.date(2026, 9, 29))) if one.startswith("HX")]) == 20
    assert len([one for one in ids(pack, Wanted(NOW.date(), every_version=True)) if one.startswith("HX")]) == 20


def test_19_1_each_version_names_the_one_before_and_the_one_after_it(pack: Pack) -> None:
    chemicals = [one for one in standards_for(pack=pack, wanted=Wanted(NOW.date(), every_version=True))
                 if one.standard.key == "chemicals"]  # fmt: skip
    old, new = sorted(chemicals, key=lambda one: one.standard.since)
    assert (old.in_force, new.in_force) == (False, True)
    assert (old.after, new.before) == (new.standard, old.standard)
    assert (old.before, new.after) == (None, None)


def test_19_1_an_industry_sees_its_branch_and_what_concerns_every_industry(pack: Pack) -> None:
    for industry in ("30", "3074"):
        found = ids(pack, Wanted(NOW.date(), industry=industry))
        assert {"GM6-05", "GM8-04", "GM11-10", "GM13-01", "GM3-01"} <= set(found)
        assert not {"GM4-01", "GM9-01"} & set(found)
    assert "GM8-04" not in ids(pack, Wanted(NOW.date(), industry="3011"))


def test_19_1_every_word_has_to_stand_in_the_criterion_its_branch_or_its_standard(pack: Pack) -> None:
    assert ids(pack, Wanted(NOW.date(), ("陶瓷", "燃气"))) == ["GM8-04"]
    assert ids(pack, Wanted(NOW.date(), ("gm13-02",))) == ["GM13-02"]
    assert ids(pack, Wanted(NOW.date(), ("无此词语",))) == []


def test_19_1_a_standard_without_entered_items_is_found_by_its_name_and_says_so(client: Client) -> None:
    client.cookies.load({"django_language": "en"})
    page = client.get("/criteria/?q=GB 35181").content.decode()
    assert "GB 35181-2025" in page
    assert "Its criteria have not been entered" in page


def test_19_1_the_library_is_read_by_everybody_logged_in_and_by_nobody_else(client: Client) -> None:
    page = client.get("/criteria/")
    assert page.status_code == 200
    assert "GM8-04" in page.content.decode()
    assert Client().get("/criteria/").status_code == 302


def test_19_1_the_page_of_the_clause_leads_to_the_library_also_an_enterprise(client: Client) -> None:
    assert 'href="/criteria/"' in client.get("/clauses/19.1/").content.decode()
    assert 'href="/checklists/"' in client.get("/clauses/18.8/").content.decode()


@pytest.mark.parametrize("address", ["/criteria/?on=soon", "/checklists/?on=2026-13-40"])
def test_19_1_a_day_that_is_none_is_said_to_be_none(client: Client, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert page.context["understood"]


def test_18_8_check_lists_are_shown_whole_with_what_is_likely_major(client: Client) -> None:
    page = client.get("/checklists/?list=ceramics").content.decode()
    assert "CE-01" in page
    assert "GE-05" in page
    assert 'href="/criteria/?q=GM8-04"' in page
    assert "WH-01" not in page


def test_18_8_on_a_day_before_there_was_any_list_there_is_none(client: Client) -> None:
    page = client.get("/checklists/?on=1999-12-31")
    assert page.context["lists"] == []
