"""The frame of the app on the phone: the same for everybody, whole without network, installable, in two languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

from cast import Cast
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from anlan.web.field.words import words


def test_the_frame_of_the_app_holds_nothing_of_whoever_asks_for_it(cast: Cast, client: Client) -> None:
    town = Client()
    town.force_login(cast.officer("town"))
    town.cookies["django_language"] = "en"
    frame = town.get("/field/")
    client.cookies["django_language"] = "en"
    assert frame.content == client.get("/field/").content
    assert cast.officer("town").name not in frame.content.decode()
    assert "geolocation=(self)" in frame.headers["Permissions-Policy"]
    assert "geolocation=()" in town.get("/").headers["Permissions-Policy"]
    assert "Cookie" not in frame.headers.get("Vary", "")


def test_the_worker_knows_every_file_of_the_app_and_each_is_there(db: None, client: Client) -> None:
    answer = client.get("/field/sw.js")
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    shell = json.loads(re.match(r"const SHELL = (.+);\n", answer.content.decode()).group(1))  # type: ignore[union-attr]
    assert client.get(shell["page"]).headers["X-Field-Version"] == shell["version"]
    ours = [address for address in shell["files"] if address.startswith("/field/")]
    assert {address.split("/")[3] for address in ours} == {shell["version"]}
    for address in ours:
        script = client.get(address)
        assert (script.status_code, "immutable" in script.headers["Cache-Control"]) == (200, True)
        named = re.findall(r'from "\./(\w+)\.js"', script.content.decode())
        assert {f"/field/app/{shell['version']}/{name}.js" for name in named} <= set(ours)
    others = [address.split("?")[0].removeprefix("/static/") for address in set(shell["files"]) - set(ours)]
    assert others
    assert [name for name in others if finders.find(name) is None] == []
    assert client.get(ours[0].replace(shell["version"], "older")).headers["Cache-Control"] == "private, no-store"
    assert client.get(f"/field/app/{shell['version']}/worker.js").status_code == 404


def test_the_app_can_be_installed(db: None, client: Client) -> None:
    described = client.get("/field/manifest.webmanifest").json()
    assert (described["start_url"], described["scope"], described["display"]) == ("/field/", "/field/", "standalone")
    assert {icon["sizes"] for icon in described["icons"]} == {"192x192", "512x512"}
    for icon in described["icons"]:
        file = Path(str(finders.find(icon["src"].split("?")[0].removeprefix("/static/"))))
        assert f"{Image.open(file).width}x{Image.open(file).height}" == icon["sizes"]


def test_every_word_of_the_scripts_is_in_the_catalogue() -> None:
    folder = Path(str(finders.find("anlan/field/app.js"))).parent
    sources = "\n".join(file.read_text(encoding="utf-8") for file in folder.glob("*.js"))
    asked = set(re.findall(r'\bsay\("(\w+)"', sources)) | set(re.findall(r'\bgroup\("(\w+)"', sources))
    asked |= {key for pair in re.findall(r'\bsay\(\w+ \? "(\w+)" : "(\w+)"', sources) for key in pair}
    told = set(words())
    assert asked - told == set()
    assert {key for key in told - asked if not key.startswith("state_")} == set()
    states = {f"state_{state}" for state in ("draft", "waiting", "sending", "sent", "refused", "conflict")}
    assert {key for key in told if key.startswith("state_")} == states


def test_logging_out_clears_caches_and_not_what_is_unsent(cast: Cast, client: Client) -> None:
    client.force_login(cast.officer("town"))
    assert client.post("/logout/").headers["Clear-Site-Data"] == '"cache"'
