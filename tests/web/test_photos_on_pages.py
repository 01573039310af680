"""A record's page tells its life: who did what and when, with the answers and the photos of each act, in sight only."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from cast import Cast, unit
from django.test import Client
from examples_of_the_field import TOWN_OFFICE, VILLAGE, patrol, started, taken, tell
from photos import IN_CHAOZHOU, photo, sent
from PIL import Image

from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.evidence.storage import stored_path
from anlan.kernel.installed import installed_pack
from anlan.kernel.pages.timeline import life_of
from anlan.kernel.records.door import Act, take
from anlan.kernel.records.kept import File
from anlan.modules.patrol import Patrol


@pytest.fixture
def data(settings, tmp_path: Path) -> Path:
    settings.ANLAN_DATA = tmp_path
    return tmp_path


def reader(cast: Cast, username: str) -> Client:
    client = Client()
    client.force_login(cast.officer(username))
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def town(opened: Cast, data: Path) -> Client:
    return reader(opened, "town")


def recorded(client: Client, *photos: bytes, place: str = "", **changes: object) -> Patrol:
    """A patrol of the town's safety office with these photos, recorded on its page."""
    address = f"/records/patrol/new/?unit={unit(TOWN_OFFICE).pk}"
    given: dict[str, object] = {
        "occurred_on": "2026-11-20",
        "visit": "patrol",
        "place": "窑炉",
        "units_visited": "3",
        "found": "1",
        "note": "灭火器过期",
        "photos": [sent(content, f"{number}.jpg") for number, content in enumerate(photos, start=1)],
        "photos_cleared": "on",
        "photos_place": place,
        "form_token": client.get(address).context["form_token"],
    }
    assert client.post(address, given | changes).status_code == 302
    return Patrol.objects.get()


def page_of(client: Client, record: Patrol) -> str:
    return client.get(f"/records/patrol/{record.pk}/").content.decode()


def test_each_act_shows_its_own_photos_with_words_in_their_place(town: Client) -> None:
    record = recorded(town, photo(taken="2026:11:20 08:15:00"), photo(colour="navy"))
    page = page_of(town, record)
    first, second = EvidenceFile.objects.all()
    assert re.findall(r'<img src="/files/(\d+)/thumbnail/" alt="([^"]*)"', page) == [
        (str(first.pk), "Photos, 1 of 2, taken on 2026-11-20"),
        (str(second.pk), "Photos, 2 of 2"),
    ]
    assert "taken on 2026-11-20 08:15" in page
    assert "earlier than the event" not in page
    assert f'href="/files/{first.pk}/photo/"' in page


def test_a_photo_much_older_than_the_event_is_marked(town: Client) -> None:
    page = page_of(town, recorded(town, photo(taken="2026:11:12 08:00:00"), photo(taken="2026:11:13 08:00:00")))
    assert page.count("earlier than the event") == 1
    assert "8 days earlier than the event" in page


def test_the_page_says_where_a_photo_was_taken_if_that_was_kept(town: Client) -> None:
    assert "116.683300, 23.666700" in page_of(town, recorded(town, photo(gps=IN_CHAOZHOU), place="on"))


def test_each_act_shows_who_did_it_under_which_post_and_what_was_stated(opened: Cast, data: Path) -> None:
    record = patrol(opened.act("town"), TOWN_OFFICE, "2026-11-20", found=2).record
    taken(opened.act("town"), record, "withdraw", reason="wrong day")
    first, last = life_of(record=record, pack=installed_pack()).acts
    assert ("Kind of visit", "Patrol") in first["answers"]
    assert ("Hidden dangers and violations found", "2") in first["answers"]
    assert last["answers"] == [("Reason", "wrong day")]
    assert (first["begins"], last["begins"]) == (True, False)
    page = page_of(reader(opened, "town"), record)
    assert first["post"] in page
    assert opened.officer("town").name in page
    assert "wrong day" in page


def test_answers_that_are_numbers_in_our_tables_are_left_out(opened: Cast) -> None:
    record = tell(opened.act("town"), VILLAGE, TOWN_OFFICE).record
    (act,) = life_of(record=record, pack=installed_pack()).acts
    words = dict(act["answers"])
    assert "2026-11-23 08:00" in words.values()
    assert not [text for text in words.values() if text == str(record.receiver_id)]


