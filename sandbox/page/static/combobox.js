// A menu that is typed into: the app is asked for what it offers, and one of it is chosen.

import { hold, read, write } from "./fields.js";
import { ask, made, never, soon } from "./menus.js";

const list = (field) => field.querySelector("[role=listbox]");
const box = (field) => field.querySelector("[role=combobox]");
const active = (field) => list(field).querySelector("[aria-selected=true]");

/** Ask for what fits the words that stand there now. */
export function look(field) {
  soon(field, () => ask(field, box(field).value, (options, note) => offer(field, options, note)));
}

export function close(field) {
  never(field);
  // An answer that is still on its way opens nothing.
  field.asked = null;
  list(field).hidden = true;
  box(field).setAttribute("aria-expanded", "false");
  box(field).removeAttribute("aria-activedescendant");
}

/** Go back to what was chosen, unless the field was emptied; return whether that changes what it holds. */
export function leave(field) {
  close(field);
  const chosen = read(field);
  const isEmptied = chosen !== null && box(field).value === "";
  hold(field);
  write(field, isEmptied ? null : chosen);
  return isEmptied;
}

/** Take the option; return whether there was one. */
export function take(field, option = active(field)) {
  if (!option) return false;
  hold(field);
  write(field, { value: option.dataset.value, text: option.textContent });
  close(field);
  return true;
}

/** Let a key do what it does in a list; return whether it did anything. */
export function key(field, name) {
  const isOpen = !list(field).hidden;
  if (name === "ArrowDown" || name === "ArrowUp") {
    if (isOpen) move(field, name === "ArrowDown" ? 1 : -1);
    else look(field);
    return true;
  }
  if (name === "Escape" && isOpen) {
    close(field);
    return true;
  }
  return false;
}

function offer(field, options, note) {
  if (document.activeElement !== box(field)) return;
  const items = options.map(({ value, text }, index) => {
    const item = made("li", "kit-item", text);
    Object.assign(item, { id: `${list(field).id}:${index}`, role: "option" });
    item.dataset.value = value;
    item.setAttribute("aria-selected", "false");
    return item;
  });
  list(field).replaceChildren(...(note ? [remark(note)] : items));
  list(field).hidden = false;
  box(field).setAttribute("aria-expanded", "true");
  list(field).scrollIntoView({ block: "nearest" });
  // The first one is taken with Enter.
  move(field, 1);
}

// A list may hold nothing but options, so that what is said in it is one that cannot be taken.
function remark(note) {
  const item = made("li", "kit-note", note);
  item.role = "option";
  item.setAttribute("aria-disabled", "true");
  return item;
}

function move(field, by) {
  const items = [...list(field).querySelectorAll("[role=option]:not([aria-disabled])")];
  if (!items.length) return;
  const here = items.indexOf(active(field));
  const next = items[(here + by + items.length + (here < 0 && by < 0 ? 1 : 0)) % items.length];
  for (const item of items) item.setAttribute("aria-selected", String(item === next));
  box(field).setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
}
