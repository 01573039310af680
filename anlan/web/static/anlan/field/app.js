// The app: who is here, which screen is shown, and when the queue is sent.
import { clock, formFor, kept, renewed } from "./along.js";
import { button, el, say } from "./dom.js";
import { itemScreen, newItem } from "./entry.js";
import { initialValues } from "./fields.js";
import { homeScreen, unsentOfOthers } from "./home.js";
import { events, send } from "./queue.js";

const MOST_LISTED = 50;
const main = document.getElementById("content");
const status = document.getElementById("status");

const app = {
  taken: null,
  about: "nobody",
  sent: "",
  newest: null,
  leaving: null,
  go(hash) {
    if (location.hash === hash) return app.show();
    location.hash = hash;
    return null;
  },
  show: () => show(),
  send: () => (app.taken ? send(app.taken.officer.id) : null),
  // Asks the phone not to clear what is kept when its memory runs short.
  persist: () => navigator.storage?.persist?.(),
  async begin(form, unit) {
    const asks = await formFor(app.taken, form, unit);
    if (!asks) return note(say("needs_network", { unit: unit.name }));
    return start({ ...form, asks, unit });
  },
};

function start(what) {
  app.newest = newItem(app, what, initialValues(what.asks, clock(app.taken)));
  return app.go(`#/item/${app.newest.uuid}`);
}

function note(words) {
  status.replaceChildren(el("p", {}, words));
}

// What holds everywhere: no network, nobody logged in, entries of somebody else.
async function tellStatus() {
  const others = await unsentOfOthers(app.taken?.officer.id ?? null);
  const away = !navigator.onLine || app.about === "offline" || app.sent === "offline";
  const out = app.about === "logged_out" || app.sent === "logged_out";
  status.replaceChildren(...[
    away ? el("p", {}, say("offline")) : null,
    out ? el("p", {}, say("logged_out"), " ", el("a", { href: "/login/?next=/field/" }, say("log_in"))) : null,
    app.sent === "other_officer" ? el("p", {}, say("other_logged_in")) : null,
    others && app.taken ? el("p.field-others", {}, say("others_unsent", { count: others })) : null,
  ].filter(Boolean));
}

async function nobodyScreen() {
  const others = await unsentOfOthers(null);
  return [
    el("h1", {}, say("app")),
    el("p", {}, say("nobody")),
    others ? el("p.field-others", {}, say("unsent_kept", { count: others })) : null,
    el("p", {}, el("a.btn.btn-primary.w-100", { href: "/login/?next=/field/" }, say("log_in"))),
  ];
}

// A list with a field to search it, for units and records.
function searched(title, entries, more) {
  const list = el("ul.field-items");
  const draw = (text) => {
    const found = entries.filter((entry) => entry.words.toLowerCase().includes(text.trim().toLowerCase()));
    list.replaceChildren(...found.slice(0, MOST_LISTED).map((entry) => el("li", {}, entry.draw())));
    if (found.length > MOST_LISTED) list.append(el("li.text-secondary", {}, say("more_found", { count: found.length - MOST_LISTED })));
    if (!found.length) list.append(el("li", {}, say("nothing_found")));
  };
  draw("");
  const search = el("input.form-control", {
    type: "search", name: "q", "aria-label": say("search"), placeholder: say("search"), input: (event) => draw(event.target.value),
  });
  return [el("h1", {}, title), search, more ? el("p.form-hint", {}, say("more_units")) : null, list];
}

function unitsScreen(page) {
  const form = app.taken.forms.find((one) => one.page === page);
  if (!form) return app.go("#/");
  const known = new Map(app.taken.units.map((unit) => [unit.id, unit]));
  const entries = form.units.map((id) => known.get(id)).map((unit) => ({
    words: `${unit.name} ${unit.code}`,
    draw: () => button(unit.name, () => app.begin(form, unit), "btn w-100"),
  }));
  return searched(form.label, entries, form.more);
}

function recordsScreen() {
  const entries = app.taken.records.map((record) => ({
    words: `${record.title} ${record.unit} ${record.lines.map(([, text]) => text).join(" ")}`,
    draw: () => [
      el("p", {}, el("strong", {}, record.title), ` ${record.unit} `, el("span.state", {}, record.state)),
      ...record.steps.map((step) => button(step.label, () => start({ ...record, ...step, asks: app.taken.asks[step.asks], record, unit: null }))),
    ],
  }));
  return searched(say("records"), entries, false);
}

let drawing = 0;

async function show() {
  const mine = ++drawing;
  await app.leaving?.();
  app.leaving = null;
  const [, screen, key] = location.hash.split("/");
  if (screen !== "item") app.newest = null;
  let parts;
  if (!app.taken) parts = await nobodyScreen();
  else if (screen === "item") parts = await itemScreen(app, key);
  else if (screen === "units") parts = unitsScreen(key);
  else if (screen === "records") parts = recordsScreen();
  else parts = await homeScreen(app);
  if (mine !== drawing || !parts) return;
  main.replaceChildren(...parts.filter(Boolean));
  main.dataset.screen = screen || "home";
  document.getElementById("home").hidden = !screen;
  await tellStatus();
}

// Lists follow what is sent; what somebody is filling in or searching is never drawn anew.
let waiting = false;
const busy = () => main.dataset.screen === "item" && main.querySelector("form") || main.querySelector("[type=search]")?.value;
function refresh() {
  if (waiting) return;
  waiting = true;
  setTimeout(() => { waiting = false; if (!busy()) show(); }, 200);
}

events.addEventListener("changed", refresh);
events.addEventListener("sent", (event) => {
  app.sent = event.detail;
  if (event.detail === "other_officer") return renew();
  tellStatus();
  return refresh();
});

async function renew() {
  const before = app.taken?.officer.id;
  const found = await renewed();
  Object.assign(app, found);
  if (before !== undefined && app.taken && before !== app.taken.officer.id) {
    app.leaving = null;
    app.newest = null;
    location.hash = "#/";
    return show();
  }
  await tellStatus();
  return refresh();
}

window.addEventListener("hashchange", async () => {
  await show();
  window.scrollTo(0, 0);
  main.focus({ preventScroll: true });
});
window.addEventListener("pagehide", () => app.leaving?.());
document.addEventListener("visibilitychange", () => { if (document.hidden) app.leaving?.(); });
window.addEventListener("offline", () => tellStatus());
window.addEventListener("online", async () => { await renew(); app.send(); });

async function open() {
  if ("serviceWorker" in navigator) navigator.serviceWorker.register("/field/sw.js", { scope: "/field/" }).catch(() => note(say("no_worker")));
  Object.assign(app, await kept());
  if (app.taken) await show();
  await renew();
  if (!main.dataset.screen) await show();
  app.send();
}

open();