def with_photos(act: Act, first: File, last: File) -> Patrol:
    """A patrol that was recorded with one photo and withdrawn with another."""
    answers = {"occurred_on": act.today, "visit": "patrol", "place": "窑炉", "units_visited": 1, "found": 1}
    begun = started(Patrol, act, TOWN_OFFICE, answers, files=lambda: [first])
    withdraw = Patrol.workflow.step("withdraw")
    take(record=begun.record, step=withdraw, answers={"reason": "x"}, act=act, files=lambda: [last])
    return Patrol.objects.get()


def test_before_and_after_stand_side_by_side(opened: Cast, data: Path) -> None:
    act = opened.act("town")
    before = File("a" * 64, 10, "image/jpeg", "before.jpg", "before", "b" * 64)
    after = File("c" * 64, 10, "image/jpeg", "after.jpg", "after", "d" * 64)
    record = with_photos(act, before, after)
    life = life_of(record=record, pack=act.pack)
    assert [(one.label, one.photos[0].file.name) for one in life.compared] == [
        ("Before", "before.jpg"),
        ("After", "after.jpg"),
    ]
    assert [[group.purpose for group in one["photos"]] for one in life.acts] == [["before"], ["after"]]
    assert '<div class="compared">' in page_of(reader(opened, "town"), record)


def test_one_of_before_and_after_alone_is_compared_with_nothing(opened: Cast, data: Path) -> None:
    act = opened.act("town")
    before = File("a" * 64, 10, "image/jpeg", "before.jpg", "before", "b" * 64)
    record = with_photos(act, before, before)
    assert life_of(record=record, pack=act.pack).compared == []
    assert '<div class="compared">' not in page_of(reader(opened, "town"), record)


def test_the_same_photo_handed_in_with_two_acts_stands_once_with_each(opened: Cast, data: Path) -> None:
    act = opened.act("town")
    same = File("a" * 64, 10, "image/jpeg", "same.jpg", "photos", "b" * 64)
    life = life_of(record=with_photos(act, same, same), pack=act.pack)
    first, last = ([shown.file.pk for shown in one["photos"][0].photos] for one in life.acts)
    assert (len(first), len(last)) == (1, 1)
    assert first != last
    assert life.files == []


def test_a_photo_and_its_thumbnail_are_shown_and_the_file_can_be_saved(town: Client) -> None:
    recorded(town, photo(size=(2400, 1800)))
    row = EvidenceFile.objects.get()
    for address, longest in ((f"/files/{row.pk}/photo/", 1920), (f"/files/{row.pk}/thumbnail/", 320)):
        answer = town.get(address)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
        assert answer.headers["Content-Disposition"].startswith("inline")
        shown = Image.open(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
        assert max(shown.size) == longest
    assert town.get(f"/files/{row.pk}/").headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("kind", ["photo", "thumbnail"])
def test_only_who_may_see_the_record_may_see_its_photos(town: Client, opened: Cast, kind: str) -> None:
    recorded(town, photo())
    address = f"/files/{EvidenceFile.objects.get().pk}/{kind}/"
    assert reader(opened, "city").get(address).status_code == 200
    for username in ("stranger", "reviewer"):
        assert reader(opened, username).get(address).status_code == 404
    assert reader(opened, "stranger").get(f"/files/999999/{kind}/").status_code == 404
    assert "/login/" in Client().get(address).headers["Location"]


def test_a_document_is_never_shown_as_a_photo(town: Client) -> None:
    recorded(town, photo())
    EvidenceFile.objects.update(thumbnail="")
    pk = EvidenceFile.objects.get().pk
    assert town.get(f"/files/{pk}/photo/").status_code == 404
    assert town.get(f"/files/{pk}/").status_code == 200


def test_a_photo_lost_from_the_disk_is_said_to_be_lost(town: Client, data: Path) -> None:
    recorded(town, photo())
    row = EvidenceFile.objects.get()
    stored_path(digest=row.thumbnail, data_dir=data).unlink()
    assert town.get(f"/files/{row.pk}/thumbnail/").status_code == 410
    assert town.get(f"/files/{row.pk}/photo/").status_code == 200
