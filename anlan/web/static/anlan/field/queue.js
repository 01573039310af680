// The queue: what waits is sent one after the other, in the order in which it was made, as soon as there is a network.
//
// An item changes its state before it is sent and after the answer has come. Whatever happens in between, a cut, a closed
// window, an empty battery, leaves it "sending": it is sent again with the same token, and the server tells whether it
// had arrived. So nothing is lost and nothing is recorded twice.
import { say } from "./dom.js";
import { told } from "./exif.js";
import { changeItem, dropPhotos, itemsOf, photosOf } from "./store.js";

const PATIENCE = 120_000;
const AGAIN_AFTER = 30_000;
// So many failures of the server in a row, and the rest waits for a better moment.
const MOST_FAILURES = 3;

export const events = new EventTarget();
const tell = (name, detail) => events.dispatchEvent(new CustomEvent(name, { detail }));

let later;

// Sends what this officer's items wait for; of several windows one sends. `about` is "offline", "logged_out",
// "other_officer" or "" when all was sent that could be.
export async function send(officer) {
  clearTimeout(later);
  const about = await navigator.locks.request("anlan-field-send", { ifAvailable: true }, (lock) => (lock ? run(officer) : ""));
  if (about === "offline" || about === "trouble") later = setTimeout(() => send(officer), AGAIN_AFTER);
  tell("sent", about);
  return about;
}

async function run(officer) {
  const token = await freshToken(officer);
  if (token.about) return token.about;
  const tried = new Set();
  let failures = 0;
  for (;;) {
    const next = (await itemsOf(officer)).find((item) => ["waiting", "sending"].includes(item.state) && !tried.has(item.uuid));
    if (!next) return failures ? "trouble" : "";
    tried.add(next.uuid);
    const about = await sendOne(next, token);
    if (about === "stale") {
      // The token of this window was renewed elsewhere, such as by logging in anew: once more with a fresh one.
      Object.assign(token, await freshToken(officer));
      if (token.about) return token.about;
      if (await sendOne(next, token) === "stale") failures += 1;
    } else if (about === "trouble") {
      failures += 1;
      if (failures >= MOST_FAILURES) return "trouble";
    } else if (about) {
      return about;
    } else {
      failures = 0;
    }
  }
}

async function freshToken(officer) {
  try {
    const answer = await fetch("/field/token.json", { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status === 401) return { about: "logged_out" };
    if (!answer.ok) return { about: "trouble" };
    const found = await answer.json();
    return found.officer === officer ? { value: found.token, about: "" } : { about: "other_officer" };
  } catch {
    return { about: "offline" };
  }
}

async function bodyOf(item) {
  const body = new FormData();
  const given = { ...item.values, submission: item.uuid, officer: item.officer, seen: item.seen ?? "" };
  if (item.record) given.record = item.record;
  else given.unit = item.unit;
  for (const [name, value] of Object.entries(given)) if (value !== undefined) body.append(name, value);
  const photos = await photosOf(item.uuid);
  if (photos.length < (item.photos ?? 0)) return null;
  for (const photo of photos) {
    // The place leaves the phone with the officer's tick and not without.
    const blob = photo.facts ? told(photo.blob, photo.facts, item.values[`${photo.field}_place`] === "on") : photo.blob;
    body.append(photo.field, new File([blob], photo.name, { type: photo.type }));
  }
  return body;
}

async function sendOne(item, token) {
  const begun = await changeItem(item.uuid, (one) => {
    if (!["waiting", "sending"].includes(one.state)) return false;
    Object.assign(one, { state: "sending", tried: true });
    return true;
  });
  if (!begun) return "";
  tell("changed");
  const body = await bodyOf(begun);
  if (!body) {
    await settle(begun.uuid, { state: "refused", tried: false, detail: say("photo_lost"), said: [] });
    return "";
  }
  let answer;
  let said = null;
  try {
    answer = await fetch(`/field/send/${item.page}/${item.step}/`, {
      method: "POST", body, headers: { "X-CSRFToken": token.value }, signal: AbortSignal.timeout(PATIENCE),
    });
    said = await answer.text();
  } catch {
    await settle(item.uuid, { state: "waiting" });
    return "offline";
  }
  return understand(item.uuid, answer.status, parsed(said));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

// What the answer says for certain; anything else leaves the item waiting.
async function understand(uuid, status, said) {
  if (said && (status === 201 || status === 200)) {
    await settle(uuid, { state: "sent", url: said.url, title: said.title, entry: said.entry, met: said.met, sent: Date.now(), said: [], detail: "" });
    await dropPhotos(uuid);
    return "";
  }
  if (said && status === 409) {
    await settle(uuid, { state: "conflict", tried: false, detail: said.detail, conflict: said, said: [] });
    return "";
  }
  if (status === 413) {
    await settle(uuid, { state: "refused", tried: false, detail: say("too_large"), said: [] });
    return "";
  }
  if (said && [400, 404, 422].includes(status) || said && status === 403 && !said.other_officer) {
    await settle(uuid, { state: "refused", tried: false, detail: said.detail, said: said.errors ?? [] });
    return "";
  }
  await settle(uuid, { state: "waiting", detail: status >= 500 ? say("server_failed") : "" });
  if (status === 401) return "logged_out";
  if (status === 403) return said ? "other_officer" : "stale";
  return "trouble";
}

async function settle(uuid, change) {
  await changeItem(uuid, (item) => { Object.assign(item, change); });
  tell("changed");
}
