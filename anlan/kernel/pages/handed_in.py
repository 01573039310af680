"""交来的材料: files and photos that come with a form: checked with it, stored with its act, or let go of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from anlan.kernel.evidence.photo import CheckedPhoto, check_photo, discard_photo
from anlan.kernel.evidence.refusal import UploadRefused
from anlan.kernel.evidence.storage import store_all
from anlan.kernel.evidence.upload import CheckedUpload, check_upload, discard
from anlan.kernel.records.door import Act
from anlan.kernel.records.kept import File
from anlan.kernel.records.workflow import Ask, Words


class PhotoInput(forms.FileInput):
    """Several photos at once. It names no ``capture``: the phone offers its camera and the photos that it has."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": "image/*"})


class PhotosField(forms.Field):
    """A list of uploaded photos, empty where none was chosen, at most ``most``."""

    widget = PhotoInput

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs, validators=[_at_most(most)])

    def to_python(self, value: Any) -> list[Any]:
        """What the browser sent under this name."""
        return list(value) if isinstance(value, list | tuple) else [value] if value else []


def _at_most(most: int) -> Callable[[list[Any]], None]:
    """Refuses too many photos at once, before any is looked at."""

    def check(given: list[Any]) -> None:
        if len(given) > most:
            text = _(
                "%(given)d photos were sent; at most %(most)d are taken at once. Nothing was stored. Choose those that "
                "show the most."
            )
            raise ValidationError(text, code="too_many", params={"given": len(given), "most": most})

    return check


def photos_field(*, ask: Ask, act: Act, shared: dict[str, Any]) -> PhotosField:
    """The field of one ask for photos; ``shared`` is what all fields of the ask are given."""
    most = ask.most or int(act.pack.parameters.value(key="evidence.photos_most", on=act.today).value)
    limit = ngettext_lazy("JPEG or PNG, one photo.", "JPEG or PNG, at most %(most)d photos.", most) % {"most": most}
    why = format_lazy("{why} · {limit}", why=ask.why, limit=limit) if ask.why else limit
    return PhotosField(**{**shared, "help_text": why}, most=most)


def questions_about(*, ask: Ask) -> dict[str, forms.Field]:
    """What is asked about the files of one ask, by the names of the fields."""
    if ask.kind == "file":
        cleared = _("This file is not classified and is cleared for this network")
        return {f"{ask.name}_cleared": forms.BooleanField(label=cleared, required=False)}
    if ask.kind == "photos":
        cleared = _("These photos show nothing classified and are cleared for this network")
        place = forms.BooleanField(
            label=_("Keep where the photos were taken"),
            help_text=_("Without this tick the place is removed from them; the date is kept."),
            required=False,
        )
        return {f"{ask.name}_cleared": forms.BooleanField(label=cleared, required=False), f"{ask.name}_place": place}
    return {}


def again(*, ask: Ask) -> Words:
    """What is said of files that came with a form that has to be corrected."""
    if ask.kind == "photos":
        return _("Choose the photos once more: browsers drop them when something else has to be corrected.")
    return _("Choose the file once more: browsers drop it when something else has to be corrected.")


class HandedIn:
    """The files and photos of one form. Whoever makes one lets go of what it holds in the end, with ``discard``."""

    def __init__(self, *, act: Act) -> None:
        self._act = act
        self._files: list[tuple[Ask, CheckedUpload]] = []
        self._photos: list[tuple[Ask, CheckedPhoto]] = []

    def check(self, *, ask: Ask, given: Any, cleared: bool, keep_place: bool) -> list[Words]:
        """Receive what was given for one ask; what is wrong with it, nothing if it may be stored."""
        if ask.kind == "file":
            return self._tried(lambda: self._check_file(ask=ask, upload=given, cleared=cleared))
        faults: list[Words] = []
        for upload in given:
            found = self._tried(lambda upload=upload: self._check_photo(ask, upload, cleared, keep_place))  # type: ignore[misc]
            if found and not cleared:
                return found
            named = pgettext_lazy("a file and what is wrong with it", "{name}: {fault}")
            faults += [format_lazy(named, name=upload.name, fault=fault) for fault in found]
        return faults

    def store(self) -> list[File]:
        """Store what was handed in; the same photo twice in one field is one. Raises UploadRefused."""
        different: dict[tuple[str, str], tuple[Ask, CheckedPhoto]] = {}
        for ask, photo in self._photos:
            different.setdefault((ask.name, photo.picture.digest), (ask, photo))
        photos = [one for _ask, photo in different.values() for one in (photo.picture, photo.thumbnail)]
        store_all(checked=[*(checked for _ask, checked in self._files), *photos], data_dir=settings.ANLAN_DATA)
        kept = [
            File(checked.digest, checked.size, checked.media_type, checked.name, ask.purpose or ask.name)
            for ask, checked in self._files
        ]
        for ask, photo in different.values():
            picture, thumbnail = photo.picture, photo.thumbnail
            kept.append(
                File(
                    digest=picture.digest,
                    size=picture.size,
                    media_type=picture.media_type,
                    name=picture.name,
                    purpose=ask.purpose or ask.name,
                    thumbnail=thumbnail.digest,
                    taken_at=photo.taken_at,
                    longitude=photo.longitude,
                    latitude=photo.latitude,
                )
            )
        return kept

    def discard(self) -> None:
        """Let go of what was handed in, stored or not."""
        for _ask, checked in self._files:
            discard(checked=checked)
        for _ask, photo in self._photos:
            discard_photo(photo=photo)

    @property
    def names(self) -> Sequence[str]:
        """The asks for which something is held."""
        return list(dict.fromkeys(ask.name for ask, _held in (*self._files, *self._photos)))

    @staticmethod
    def _tried(check: Callable[[], None]) -> list[Words]:
        try:
            check()
        except UploadRefused as refusal:
            return [refusal.message]
        return []

    def _check_file(self, *, ask: Ask, upload: Any, cleared: bool) -> None:
        checked = check_upload(
            name=upload.name,
            content=upload.file,
            declared_type=upload.content_type or "",
            cleared=cleared,
            max_bytes=self._most_bytes,
        )
        self._files.append((ask, checked))

    def _check_photo(self, ask: Ask, upload: Any, cleared: bool, keep_place: bool) -> None:
        photo = check_photo(
            name=upload.name,
            content=upload.file,
            cleared=cleared,
            keep_place=keep_place,
            max_bytes=self._most_bytes,
            now=self._act.now,
            zone=ZoneInfo(self._act.pack.timezone),
        )
        self._photos.append((ask, photo))

    @property
    def _most_bytes(self) -> int:
        return int(self._act.pack.parameters.value(key="upload.max_bytes", on=self._act.today).value)
