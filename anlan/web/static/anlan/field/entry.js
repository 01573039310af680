// The screen of one entry: a draft to fill in, or what became of it once it was sent.
import { freshForm } from "./along.js";
import { button, el, say } from "./dom.js";
import { drawForm, isFile } from "./fields.js";
import { changeItem, dropItem, keepItem, photosOf, readItem } from "./store.js";

const SAVE_AFTER = 150;
const EDITABLE = ["draft", "refused", "conflict", "waiting"];

// A new entry. It is kept from its first answer on, so that a tap by mistake leaves nothing behind.
export function newItem(app, { page, step, label, asks, unit = null, record = null }, values) {
  return {
    uuid: crypto.randomUUID(), officer: app.taken.officer.id, page, step, label, asks, values,
    unit: unit?.id ?? null, unitName: unit?.name ?? "", record: record?.record ?? null,
    recordTitle: record?.title ?? "", seen: record?.seen ?? "", lines: record?.lines ?? [],
    told: asks.filter((ask) => ["text", "longtext"].includes(ask.kind)).map((ask) => ask.name),
    state: "draft", said: [], detail: "", tried: false, photos: 0, made: Date.now(), fresh: true,
  };
}

export async function itemScreen(app, uuid) {
  const item = app.newest?.uuid === uuid ? app.newest : await readItem(uuid);
  // What another officer made is not shown, whoever knows its address.
  if (!item || item.officer !== app.taken.officer.id) return app.go("#/");
  return item.state === "draft" ? formScreen(app, item) : standingScreen(app, item);
}

function formScreen(app, item) {
  let timer = null;
  const write = async () => {
    clearTimeout(timer);
    timer = null;
    const { fresh, ...kept } = item;
    try {
      // An entry that was sent or dropped in another window is not brought back.
      if (fresh) await keepItem(kept);
      else await changeItem(item.uuid, (one) => (one.state === "draft" ? Object.assign(one, kept) && true : false));
      item.fresh = false;
      app.persist();
      notice.textContent = "";
    } catch {
      notice.textContent = say("full");
    }
  };
  // The first answer is kept at once, the others as soon as the hand rests.
  const changed = () => { clearTimeout(timer); timer = setTimeout(write, item.fresh ? 0 : SAVE_AFTER); };
  app.leaving = () => (timer ? write() : undefined);
  const rowNames = item.asks.filter((ask) => ask.kind === "rows").map((ask) => `${ask.name}-`);
  const state = {
    uuid: item.uuid, values: item.values, said: item.said, following: [], taking: Promise.resolve(),
    begun: () => (item.fresh ? write() : undefined), row: (name) => rowNames.some((one) => name.startsWith(one)),
  };
  const notice = el("p.field-errors", { role: "status" });
  const queueIt = async (event) => {
    event.preventDefault();
    await state.taking;
    const missing = await missingFile(item);
    if (missing) { notice.textContent = say("file_missing", { name: missing.label }); return; }
    await write();
    const photos = (await photosOf(item.uuid)).length;
    // A second tap finds no draft any more.
    const kept = await changeItem(item.uuid, (one) => {
      if (one.state !== "draft") return false;
      Object.assign(one, { state: "waiting", said: [], detail: "", photos });
      return true;
    });
    if (!kept) return;
    app.newest = null;
    app.go("#/");
    app.send();
  };
  const form = el("form.card", { submit: queueIt }, el("div.card-body", {},
    overall(item), drawForm(item.asks, state, changed), place(item, state, changed), notice,
    el("div.field-end", {}, el("button.btn.btn-primary.w-100", { type: "submit" }, item.label),
      button(say("drop"), () => drop(app, item), "btn w-100"))));
  return [el("h1", {}, item.label), el("p.text-secondary", {}, item.unitName || item.recordTitle), standing(item.lines), form];
}

// What was refused without a field of its own, and what was said of a field that the form no longer has.
function overall(item) {
  const names = new Set(item.asks.map((ask) => ask.name).concat(item.asks.flatMap((ask) => (ask.more ?? []).map((one) => one.name))));
  const rows = item.asks.filter((ask) => ask.kind === "rows").map((ask) => `${ask.name}-`);
  const said = item.said.filter((one) => !names.has(one.field) && !rows.some((row) => one.field.startsWith(row)));
  return said.length ? el("ul.field-errors", { role: "alert" }, said.map((one) => el("li", {}, one.reason))) : null;
}

