// Menus that drop down: opening and closing, filtering, how many may be chosen, and asking the app what there is.

import { act } from "./acting.js";
import { placeOf } from "./places.js";

const PATIENCE = 250;
const NOTHING = "Nothing matches.";
const waiting = new WeakMap();

/** Call later, unless the same field asks again before that. */
export function soon(field, work, after = PATIENCE) {
  clearTimeout(waiting.get(field));
  waiting.set(field, setTimeout(work, after));
}

/** Call nothing later, whatever was meant to be. */
export const never = (field) => clearTimeout(waiting.get(field));

/** Keep an open menu on the screen. */
export function fit(drop) {
  const menu = drop.querySelector(":scope > .kit-menu");
  drop.classList.remove("kit-leftward");
  if (menu.getBoundingClientRect().right > document.documentElement.clientWidth - 4) drop.classList.add("kit-leftward");
  menu.scrollIntoView({ block: "nearest" });
}

/** Close every open menu that this is not a part of. */
export function closeOthers(target) {
  for (const drop of document.querySelectorAll(".kit-drop[open]")) {
    if (!drop.contains(target)) drop.open = false;
  }
}

/** Move the focus up or down inside an open menu. */
export function step(drop, by) {
  const stops = [...drop.querySelectorAll(".kit-filter, .kit-item, .kit-item input")].filter(
    (stop) => stop.matches("input:not(:disabled), button, a") && stop.checkVisibility(),
  );
  if (!stops.length) return;
  const here = stops.indexOf(document.activeElement);
  stops[(here + by + stops.length + (here < 0 && by < 0 ? 1 : 0)) % stops.length].focus();
}

/** Show on a menu of many what is chosen, and let no more be chosen than may be. */
export function showChosen(field) {
  const boxes = [...field.querySelectorAll(".kit-offered input")];
  const chosen = boxes.filter((box) => box.checked);
  const full = chosen.length >= Number(field.dataset.most ?? Infinity);
  for (const box of boxes) box.disabled = full && !box.checked;
  const chips = chosen.map((box) => made("span", "kit-chip", box.nextElementSibling.textContent));
  field.querySelector(".kit-chosen").replaceChildren(
    ...(chips.length ? chips : [made("span", "kit-prompt", field.dataset.prompt)]),
  );
}

export function filter(field, words) {
  if ("least" in field.dataset) {
    soon(field, () => ask(field, words, (options, note) => offerMany(field, options, note)));
    return;
  }
  const wanted = words.trim().toLocaleLowerCase();
  for (const item of field.querySelectorAll(".kit-item")) {
    item.hidden = !item.textContent.toLocaleLowerCase().includes(wanted);
  }
  for (const group of field.querySelectorAll(".kit-group")) group.hidden = !group.querySelector(".kit-item:not([hidden])");
  say(field, field.querySelector(".kit-item:not([hidden])") ? "" : NOTHING);
}

/** Ask the app what it offers for these words, and show it with a note; an answer that comes too late is dropped. */
export async function ask(field, words, show) {
  const least = Number(field.dataset.least);
  const asked = (field.asked = Symbol(words));
  if (words.length < least) {
    show([], least === 1 ? "Type to find options." : `Type ${least} or more characters.`);
    return;
  }
  const reply = await act("select_options", { label: field.dataset.field, query: words, ...placeOf(field) });
  const options = reply.options ?? [];
  if (field.asked === asked && reply.ok) show(options, options.length ? "" : NOTHING);
}

// What is chosen stays to be seen, whatever is offered now.
function offerMany(field, options, note) {
  const offered = field.querySelector(".kit-offered");
  for (const item of offered.querySelectorAll(".kit-item")) if (!item.firstElementChild.checked) item.remove();
  const kept = new Set([...offered.querySelectorAll("input")].map((box) => box.value));
  const fresh = options.filter(({ value }) => !kept.has(value));
  offered.append(...fresh.map((one) => item(field, one)));
  say(field, note);
  showChosen(field);
}

function item(field, { value, text }) {
  const label = made("label", "kit-item");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", value });
  box.dataset.spot = field.dataset.field;
  label.append(box, made("span", "", text));
  return label;
}

function say(field, note) {
  field.querySelector(".kit-none").textContent = note;
}

export function made(name, className, text = "") {
  return Object.assign(document.createElement(name), { className, textContent: text });
}
