// One field for each thing that a step asks. Answers are kept under the names under which the page's form sends them.
import { button, el, local, say } from "./dom.js";
import { factsOf } from "./exif.js";
import { compressed, shown, signaturePad } from "./pictures.js";
import { dropPhoto, keepPhoto, photosOf } from "./store.js";

const TYPES = { date: "date", moment: "datetime-local", number: "number", decimal: "text", text: "text", suggested: "text" };
const PICTURES_ONLY = new Set(["photos"]);
const MOST_ROWS = 20;

export const isFile = (ask) => ask.kind === "file" || ask.kind === "photos";

// What stands in a form at first; the present is that of the city's clock, which the phone's may miss.
export function initialValues(asks, { now, zone }, prefix = "") {
  const values = {};
  for (const ask of asks) {
    if (isFile(ask)) continue;
    if (ask.kind === "rows") {
      ask.rows.forEach((row, number) => {
        Object.assign(values, initialValues(row.fields, { now, zone }, `${prefix}${ask.name}-${number}-`));
      });
      continue;
    }
    const present = ask.initial?.present;
    const only = ask.kind === "choice" && ask.choices?.length === 1 ? ask.choices[0][0] : "";
    if (present) values[prefix + ask.name] = local(now, zone, ask.kind === "date" ? 10 : 16);
    else if (ask.kind === "check") { if (ask.initial) values[prefix + ask.name] = "on"; }
    else values[prefix + ask.name] = String(ask.initial ?? only);
  }
  return values;
}

// The whole form: `state` has values, errors and the item's uuid; `changed` is called after each change.
export function drawForm(asks, state, changed) {
  let part = "";
  return asks.flatMap((ask) => {
    const heading = ask.part && ask.part !== part ? [el("h2", {}, ask.part)] : [];
    part = ask.part;
    return [...heading, ask.kind === "rows" ? rows(ask, state, changed) : field(ask, "", state, changed)];
  });
}

const optional = (ask) => (ask.required ? null : el("span.optional", {}, ` ${say("optional")}`));

function errorsOf(state, name) {
  const errors = state.said.filter((one) => one.field === name);
  return errors.length ? el("ul.field-errors", { id: `${name}_error` }, errors.map((one) => el("li", {}, one.reason))) : null;
}

function field(ask, prefix, state, changed) {
  const drawn = control(ask, prefix, state, changed);
  if (ask.shown_for?.length) followAnother(ask, prefix, state, drawn);
  return drawn;
}

// Some questions matter with some answers to another one only. What was answered or refused stays in sight.
function followAnother(ask, prefix, state, drawn) {
  const [other, ...answers] = ask.shown_for;
  const name = prefix + ask.name;
  const refused = state.said.some((one) => one.field === name);
  const follow = () => {
    drawn.hidden = !answers.includes(state.values[prefix + other] ?? "") && !state.values[name] && !refused;
  };
  state.following.push(follow);
  follow();
}

function answer(state, name, value, changed) {
  if (value === null) delete state.values[name];
  else state.values[name] = value;
  state.following.forEach((follow) => follow());
  changed();
}

function control(ask, prefix, state, changed) {
  const name = prefix + ask.name;
  if (ask.kind === "key") return el("input", { type: "hidden", name, value: state.values[name] ?? "" });
  if (ask.kind === "check") return box(ask, name, state, changed);
  const below = [ask.why ? el("div.form-hint", { id: `${name}_why` }, ask.why) : null];
  const about = { "aria-describedby": `${name}_why ${name}_error` };
  const asked = isFile(ask) ? files(ask, name, state, changed) : input(ask, name, state, changed, about);
  // In a line of a list nothing is required by itself: saying so at each would only be noise.
  const words = [ask.label, state.row(name) ? null : optional(ask)];
  const label = isFile(ask) ? el("div.form-label", {}, words) : el("label.form-label", { for: `id_${name}` }, words);
  const more = ask.more.map((one) => box(one, prefix + one.name, state, changed));
  return el("div.field", {}, label, below, asked, errorsOf(state, name), more);
}

function box(ask, name, state, changed) {
  const checkbox = el("input.form-check-input", {
    type: "checkbox", id: `id_${name}`, name, checked: state.values[name] === "on",
    change: (event) => answer(state, name, event.target.checked ? "on" : null, changed),
  });
  const label = el("label.form-check-label", { for: `id_${name}` }, ask.label);
  return el("div.field.form-check", {}, checkbox, label, ask.why ? el("div.form-hint", {}, ask.why) : null,
    errorsOf(state, name));
}

function input(ask, name, state, changed, about) {
  const wrong = state.said.some((one) => one.field === name) ? ".is-invalid" : "";
  const shared = {
    id: `id_${name}`, name, required: ask.required && !state.row(name), ...about,
    input: (event) => answer(state, name, event.target.value, changed),
  };
  if (ask.kind === "choice") {
    const options = ask.choices.map(([key, words]) => el("option", { value: key, selected: key === state.values[name] }, words));
    return el(`select.form-select${wrong}`, shared, options);
  }
  if (ask.kind === "longtext") {
    const area = el(`textarea.form-control${wrong}`, { ...shared, rows: 3, maxlength: ask.max_length });
    area.value = state.values[name] ?? "";
    return area;
  }
  const listed = ask.suggested ? el("datalist", { id: `${name}_list` }, ask.suggested.map((value) => el("option", { value }))) : null;
  const line = el(`input.form-control${wrong}`, {
    ...shared, type: TYPES[ask.kind] ?? "text", maxlength: ask.max_length, list: listed && `${name}_list`,
    min: ask.kind === "number" ? 0 : null,
    inputmode: { number: "numeric", decimal: "decimal" }[ask.kind] ?? null,
  });
  line.value = state.values[name] ?? "";
  return el("div", {}, line, listed);
}

