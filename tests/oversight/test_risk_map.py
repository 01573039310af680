"""The map of risks and dangers (17.3–17.5): marks that add up, what each reader sees, frames, and places."""

from __future__ import annotations

from decimal import Decimal

import pytest
from cast import NOW, Cast, unit
from django.http import QueryDict
from django.test import Client
from django.utils import timezone, translation
from examples_of_dangers import FIRST, SECOND, find, general, major

from anlan.kernel.installed import installed_pack
from anlan.kernel.places.checking import what_is_wrong
from anlan.kernel.places.placed import cell_of
from anlan.kernel.records.door import Refused
from anlan.modules.hidden_danger import HiddenDanger
from anlan.oversight.map_frame import frame_of, frame_read
from anlan.oversight.risk_map import map_data

# In the county of the cast; the second is the same place as public maps show it.
HERE = {"longitude": Decimal("117.003900"), "latitude": Decimal("23.663800")}


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's clock says the morning on which the cast acts."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def shown(cast: Cast, username: str, address: str) -> dict[str, object]:
    """The context of a map page."""
    client = Client()
    client.force_login(cast.officer(username))
    answered = client.get(address)
    assert answered.status_code == 200, answered.status_code
    return answered.context


@pytest.fixture
def dangers(cast: Cast) -> list[HiddenDanger]:
    """Three with a place, two of them close together, and one without."""
    act, found = cast.act("safety"), []
    for step, shift in enumerate(("0", "0.0001", "0.06")):
        place = {"longitude": HERE["longitude"] + Decimal(shift), "latitude": HERE["latitude"]}
        found.append(find(act, what=f"重大隐患{step}", **place))
    found.append(find(act, what="没有位置"))
    for one in found:
        major(act, one)
    return found


def test_17_3_the_marks_of_an_area_add_up_to_its_points(cast: Cast, dangers: list[HiddenDanger]) -> None:
    context = shown(cast, "city", "/map/445122/?layer=hiddendanger")
    assert context["total"] == 3
    assert sorted(mark.total for mark in context["marks"]) == [1, 2]
    assert context["homeless"] == 1
    assert len(context["rows"]) == 3


def test_17_3_what_has_no_place_is_counted_under_every_frame(cast: Cast, dangers: list[HiddenDanger]) -> None:
    here, elsewhere = "116.9,23.6,117.1,23.7", "116.5,23.5,116.6,23.55"
    for code in ("445100", "445122"):
        for box, total in ((here, 3), (elsewhere, 0)):
            context = shown(cast, "city", f"/map/{code}/?layer=hiddendanger&box={box}")
            assert (context["total"], context["homeless"], len(context["rows"])) == (total, 1, total)


