"""A digest says what a superior said and whom to call, and nothing that is over already (9.3)."""

from __future__ import annotations

import pytest
from cast import COUNTY_GOVERNMENT, TOWN_GOVERNMENT, Cast, at, hold, owed, treat
from django.utils import timezone
from mail_server import Mailbox
from mailing import give_addresses, mailbox, port, send, server_at
from pages import browser, text_of

from anlan.kernel.messages.digests import build_digests
from anlan.kernel.messages.message import Mention, Message
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.policy import Pack

__all__ = ["mailbox", "port"]
COUNTY_DUTY = "county-government-quarterly-meeting"
RETURNED = {"reason": "纪要中未见安全生产议题", "telephone": "0768-2200001"}
URGED = {"text": "请尽快召开会议", "telephone": "0768-2200002", "letter": ""}
FOUND = {"reason": "实地核查未召开", "telephone": "0768-2200003"}
TOMORROW = at("2026-11-24")


def county(period: str = "2026-10-01") -> Obligation:
    return owed(COUNTY_GOVERNMENT, period, COUNTY_DUTY)


@pytest.fixture
def said(opened: Cast, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """Returned, urged and confirmed on one day, told on the next."""
    city = opened.act("city", now=at("2026-11-23", "14:00"))
    hold(opened.act("office"), COUNTY_GOVERNMENT, "2026-11-20", form="government_executive")
    treat(city, county(), "return", **RETURNED)
    treat(city, county(), "urge", **URGED)
    treat(city, county("2026-07-01"), "confirm", **FOUND)
    monkeypatch.setattr(timezone, "now", lambda: TOMORROW)
    give_addresses("county")
    build_digests(now=TOMORROW, pack=pack, by_mail=True)
    return opened


def test_9_3_the_digest_shows_reason_and_telephone(said: Cast) -> None:
    message = Message.objects.get(officer=said.officer("county"))
    page = text_of(browser(said, "county").get(f"/messages/{message.pk}/").content.decode())
    for words in (RETURNED["reason"], URGED["text"], FOUND["reason"]):
        assert page.count(words) == 1
    for told in (RETURNED, URGED, FOUND):
        assert f"telephone {told['telephone']}" in page


def test_9_3_the_e_mail_says_the_same(said: Cast, pack: Pack, mailbox: Mailbox, port: int) -> None:
    assert send(pack, server_at(port), TOMORROW) == 1
    letter = mailbox.received[0].get_content()
    for told in (RETURNED["reason"], URGED["text"], FOUND["reason"]):
        assert f"内容：{told}" in letter
    for number in ("0768-2200001", "0768-2200002", "0768-2200003"):
        assert f"咨询电话：{number}" in letter


def test_9_3_nobody_is_told_of_an_urging_or_a_submission_that_is_over(opened: Cast, pack: Pack) -> None:
    build_digests(now=at("2026-11-23", "08:31"), pack=pack, by_mail=False)
    town = owed(TOWN_GOVERNMENT, "2026-11-01")
    treat(opened.act("office", now=at("2026-11-23", "14:00")), town, "urge", **URGED)
    hold(opened.act("town", now=at("2026-11-23", "15:00")), TOWN_GOVERNMENT, "2026-11-20")
    hold(opened.act("office"), COUNTY_GOVERNMENT, "2026-11-20", form="government_executive")
    treat(opened.act("city", now=at("2026-11-23", "10:00")), county(), "accept", note="")
    build_digests(now=TOMORROW, pack=pack, by_mail=False)
    over = (Notice.Kind.URGED, Notice.Kind.SUBMITTED)
    assert Notice.objects.filter(kind__in=over).count() == 2
    assert not Mention.objects.filter(kind__in=over).exists()
    assert Mention.objects.filter(kind=Notice.Kind.ACCEPTED, notice__obligation=county()).exists()
