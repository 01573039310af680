"""A phone in somebody's hand: the app of the field at 360 pixels, with a network that comes and goes."""

from __future__ import annotations

import io
import re
from typing import Any

from conftest import Watched
from PIL import Image
from playwright.sync_api import FilePayload, Page, Route, expect
from words import zh

WIDTH = 360
SEND = re.compile(r"/field/send/")
# What is kept on the phone, read as the app keeps it.
KEPT = """
(store) => new Promise((resolve, reject) => {
  const asking = indexedDB.open("anlan-field");
  asking.onerror = () => reject(asking.error);
  asking.onsuccess = () => {
    const all = asking.result.transaction(store).objectStore(store).getAll();
    all.onsuccess = () => { asking.result.close(); resolve(all.result); };
  };
})
"""
SIZE = """
() => new Promise((resolve) => {
  indexedDB.open("anlan-field").onsuccess = ({target: {result: database}}) => {
    database.transaction("photos").objectStore("photos").getAll().onsuccess = async ({target: {result}}) => {
      const {width, height} = await createImageBitmap(result[0].blob);
      database.close();
      resolve([width, height]);
    };
  };
})
"""
# So many entries as if somebody had walked all day: copies of one that was made by hand, each with a token of its own.
COPIES = """
({uuid, count, wrong}) => new Promise((resolve, reject) => {
  const asking = indexedDB.open("anlan-field");
  asking.onsuccess = () => {
    const transaction = asking.result.transaction("items", "readwrite");
    const items = transaction.objectStore("items");
    items.get(uuid).onsuccess = ({target: {result: first}}) => {
      for (let number = 1; number < count; number += 1) {
        const values = {...first.values, place: `${first.values.place}${number}`};
        if (number === wrong) values.units_visited = "-1";
        items.put({...first, uuid: crypto.randomUUID(), made: first.made + number, values});
      }
    };
    transaction.oncomplete = () => { asking.result.close(); resolve(); };
    transaction.onerror = () => reject(transaction.error);
  };
})
"""


def big_photo(*, side: int = 2400, exif: Image.Exif | None = None) -> FilePayload:
    """A photo as a phone takes it: larger than what is kept."""
    file = io.BytesIO()
    Image.effect_noise((side, side // 2), 60).convert("RGB").save(file, "JPEG", quality=85, exif=exif or Image.Exif())
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


class Phone:
    """The app on one page; counts taps, as a finger makes them."""

    def __init__(self, page: Page, watched: Watched) -> None:
        self.page, self.watched, self.taps = page, watched, 0
        # What the door of the app answers is judged by the tests.
        watched.judged.append(SEND)
        watched.judged.append(re.compile(r"/field/(data|token)\.json$"))

    def open(self) -> None:
        """Open the app and wait until it works without network."""
        self.page.goto("/field/")
        expect(self.page.locator(".field-begin").first).to_be_visible()
        self.page.evaluate("navigator.serviceWorker.ready.then((ready) => ready.active.state)")
        self.page.wait_for_function("navigator.serviceWorker.controller !== null")

    def network(self, *, on: bool) -> None:
        """Switch it on or off."""
        self.page.context.set_offline(not on)

    def tap(self, what: Any) -> None:
        """Tap something."""
        what.click()
        self.taps += 1

    def begin(self, words: str) -> None:
        """Begin an entry by its big button."""
        self.tap(self.page.get_by_role("button", name=zh(words), exact=True).first)
        expect(self.page.locator("main form")).to_be_visible()

    def photograph(self, photo: FilePayload) -> None:
        """Take a photo, and say that it may stand on this network."""
        self.page.locator("input[type=file]").set_input_files(photo)
        self.taps += 1
        expect(self.page.locator(".field-photos img")).to_have_count(1)
        self.tap(self.page.locator("main form input[type=checkbox][name=photos_cleared]"))

    def send(self) -> None:
        """Press the one button of the form."""
        self.tap(self.page.locator("main form button[type=submit]"))
        expect(self.page.locator("main[data-screen=home]")).to_be_visible()

    def patrol(self, place: str) -> None:
        """Fill in a patrol and hand it over to the queue."""
        self.begin("Record a patrol")
        self.page.locator("[name=place]").fill(place)
        self.page.locator("[name=units_visited]").fill("3")
        self.send()

    def items(self, state: str) -> Any:
        """The entries in that state, as the first screen lists them."""
        return self.page.locator(f".field-items > [data-state={state}]")

    def kept(self, store: str) -> list[dict[str, Any]]:
        """What the phone keeps."""
        found: list[dict[str, Any]] = self.page.evaluate(KEPT, store)
        return found

    def wait_until_kept(self, count: int) -> None:
        """Wait until so many entries are written down on the phone, as they are while somebody types."""
        self.page.wait_for_function(f"async () => (await ({KEPT})('items')).length === {count}")

    def send_again_by_hand(self) -> None:
        """Open the app anew, which sends whatever waits."""
        self.page.reload()
        expect(self.items("sent")).to_have_count(1)
        expect(self.items("waiting")).to_have_count(0)

    def photo_size(self) -> list[int]:
        """Width and height of the photo that is kept."""
        found: list[int] = self.page.evaluate(SIZE)
        return found

    def send_now(self) -> None:
        """Press the button above the queue."""
        self.page.get_by_role("button", name=zh("Send now")).click()


class Lost:
    """The network of a cellar: the entry arrives, its answer does not."""

    def __init__(self, phone: Phone, *, times: int) -> None:
        self.left, self.arrived = times, []  # type: ignore[var-annotated]
        phone.page.context.route(SEND, self._answer)

    def _answer(self, route: Route) -> None:
        answer = route.fetch()
        if self.left:
            self.left -= 1
            self.arrived.append(answer.status)
            route.abort("connectionreset")
        else:
            self.arrived.append(answer.status)
            route.fulfill(response=answer)


def recorded(page: Page, register: str, text: str) -> int:
    """How many records with these words stand in the register."""
    answer = page.context.request.get(f"/records/{register}/")
    return answer.text().count(f">{text}<")


def fields_in(body: bytes) -> dict[str, list[str]]:
    """What a form sent, by name: of texts the text, of files their names."""
    found: dict[str, list[str]] = {}
    boundary = body.split(b"\r\n", 1)[0]
    for part in body.split(boundary)[1:-1]:
        head, _, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
        named = dict(re.findall(r'(name|filename)="([^"]*)"', head.decode()))
        found.setdefault(named["name"], []).append(named.get("filename", content.decode(errors="replace")))
    return found
