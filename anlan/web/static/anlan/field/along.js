// What the phone takes along for the officer who is logged in: forms, units, records. Kept until somebody logs out.
import { forgetData, keepData, readData } from "./store.js";

const PATIENCE = 20_000;
// A form is asked for anew only while it may still come at once: nobody waits for it in a village without network.
const FORM_PATIENCE = 3000;

// { officer, taken, about }: `taken` is what data.json gave last, `about` what is in the way:
// "", "offline", "logged_out" or "nobody".
export async function kept() {
  const taken = await readData("taken");
  return { taken: taken ?? null, about: taken ? "" : "nobody" };
}

// Asks the server; another officer's things are forgotten before those of the new one are kept.
export async function renewed() {
  const before = await kept();
  let answer;
  let taken;
  try {
    answer = await fetch("/field/data.json", { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.ok) taken = await answer.json();
  } catch {
    return { ...before, about: before.taken ? "offline" : "nobody" };
  }
  if (answer.status === 401) return { ...before, about: before.taken ? "logged_out" : "nobody" };
  if (!answer.ok) return before;
  if (before.taken && before.taken.officer.id !== taken.officer.id) await forgetData();
  // How far the phone's clock is behind the city's, in milliseconds.
  taken.behind = Date.parse(taken.now) - Date.now();
  await keepData("taken", taken);
  return { taken, about: "" };
}

export const clock = (taken) => ({ now: new Date(Date.now() + taken.behind), zone: taken.zone });

// The form of one unit: as it is for this unit today where there is network, otherwise as it was taken along.
export async function formFor(taken, form, unit) {
  const key = `form ${form.page} ${unit.id}`;
  const number = form.exact[unit.id];
  if (number !== undefined) return taken.asks[number];
  const fresh = await freshForm(form.page, unit.id);
  if (fresh) {
    await keepData(key, fresh);
    return fresh;
  }
  const ofKind = form.kinds[unit.kind] ?? -1;
  return (await readData(key)) ?? (ofKind >= 0 ? taken.asks[ofKind] : null);
}

export async function freshForm(page, unit) {
  if (!navigator.onLine) return null;
  try {
    const query = new URLSearchParams({ page, unit });
    const answer = await fetch(`/field/form.json?${query}`, { signal: AbortSignal.timeout(FORM_PATIENCE) });
    return answer.ok ? (await answer.json()).asks : null;
  } catch {
    return null;
  }
}
