"""What breaks off on its way is not recorded: a body is whole, or it cannot be read."""

from __future__ import annotations

from io import BytesIO

import pytest
from cast import TODAY, Cast, unit
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from examples_of_the_field import TOWN_OFFICE

from anlan.modules.patrol import Patrol
from anlan.web.whole_bodies import WholeBody


class Trickle:
    """A connection that hands on a little at a time."""

    def __init__(self, content: bytes) -> None:
        self._content = BytesIO(content)

    def read(self, size: int) -> bytes:
        return self._content.read(min(size, 3))

    def readline(self, size: int) -> bytes:
        return self._content.readline(size)


@pytest.mark.parametrize("announced", ["10", "0", "", "none"])
def test_a_whole_body_is_read_to_its_announced_end_and_not_beyond(announced: str) -> None:
    length = int(announced) if announced.isdecimal() else 0
    body = WholeBody(Trickle(b"0123456789beyond"), announced)
    assert body.read() == b"0123456789"[:length]
    assert body.read(5) == body.readline() == b""


def test_lines_and_pieces_count_alike() -> None:
    body = WholeBody(Trickle(b"first\nsecond"), "12")
    assert (body.readline(), body.read(3), body.readline(2), body.read()) == (b"first\n", b"sec", b"on", b"d")


@pytest.mark.parametrize("reading", ["read", "readline"])
def test_a_body_that_ends_early_cannot_be_read(reading: str) -> None:
    body = WholeBody(Trickle(b"half"), "8")
    if reading == "readline":
        assert body.readline() == b"half"
    with pytest.raises(OSError, match="the connection broke"):
        getattr(body, reading)()


@pytest.mark.parametrize(("kept", "count"), [(1.0, 1), (0.97, 0), (0.5, 0)])
def test_3_13_of_a_patrol_that_broke_off_nothing_is_recorded(cast: Cast, kept: float, count: int) -> None:
    town = Client(raise_request_exception=False)
    town.force_login(cast.officer("town"))
    answers = {
        "officer": cast.officer("town").pk, "submission": "8f0f1f53-6a5b-4b63-9d6b-0b7f0e6b8f11",
        "unit": unit(TOWN_OFFICE).pk, "occurred_on": TODAY, "visit": "patrol", "place": "路", "units_visited": 1,
        "found": 0, "note": "巡" * 300,
    }  # fmt: skip
    content = encode_multipart(BOUNDARY, answers)
    arrived = WholeBody(BytesIO(content[: int(len(content) * kept)]), str(len(content)))
    answer = town.generic("POST", "/field/send/patrol/record/", content, MULTIPART_CONTENT, **{"wsgi.input": arrived})
    assert Patrol.objects.count() == count
    assert (answer.status_code == 201) is (count == 1)
