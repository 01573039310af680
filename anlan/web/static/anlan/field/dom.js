// Elements made by hand, and the words of the page: everything visible comes from the server in the reader's language.

const WORDS = JSON.parse(document.getElementById("content").dataset.words);

// The words of that key, with %(name)s filled in.
export function say(key, values = {}) {
  return (WORDS[key] ?? key).replace(/%\((\w+)\)s/g, (all, name) => values[name] ?? all);
}

// el("a.btn", {href: "/"}, "text", …): functions among the attributes listen, false and null ones are left out.
export function el(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== false && child !== undefined));
  return element;
}

export function button(words, act, classes = "btn") {
  return el(`button.${classes.replaceAll(" ", ".")}`, { type: "button", click: act }, words);
}

// A day or a moment as the city writes it, whatever zone the phone is set to.
export function local(moment, zone, length = 16) {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" })
    .format(moment).replace(" ", "T").slice(0, length);
}
