"""The daily digest: who is told what, once, outside quiet hours, and nothing is lost on the way."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from cast import COUNTY, NOW, TOWN_GOVERNMENT, TOWN_PARTY, Cast, at, call_the_cast, hold, owed, unit
from django.db import connection
from django.test.utils import CaptureQueriesContext

from anlan.kernel.messages import digests
from anlan.kernel.messages.digests import build_digests
from anlan.kernel.messages.message import DigestRound, Mail, Mention, Message, Unheard
from anlan.kernel.obligations.obligation import Notice, Obligation
from anlan.kernel.obligations.sweep import sweep
from anlan.kernel.people.officer import Officer
from anlan.kernel.people.post import Appointment, Post
from anlan.policy import Pack

REASON = Mention.Reason
# A Monday with the reminders of all towns for November; the digest of that day is made from 08:30 on.
MORNING = at("2026-11-23", "08:30")


def build(pack: Pack, now: dt.datetime = MORNING) -> int:
    return build_digests(now=now, pack=pack, by_mail=False)


def told(cast: Cast, username: str, **filters: object) -> set[tuple[str, str, int]]:
    """What somebody was told: unit, kind, reason."""
    rows = Mention.objects.filter(officer=cast.officer(username), **filters)
    return set(rows.values_list("notice__obligation__unit__code", "kind", "reason"))


def say(row: Obligation, kind: str, *, rung: int = -1) -> Notice:
    """A notice as an act writes it."""
    return Notice.objects.create(obligation=row, rung=rung, kind=kind, created_at=NOW)


def appoint(username: str, unit_code: str, post: str) -> Officer:
    officer = Officer.objects.create_officer(username=username, name=username, password=None)
    held = Post.objects.get(unit__code=unit_code, key=post)
    Appointment.objects.create(post=held, officer=officer, since=dt.date(2026, 1, 1))
    return officer


@pytest.fixture
def silent(opened: Cast) -> Cast:
    """The cast with November opened, no notice written yet, and nobody in the county's committee office."""
    Notice.objects.all().delete()
    Appointment.objects.filter(officer=opened.officer("office")).delete()
    return opened


def test_the_recorder_of_a_town_is_told_of_its_bodies_and_of_no_others(opened: Cast, pack: Pack) -> None:
    build(pack)
    reminded = {(TOWN_PARTY, "reminder", REASON.RECORDER), (TOWN_GOVERNMENT, "reminder", REASON.RECORDER)}
    assert told(opened, "town", notice__obligation__period="2026-11-01") == reminded
    assert {code for code, _kind, _reason in told(opened, "town")} == {TOWN_PARTY, TOWN_GOVERNMENT}


def test_4_the_accountable_post_is_told_first(silent: Cast, pack: Pack) -> None:
    head, deputy = appoint("head", TOWN_GOVERNMENT, "head"), appoint("deputy", TOWN_GOVERNMENT, "in_charge")
    say(owed(TOWN_GOVERNMENT, "2026-11-01"), "urged")
    build(pack)
    assert list(Mention.objects.filter(officer=head).values_list("reason", flat=True)) == [REASON.HOLDER]
    assert not Mention.objects.filter(officer=deputy).exists()


def test_4_where_nobody_holds_the_accountable_post_the_other_posts_of_the_unit_are_told(
    silent: Cast, pack: Pack
) -> None:
    deputy, staff = appoint("deputy", TOWN_GOVERNMENT, "in_charge"), appoint("member", TOWN_GOVERNMENT, "member")
    say(owed(TOWN_GOVERNMENT, "2026-11-01"), "urged")
    build(pack)
    for officer in (deputy, staff):
        assert Mention.objects.get(officer=officer).reason == REASON.UNIT


def test_a_unit_in_which_nobody_holds_a_post_is_told_to_the_committee_office_above(silent: Cast, pack: Pack) -> None:
    """No account at all in this town: the county's office has no officer either, so the city's is told."""
    other = "445122102/town-government"
    say(owed(other, "2026-11-01"), "late", rung=1)
    build(pack)
    assert told(silent, "city") == {(other, "late", REASON.VACANT)}
    assert Message.objects.count() == 1


