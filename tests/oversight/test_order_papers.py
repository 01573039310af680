"""Clause 9.3: the notice or letter by which a part of an order goes to its unit; the part keeps the number."""

from __future__ import annotations

from pathlib import Path

import pytest
from cast import COUNTY_GOVERNMENT, NOW, Cast
from django.conf import settings
from django.test import Client
from django.utils import timezone
from examples_of_orders import CITY_FIRE, OTHER_COUNTY_GOVERNMENT, answer, county_desk, item_of, order
from word_papers import drafted, issued

from anlan.modules.order import OrderItem


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The server's clock stands at the moment of the tests; files go into a folder of the test."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(settings, "ANLAN_DATA", tmp_path)


@pytest.fixture
def parts(cast: Cast) -> dict[str, OrderItem]:
    """An order of the city's office to two governments and to the vertically managed fire detachment."""
    given = (("通道", COUNTY_GOVERNMENT), ("台账", OTHER_COUNTY_GOVERNMENT), ("联合检查", CITY_FIRE))
    order(cast.act("city"), *[(what, code, "2026-12-10") for what, code in given], subject="沿街铺面消防通道")
    return {code: item_of(code) for _what, code in given}


def about(item: OrderItem) -> dict[str, str]:
    return {"orderitem": str(item.pk)}


def page(cast: Cast, paper: str, item: OrderItem, username: str = "city") -> tuple[int, str]:
    client = Client()
    client.force_login(cast.officer(username))
    client.cookies["django_language"] = "en"
    answered = client.get("/papers/new/", {"paper": paper, **about(item)})
    return answered.status_code, answered.content.decode()


def test_9_3_a_vertically_managed_unit_is_asked_by_letter_and_its_part_keeps_the_number(
    cast: Cast, parts: dict[str, OrderItem], tmp_path: Path
) -> None:
    item = parts[CITY_FIRE]
    assert item.letter_number == ""
    made = issued(cast.act("city"), "order_letter", about(item), data_dir=tmp_path)
    assert (made.row.number, made.row.addressee) == ("潮州市安委办函〔2026〕1号", item.unit)
    assert item_of(CITY_FIRE).letter_number == made.row.number
    paper = drafted(cast.act("city"), "order_letter", about(item), data_dir=tmp_path)
    assert "商请贵单位办理" in paper.text
    assert "督办" not in paper.text
    assert all(words in str(paper.tables) + paper.text for words in ("联合检查", "2026年12月10日", "沿街铺面消防通道"))


def test_9_3_an_ordinary_unit_gets_a_notice_and_each_has_a_number_of_its_own(
    cast: Cast, parts: dict[str, OrderItem], tmp_path: Path
) -> None:
    numbers = [
        issued(cast.act("city"), "order_notice", about(parts[code]), data_dir=tmp_path).row.number
        for code in (COUNTY_GOVERNMENT, OTHER_COUNTY_GOVERNMENT)
    ]
    assert numbers == ["潮州市安委办督〔2026〕1号", "潮州市安委办督〔2026〕2号"]
    assert [item_of(code).letter_number for code in (COUNTY_GOVERNMENT, OTHER_COUNTY_GOVERNMENT)] == numbers


def test_9_3_notices_of_orders_and_of_what_is_late_share_one_series(
    opened: Cast, parts: dict[str, OrderItem], tmp_path: Path
) -> None:
    city = opened.act("city")
    late = issued(city, "supervision_notice", {"unit": "445122102/town-government"}, data_dir=tmp_path)
    given = issued(city, "order_notice", about(parts[COUNTY_GOVERNMENT]), data_dir=tmp_path)
    assert [late.row.number, given.row.number] == ["潮州市安委办督〔2026〕1号", "潮州市安委办督〔2026〕2号"]


@pytest.mark.parametrize(
    ("paper", "code", "words"),
    [("order_notice", CITY_FIRE, "It gets a letter"), ("order_letter", COUNTY_GOVERNMENT, "not a letter")],
)
def test_9_3_the_wrong_form_for_a_unit_is_refused(
    cast: Cast, parts: dict[str, OrderItem], paper: str, code: str, words: str
) -> None:
    status, html = page(cast, paper, parts[code])
    assert status == 422
    assert words in html


def test_9_3_only_the_supervising_office_writes_and_only_while_the_part_is_in_hand(
    cast: Cast, parts: dict[str, OrderItem]
) -> None:
    item = parts[COUNTY_GOVERNMENT]
    status, html = page(cast, "order_notice", item, username="office")
    assert (status, "Only the office that supervises" in html) == (422, True)
    assert page(cast, "order_notice", item, username="stranger")[0] == 404
    answer(county_desk(), item)
    status, html = page(cast, "order_notice", item)
    assert (status, "nothing to ask for" in html) == (422, True)


@pytest.mark.parametrize(("username", "offered"), [("city", True), ("office", False)])
def test_9_3_the_page_of_a_part_offers_the_paper_to_whoever_supervises_it(
    cast: Cast, parts: dict[str, OrderItem], username: str, offered: bool
) -> None:
    client = Client()
    client.force_login(cast.officer(username))
    item = parts[COUNTY_GOVERNMENT]
    html = client.get(f"/records/orderitem/{item.pk}/").content.decode()
    assert (f"/papers/new/?paper=order_notice&amp;orderitem={item.pk}" in html) is offered
