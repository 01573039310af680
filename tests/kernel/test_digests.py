"""The daily digest: once a day and officer, outside quiet hours, nothing twice, and nothing is lost on the way."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from cast import NOW, TOWN_GOVERNMENT, TOWN_PARTY, Cast, at, call_the_cast, hold, owed
from django.db import connection
from django.test.utils import CaptureQueriesContext
from telling import MORNING, REASON, build, say, silent, told

from anlan.kernel.messages import digests
from anlan.kernel.messages.digests import build_digests
from anlan.kernel.messages.message import DigestRound, Mail, Mention, Message
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.officer import Officer
from anlan.policy import Pack

__all__ = ["silent"]


def test_before_half_past_eight_and_in_quiet_hours_nobody_is_told(opened: Cast, pack: Pack) -> None:
    for time in ("00:00", "07:59", "08:00", "08:29", "20:00", "23:59"):
        assert build(pack, at("2026-11-23", time)) == 0
    assert not DigestRound.objects.exists()
    assert build(pack, at("2026-11-23", "19:59")) > 0


def test_swept_every_minute_there_is_one_digest_a_day_and_nothing_is_told_twice(opened: Cast, pack: Pack) -> None:
    for minute in range(30):
        build(pack, at("2026-11-23", f"08:{30 + minute}"))
        say(owed(TOWN_GOVERNMENT, "2026-11-01"), "urged", rung=-1 - minute)
    first = Message.objects.get(officer=opened.officer("town"))
    assert first.total == Mention.objects.filter(message=first).count()
    urged = Mention.objects.filter(officer=opened.officer("town"), kind="urged")
    assert not urged.exists()
    build(pack, at("2026-11-24", "08:30"))
    build(pack, at("2026-11-24", "08:31"))
    assert urged.count() == 30
    assert Message.objects.filter(officer=opened.officer("town")).count() == 2
    assert (
        not Mention.objects.filter(officer=opened.officer("town"), message__day=dt.date(2026, 11, 24))
        .exclude(kind="urged")
        .exists()
    )


def test_a_day_without_notices_has_no_digests(opened: Cast, pack: Pack) -> None:
    build(pack)
    before = Message.objects.count()
    assert build(pack, at("2026-11-24", "08:30")) == 0
    assert Message.objects.count() == before


def test_whoever_has_met_it_meanwhile_is_not_reminded_any_more(opened: Cast, pack: Pack) -> None:
    hold(opened.act("town", now=at("2026-11-23", "08:00")), TOWN_GOVERNMENT, "2026-11-20", shared_with=TOWN_PARTY)
    build(pack)
    assert not told(opened, "town", notice__obligation__period="2026-11-01")


def test_what_is_late_by_now_is_said_to_be_late_and_not_to_be_due_soon(opened: Cast, pack: Pack) -> None:
    sweep(now=at("2026-12-01", "00:00"), pack=pack)
    build(pack, at("2026-12-01", "08:30"))
    kinds = Mention.objects.filter(officer=opened.officer("town"), notice__obligation__period="2026-11-01")
    assert set(kinds.values_list("kind", flat=True)) == {"late"}


def test_what_a_superior_did_is_told_even_when_it_is_settled(silent: Cast, pack: Pack) -> None:
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    hold(silent.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    say(row, "accepted")
    build(pack)
    assert told(silent, "town") == {(TOWN_GOVERNMENT, "accepted", REASON.RECORDER)}


def test_a_round_in_chunks_tells_the_same(opened: Cast, pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    build(pack)
    whole = set(Mention.objects.values_list("officer", "notice", "reason"))
    totals = dict(Message.objects.values_list("officer", "total"))
    for model in (Mention, Message, DigestRound):
        model.objects.all().delete()
    monkeypatch.setattr(digests, "CHUNK", 7)
    build(pack)
    assert set(Mention.objects.values_list("officer", "notice", "reason")) == whole
    assert dict(Message.objects.values_list("officer", "total")) == totals


def test_a_round_that_was_killed_goes_on_even_on_the_next_day(
    opened: Cast, pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(Exception):
        """The process ends here."""

    def kill(**_: object) -> None:
        raise Killed

    monkeypatch.setattr(digests, "CHUNK", 40)
    with monkeypatch.context() as dying:
        dying.setattr(digests, "_finish", kill)
        with pytest.raises(Killed):
            build(pack)
    half = Mention.objects.count()
    assert half > 0
    say(owed(TOWN_GOVERNMENT, "2026-11-01"), "urged")
    build(pack, at("2026-11-24", "09:00"))
    assert Mention.objects.count() > half
    assert set(Message.objects.values_list("day", flat=True)) == {dt.date(2026, 11, 24)}
    assert told(opened, "town", kind="urged")
    assert not Message.objects.filter(total=0).exists()


def test_a_clock_that_was_set_back_tells_nothing_again(opened: Cast, pack: Pack) -> None:
    build(pack)
    held = Mention.objects.count()
    assert build(pack, at("2026-11-20", "09:00")) == 0
    assert Mention.objects.count() == held


def test_an_e_mail_waits_for_whoever_has_an_address_and_wants_it(opened: Cast, pack: Pack) -> None:
    Officer.objects.filter(username="town").update(email="town@example.gov.cn")
    Officer.objects.filter(username="city").update(email="city@example.gov.cn", email_digest=False)
    build_digests(now=MORNING, pack=pack, by_mail=True)
    assert list(Mail.objects.values_list("message__officer__username", flat=True)) == ["town"]


def test_how_many_are_told_does_not_change_how_many_questions_are_asked(opened: Cast, pack: Pack) -> None:
    with CaptureQueriesContext(connection) as queries:
        build(pack)
    asked = [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert Mention.objects.count() > 100
    assert len(asked) <= 30, asked
    with CaptureQueriesContext(connection) as queries:
        build(pack, at("2026-11-23", "09:00"))
    assert len(queries) == 1


@pytest.mark.usefixtures("own_database")
def test_two_sweeps_at_once_make_one_digest(pack: Pack) -> None:
    call_the_cast()
    sweep(now=NOW, pack=pack)
    faults: list[BaseException] = []

    def run() -> None:
        try:
            build(pack)
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert DigestRound.objects.count() == 1
    assert Message.objects.filter(officer__username="town").count() == 1
    assert not Message.objects.filter(total=0).exists()
