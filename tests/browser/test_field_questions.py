"""Every kind of question that a step may ask, answered in the app of the field without network."""

from __future__ import annotations

from conftest import OpenAs, Watched
from field_phone import SEND, WIDTH, Phone, big_photo, fields_in
from playwright.sync_api import Route, expect
from words import zh


def ask(name: str, kind: str, **more: object) -> dict[str, object]:
    """One thing to ask, as the server describes it."""
    plain = {"label": f"问{name}", "why": "", "part": "", "required": False, "max_length": 200, "initial": None}
    return {"name": name, "kind": kind, "more": [], **plain, **more}


EVERY_KIND = [
    ask("occurred_on", "date", initial={"present": "day"}),
    ask("found_at", "moment", initial={"present": "moment"}),
    ask("count", "number", initial=0),
    ask("weight", "decimal"),
    ask("title", "text", required=True),
    ask("trade", "suggested", suggested=["陶瓷", "食品"]),
    ask("told", "longtext"),
    ask("safe", "choice", choices=[["", "请选择"], ["stopped", "已停用"], ["fenced", "已围挡"]]),
    ask("major", "check"),
    ask("longitude", "decimal", part="位置"),
    ask("latitude", "decimal", part="位置"),
    ask("photos", "photos", more=[{"name": "photos_cleared", "label": "不涉密", "required": False}]),
    ask("signature", "file", label="签名", more=[{"name": "signature_cleared", "label": "不涉密", "required": False}]),
    ask(
        "lines", "rows", fixed=True, nothing="", spare=[],
        rows=[
            {"words": f"第{number}项", "fields": [ask("item", "key", initial=f"a{number}"), ask("note", "text")]}
            for number in (1, 2)
        ],
    ),
    ask(
        "finds", "rows", fixed=False, nothing="", spare=[ask("what", "text")],
        rows=[{"words": "", "fields": [ask("what", "text")]}],
    ),
]  # fmt: skip


def test_every_kind_of_question_is_answered_without_network_and_sent_under_its_name(
    open_as: OpenAs, watched: Watched
) -> None:
    page = open_as(
        "town", width=WIDTH, permissions=["geolocation"], geolocation={"longitude": 116.7, "latitude": 23.65}
    )  # fmt: skip
    taken = page.request.get("/field/data.json").json()
    form = next(one for one in taken["forms"] if one["page"] == "patrol")
    form["exact"][str(form["own"])] = len(taken["asks"])
    taken["asks"].append(EVERY_KIND)
    page.context.route("**/field/data.json", lambda route: route.fulfill(json=taken))
    bodies: list[bytes] = []

    def answered(route: Route) -> None:
        bodies.append(route.request.post_data_buffer or b"")
        route.fulfill(status=201, json={"url": "/", "title": "甲", "entry": 1, "met": [], "repeated": False})

    page.context.route(SEND, answered)
    phone = Phone(page, watched)
    phone.open()
    phone.network(on=False)
    phone.begin("Record a patrol")
    page.locator("[name=title]").fill("各种问题")
    page.locator("[name=weight]").fill("2.5")
    page.locator("[name=trade]").fill("陶瓷")
    page.locator("[name=safe]").select_option("fenced")
    page.locator("[name=major]").check()
    page.get_by_role("button", name=zh("Use the place of this phone")).click()
    expect(page.locator("[name=longitude]")).to_have_value("116.700000")
    for name in ("甲.jpg", "乙.jpg"):
        page.locator("#id_photos").set_input_files({**big_photo(side=200), "name": name})
    expect(page.locator(".field-photos img")).to_have_count(2)
    page.locator("#id_photos").set_input_files({"name": "假.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    expect(page.get_by_text(zh("%(name)s is no picture that can be read.", name="假.jpg"))).to_be_visible()
    pad = page.get_by_role("img", name="签名")
    box = pad.bounding_box()
    assert box is not None
    pad.scroll_into_view_if_needed()
    pad.hover(position={"x": 20, "y": 30})
    page.mouse.down()
    pad.hover(position={"x": 120, "y": 60})
    page.mouse.up()
    expect(page.locator(".field-photos img")).to_have_count(3)
    page.locator("[name=lines-1-note]").fill("第二项有问题")
    page.get_by_role("button", name=zh("Add a row")).click()
    page.locator("[name=finds-1-what]").fill("第二行")
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
    phone.send()
    phone.network(on=True)
    expect(phone.items("sent")).to_have_count(1)
    sent = fields_in(bodies[0])
    expected = {
        "count": "0", "weight": "2.5", "title": "各种问题", "trade": "陶瓷", "safe": "fenced", "major": "on",
        "longitude": "116.700000", "latitude": "23.650000", "lines-0-item": "a1", "lines-1-item": "a2",
        "lines-1-note": "第二项有问题", "finds-1-what": "第二行",
    }  # fmt: skip
    assert {name: sent[name] for name in expected} == {name: [value] for name, value in expected.items()}
    assert sorted(sent["photos"]) == ["乙.jpg", "甲.jpg"]
    assert sent["signature"] == ["signature.png"]
    assert sent["occurred_on"] == [str(sent["found_at"][0])[:10]]
