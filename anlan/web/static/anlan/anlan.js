// Four small comforts. Every page works without them.
"use strict";

// A form is sent once. Buttons go dead only after the browser has accepted the form, so validation still works, and
// wake up again when the page comes back. Forms that htmx sends use hx-disabled-elt; a form whose answer is a file, so
// that the page stays, or the button that asks for one, carries data-stays.
const sendButtons = (form) => form.querySelectorAll("button:not([type=button]), input[type=submit]");

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post], [hx-put], [data-stays]")) return;
  if (event.submitter && event.submitter.matches("[data-stays]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  // After this turn: a disabled button's own name and value would not be sent.
  setTimeout(() => sendButtons(form).forEach((button) => { button.disabled = true; }));
});

window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
  sendButtons(form).forEach((button) => { button.disabled = false; });
}));

// Repeating rows of a form set:
//   <div data-repeat> <input name="x-TOTAL_FORMS"> … <div data-repeat-row> … <button type="button" data-repeat-remove>
//   <template>(one row, __prefix__ for its number)</template> <button type="button" data-repeat-add>
function addRow(group) {
  const total = group.querySelector("input[name$=TOTAL_FORMS]");
  const template = group.querySelector("template");
  const row = document.createElement("template");
  row.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
  total.value = Number(total.value) + 1;
  const first = row.content.querySelector("input:not([type=hidden]), select, textarea");
  template.before(row.content);
  first?.focus();
}

// The numbers of a form set must stay without gaps, so the row is emptied and hidden: an empty row is ignored.
function removeRow(group, row) {
  row.querySelectorAll("input:not([type=hidden]), select, textarea").forEach((field) => {
    if (field.type === "checkbox" || field.type === "radio") field.checked = field.name.endsWith("-DELETE");
    else field.value = "";
    field.required = false;
  });
  row.hidden = true;
  group.querySelector("[data-repeat-add]")?.focus();
}

document.addEventListener("click", (event) => {
  const group = event.target.closest("[data-repeat]");
  if (!group) return;
  const row = event.target.closest("[data-repeat-remove]")?.closest("[data-repeat-row]");
  if (row) removeRow(group, row);
  else if (event.target.closest("[data-repeat-add]")) addRow(group);
});

// Many boxes at once: data-tick-all="point" names those of its form. Without scripts the button stays hidden.
document.querySelectorAll("[data-tick-all]").forEach((button) => { button.hidden = false; });
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-tick-all]");
  if (!button) return;
  button.form.querySelectorAll(`input[type=checkbox][name="${button.dataset.tickAll}"]`).forEach((box) => { box.checked = true; });
});

// A field that matters for certain answers only: data-shown-for="answer not_ok fixed" names another field of its row, or
// of the form, and those answers. A field that holds something, or a fault, stays in sight.
const ROW = "[data-repeat-row]";
function holdsSomething(field) {
  const inputs = field.querySelectorAll("input:not([type=hidden]), select, textarea");
  return [...inputs].some((input) => input.value) || field.querySelector(".field-errors") !== null;
}
function showWhatMatters(group) {
  group.querySelectorAll("[data-shown-for]").forEach((input) => {
    const row = input.closest(ROW);
    if (row !== null && row !== group) return;
    const [name, ...answers] = input.dataset.shownFor.split(" ");
    const other = group.querySelector(row ? `[name$="-${name}"]` : `[name="${name}"]`);
    const field = input.closest(".field");
    field.hidden = !answers.includes(other?.value) && !holdsSomething(field);
  });
}

document.addEventListener("change", (event) => {
  const group = event.target.closest(`${ROW}, form`);
  if (group) showWhatMatters(group);
});
const showAllThatMatters = () => document.querySelectorAll(`${ROW}, form`).forEach(showWhatMatters);
showAllThatMatters();
window.addEventListener("pageshow", showAllThatMatters);