// Files of one answer: a camera for pictures, a pad for a signature; each is kept at once, not only when it is sent.
function files(ask, name, state, changed) {
  const list = el("ul.field-photos");
  const notice = el("p.field-errors", { role: "status" });
  const many = PICTURES_ONLY.has(ask.kind);
  const keep = async (given) => {
    try {
      await state.begun();
      const kept = await photosOf(state.uuid);
      if (!many) for (const one of kept.filter((photo) => photo.field === name)) await dropPhoto(one.id);
      if (given) await keepPhoto({ id: crypto.randomUUID(), item: state.uuid, field: name, ...given });
      notice.textContent = "";
    } catch {
      notice.textContent = say("full");
    }
    await draw();
    changed();
  };
  const draw = async () => {
    const photos = (await photosOf(state.uuid)).filter((photo) => photo.field === name);
    const lines = await Promise.all(photos.map(async (photo, index) => {
      const words = say("photo_number", { number: index + 1 });
      const seen = photo.type.startsWith("image/") ? el("img", { src: await shown(photo.blob), alt: words }) : photo.name;
      const remove = button(say("remove"), async () => { await dropPhoto(photo.id); await draw(); changed(); }, "btn btn-sm");
      return el("li", {}, seen, remove);
    }));
    list.replaceChildren(...lines);
  };
  draw();
  if (ask.name === "signature") {
    const signed = (picture) => { state.taking = state.taking.then(async () => keep(await picture)); };
    return el("div", {}, signaturePad(ask.label, signed), list, notice);
  }
  const takeIn = async (picked) => {
    for (const file of picked) {
      const small = await compressed(file);
      // When and where belongs to photos; whether the place goes along is asked below them, and decided when they are sent.
      if (small) await keep(many ? { ...small, facts: await factsOf(file) } : small);
      else if (many || file.type.startsWith("image/")) notice.textContent = say("no_picture", { name: file.name });
      else await keep({ blob: file, name: file.name, type: file.type });
    }
  };
  const chosen = (event) => {
    const picked = [...event.target.files];
    event.target.value = "";
    // Whoever presses the button at once waits until the photo is kept.
    state.taking = state.taking.then(() => takeIn(picked));
  };
  const pictures = many || /photo|picture/.test(ask.name);
  const camera = el("input.visually-hidden", {
    type: "file", id: `id_${name}`, multiple: many, accept: pictures ? "image/*" : "image/*,.pdf,.docx", change: chosen,
  });
  const open = el("label.btn.w-100", { for: `id_${name}` }, say(pictures ? "take_photo" : "choose_file"));
  return el("div.field-camera", {}, camera, open, list, notice);
}

// Whether a field is in sight: some matter only with certain answers to another of their line. What holds something stays.
function matters(ask, prefix, state) {
  const [other, ...answers] = ask.shown_for ?? [];
  const name = prefix + ask.name;
  return !other || answers.includes(state.values[prefix + other]) || Boolean(state.values[name])
    || state.said.some((one) => one.field === name);
}

// Lines of further fields: those of a check-list are fixed, others can be added.
function rows(ask, state, changed) {
  const wrong = errorsOf(state, ask.name);
  const body = el("div");
  const count = () => {
    const numbers = Object.keys(state.values).map((name) => new RegExp(`^${ask.name}-(\\d+)-`).exec(name)?.[1]);
    return Math.max(ask.fixed ? ask.rows.length : 1, ...numbers.filter((one) => one !== undefined).map((one) => Number(one) + 1));
  };
  const draw = () => {
    const lines = Array.from({ length: Math.min(count(), ask.fixed ? ask.rows.length : MOST_ROWS) }, (_, number) => {
      const line = ask.rows[number] ?? { words: "", fields: ask.spare };
      const hint = line.hint ? el("span.row-hint", {}, line.hint) : null;
      const heading = line.words ? el("p", {}, el("strong", {}, line.words), hint) : null;
      const prefix = `${ask.name}-${number}-`;
      const drawn = line.fields.map((one) => field({ ...one, more: one.more ?? [] }, prefix, state, changed));
      const fit = () => line.fields.forEach((one, at) => { drawn[at].hidden = !matters(one, prefix, state); });
      fit();
      return el("div.field-row", { input: fit }, heading, errorsOf(state, prefix.slice(0, -1)), drawn);
    });
    body.replaceChildren(...lines);
  };
  draw();
  const add = ask.fixed || !ask.spare.length ? null : button(say("add_row"), () => {
    const number = count();
    for (const one of ask.spare) state.values[`${ask.name}-${number}-${one.name}`] ??= one.kind === "check" ? undefined : "";
    draw();
    changed();
  }, "btn btn-sm");
  const hint = ask.nothing && !ask.rows.length ? el("p", {}, ask.nothing) : ask.why ? el("div.form-hint", {}, ask.why) : null;
  return el("fieldset.field", {}, el("legend.form-label", {}, ask.label, optional(ask)), hint, wrong, body, add);
}
