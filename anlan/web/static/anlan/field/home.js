// The first screen: what can be begun, what waits to be sent, what was refused.
import { button, el, say } from "./dom.js";
import { dropItem, everyItem, itemsOf } from "./store.js";

// Of what was sent, the last ones stay in sight.
const MOST_SENT = 20;
const MOST_SHOWN = 300;
export const OPEN = ["draft", "waiting", "sending", "refused", "conflict"];

const units = (taken) => new Map(taken.units.map((unit) => [unit.id, unit]));

// What waits on this phone for officers other than the one who is here.
export async function unsentOfOthers(officer) {
  return (await everyItem()).filter((item) => item.officer !== officer && OPEN.includes(item.state)).length;
}

export async function homeScreen(app) {
  const { taken } = app;
  const items = await itemsOf(taken.officer.id);
  return [
    el("h1.visually-hidden", {}, say("app")),
    el("p.text-secondary", {}, `${taken.post} ${taken.officer.name}`),
    el("div.field-forms", {}, taken.forms.map((form) => formButtons(app, form))),
    taken.forms.length ? null : el("p", {}, say("no_forms")),
    taken.records.length
      ? el("p", {}, el("a.btn.w-100", { href: "#/records" }, say("records_to_take", { count: taken.records.length }))) : null,
    ...group("drafts", items.filter((item) => item.state === "draft").reverse()),
    ...(await queue(app, items)),
  ];
}

// One tap begins an entry for the own unit; for another one it is looked for first.
function formButtons(app, form) {
  const known = units(app.taken);
  const first = form.own ?? (form.units.length === 1 ? form.units[0] : null);
  const choose = el("a.btn.w-100", { href: `#/units/${form.page}` }, first ? say("another_unit") : form.label);
  if (!first) {
    choose.className = "btn btn-primary w-100 field-begin";
    return el("div", {}, choose);
  }
  const begin = button(form.label, () => app.begin(form, known.get(first)), "btn btn-primary w-100 field-begin");
  return el("div", { "data-page": form.page }, begin, form.units.length > 1 ? choose : null);
}

function group(title, items) {
  if (!items.length) return [];
  return [el("h2", {}, say(title)), el("ul.field-items", {}, items.slice(0, MOST_SHOWN).map(line))];
}

async function queue(app, items) {
  const back = items.filter((item) => ["refused", "conflict"].includes(item.state));
  const waiting = items.filter((item) => ["waiting", "sending"].includes(item.state));
  const sent = items.filter((item) => item.state === "sent").sort((one, other) => other.sent - one.sent);
  for (const old of sent.slice(MOST_SENT)) await dropItem(old.uuid);
  const now = waiting.length ? [el("p", {}, button(say("send_now"), () => app.send(), "btn btn-primary"))] : [];
  return [...group("sent_back", back), ...group("queue", waiting), ...now, ...group("sent", sent.slice(0, MOST_SENT))];
}

// One entry in a list: what it is, where, in which state, and what was said of it.
function line(item) {
  const first = Object.entries(item.values).find(([name, value]) => value && item.told.includes(name))?.[1] ?? "";
  const words = [item.label, item.record ? item.recordTitle : item.unitName, first].filter(Boolean).join(" · ");
  return el("li", { "data-state": item.state, "data-uuid": item.uuid },
    el("a", { href: `#/item/${item.uuid}` }, words), " ", el("span.state", {}, say(`state_${item.state}`)),
    item.detail ? el("p.field-said", {}, item.detail) : null);
}