def test_the_nearest_committee_office_with_an_officer_is_told(silent: Cast, pack: Pack) -> None:
    desk = appoint("county-desk", f"{COUNTY}/safety-committee-office", "desk_officer")
    say(owed("445122102/town-government", "2026-11-01"), "late", rung=1)
    build(pack)
    assert list(Message.objects.values_list("officer", flat=True)) == [desk.pk]


def test_somebody_whose_appointment_has_ended_or_whose_account_is_closed_is_told_nothing(
    silent: Cast, pack: Pack
) -> None:
    gone, closed = appoint("gone", TOWN_GOVERNMENT, "head"), appoint("closed", TOWN_GOVERNMENT, "in_charge")
    Appointment.objects.filter(officer=gone).update(until=dt.date(2026, 11, 22))
    Officer.objects.filter(pk=closed.pk).update(is_active=False)
    say(owed(TOWN_GOVERNMENT, "2026-11-01"), "urged")
    build(pack)
    assert set(Message.objects.values_list("officer__username", flat=True)) == {"town"}


def test_an_escalation_goes_to_the_office_above_and_not_to_the_unit(silent: Cast, pack: Pack) -> None:
    say(owed(TOWN_GOVERNMENT, "2026-11-01"), "escalation", rung=2)
    build(pack)
    assert told(silent, "city") == {(TOWN_GOVERNMENT, "escalation", REASON.OVERSEER)}
    assert not told(silent, "town")


def test_a_vertically_managed_body_gets_a_letter_from_the_office_of_its_level_and_no_escalation(
    silent: Cast, pack: Pack
) -> None:
    desk = appoint("county-desk", f"{COUNTY}/safety-committee-office", "desk_officer")
    fire = appoint("fire", f"{COUNTY}/county-fire", "head")
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    vertical = unit(f"{COUNTY}/county-fire")
    row.pk, row.unit, row.position = None, vertical, vertical.position
    row.save(force_insert=True)
    say(row, "letter", rung=2)
    build(pack)
    assert list(Mention.objects.values_list("officer", "kind")) == [(desk.pk, "letter")]
    assert not Message.objects.filter(officer=fire).exists()


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


def test_what_a_superior_did_is_told_even_when_it_is_settled(silent: Cast, pack: Pack) -> None:
    row = owed(TOWN_GOVERNMENT, "2026-11-01")
    hold(silent.act("town"), TOWN_GOVERNMENT, "2026-11-20")
    say(row, "accepted")
    build(pack)
    assert told(silent, "town") == {(TOWN_GOVERNMENT, "accepted", REASON.RECORDER)}


def test_what_nobody_could_be_told_is_told_once_somebody_is_there(silent: Cast, pack: Pack) -> None:
    Appointment.objects.filter(officer=silent.officer("city")).update(until=dt.date(2026, 11, 22))
    other = "445122102/town-government"
    notice = say(owed(other, "2026-11-01"), "reminder", rung=0)
    assert build(pack) == 0
    assert list(Unheard.objects.values_list("pk", flat=True)) == [notice.pk]
    assert build(pack, at("2026-11-24", "08:30")) == 0
    late = say(owed(other, "2026-11-01"), "late", rung=1)
    head = appoint("head", other, "head")
    assert build(pack, at("2026-11-25", "08:30")) == 1
    assert set(Mention.objects.filter(officer=head).values_list("notice", flat=True)) == {notice.pk, late.pk}
    assert not Unheard.objects.exists()
    build(pack, at("2026-11-26", "08:30"))
    assert Mention.objects.filter(officer=head).count() == 2


def test_what_nobody_could_be_told_is_forgotten_once_it_is_settled(silent: Cast, pack: Pack) -> None:
    Appointment.objects.filter(officer__username__in=["city", "town"]).update(until=dt.date(2026, 11, 22))
    say(owed(TOWN_GOVERNMENT, "2026-11-01"), "reminder", rung=0)
    build(pack)
    assert Unheard.objects.count() == 1
    hold(silent.act("city", now=at("2026-11-20")), TOWN_GOVERNMENT, "2026-11-20")
    build(pack, at("2026-11-24", "08:30"))
    assert not Unheard.objects.exists()


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