def test_17_3_the_map_of_a_county_speaks_the_language_of_each_reader(cast: Cast, dangers: list[HiddenDanger]) -> None:
    chinese, english = ("重大", "重大，待制定方案"), ("Major", "Major, plan to be adopted")
    for language, (grade, state) in (("zh-hans", chinese), ("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            context = map_data(act=cast.act("city"), query=QueryDict("layer=hiddendanger"), code="445122")
        texts = [cell.text for cell in context["rows"][0][1]]
        assert (grade, state) == (texts[5], texts[7])
        assert grade in context["marks"][0].title


def test_17_3_a_single_point_leads_to_its_record_and_several_lead_nearer(
    cast: Cast, dangers: list[HiddenDanger]
) -> None:
    context = shown(cast, "city", "/map/445122/?layer=hiddendanger")
    by_total = {mark.total: mark.url for mark in context["marks"]}
    assert by_total[1] == f"/records/hiddendanger/{dangers[2].pk}/"
    nearer = shown(cast, "city", by_total[2])
    assert nearer["total"] == 2
    assert len(nearer["marks"]) == 2


def test_17_5_a_stranger_sees_no_map_and_an_officer_of_another_county_none_of_these(
    cast: Cast, dangers: list[HiddenDanger]
) -> None:
    client = Client()
    client.force_login(cast.officer("stranger"))
    assert client.get("/map/445122/?layer=hiddendanger").status_code == 404
    client.force_login(cast.officer("county"))
    assert client.get("/map/445103/?layer=hiddendanger").status_code == 404


def test_17_4_values_and_the_registers_own_filters_narrow_the_map(cast: Cast, dangers: list[HiddenDanger]) -> None:
    place = {"longitude": HERE["longitude"], "latitude": HERE["latitude"]}
    small = find(cast.act("safety"), what="一般隐患", **place)
    general(cast.act("safety"), small)
    assert shown(cast, "city", "/map/445122/?layer=hiddendanger")["total"] == 3
    assert shown(cast, "city", "/map/445122/?layer=hiddendanger&value=general")["total"] == 1
    assert shown(cast, "city", "/map/445122/?layer=hiddendanger&value=general&value=major")["total"] == 4
    assert shown(cast, "city", "/map/445122/?layer=hiddendanger&source=worker")["total"] == 0
    assert shown(cast, "city", "/map/445122/?layer=hiddendanger&section=B")["total"] == 0
    client = Client()
    client.force_login(cast.officer("city"))
    for wrong in ("value=green", "section=9", "layer=meeting", "after=x"):
        assert client.get(f"/map/445122/?layer=hiddendanger&{wrong}").status_code == 404


def test_17_3_the_map_asks_few_questions_however_many_points(
    cast: Cast, dangers: list[HiddenDanger], django_assert_max_num_queries: object
) -> None:
    client = Client()
    client.force_login(cast.officer("city"))
    client.get("/map/445122/?layer=hiddendanger")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        client.get("/map/445122/?layer=hiddendanger")


def test_17_3_a_place_outside_the_units_area_is_refused_and_gcj02_is_told_with_what_was_meant(cast: Cast) -> None:
    with pytest.raises(Refused, match="outside"):
        find(cast.act("safety"), longitude=Decimal("113.26"), latitude=Decimal("23.13"))
    with pytest.raises(Refused, match="swapped"):
        find(cast.act("safety"), longitude=HERE["latitude"], latitude=HERE["longitude"])
    with pytest.raises(Refused, match="both longitude and latitude"):
        find(cast.act("safety"), longitude=HERE["longitude"])
    pack = installed_pack()
    outline = pack.boundaries["445122"]
    # Half a kilometre beyond the eastern edge, where the shift of public maps would carry a place at the edge.
    edge = max(outline.rings[0], key=lambda point: point[0])
    words = what_is_wrong(
        unit=unit(FIRST), longitude=Decimal(f"{edge[0] + 0.003:.6f}"), latitude=Decimal(f"{edge[1] - 0.0025:.6f}"),
        pack=pack,
    )  # fmt: skip
    assert "GCJ-02" in words or "outside" in words
    assert what_is_wrong(unit=unit(SECOND), longitude=None, latitude=None, pack=pack) == ""


@pytest.mark.parametrize("text", ["", "1,2,3", "a,b,c,d", "2,1,1,2", "0,0,999,1", "nan,0,1,1", "1" * 200])
def test_what_is_no_frame_is_none(text: str) -> None:
    assert frame_read(text=text) is None


def test_a_frame_is_never_narrower_than_a_hundred_metres() -> None:
    frame = frame_of(box=(116.6, 23.6, 116.6, 23.6))
    assert frame.east - frame.west > 0.0009
    assert 400 <= frame.height <= 2300


def test_a_point_on_the_edge_of_a_frame_lies_in_its_cells() -> None:
    frame = frame_of(box=(116.6, 23.6, 116.7, 23.7))
    least, most = frame.cells
    for longitude in (frame.west, 116.65, frame.east):
        for latitude in (frame.south, 23.65, frame.north):
            here = cell_of(longitude=Decimal(f"{longitude:.6f}"), latitude=Decimal(f"{latitude:.6f}"))
            assert least <= here <= most
    assert cell_of(longitude=Decimal("116.0"), latitude=Decimal("23.0")) < least


def test_17_3_the_map_opens_with_the_risk_points(cast: Cast) -> None:
    assert shown(cast, "city", "/map/445122/")["pages"].name == "riskpoint"


def test_17_3_a_danger_leads_to_its_place_on_the_map_for_whoever_sees_its_area(
    cast: Cast, dangers: list[HiddenDanger]
) -> None:
    record = f"/records/hiddendanger/{dangers[2].pk}/"
    address = str(shown(cast, "city", record)["on_map"])
    assert [mark.url for mark in shown(cast, "city", address)["marks"]] == [record]
    assert shown(cast, "safety", record)["on_map"] == ""
    assert shown(cast, "city", f"/records/hiddendanger/{dangers[3].pk}/")["on_map"] == ""


def test_18_8_an_enterprises_page_leads_to_its_dangers_and_risk_points(cast: Cast, dangers: list[HiddenDanger]) -> None:
    kept = shown(cast, "city", f"/units/{unit(FIRST).code}/")["kept"]
    assert f"/records/hiddendanger/?unit={unit(FIRST).pk}" in [url for _words, url in kept]
    assert f"/records/riskpoint/?unit={unit(FIRST).pk}" in [url for _words, url in kept]
