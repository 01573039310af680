"""Several photos with one step: all are kept, or none is and the page says why, of each by its name."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from cast import Cast, unit
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils.datastructures import MultiValueDict
from examples_of_the_field import TOWN_OFFICE
from photos import IN_CHAOZHOU, photo, sent

from anlan.kernel.evidence.file import EvidenceFile
from anlan.kernel.evidence.storage import stored_path
from anlan.kernel.ledger.event import Event
from anlan.kernel.pages.forms import StepForm
from anlan.kernel.records.workflow import Ask
from anlan.modules.patrol import Patrol

# The pages' own clock is today's: no year is so far ahead of it that it could be the present one.
FROM_NEXT_YEAR = "2999:12:31 10:00:00"


@pytest.fixture
def town(opened: Cast, client: Client, settings, tmp_path: Path) -> Client:
    settings.ANLAN_DATA = tmp_path
    client.force_login(opened.officer("town"))
    client.cookies["django_language"] = "en"
    return client


def address() -> str:
    return f"/records/patrol/new/?unit={unit(TOWN_OFFICE).pk}"


def filled(client: Client, *photos: SimpleUploadedFile, **changes: object) -> dict[str, object]:
    given: dict[str, object] = {
        "occurred_on": "2026-11-20",
        "visit": "patrol",
        "place": "窑炉",
        "units_visited": "3",
        "found": "0",
        "photos": list(photos),
        "photos_cleared": "on",
        "form_token": str(client.get(address()).context["form_token"]),
    }
    return given | changes


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "files" in path.parts]


def refused(answer: HttpResponse, folder: Path) -> list[str]:
    assert answer.status_code == 422
    assert stored(folder) == []
    assert not Patrol.objects.filter(place="窑炉").exists()
    return [str(error) for error in answer.context["form"].errors["photos"]]  # type: ignore[attr-defined]


def test_several_photos_are_kept_with_their_act(town: Client, tmp_path: Path) -> None:
    given = [sent(photo(colour=colour), f"{colour}.jpg") for colour in ("teal", "navy", "gray")]
    assert town.post(address(), filled(town, *given)).status_code == 302
    rows = list(EvidenceFile.objects.all())
    assert [row.name for row in rows] == ["teal.jpg", "navy.jpg", "gray.jpg"]
    assert {(row.purpose, row.record_type, row.record_id) for row in rows} == {
        ("photos", "patrol", Patrol.objects.get(place="窑炉").pk)
    }
    assert len(stored(tmp_path)) == 6
    event = Event.objects.get(record_type="patrol", record_id=rows[0].record_id)
    assert event.content["files"] == [row.digest for row in rows]
    assert "photos" not in event.answers


def test_the_form_asks_for_photos_as_a_phone_takes_them(town: Client) -> None:
    page = town.get(address()).content.decode()
    assert 'type="file" name="photos"' in page
    assert 'accept="image/*"' in page
    assert " multiple" in page
    assert "capture" not in page
    assert "JPEG or PNG, at most 9 photos." in page


def test_without_photos_nothing_more_is_asked(town: Client, tmp_path: Path) -> None:
    given = filled(town)
    del given["photos"], given["photos_cleared"]
    assert town.post(address(), given).status_code == 302
    assert stored(tmp_path) == []


def test_fifty_photos_are_too_many_and_the_page_says_how_many_are_taken(town: Client, tmp_path: Path) -> None:
    given = [sent(photo(size=(32, 24)), f"{number}.jpg") for number in range(50)]
    (error,) = refused(town.post(address(), filled(town, *given)), tmp_path)
    assert "50 photos" in error
    assert "at most 9" in error


def test_one_photo_that_is_none_refuses_them_all_and_is_named(town: Client, tmp_path: Path) -> None:
    given = [sent(photo()), sent(b"only words, whatever the name says", "words.jpg"), sent(photo()[:-300], "half.jpg")]
    errors = refused(town.post(address(), filled(town, *given)), tmp_path)
    assert [error.partition(":")[0] for error in errors] == ["words.jpg", "half.jpg"]
    assert "no photo" in errors[0]
    assert "did not arrive whole" in errors[1]


def test_a_photo_from_next_year_is_refused_by_name_and_date(town: Client, tmp_path: Path) -> None:
    given = sent(photo(taken=FROM_NEXT_YEAR), "tomorrow.jpg")
    (error,) = refused(town.post(address(), filled(town, given)), tmp_path)
    assert error.startswith("tomorrow.jpg: ")
    assert FROM_NEXT_YEAR[:4] in error


def test_the_question_is_asked_once_for_all_of_them(town: Client, tmp_path: Path) -> None:
    given = filled(town, sent(photo()), sent(photo(colour="navy")), photos_cleared="")
    (error,) = refused(town.post(address(), given), tmp_path)
    assert "not classified" in error


def test_photos_are_asked_for_again_when_something_else_is_wrong(town: Client, tmp_path: Path) -> None:
    (error,) = refused(town.post(address(), filled(town, sent(photo()), units_visited="")), tmp_path)
    assert "once more" in error
    (error,) = refused(town.post(address(), filled(town, sent(photo()), occurred_on="2999-01-01")), tmp_path)
    assert "once more" in error


@pytest.mark.parametrize(("tick", "kept"), [("", False), ("on", True)])
def test_where_photos_were_taken_is_kept_only_with_the_tick(
    town: Client, tmp_path: Path, tick: str, kept: bool
) -> None:
    given = sent(photo(gps=IN_CHAOZHOU, taken="2026:11:20 08:15:00"))
    assert town.post(address(), filled(town, given, photos_place=tick)).status_code == 302
    row = EvidenceFile.objects.get()
    assert (row.longitude is not None, row.latitude is not None) == (kept, kept)
    assert row.taken_at == dt.datetime(2026, 11, 20, 0, 15, tzinfo=dt.UTC)
    assert b"Exif" not in stored_path(digest=row.digest, data_dir=tmp_path).read_bytes()


def test_the_same_photo_twice_in_one_act_is_kept_once(town: Client, tmp_path: Path) -> None:
    given = [sent(photo(), "first.jpg"), sent(photo(colour="navy"), "other.jpg"), sent(photo(), "again.jpg")]
    assert town.post(address(), filled(town, *given)).status_code == 302
    assert [row.name for row in EvidenceFile.objects.all()] == ["first.jpg", "other.jpg"]
    assert len(stored(tmp_path)) == 4


def test_the_same_form_sent_twice_is_one_act_with_its_photos_once(town: Client, tmp_path: Path) -> None:
    given = filled(town)
    for _time in range(2):
        assert town.post(address(), given | {"photos": [sent(photo())]}).status_code == 302
    assert Patrol.objects.filter(place="窑炉").count() == 1
    assert EvidenceFile.objects.count() == 1
    assert len(stored(tmp_path)) == 2


def form_of(cast: Cast, *given: SimpleUploadedFile, **ask: object) -> StepForm:
    """A form that asks for photos alone."""
    asks = (Ask("photos", "Photos", "photos", **ask),)  # type: ignore[arg-type]
    files = MultiValueDict({"photos": list(given)})
    return StepForm({"photos_cleared": "on"}, files, asks=asks, unit=unit(TOWN_OFFICE), act=cast.act("town"))


def test_a_step_may_require_photos(cast: Cast) -> None:
    assert form_of(cast).errors["photos"] == ["This field is required."]
    assert form_of(cast, sent(photo())).is_valid()
    assert form_of(cast, required=False).is_valid()


def test_a_step_may_take_fewer_than_the_pack_allows(cast: Cast) -> None:
    several = [sent(photo(colour=colour)) for colour in ("teal", "navy")]
    (error,) = form_of(cast, *several, most=1).errors["photos"]
    assert "at most 1" in error
    assert form_of(cast, *several, most=2).is_valid()


def test_photos_are_kept_for_what_the_step_says(cast: Cast, settings, tmp_path: Path) -> None:
    settings.ANLAN_DATA = tmp_path
    form = form_of(cast, sent(photo()), purpose="before")
    assert form.is_valid()
    assert [file.purpose for file in form.store_files()] == ["before"]
    assert form.answers == {}


def test_a_photo_held_for_a_form_is_let_go_of(cast: Cast) -> None:
    form = form_of(cast, sent(photo()))
    assert form.is_valid()
    assert form.handed_in.names == ["photos"]
    form.discard_files()
    with pytest.raises(ValueError, match="closed file"):
        form.store_files()