async function missingFile(item) {
  const photos = await photosOf(item.uuid);
  return item.asks.find((ask) => isFile(ask) && ask.required && !photos.some((photo) => photo.field === ask.name));
}

// The place of the phone, only where the form asks for one and only when the officer presses the button.
function place(item, state, changed) {
  const names = ["longitude", "latitude"];
  if (!names.every((name) => item.asks.some((ask) => ask.name === name)) || !navigator.geolocation) return null;
  const notice = el("p.form-hint", { role: "status" });
  const found = ({ coords }) => {
    for (const name of names) {
      const value = coords[name].toFixed(6);
      state.values[name] = value;
      document.getElementById(`id_${name}`).value = value;
    }
    notice.textContent = say("place_found", { metres: Math.round(coords.accuracy) });
    changed();
  };
  const ask = () => navigator.geolocation.getCurrentPosition(found, () => { notice.textContent = say("place_unknown"); },
    { enableHighAccuracy: true, timeout: 20_000 });
  return el("div.field", {}, button(say("use_place"), ask), notice);
}

const standing = (lines) => (lines.length
  ? el("dl.field-lines", {}, lines.flatMap(([label, text]) => [el("dt", {}, label), el("dd", {}, text)])) : null);

async function drop(app, item) {
  const words = item.tried ? say("drop_uncertain") : say("drop_certain");
  if (!window.confirm(words)) return;
  app.leaving = null;
  if (!item.fresh) await dropItem(item.uuid);
  app.newest = null;
  app.go("#/");
}

// An entry that is no draft any more: waiting, refused, overtaken or sent.
function standingScreen(app, item) {
  const conflict = item.state === "conflict" ? item.conflict : null;
  // As long as nobody knows whether it has arrived, it is not changed: the server might keep the earlier words.
  const editable = EDITABLE.includes(item.state) && !item.tried && (!conflict || conflict.again);
  const answers = item.told.map((name) => item.values[name]).filter(Boolean);
  return [
    el("h1", {}, item.label),
    el("p.text-secondary", {}, item.unitName || item.recordTitle),
    el("p", {}, el("strong", {}, say(`state_${item.state}`))),
    item.detail ? el("p", { role: "alert" }, item.detail) : null,
    item.said.length ? el("ul.field-errors", {}, item.said.map((one) => el("li", {}, one.reason))) : null,
    conflict ? overtakenBy(conflict) : null,
    el("ul", {}, answers.map((text) => el("li", {}, text))),
    item.state === "sent" ? el("ul", {}, item.met.map((text) => el("li", {}, text))) : null,
    item.tried && item.state !== "sent" ? el("p.form-hint", {}, say("maybe_arrived")) : null,
    el("div.field-end", {},
      item.state === "sent" ? el("a.btn.btn-primary.w-100", { href: item.url }, say("to_record", { title: item.title })) : null,
      editable ? button(say("correct"), () => edit(app, item), "btn btn-primary w-100") : null,
      item.state === "sent" ? null : button(say("drop"), () => drop(app, item), "btn w-100")),
  ];
}

function overtakenBy(conflict) {
  const { standing: now } = conflict;
  if (!now) return null;
  const who = conflict.at ? el("p", {}, say("changed_by", { officer: conflict.by || "–", at: conflict.at })) : null;
  return el("section.card", { "aria-label": say("stands_now") }, el("div.card-body", {},
    el("h2", {}, say("stands_now")), el("p", {}, el("strong", {}, now.title), ` ${now.state}`), who, standing(now.lines),
    conflict.again ? null : el("p", {}, say("no_longer")), el("a", { href: now.url }, say("to_record", { title: now.title }))));
}

// Back to a draft. After a conflict the officer has seen what stands now, and sends knowing it.
async function edit(app, item) {
  const asks = item.record ? null : await freshForm(item.page, item.unit);
  const now = item.conflict?.standing;
  const about = item.record && now ? { seen: now.seen, lines: now.lines } : {};
  const kept = await changeItem(item.uuid, (one) => {
    if (one.state !== item.state || one.tried) return false;
    Object.assign(one, { state: "draft", conflict: null, ...about, ...(asks ? { asks } : {}) });
    return true;
  });
  if (kept) app.show();
}

